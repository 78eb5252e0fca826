"""Where entries wait that the database did not take, so that a crash does not lose them: one file beside it.

Its room is written to the disk when it is made, so that it takes entries also while the disk is full. After a 4-byte
magic it holds frames `length u32 | sealed entry`; a length of 0 is the end. A frame that was torn does not open, and is
the end too. Entries that are read twice do no harm (`ConversationEntry`).
"""

from __future__ import annotations

import contextlib
import os
import struct
from pathlib import Path

from kiosk.store.crypto import Keyring
from kiosk.store.entries import ConversationEntry
from kiosk.store.errors import StoreError

#: Bytes: some 500 entries. An outage that needs more keeps the rest in memory alone.
ROOM = 4 << 20
_MAGIC = b"HCJ1"
_LENGTH = struct.Struct("<I")
_BLOCK = 1 << 16


class Journal:
    """Blocking, and for one thread at a time. `room`: bytes."""

    def __init__(self, path: Path, keys: Keyring, room: int = ROOM) -> None:
        self._path, self._keys, self._room = path, keys, room
        self._end = len(_MAGIC)

    @property
    def empty(self) -> bool:
        return self._end == len(_MAGIC)

    def open(self) -> tuple[ConversationEntry, ...]:
        """What it holds, oldest first. Makes the file, or its room, where they are missing. Raises `StoreError`."""
        try:
            self._reserve()
            return self._read(self._path.read_bytes())
        except OSError as error:
            raise StoreError("readonly", f"The journal {self._path} cannot be used: {error.strerror}.") from None

    def append(self, entry: ConversationEntry) -> None:
        """On the disk when it returns. Raises `StoreError`."""
        sealed = self._keys.seal(entry.to_json(), self._place(self._end))
        frame = _LENGTH.pack(len(sealed)) + sealed
        if self._end + len(frame) + _LENGTH.size > self._room:
            raise StoreError("full", f"The journal {self._path} is full.")
        self._write(self._end, frame + _LENGTH.pack(0))
        self._end += len(frame)

    def clear(self) -> None:
        """Forget its entries, and overwrite them: they hold personal values, if sealed. Raises `StoreError`."""
        self._write(len(_MAGIC), bytes(self._end + _LENGTH.size - len(_MAGIC)))
        self._end = len(_MAGIC)

    def _place(self, at: int) -> str:
        return f"journal/{at}/entry"

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
        """A start on a full disk has a shorter journal, or none; the next start tries again."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size == 0:
                os.pwrite(descriptor, _MAGIC, 0)
                size = len(_MAGIC)
            with contextlib.suppress(OSError):
                while size < self._room:
                    size += os.pwrite(descriptor, bytes(min(_BLOCK, self._room - size)), size)
            os.fsync(descriptor)
            self._room = min(self._room, size)
        finally:
            os.close(descriptor)

    def _read(self, data: bytes) -> tuple[ConversationEntry, ...]:
        entries: list[ConversationEntry] = []
        at = len(_MAGIC)
        while at + _LENGTH.size <= len(data):
            (length,) = _LENGTH.unpack_from(data, at)
            body = data[at + _LENGTH.size : at + _LENGTH.size + length]
            if length == 0 or len(body) < length:
                break
            try:
                entries.append(ConversationEntry.from_json(self._keys.open(body, self._place(at))))
            except (StoreError, ValueError, KeyError, TypeError):
                break  # torn by a crash: `append` had not returned, so that nothing relies on it
            at += _LENGTH.size + length
        self._end = at
        return tuple(entries)
