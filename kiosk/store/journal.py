"""The journal: a file of the entries that the database has not taken yet, so that a crash does not lose them.

Its space is allocated when it is created, so that it takes entries even on a full disk. After a 4-byte magic it holds
frames `length u32 | sealed entry`; behind the last frame all bytes are 0. Entries may be read twice: they are
idempotent. A damaged journal is copied to `journal.damaged-<n>` before any of it is overwritten.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from kiosk.store.crypto import Keyring
from kiosk.store.entries import ConversationEntry
from kiosk.store.errors import StoreError
from kiosk.store.journal_reading import LENGTH, MAGIC, place, read

#: Bytes: some 500 entries. In an outage that needs more, the rest is in memory only.
ROOM = 4 << 20
_BLOCK = 1 << 16
_ASIDE = ".damaged-"


class Journal:
    """Blocking; for one thread at a time. `room`: bytes. `damaged`: how many frames did not open in `open`."""

    def __init__(self, path: Path, keys: Keyring, room: int = ROOM) -> None:
        self._path, self._keys, self._room = path, keys, room
        self._end = self._used = len(MAGIC)
        self._unsaved = b""  # a damaged journal without a copy yet
        self.damaged = 0

    @property
    def empty(self) -> bool:
        return self._end == len(MAGIC)

    def open(self) -> tuple[ConversationEntry, ...]:
        """Its entries, oldest first. Creates the file, or allocates its space, if missing. Raises `StoreError`."""
        try:
            self._reserve()
            data = self._path.read_bytes()
        except OSError as error:
            raise StoreError("readonly", f"The journal {self._path} cannot be used: {error.strerror}.") from None
        found = read(data, self._keys)
        self._end, self._used, self.damaged = found.end, found.used, len(found.damaged)
        if found.damaged:
            self._end = max(found.end, found.used)
            self._unsaved = data[: self._end]
        with contextlib.suppress(StoreError):  # its entries matter more than its space; `clear` tries again
            self._set_aside()
            if found.damaged and not found.entries:
                self.clear()
            elif found.used > self._end:  # a torn frame: its rest must not stand behind the next one
                self._write(self._end, bytes(found.used - self._end))
        return found.entries

    def copies(self) -> list[Path]:
        """The copies made of this journal when it was damaged, oldest first."""
        return set_aside(self._path)

    def append(self, entry: ConversationEntry) -> None:
        """Append the entry and sync it to the disk. Raises `StoreError`."""
        sealed = self._keys.seal(entry.to_json(), place(self._end))
        frame = LENGTH.pack(len(sealed)) + sealed
        if self._end + len(frame) + LENGTH.size > self._room:
            raise StoreError("full", f"The journal {self._path} is full.")
        self._used = max(self._used, self._end + len(frame))  # a failed write may leave a part of it
        self._write(self._end, frame)
        self._end += len(frame)

    def clear(self) -> None:
        """Delete its entries by overwriting them: they hold personal values, though sealed. Raises `StoreError`."""
        self._set_aside()
        self._write(0, MAGIC + bytes(max(self._end, self._used) - len(MAGIC)))
        self._end = self._used = len(MAGIC)

    def _set_aside(self) -> None:
        """A copy of the damaged journal, once. Raises `StoreError`."""
        if not self._unsaved:
            return
        before = set_aside(self._path)
        try:
            if not any(path.read_bytes() == self._unsaved for path in before):
                copy = self._path.with_name(f"{self._path.name}{_ASIDE}{_number(before[-1]) + 1 if before else 1}")
                _copy(copy, self._unsaved)
        except OSError as error:
            raise StoreError("full", f"The damaged {self._path} cannot be copied: {error.strerror}.") from None
        self._unsaved = b""

    def _write(self, at: int, data: bytes) -> None:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                if os.pwrite(descriptor, data, at) < len(data):
                    raise StoreError("full", f"The journal {self._path} could not be written whole.")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreError("full", f"The journal {self._path} cannot be written: {error.strerror}.") from None

    def _reserve(self) -> None:
        """Allocate the space. On a full disk the journal is shorter, or missing; the next start tries again."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size == 0:
                os.pwrite(descriptor, MAGIC, 0)
                size = len(MAGIC)
            with contextlib.suppress(OSError):
                while size < self._room:
                    size += os.pwrite(descriptor, bytes(min(_BLOCK, self._room - size)), size)
            os.fsync(descriptor)
            self._room = min(self._room, size)
        finally:
            os.close(descriptor)


def set_aside(path: Path) -> list[Path]:
    """The copies of damaged journals beside `path`, oldest first. Blocking."""
    found = [copy for copy in path.parent.glob(f"{path.name}{_ASIDE}*") if copy.name.rpartition("-")[2].isdecimal()]
    return sorted(found, key=_number)


def _number(copy: Path) -> int:
    return int(copy.name.rpartition("-")[2])


def _copy(path: Path, data: bytes) -> None:
    """Write the file atomically and sync it to the disk."""
    fresh = path.with_name(f".{path.name}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
