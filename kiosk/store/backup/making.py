"""Makes a backup beside a running hall: one archive, its owner's alone, which appears when it is whole.

It is read back before it gets its name. A full disk, a kill or a power cut leaves what was there before; what is half
made is overwritten by the next one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO

from kiosk.config import Settings
from kiosk.store.backup.archive import check_archive
from kiosk.store.backup.manifest import (
    DATABASE,
    HALL_ID,
    JOURNAL,
    NAME,
    RECORDINGS,
    BackedUpFile,
    BackupManifest,
    to_json,
)
from kiosk.store.backup.snapshot import SnapshotFacts, facts_of, take_snapshot
from kiosk.store.backup.switching import sync_folder
from kiosk.store.crypto import Keyring
from kiosk.store.engine import sqlite_file
from kiosk.store.errors import StoreError, translate
from kiosk.store.recording_file import DONE, PART
from kiosk.store.sealed_files import sealed_files

_PIECE = 1 << 20
#: Bytes of the disk that a backup leaves free: the hall may write to the same one.
_RESERVE = 64 << 20

#: What is done, bytes done, bytes in all.
OnStep = Callable[[str, int, int], None]


def make_backup(settings: Settings, keys: Keyring, file: Path, on_step: OnStep) -> BackupManifest:
    """`file` is replaced once the new backup is whole. Blocking. Raises `StoreError`, OSError."""
    database = sqlite_file(settings.database_url)
    if database is None:
        raise StoreError(
            "other",
            "store.url 是别的数据库，请用它自己的备份工具（PostgreSQL：pg_dump）。 The record is in another database: "
            "use "
            "that server's own backup (PostgreSQL: pg_dump), and copy the recordings and the key file.",
        )
    recordings = sorted(settings.recordings_dir.glob(f"*-*{DONE}"))
    _check_room(file.parent, database, recordings)
    copy = file.with_name(f".{file.name}.part.db")
    with _own_part(file) as (part, out):
        copy.unlink(missing_ok=True)
        try:
            journal = _journal(settings.journal_path)  # before the database: what leaves it is in the database then
            take_snapshot(database, copy, lambda done, total: on_step("database", done, total))
            manifest = _write(settings, keys, out, copy, journal, recordings, on_step)
            out.flush()
            os.fsync(out.fileno())
            check_archive(part, lambda done, total: on_step("check", done, total))
            part.replace(file)
            sync_folder(file.parent)
        except OSError as error:
            raise _full(error) from None
        finally:
            copy.unlink(missing_ok=True)
            Path(f"{copy}-journal").unlink(missing_ok=True)
    return manifest


def _write(
    settings: Settings,
    keys: Keyring,
    out: BinaryIO,
    copy: Path,
    journal: bytes | None,
    recordings: list[Path],
    on_step: OnStep,
) -> BackupManifest:
    facts = facts_of(copy)
    files, left_out = list[BackedUpFile](), [path.name for path in settings.recordings_dir.glob(f"*-*{PART}")]
    total = copy.stat().st_size + sum(_size(path) for path in recordings)
    done = 0

    def add(name: str, pieces: Iterator[bytes]) -> None:
        nonlocal done
        digest, size = hashlib.sha256(), 0
        with made.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
                size, done = size + len(piece), done + len(piece)
                on_step("archive", min(done, total), total)
        files.append(BackedUpFile(name, size, digest.hexdigest()))

    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        add(DATABASE, _pieces(copy.open("rb")))
        if journal is not None:
            add(JOURNAL, iter([journal]))
        with suppress(FileNotFoundError):
            add(HALL_ID, iter([(settings.data_dir / HALL_ID).read_bytes()]))
        for path in recordings:
            try:
                sound = path.open("rb")
            except FileNotFoundError:  # purged meanwhile
                left_out.append(path.name)
                continue
            add(f"{RECORDINGS}{path.name}", _pieces(sound))
        manifest = _manifest(settings, keys, facts, left_out, files)
        made.writestr(NAME, to_json(manifest, keys))
    return manifest


def _manifest(
    settings: Settings, keys: Keyring, facts: SnapshotFacts, left_out: list[str], files: list[BackedUpFile]
) -> BackupManifest:
    return BackupManifest(
        made_ms=round(datetime.now(UTC).timestamp() * 1000),
        program=program(),
        hall=settings.hall.name,
        revision=facts.revision,
        key_ids=tuple(sorted(facts.key_ids | sealed_files(settings).key_ids | {keys.current})),
        audit=facts.audit,
        conversations=facts.conversations,
        oldest_ms=facts.oldest_ms,
        left_out=tuple(sorted(left_out)),
        files=tuple(files),
    )


@contextmanager
def _own_part(file: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """`.NAME.part` beside it, empty and locked; deleted at the end unless it was renamed."""
    part = file.with_name(f".{file.name}.part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "r+b") as out:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _other(file) from None
        if not part.exists() or part.stat().st_ino != os.fstat(descriptor).st_ino:
            raise _other(file)
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
        renamed = os.fstat(descriptor).st_ino
        try:
            yield part, out
        finally:
            with suppress(FileNotFoundError):
                if part.stat().st_ino == renamed:
                    part.unlink()


def _other(file: Path) -> StoreError:
    return StoreError(
        "locked", f"另一个备份正在写 {file}，等它写完。 Another backup is writing {file}: wait for its end."
    )


def _check_room(folder: Path, database: Path, recordings: list[Path]) -> None:
    """The copy of the database, and the archive, which a sealed record hardly shrinks into."""
    if not database.exists():
        raise StoreError(
            "unknown", f"这里还没有记录。 There is no record yet: {database}. Fix: give --config of the hall."
        )
    needed = 2 * (_size(database) + _size(Path(f"{database}-wal"))) + sum(map(_size, recordings)) + _RESERVE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            "full",
            f"{folder} 只剩 {free >> 20} MB，备份要 {needed >> 20} MB：腾出空间，或者备份到别的磁盘。 The backup needs "
            f"{needed >> 20} MB there and {free >> 20} MB are free: free some space, or name a file on another disk.",
        )


def _full(error: OSError) -> StoreError:
    told = translate(error)
    return StoreError(
        told.kind,
        f"备份没有写成（{error.strerror}）；原来的备份还在，大厅不受影响。 The backup was not written: "
        f"{error.strerror}. "
        "An earlier one of this name is still there. Fix: see the space and the rights of its folder.",
    )


def _journal(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def program() -> str:
    try:
        return version("hall-clerk")
    except PackageNotFoundError:
        return ""
