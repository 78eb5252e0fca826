"""What the console is told of drafts, and what it sends."""

from __future__ import annotations

import re

from kiosk.operators.editor.presence import DraftEditor
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestQuery
from kiosk.store.drafts import KEPT_MS, DraftFacts, DraftFile, SaveConflict

#: Characters of a draft's name; bytes of a file that can be edited; bytes of the body that brings one (JSON may double
#: them).
NAME_CHARACTERS, TEXT_BYTES, SAVE_BYTES = 60, 1 << 20, (2 << 20) + 4096
#: The line of a script, of its tests (服务) or of knowledge (业务) that names a service.
_NAMES_SERVICE = re.compile(r"^(?:服务|service|业务):[ \t]*[\"']?([^\n\"'#\[{]+)", re.MULTILINE)
#: Files that are edited as text. The others (Word, Excel) are kept as they are.
TEXT_ENDINGS = (".yaml", ".md", ".txt", ".csv")


class DraftBody(RequestBody):
    """`version`: whose files are copied; 0: those of the services folder."""

    name: str
    version: int = 0


class SaveBody(RequestBody):
    """`base`: the revision of the file that was begun with; 0 for one as it was copied, or a new one. `text` None:
    delete the file.
    """

    path: str
    base: int
    text: str | None


class PresenceBody(RequestBody):
    """`path`: the file that is open; empty: none. `leaving`: the page is closed."""

    path: str = ""
    leaving: bool = False


class ProposeDraftBody(RequestBody):
    """`revision`: of the draft as the person saw it."""

    message: str
    revision: int


class FileQuery(RequestQuery):
    """`revision`: as it was saved then; 0: as it was copied; none: as it is now."""

    path: str
    revision: int | None = None


class SavesQuery(RequestQuery):
    path: str


class OtherEditor(ApiAnswer):
    """Who has a draft open, and with which file. `mine`: it is the one who asks, in another window."""

    name: str
    path: str
    mine: bool


class ListedDraft(ApiAnswer):
    """`parent`: the version it was copied from. `editors`: who has changed it. `here`: who has it open now.
    `discarded_ms`: until `gone_ms` it can be brought back. `proposed`: the version made of it last.
    """

    id: str
    name: str
    parent: int | None
    at_ms: int
    who: str
    revision: int
    saved_ms: int
    editors: list[str]
    here: list[OtherEditor]
    discarded_ms: int | None
    gone_ms: int | None
    proposed: int | None


class ListedFile(ApiAnswer):
    """`revision`: of its newest save; 0: as it was copied. `bytes`: its size. `text`: whether it can be edited here.
    `added`: in the draft. `service`: which it is, tests or knows about; empty: none.
    """

    path: str
    revision: int
    bytes: int
    text: bool
    added: bool
    service: str


class OpenedDraft(ApiAnswer):
    """`live`: the live version; another one than the parent: the draft was made from an older one."""

    draft: ListedDraft
    files: list[ListedFile]
    live: int | None


class FileText(ApiAnswer):
    path: str
    revision: int
    text: str


class SavedFile(ApiAnswer):
    """`revision`: of the file now, with which the next save begins."""

    path: str
    revision: int
    at_ms: int


class DraftPulse(ApiAnswer):
    """`revision`: of the draft's newest save. `others`: who has it open too. `file`: the revision of the open file now;
    None: there is none of this name.
    """

    revision: int
    file: int | None
    others: list[OtherEditor]


class ListedSave(ApiAnswer):
    """`counts`: False: another save was quicker, and this one was set aside."""

    revision: int
    base: int
    at_ms: int
    who: str
    counts: bool


class TooLate(ApiAnswer):
    """What a save that came too late is answered beside its error. `mine` is kept under `revision`. Texts None: the
    file was deleted, or (base) did not exist.
    """

    path: str
    revision: int
    mine: str | None
    theirs: str | None
    their_revision: int
    their_who: str
    their_at_ms: int
    base: str | None


def editor_told(one: DraftEditor, me: str) -> OtherEditor:
    """`me`: the account that asks."""
    return OtherEditor(name=one.name, path=one.path, mine=one.account == me)


def draft_told(one: DraftFacts, here: tuple[DraftEditor, ...] = (), me: str = "") -> ListedDraft:
    accounts = {editor.account: editor for editor in here}  # who has two windows open is told once
    return ListedDraft(
        id=one.id, name=one.name, parent=one.parent, at_ms=one.at_ms, who=one.who, revision=one.revision,
        saved_ms=one.saved_ms, editors=list(one.editors),
        here=[editor_told(editor, me) for editor in accounts.values()],
        discarded_ms=one.discarded_ms, gone_ms=None if one.discarded_ms is None else one.discarded_ms + KEPT_MS,
        proposed=one.proposed,
    )  # fmt: skip


def file_told(one: DraftFile) -> ListedFile:
    data = one.data or b""
    text = text_of(one)
    return ListedFile(
        path=one.path, revision=one.revision, bytes=len(data), text=text is not None, added=one.added,
        service=service_of(one.path, text or ""),
    )  # fmt: skip


def service_of(path: str, text: str) -> str:
    """The service that a script or its tests name, and that a file of knowledge is about; empty: none is named."""
    found = _NAMES_SERVICE.search(text) if path.endswith(".yaml") else None
    return found[1].strip() if found else ""


def text_of(one: DraftFile | None) -> str | None:
    """None: it is no text, too long, or deleted."""
    if one is None or one.data is None or not one.path.endswith(TEXT_ENDINGS) or len(one.data) > TEXT_BYTES:
        return None
    try:
        return one.data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def conflict_told(path: str, mine: str | None, found: SaveConflict) -> TooLate:
    return TooLate(
        path=path, revision=found.revision, mine=mine, theirs=text_of(found.theirs),
        their_revision=found.theirs.revision, their_who=found.their_who, their_at_ms=found.their_at_ms,
        base=text_of(found.base),
    )  # fmt: skip
