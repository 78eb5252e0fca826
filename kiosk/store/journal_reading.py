"""Reads the bytes of a journal, damaged or not. Sans-I/O; the format is that of `kiosk.store.journal`.

A frame opens only at the byte it was written to, so a frame behind a damaged one is found by trying every byte.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.store.crypto import SEALED_BYTES, Keyring
from kiosk.store.entries import ConversationEntry
from kiosk.store.errors import StoreError

MAGIC = b"HCJ1"
LENGTH = struct.Struct("<I")
#: A sealed value may end in 0 bytes, like the space behind it: so many ends are tried.
_TAIL = 16


@dataclass(frozen=True, slots=True)
class JournalReading:
    """`entries`: oldest first. `end`: the byte where the next frame goes. `used`: the bytes up to the last that is not
    0. `damaged`: the bytes at which a frame stands that does not open (0: the magic). `spans`: the first byte of each
    entry's frame, and the byte behind it.
    """

    entries: tuple[ConversationEntry, ...]
    end: int
    used: int
    damaged: tuple[int, ...]
    spans: tuple[tuple[int, int], ...] = ()


def place(at: int) -> str:
    """The place (associated data) of the frame at byte `at`."""
    return f"journal/{at}/entry"


def read(data: bytes, keys: Keyring) -> JournalReading:
    """Every frame that opens. A last frame without its tail was torn by a crash before `append` returned: it is
    neither read nor counted as damaged.
    """
    reader = _Reader(data, keys)
    damaged = [] if data.startswith(MAGIC) else [0]
    entries: list[ConversationEntry] = []
    spans: list[tuple[int, int]] = []
    at = end = len(MAGIC)
    while at < reader.used:
        frame = at
        found = reader.by_length(at)
        if found is None:
            following = reader.next_frame(at + 1)
            found = reader.by_extent(at, following)
            if found is not None or not (reader.clearing(at) or (following is None and reader.torn(at))):
                damaged.append(at)
            at = reader.used if following is None else following
        if found is not None:
            entries.append(found[0])
            spans.append((frame, found[1]))
            at = end = found[1]
    return JournalReading(tuple(entries), end, reader.used, tuple(damaged), tuple(spans))


class _Reader:
    """Each frame that opens, with the byte behind it."""

    def __init__(self, data: bytes, keys: Keyring) -> None:
        self._data, self._keys = data, keys
        self.used = max(len(data.rstrip(b"\0")), len(MAGIC))
        self._key_ids = re.compile(b"[" + re.escape(bytes(keys.keys)) + b"]")

    def by_length(self, at: int) -> tuple[ConversationEntry, int] | None:
        """The frame at `at`, if its length is right."""
        return self._entry(at, at + LENGTH.size + self._length(at))

    def by_extent(self, at: int, following: int | None) -> tuple[ConversationEntry, int] | None:
        """The frame at `at` whose length is damaged, ended by the next frame or the last byte."""
        stops = (following,) if following is not None else range(self.used, self.used + _TAIL + 1)
        tried = (self._entry(at, stop) for stop in stops)
        return next((found for found in tried if found is not None), None)

    def next_frame(self, begin: int) -> int | None:
        """The first byte, from `begin`, at which a frame opens."""
        return next((at for at in self._possible(begin) if self.by_length(at) is not None), None)

    def torn(self, at: int) -> bool:
        """Whether the last frame is torn."""
        return at + LENGTH.size + self._length(at) > self.used

    def clearing(self, at: int) -> bool:
        """Whether a crash cut off the clearing of the journal, which begins at the first frame."""
        return at == len(MAGIC) and not any(self._data[at : at + LENGTH.size + SEALED_BYTES])

    def _possible(self, begin: int) -> Iterator[int]:
        for hit in self._key_ids.finditer(self._data, begin + LENGTH.size, self.used):
            at = hit.start() - LENGTH.size
            if SEALED_BYTES <= self._length(at) <= self.used + _TAIL - hit.start():
                yield at

    def _length(self, at: int) -> int:
        if at + LENGTH.size > len(self._data):
            return 0
        length: int = LENGTH.unpack_from(self._data, at)[0]
        return length

    def _entry(self, at: int, stop: int) -> tuple[ConversationEntry, int] | None:
        if not SEALED_BYTES <= stop - at - LENGTH.size <= len(self._data) - at - LENGTH.size:
            return None
        try:
            text = self._keys.open(self._data[at + LENGTH.size : stop], place(at))
            return ConversationEntry.from_json(text), stop
        except (StoreError, ValueError, KeyError, TypeError):
            return None
