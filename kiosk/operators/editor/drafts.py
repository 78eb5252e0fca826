"""Drafts: made, opened, saved, discarded and brought back.

A save carries the revision of the file that it began with. Where another save was quicker, it is answered 409 with both
texts and the common one, and kept aside: nothing that a person wrote is lost.
"""

from __future__ import annotations

import asyncio
import re
import secrets

import msgspec
from aiohttp import web

from dialogue import sources
from kiosk.hall.version_files import marked
from kiosk.operators.console import Console
from kiosk.operators.editor.answers import (
    NAME_CHARACTERS,
    SAVE_BYTES,
    TEXT_BYTES,
    TEXT_ENDINGS,
    DraftBody,
    DraftPulse,
    FileQuery,
    FileText,
    ListedDraft,
    ListedSave,
    OpenedDraft,
    PresenceBody,
    SaveBody,
    SavedFile,
    SavesQuery,
    conflict_told,
    draft_told,
    editor_told,
    file_told,
    text_of,
)
from kiosk.operators.editor.presence import DraftEditor
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import RequestRefusedError, Route, SignedIn, not_found
from kiosk.operators.scripts import of_folder
from kiosk.publishing.bundle import Bundle, BundleError
from kiosk.store.audit import AuditNote
from kiosk.store.drafts import DraftFacts, DraftFullError, SaveConflict

ONE = "/scripts/drafts/{draft}"
#: A new file's name: letters, figures, Chinese, and a few signs, in the folder or in `knowledge`.
_NEW_NAME = re.compile(rf"({sources.KNOWLEDGE}/)?[\w\u4e00-\u9fff][\w\u4e00-\u9fff .\-]{{0,99}}")
#: Saves of one file that are listed, and drafts of one hall.
_MOST_SAVES, _MOST_DRAFTS = 200, 200
_LATE = "别人刚刚改了这个文件。您写的已经另外存好，请选留哪一份。 Another save was quicker; yours is kept aside."


def routes(console: Console) -> tuple[Route, ...]:
    drafts = _Drafts(console)
    read, edit = Permission.SCRIPTS_READ, Permission.SCRIPTS_EDIT
    gone = {409: ("discarded",)}
    return (
        Route("GET", "/scripts/drafts", read, drafts.listed, "草稿 · The drafts", answer=list[ListedDraft]),
        Route(
            "POST", "/scripts/drafts", edit, drafts.add, "新草稿 · A new draft",
            body=DraftBody, answer=ListedDraft, errors={404: ("not_found",), 409: ("too_many",), 422: ("bad_folder",)},
        ),
        Route("GET", ONE, read, drafts.opened, "打开 · Its files", answer=OpenedDraft),
        Route("GET", f"{ONE}/file", read, drafts.file, "看文件 · One file", query=FileQuery, answer=FileText),
        Route(
            "GET", f"{ONE}/saves", read, drafts.saves, "存过的 · Every save of a file",
            query=SavesQuery, answer=list[ListedSave],
        ),
        Route(
            "PUT", f"{ONE}/file", edit, drafts.save, "存 · Save a file; 409 has `conflict`: mine, theirs, base",
            body=SaveBody, answer=SavedFile, body_bytes=SAVE_BYTES,
            errors={400: ("bad_name",), 409: ("discarded", "changed_meanwhile"), 413: ("too_long", "draft_full")},
        ),
        Route(
            "POST", f"{ONE}/presence", edit, drafts.presence, "在改 · Who has it open",
            body=PresenceBody, answer=DraftPulse,
        ),
        Route("POST", f"{ONE}/discard", edit, drafts.discard, "丢弃 · Discard", errors=gone),
        Route("POST", f"{ONE}/restore", edit, drafts.restore, "找回 · Bring it back"),
    )  # fmt: skip


