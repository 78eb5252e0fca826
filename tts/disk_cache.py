"""Spoken clauses on disk: one small file each, addressed by what made it, checked on every read, oldest dropped first.

A file is `HCSP`, a CRC-32 of the rest, the length of a JSON header, the header (rate, phones), and the samples as FLAC.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import struct
import tempfile
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path

import soundfile

from tts.speech import Phone, Speech

log = logging.getLogger(__name__)

_MAGIC = b"HCSP"
_HEAD = struct.Struct("<4sII")  # magic, CRC-32 of what follows it, length of the JSON header
_SUFFIX = ".speech"
#: A full cache is cleared down to this share of its size, so that not every write has to clear.
_CLEAR_TO = 0.9


class _CorruptError(Exception):
    """The file is not what was written."""


@dataclass(slots=True)
class DiskCacheCounts:
    """Faults and evictions since the start; each is also logged, without the clause."""

    corrupt: int = 0
    unread: int = 0
    unwritten: int = 0
    dropped: int = 0


class DiskCache:
    """The folder. Thread-safe; blocking, so call it from a worker thread. Never raises for what the disk does."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._size: int | None = None  # unknown until the first write
        self.counts = DiskCacheCounts()

    @staticmethod
    def name_of(*made_by: str) -> str:
        """The name of the clause that these made."""
        return hashlib.sha256("\n".join(made_by).encode()).hexdigest()[:40]

    def has(self, name: str) -> bool:
        """Whether the clause is there; it then counts as used. Whether it is whole shows when it is taken."""
        try:
            os.utime(self._path(name))
        except OSError:
            return False
        return True

    def get(self, name: str) -> Speech | None:
        """The clause, with an empty `text`; None if it is not there or not whole."""
        path = self._path(name)
        try:
            speech = _unpacked(path.read_bytes())
            os.utime(path)  # used now: last to be dropped
        except FileNotFoundError:
            return None
        except _CorruptError:
            self.counts.corrupt += 1
            log.warning("a cached clause was corrupt and is dropped (%d so far)", self.counts.corrupt)
            path.unlink(missing_ok=True)
            return None
        except OSError as error:
            self.counts.unread += 1
            log.warning("a cached clause could not be read: %s (%d so far)", error.strerror, self.counts.unread)
            return None
        return speech

    def put(self, name: str, speech: Speech) -> None:
        """Keep the clause, whole or not at all. Silence is not worth keeping."""
        if not len(speech.pcm):
            return
        data = _packed(speech)
        temporary: str | None = None
        try:
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        except OSError as error:
            self.counts.unwritten += 1
            log.warning("a clause could not be cached: %s (%d so far)", error.strerror, self.counts.unwritten)
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)
            return
        self._make_room(len(data))

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / (name + _SUFFIX)

    def _make_room(self, added: int) -> None:
        with self._lock:
            if self._size is not None:
                self._size += added
            if self._size is None or self._size > self._max_bytes:
                self._size = self._cleared()

    def _cleared(self) -> int:
        """Drop the longest unused until the cache is small enough; gives what is left, in bytes."""
        files = []
        for path in self._folder.glob(f"??/*{_SUFFIX}"):
            try:
                stat = path.stat()
            except OSError:  # another process dropped it
                continue
            files.append((stat.st_mtime_ns, stat.st_size, path))
        size = sum(length for _, length, _ in files)
        if size <= self._max_bytes:
            return size
        for _, length, path in sorted(files, key=lambda file: file[0]):
            if size <= self._max_bytes * _CLEAR_TO:
                break
            path.unlink(missing_ok=True)
            self.counts.dropped += 1
            size -= length
        return size


def _packed(speech: Speech) -> bytes:
    sound = io.BytesIO()
    soundfile.write(sound, speech.pcm, speech.rate, format="FLAC", subtype="PCM_16")
    phones = [[phone.symbol, phone.start, phone.end] for phone in speech.phones]
    header = json.dumps({"rate": speech.rate, "phones": phones}, ensure_ascii=False, separators=(",", ":")).encode()
    body = header + sound.getvalue()
    return _HEAD.pack(_MAGIC, zlib.crc32(body), len(header)) + body


def _unpacked(data: bytes) -> Speech:
    if len(data) < _HEAD.size:
        raise _CorruptError
    magic, checksum, length = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    if magic != _MAGIC or zlib.crc32(body) != checksum:
        raise _CorruptError
    header = json.loads(body[:length])
    pcm, rate = soundfile.read(io.BytesIO(body[length:]), dtype="int16")
    return Speech("", pcm, rate, tuple(Phone(symbol, start, end) for symbol, start, end in header["phones"]))
