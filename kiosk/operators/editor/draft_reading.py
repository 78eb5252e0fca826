"""What a worker's process reads of a draft, and keeps: the services folder of its files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogue.errors import ScriptError, ScriptErrors
from dialogue.library import Library
from dialogue.script import Script
from dialogue.services import ServicesFolder, read_services
from dialogue.testing import ConversationTests, check_conversation_tests, load_conversation_tests
from kiosk.hall.version_files import unpacked_folder
from kiosk.operators.routes import RequestRefusedError
from kiosk.publishing.bundle import Bundle

#: Contents of drafts that one process keeps.
_KEPT = 4
_read: OrderedDict[str, ReadDraft] = OrderedDict()


@dataclass(frozen=True)
class ReadDraft:
    """`tests`: none where they cannot be read; `test_errors` says why."""

    folder: ServicesFolder
    tests: ConversationTests
    test_errors: tuple[str, ...]

    def shown(self, file: str) -> str:
        """The path within the draft."""
        return file.removeprefix(f"{self.folder.root}/")

    def library(self) -> Library:
        """Raises `RequestRefusedError` with the first mistakes where it does not load."""
        try:
            return self.folder.library()
        except ScriptErrors as error:
            first = "；".join(f"{self.shown(one.file)} 第 {one.line} 行 {one.message}" for one in error.errors[:3])
            more = f"……一共 {len(error.errors)} 处" if len(error.errors) > 3 else ""
            text = f"草稿还有错，改好才能试：{first}{more}。 The draft does not load."
            raise RequestRefusedError(422, "not_loadable", text) from None

    def script(self, path: str) -> Script | None:
        found = (one.script for one in self.folder.scripts if self.shown(one.file) == path)
        return next(found, None)


def read_draft(files: dict[str, bytes]) -> ReadDraft:
    """Blocking, some hundred milliseconds; at once where the same files were read before."""
    bundle = Bundle(files)
    content = bundle.hash
    if content not in _read:
        with unpacked_folder(bundle) as root:
            folder = read_services(root)
            tests, errors = _tests(root)
        found = ReadDraft(folder, tests, ())
        if not errors and not folder.errors:
            errors = check_conversation_tests(tests, folder.library())
        told = tuple(f"{found.shown(one.file)} 第 {one.line} 行 {one.message}" for one in errors)
        _read[content] = ReadDraft(folder, tests, told)
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    _read.move_to_end(content)
    return _read[content]


def _tests(root: Path) -> tuple[ConversationTests, Sequence[ScriptError]]:
    try:
        return load_conversation_tests(root), ()
    except ScriptErrors as error:
        return ConversationTests(()), error.errors
