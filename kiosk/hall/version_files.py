"""A version as files: read from a services folder, written into one, packed into a zip archive and taken out of it."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dialogue import sources
from dialogue.errors import Problems, ScriptErrors
from kiosk.publishing.bundle import LARGEST, LARGEST_FILE, MOST_FILES, Bundle, BundleError, checked
from kiosk.publishing.lifecycle import VersionFacts

#: In a folder: the version that its files were made from. No source (`sources.is_source`), so no part of a version.
MARK = ".version"
_MANIFEST, _INSIDE = "version.json", "services/"
#: What `zipfile` and `json` raise for what is no such archive (RuntimeError: encrypted).
_NO_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip
#: Folders of loaded versions that are kept under `data_dir`; the oldest is deleted.
KEPT_FOLDERS = 8


def read_folder(folder: Path) -> Bundle:
    """All that the loader, the lint and the conversation tests read of it. Raises `ScriptErrors`, `BundleError`,
    OSError.
    """
    problems = Problems(folder)
    tests = sources.conversation_tests(folder, problems)
    if problems.errors:
        raise ScriptErrors(problems.errors)
    paths = dict.fromkeys([*(file.path for file in sources.loaded_from(folder)), *tests])
    files: dict[str, bytes] = {}
    size = 0
    for path in list(paths)[: MOST_FILES + 1]:
        size += path.stat().st_size
        if size > LARGEST:
            raise BundleError(f"{folder} 超过 {LARGEST >> 20} MB。 At most {LARGEST >> 20} MB in all.")
        files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return checked(files)


def write_folder(bundle: Bundle, folder: Path, facts: VersionFacts | None = None) -> None:
    """Into a folder that is empty or does not exist. `facts`: marks what the files are. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} 里已经有文件，换一个空的文件夹。 Expected an empty folder.")
    for path, data in bundle.files.items():
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)
    if facts is not None:
        mark(folder, facts)


@contextmanager
def unpacked_folder(bundle: Bundle) -> Iterator[Path]:
    """A folder with the files of a version, while the `with` lasts."""
    with tempfile.TemporaryDirectory(prefix="services-") as folder:
        write_folder(bundle, Path(folder))
        yield Path(folder)


def mark(folder: Path, facts: VersionFacts) -> None:
    """The folder's files are those of this version now. Raises OSError."""
    (folder / MARK).write_text(f"{facts.number} {facts.hash}\n", encoding="ascii")


def marked(folder: Path, versions: Mapping[int, VersionFacts]) -> int | None:
    """The version that the folder was made from, if it says so and it is one of these."""
    try:
        number, _, found = (folder / MARK).read_text(encoding="ascii").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    known = versions.get(int(number)) if number.isdecimal() and len(number) < 10 else None
    return known.number if known and known.hash == found else None


def loaded_folder(bundle: Bundle, data_dir: Path) -> Path:
    """A folder under `data_dir` with these files, written whole or not at all. Blocking. Raises OSError."""
    versions = data_dir / "versions"
    folder = versions / bundle.hash
    if not folder.is_dir():
        versions.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=versions))
        write_folder(bundle, fresh)
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process has just written the same
                raise
    os.utime(folder)
    _forget_oldest(versions)
    return folder


def _forget_oldest(versions: Path) -> None:
    found = sorted(versions.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for folder in found[KEPT_FOLDERS:]:
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        folder.rmdir()


# ---- archives ----


def packed(bundle: Bundle, facts: VersionFacts) -> bytes:
    """A zip archive; the same version gives the same bytes."""
    told = {"version": facts.number, "hash": facts.hash, "message": facts.message, "author": facts.author}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entries = {f"{_INSIDE}{path}": data for path, data in sorted(bundle.files.items())}
        manifest = json.dumps(told, ensure_ascii=False, indent=2).encode()
        for name, data in {_MANIFEST: manifest, **entries}.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def unpacked(data: bytes) -> tuple[Bundle, str]:
    """The files of such an archive, and its message. Raises `BundleError` for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [info for info in archive.infolist() if not info.is_dir()]
            if len(entries) > MOST_FILES + 1 or sum(info.file_size for info in entries) > LARGEST + LARGEST_FILE:
                raise BundleError("压缩包太大。 The archive holds more than a version may.")
            told = json.loads(archive.read(_MANIFEST))
            inside = [info for info in entries if info.filename.startswith(_INSIDE)]
            files = {info.filename.removeprefix(_INSIDE): archive.read(info) for info in inside}
        bundle = checked(files)
        if told["hash"] != bundle.hash:
            raise BundleError("压缩包里的文件和它的校验值不一样，传坏了。 The files are not those of the export.")
        return bundle, str(told["message"])[:2000]
    except BundleError:
        raise
    except _NO_ARCHIVE:
        raise BundleError(
            "这不是 kiosk services export 存的压缩包。 Expected an archive of kiosk services export."
        ) from None
