"""Files that a command writes where its user says: never over the record, its key, or a file that is not ours.

Each is written beside its place and renamed, so that an earlier one stays whole until the new one is.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.commands.paths import PathOptionError, file_to_write, shown
from kiosk.config import Settings
from kiosk.store.engine import sqlite_file

#: Bytes at both ends of a file in which the marks of its kind are looked for.
_LOOKED_AT = 1 << 16
_LOG_ENDS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class OutputKind:
    """What a command writes, and how an earlier file of it is known: by its first bytes, and by `marks`, each of them
    near its beginning or its end.
    """

    name: str
    head: bytes
    marks: tuple[bytes, ...] = ()

    def is_earlier(self, path: Path) -> bool:
        """Whether `path` holds such a file, or nothing. Raises OSError."""
        if not path.is_file():
            return False
        with path.open("rb") as file:
            begin = file.read(_LOOKED_AT)
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LOOKED_AT))
            ends = begin + file.read(_LOOKED_AT)
        return not begin or (begin.startswith(self.head) and all(mark in ends for mark in self.marks))


_ZIP, _WAV = b"PK\x03\x04", b"RIFF"
BACKUP = OutputKind("a backup", _ZIP, (b"hall.db", b"manifest.json"))
CASE = OutputKind("the export", _ZIP, (b"record.json", b"manifest.json"))
VERSION = OutputKind("the archive", _ZIP, (b"version.json",))
REPORT = OutputKind("a report", b"<!doctype html>", ("<title>安全自评报告</title>".encode(),))
PDF = OutputKind("the report as PDF", b"%PDF-", ("安全自评报告".encode("utf-16-be").hex().upper().encode(),))
SOUND = OutputKind("the sound", _WAV, (b"AIGC",))
TEST_CALL = OutputKind("what was heard", _WAV, (b"WAVE",))
FACE = OutputKind("the face rows", b"{", (b'"columns"',))
CHART = OutputKind("the chart", b"<svg")
SCHEMA = OutputKind("the schema", b"{", (b'"$schema"',))
INTERFACES = OutputKind("the document", b"{", (b'"openapi"',))
HEAD = OutputKind("the head", _ZIP, (b".kernel",))
SETUP_SCRIPT = OutputKind("a shell script", b"#!/bin/sh", (b"kiosk",))


def output_file(path: Path, kind: OutputKind, settings: Settings | None = None) -> Path:
    """`settings`: of the hall whose record and key must not be written over. Raises PathOptionError."""
    file_to_write(path, kind.name)
    if settings is not None and (what := _belongs(path, settings)):
        raise PathOptionError(
            f"{shown(path)}: expected a name for {kind.name} outside the record; this is {what}. Fix: name a file "
            "elsewhere. 这是大厅自己的数据，请换一个地方"
        )
    if os.path.lexists(path) and not kind.is_earlier(path):
        raise PathOptionError(
            f"{shown(path)}: expected a new name for {kind.name}, or an earlier one to replace; this is another file. "
            "Fix: name another file, or delete this one. 已经有别的文件，请换一个名字"
        )
    return path


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A file beside `path`, to be written: it takes the place of `path` at the end, and is deleted after an error."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _belongs(path: Path, settings: Settings) -> str:
    """What of the hall's it is, by any link or relative path; empty: nothing."""
    real = Path(os.path.realpath(path))
    database = sqlite_file(settings.database_url)
    if any(_same(real, Path(f"{database}{end}")) for end in _LOG_ENDS if database is not None):
        return "the hall's database"
    if _same(real, settings.key_path):
        return "the hall's key"
    if real.is_relative_to(os.path.realpath(settings.data_dir)):
        return f"in the hall's data folder, {settings.data_dir}"
    return ""


def _same(real: Path, other: Path) -> bool:
    """Hard links count."""
    try:
        return real.samefile(other)
    except OSError:  # one of them is not there
        return str(real) == os.path.realpath(other)
