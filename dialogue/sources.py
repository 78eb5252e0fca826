"""Which files of a services folder are sources, and how their text is read.

Reading and hot reload use the same list, so a file that is not read is not watched either.
"""

from __future__ import annotations

import codecs
import errno
import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dialogue.errors import Problems, ScriptErrors

log = logging.getLogger(__name__)

#: Conversation tests: beside the scripts, read by the lint and by `kiosk services test`, never part of a hall.
TEST = ".test.yaml"
#: The hall's calendar, beside the scripts: office hours and days off.
CALENDAR = "calendar.yaml"
#: The hall's place names, beside the scripts.
GAZETTEER = "gazetteer.csv"
#: Sample utterances, beside the scripts.
SAMPLES = "samples.csv"
#: What editors, office programs, file managers and copying leave behind: hidden, back-up, lock and temporary files.
_LEFT_BEHIND = re.compile(
    r"[.~#].*|.*[~#]|.*\.(bak|swp|swo|swx|tmp|temp|orig|old|save|rej|part|partial|crdownload|lock|lnk)"
    r"|(thumbs|ehthumbs)\.db|desktop\.ini|icon\r|\$.*|__macosx|4913",
    re.IGNORECASE | re.DOTALL,
)
#: Control characters, and bytes that are no UTF-8.
_NO_NAME = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_NOTES = "README.md"
#: Endings that Windows, editors and mail programs make of .yaml.
_NEARLY_YAML = re.compile(r"\.yml$|\.ya?ml\.txt$|\.ya?ml\.docx?$|\.YA?ML$|\.Ya?ml$|\.yaml .*$|\(\d+\)\.yaml\.txt$")
#: The process or the system has no descriptor or memory left, which is not a mistake in a file.
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is a source by its name, as it was looked at.

    `looked`: inode, time of change (ns) and size. Where it cannot be looked at (a link to nothing or to itself, a share
    that is away), two zeros and the error number, negative: it is a source all the same, and reading it is refused.
    """

    path: Path
    looked: tuple[int, int, int]

    @property
    def seen(self) -> bool:
        return self.looked[2] >= 0


def is_source(name: str) -> bool:
    """Whether a file of this name may hold a script or knowledge, whatever its ending."""
    return name != _NOTES and not _LEFT_BEHIND.fullmatch(name)


def scripts(root: Path, problems: Problems) -> list[Path]:
    """The service scripts of a folder, by name."""
    return _named(_scripts(root), root, problems)


def overlooked(root: Path) -> list[Path]:
    """Files that look like scripts and are not read, for their ending is another: .yml, .yaml.txt."""
    return [file.path for file in _look(root) if file.seen and _NEARLY_YAML.search(file.path.name)]


def conversation_tests(root: Path, problems: Problems) -> list[Path]:
    """Its conversation tests, by name."""
    return _named(_look(root, TEST), root, problems)


def knowledge(folder: Path, problems: Problems) -> list[Path]:
    """The files of a folder of knowledge, by name. None where there is no such folder."""
    return _named(knowledge_files(folder), folder, problems)


def loaded_from(root: Path) -> list[SourceFile]:
    """All that the loader reads of a services folder or refuses, its knowledge included."""
    beside = [_looked(path) for path in (calendar(root), gazetteer(root), samples(root)) if path]
    found = [*_scripts(root), *knowledge_files(root / KNOWLEDGE)]
    return [*found, *(file for file in beside if file is not None)]


def knowledge_files(folder: Path) -> list[SourceFile]:
    """All that is read of a folder of knowledge, or refused. None where there is no such folder."""
    return _look(folder) if os.path.lexists(folder) else []


def calendar(root: Path) -> Path | None:
    """The hall's calendar, if the folder has one."""
    path = root / CALENDAR
    return path if os.path.lexists(path) else None


def gazetteer(root: Path) -> Path | None:
    """The hall's place names, if the folder has them."""
    path = root / GAZETTEER
    return path if os.path.lexists(path) else None


def samples(root: Path) -> Path | None:
    """The sample utterances, if the folder has them."""
    path = root / SAMPLES
    return path if os.path.lexists(path) else None


def _scripts(root: Path) -> list[SourceFile]:
    found = _look(root, ".yaml")
    return [file for file in found if not file.path.name.endswith(TEST) and file.path.name != CALENDAR]


