"""Reads a backup's archive, whose bytes may be torn or forged: each file is compared with its hash. Blocking."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.store.backup.manifest import NAME, BackedUpFile, BackupManifest, damaged, from_json
from kiosk.store.backup.snapshot import OnProgress

_PIECE = 1 << 20
#: Bytes of a manifest at most: one of some hundred thousand recordings.
_LONGEST = 64 << 20


def read_manifest(file: Path) -> tuple[BackupManifest, str, str]:
    """As `manifest.from_json`. Raises `StoreError`, OSError."""
    with _opened(file) as archive:
        return _manifest_of(archive)


def check_archive(file: Path, on_progress: OnProgress) -> BackupManifest:
    """Reads all of it. Raises `StoreError`, OSError."""
    with _opened(file) as archive:
        manifest = _manifest_of(archive)[0]
        for _ in _contents(archive, manifest, on_progress):
            pass
    return manifest


def unpack(file: Path, folder: Path, on_progress: OnProgress) -> BackupManifest:
    """Write its files under `folder`, which is empty; each is its owner's alone, and on the disk at the end. Raises
    `StoreError`, OSError.
    """
    with _opened(file) as archive:
        manifest = _manifest_of(archive)[0]
        for one, pieces in _contents(archive, manifest, on_progress):
            path = folder / one.name
            path.parent.mkdir(0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
                for piece in pieces:
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise damaged(f"{file.name} is no whole archive ({error})") from None


def _manifest_of(archive: zipfile.ZipFile) -> tuple[BackupManifest, str, str]:
    names = archive.namelist()
    if NAME not in names:
        raise damaged(f"it has no {NAME}")
    if archive.getinfo(NAME).file_size > _LONGEST:
        raise damaged(f"its {NAME} is longer than {_LONGEST >> 20} MB")
    found = from_json(archive.read(NAME).decode(errors="replace"))
    expected = sorted([NAME, *(one.name for one in found[0].files)])
    if sorted(names) != expected:
        raise damaged(f"expected {len(expected)} files, those of its {NAME}, and found {len(names)}")
    return found


def _contents(
    archive: zipfile.ZipFile, manifest: BackupManifest, on_progress: OnProgress
) -> Iterator[tuple[BackedUpFile, Iterator[bytes]]]:
    total, done = sum(one.size for one in manifest.files), 0

    def pieces(one: BackedUpFile) -> Iterator[bytes]:
        nonlocal done
        digest, size = hashlib.sha256(), 0
        with archive.open(one.name) as member:
            while piece := member.read(_PIECE):
                size, done = size + len(piece), done + len(piece)
                if size > one.size:
                    break
                digest.update(piece)
                on_progress(done, total)
                yield piece
        if size != one.size or digest.hexdigest() != one.sha256:
            raise damaged(f"{one.name} is not the file that its {NAME} names")

    for one in manifest.files:
        read = pieces(one)
        yield one, read
        for _ in read:  # what the caller did not read is checked too
            pass
