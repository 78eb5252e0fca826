"""What lies beside the database, sealed with the record's key: the journal and the recorded calls. Blocking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Settings
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.journal_reading import LENGTH, MAGIC, read
from kiosk.store.recording_file import DONE, PART
from kiosk.store.recording_format import FrameCodec, first_frame

#: Recordings that are tried, the newest first: a single one may be damaged.
_TRIED = 20


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """`journal`: it has entries. `recordings`: how many. `key_ids`: the keys with which they are sealed."""

    journal: bool
    recordings: int
    key_ids: frozenset[int]

    def __bool__(self) -> bool:
        return self.journal or self.recordings > 0


def sealed_files(settings: Settings) -> SealedFiles:
    """Raises OSError."""
    journal, found = _journal(settings.journal_path), list(_recordings(settings.recordings_dir))
    ids = {sealed[0] for path in found if (sealed := _head(path))}
    if len(journal) > (at := len(MAGIC) + LENGTH.size):
        ids.add(journal[at])
    return SealedFiles(bool(journal), len(found), frozenset(ids))


def opens(settings: Settings, keys: Keyring) -> bool | None:
    """Whether anything of it opens with these keys; None where there is nothing to try. Raises OSError."""
    tried = list[bool]()
    if journal := _journal(settings.journal_path):
        reading = read(journal, keys)
        tried += [True] if reading.entries else [False] if reading.damaged else []
    for path in sorted(_recordings(settings.recordings_dir), reverse=True)[:_TRIED]:
        if sealed := _head(path):
            tried.append(_opens(keys, path, sealed))
    return any(tried) if tried else None


def _journal(path: Path) -> bytes:
    """Without the space behind its entries; empty if it has none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b""
    used = len(data.rstrip(b"\0"))
    return data if used > len(MAGIC) else b""


def _recordings(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*-*") if path.suffix in (PART, DONE))


def _head(path: Path) -> bytes:
    """The first sealed frame; empty where there is no whole one."""
    try:
        with path.open("rb") as file:
            return first_frame(file)
    except (StoreError, FileNotFoundError):  # purged meanwhile
        return b""


def _opens(keys: Keyring, path: Path, sealed: bytes) -> bool:
    try:
        FrameCodec(keys, path.stem).open_head(sealed)
    except StoreError:
        return False
    return True