def _look(folder: Path, ending: str = "") -> list[SourceFile]:
    """What decides which files are sources: regular files and links to them, by name, and what cannot be looked at.

    A folder that cannot be listed stands for itself.
    """
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(ending) and is_source(entry.name))
    except OSError as error:
        if scarce(error):
            raise
        return [SourceFile(folder, (0, 0, -(error.errno or 1)))]
    return [found for name in names if (found := _looked(folder / name)) is not None]


def _looked(path: Path) -> SourceFile | None:
    try:
        found = path.stat()
    except OSError as error:
        return SourceFile(path, (0, 0, -(error.errno or 1)))
    regular = stat.S_ISREG(found.st_mode)
    return SourceFile(path, (found.st_ino, found.st_mtime_ns, found.st_size)) if regular else None


def _named(files: list[SourceFile], folder: Path, problems: Problems) -> list[Path]:
    """The files to read. A folder that cannot be listed is a mistake, and so is a name that is not text: it could be
    neither shown nor cited. Other files that cannot be looked at are reported with their place when they are read.
    """
    paths = []
    for file in files:
        if file.path == folder:
            problems.add(1, f"文件夹读不出来：{os.strerror(-file.looked[2])}", "检查路径和权限")
        elif _NO_NAME.search(file.path.name):
            message = f"文件名里有认不出来的字：{file.path.name!a}"
            problems.add(1, message, "改一个名字（压缩包解开的文件名可能是乱码）")
        else:
            paths.append(file.path)
    return paths


def scarce(error: BaseException) -> bool:
    """Whether the machine lacks descriptors or memory: the same file can be read a moment later."""
    return isinstance(error, OSError) and error.errno in _SCARCE


def read_bytes(path: Path, problems: Problems) -> bytes:
    """A file's content; empty, with the reason in `problems`, where it cannot be had."""
    try:
        return path.read_bytes()
    except OSError as error:
        if scarce(error):
            raise
        problems.add(1, f"文件读不出来：{error.strerror}", "检查权限", code="not-yaml")
        return b""


def read_utf8(path: Path, problems: Problems) -> str:
    """A script's text; empty, with the reason in `problems`, where it cannot be had."""
    data = read_bytes(path, problems)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(_line(data, error.start), "文件不是 UTF-8 编码", "用“另存为”选 UTF-8", code="not-yaml")
        return ""


def decoded(data: bytes, problems: Problems) -> str | None:
    """Text in UTF-8, in UTF-16 with its mark (Excel's “Unicode 文本”), or in what Chinese Windows writes (GB 18030).

    None where it is none of them; the reason, and the line of the first wrong byte, are then in `problems`.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data, problems)
    if b"\x00" in data:
        problems.add(
            _line(data, data.index(b"\x00")), "这不是文字文件", "用记事本打开看看，另存为 UTF-8", code="bad-value"
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start
    guess = data.decode("utf-8", errors="replace")
    if len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", guess)) > guess.count("\ufffd"):
        # GB 18030 can be read out of almost any bytes: what is mostly UTF-8 would come out as nonsense.
        problems.add(
            _line(data, at),
            "这一行有不是 UTF-8 的字节（文件不完整，或混了两种编码）",
            "重新另存为 UTF-8",
            code="not-yaml",
        )
        return None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        problems.add(_line(data, error.start), "文件的编码认不出来", "用“另存为”选 UTF-8")
        return None


def _utf16(data: bytes, problems: Problems) -> str | None:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        line = data[: error.start].decode("utf-16", errors="replace").count("\n") + 1
        problems.add(line, "文件的编码认不出来（UTF-16 不完整）", "用“另存为”选 UTF-8")
        return None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


@contextmanager
def unharmed(problems: Problems) -> Iterator[None]:
    """An exception out of reading a file becomes a mistake of that file; not `ScriptErrors`, and not a `scarce` one."""
    try:
        yield
    except ScriptErrors:
        raise
    except Exception as error:
        if scarce(error):
            raise
        # A file may hold anything: an error in our reader, or in a library's, must name the file, and must not keep the
        # hall from reading the others.
        log.warning("reading a source file failed", exc_info=True)
        problems.add(1, f"文件读到一半出了内部错误（{type(error).__name__}）", "把这个文件发给开发人员，先用原来的")