class _Drafts:
    """The handlers."""

    def __init__(self, console: Console) -> None:
        self._console = console

    # ---- what there is ----

    async def listed(self, _: web.Request, who: SignedIn) -> list[ListedDraft]:
        drafts = await self._console.hall.store.drafts.listed()
        return [draft_told(one, await self._console.presence.at(one.id), who.id) for one in drafts]

    async def opened(self, request: web.Request, who: SignedIn) -> OpenedDraft:
        store = self._console.hall.store
        one = await draft_of(self._console, request)
        files = await store.drafts.files(one.id) or ()
        live = (await store.versions.standing()).live
        here = await self._console.presence.at(one.id)
        return OpenedDraft(draft=draft_told(one, here, who.id), files=[file_told(file) for file in files], live=live)

    async def file(self, request: web.Request, who: SignedIn, query: FileQuery) -> FileText:
        one = await draft_of(self._console, request)
        found = await self._console.hall.store.drafts.file(one.id, query.path, query.revision)
        if (text := text_of(found)) is None or found is None:
            raise not_found("文件，或者它不是能在这里改的文字")
        return FileText(path=found.path, revision=found.revision, text=text)

    async def saves(self, request: web.Request, who: SignedIn, query: SavesQuery) -> list[ListedSave]:
        one = await draft_of(self._console, request)
        rows = await self._console.hall.store.drafts.saves(one.id, query.path, _MOST_SAVES)
        return [
            ListedSave(revision=row.revision, base=row.base, at_ms=row.at_ms, who=row.who, counts=row.counts)
            for row in rows
        ]

    # ---- what is done with them ----

    async def add(self, request: web.Request, who: SignedIn, body: DraftBody) -> ListedDraft:
        store, name = self._console.hall.store, body.name.strip()
        if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
            text = (
                f"给草稿起个名字，1 到 {NAME_CHARACTERS} 个字。 Expected a name of 1 to {NAME_CHARACTERS} characters."
            )
            raise RequestRefusedError(400, "bad_body", text)
        if len(await store.drafts.listed()) >= _MOST_DRAFTS:
            text = f"草稿已经有 {_MOST_DRAFTS} 份：先丢弃不要的。 There are {_MOST_DRAFTS} drafts; discard some."
            raise RequestRefusedError(409, "too_many", text)
        bundle, parent = await self._copied(body.version)
        draft = secrets.token_hex(8)
        await store.drafts.add(name, draft, bundle, parent, who.who)
        await store.audit(AuditNote("scripts: draft made", who.who, detail=f"draft {draft}"))
        return draft_told(await draft_named(self._console, draft))

    async def _copied(self, version: int) -> tuple[Bundle, int | None]:
        """The files to copy, and the version that they are of."""
        store, folder = self._console.hall.store, self._console.hall.settings.services_dir
        now = await store.versions.standing()
        if version == 0:
            bundle = await of_folder(folder)
            return bundle, await asyncio.to_thread(marked, folder, now.versions) or now.live
        if version not in now.versions:
            raise not_found("版本")
        return await store.versions.bundle(version), version

    async def save(self, request: web.Request, who: SignedIn, body: SaveBody) -> SavedFile | web.Response:
        one = await draft_of(self._console, request)
        must_be_open(one)
        drafts = self._console.hall.store.drafts
        await self._check(one, body)
        data = None if body.text is None else encoded(body.text)
        try:
            done = await drafts.save(one.id, body.path, body.base, data, who.who)
        except BundleError as error:
            raise RequestRefusedError(400, "bad_name", str(error)) from None
        except DraftFullError as error:
            raise RequestRefusedError(413, "draft_full", str(error)) from None
        if done is None:
            raise not_found("草稿")
        if isinstance(done, SaveConflict):
            told = {
                "error": {"code": "changed_meanwhile", "message": _LATE},
                "conflict": conflict_told(body.path, body.text, done),
            }
            return web.Response(status=409, body=msgspec.json.encode(told), content_type="application/json")
        return SavedFile(path=done.path, revision=done.revision, at_ms=done.at_ms)

    async def _check(self, one: DraftFacts, body: SaveBody) -> None:
        """Raises `RequestRefusedError` for a name that is none of the draft's and may not become one."""
        if not 0 <= body.base <= one.revision:
            text = f"expected `base` from 0 to {one.revision}, the revision of the draft; got {body.base}"
            raise RequestRefusedError(400, "bad_body", text)
        name = body.path.rpartition("/")[2]
        fits = _NEW_NAME.fullmatch(body.path) and body.path.endswith(TEXT_ENDINGS) and sources.is_source(name)
        if not fits and await self._console.hall.store.drafts.file(one.id, body.path) is None:
            text = (
                "文件名用字母、数字、汉字，以 .yaml 结尾，例如 挂失.yaml、knowledge/挂失.yaml。"
                " Expected a name such as loss.yaml or knowledge/loss.yaml."
            )
            raise RequestRefusedError(400, "bad_name", text)

    async def presence(self, request: web.Request, who: SignedIn, body: PresenceBody) -> DraftPulse:
        store = self._console.hall.store
        one = await draft_of(self._console, request)
        if body.leaving:
            await self._console.presence.leave(one.id, who.session)
            return DraftPulse(revision=one.revision, file=None, others=[])
        me = DraftEditor(who.session, who.id, who.name, body.path[:250], store.now_ms())
        here = await self._console.presence.here(one.id, me)
        others = [editor_told(other, who.id) for other in here]
        found = await store.drafts.file(one.id, body.path) if body.path else None
        return DraftPulse(revision=one.revision, file=found.revision if found else None, others=others)

    async def discard(self, request: web.Request, who: SignedIn) -> None:
        one = await draft_of(self._console, request)
        must_be_open(one)
        await self._console.hall.store.drafts.discard(one.id)
        await self._console.hall.store.audit(AuditNote("scripts: draft discarded", who.who, detail=f"draft {one.id}"))

    async def restore(self, request: web.Request, who: SignedIn) -> None:
        one = await draft_of(self._console, request)
        await self._console.hall.store.drafts.restore(one.id)
        await self._console.hall.store.audit(AuditNote("scripts: draft restored", who.who, detail=f"draft {one.id}"))


async def draft_files(console: Console, draft: str) -> tuple[dict[str, bytes], int]:
    """Of the draft now, and its revision. Raises `RequestRefusedError`."""
    try:
        found = await console.hall.store.drafts.bundle(draft)
    except BundleError as error:
        raise RequestRefusedError(422, "bad_folder", str(error)) from None
    if found is None:
        raise not_found("草稿")
    return dict(found[0].files), found[1]


async def draft_of(console: Console, request: web.Request) -> DraftFacts:
    return await draft_named(console, request.match_info["draft"])


async def draft_named(console: Console, draft: str) -> DraftFacts:
    """Raises `RequestRefusedError` where there is none."""
    one = await console.hall.store.drafts.one(draft)
    if one is None:
        raise not_found("草稿")
    return one


def must_be_open(one: DraftFacts) -> None:
    if one.discarded_ms is not None:
        text = "这份草稿已经丢弃了；要接着改，先在草稿列表里找回。 It was discarded: bring it back first."
        raise RequestRefusedError(409, "discarded", text)


def encoded(text: str) -> bytes:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise RequestRefusedError(400, "bad_body", "expected `text` without lone surrogates") from None
    if len(data) > TEXT_BYTES:
        most = TEXT_BYTES >> 10
        raise RequestRefusedError(413, "too_long", f"一个文件最多 {most} KB，请分成几个。 At most {most} KB a file.")
    return data
