"""The file of one recorded call, as bytes. Sans-I/O.

Frames `length u32 | sealed`, each bound to the file's name and its own number, so that none can be changed, moved or
taken out unseen: the head (JSON), chunks of sound (`first sample u64 | int16, caller and clerk side by side`), and the
end (JSON, always `_END` bytes, so that it is found from the end of the file). Silence on both sides is left out.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from kiosk.store.crypto import SEALED_BYTES, Keyring
from kiosk.store.errors import StoreError

_LENGTH, _FIRST = struct.Struct("<I"), struct.Struct("<Q")
#: Bytes of the longest frame that is read; a second of sound has 32,000.
_LONGEST = 1 << 20
_END = 128
#: Bytes of the last frame of a file, sealed, with its length.
END_FRAME = _LENGTH.size + SEALED_BYTES + _END


@dataclass(frozen=True, slots=True)
class RecordingHead:
    """`call`: as the dialplan or the carrier names it. `rate`: Hz. `began_ms`: since 1970, UTC."""

    call: str
    conversation: str
    surface: str
    began_ms: int
    rate: int


@dataclass(frozen=True, slots=True)
class RecordingEnd:
    """`samples`: the length of the call. `missing`: samples that could not be written. `frames`: of the file before
    this one. `cut`: the process broke down before the end of the call.
    """

    samples: int
    missing: int
    frames: int
    cut: bool = False


class FrameCodec:
    """Seals and opens the frames of the file `name` (without its suffix). `open_*` raise `StoreError`."""

    def __init__(self, keys: Keyring, name: str) -> None:
        self._keys, self._name = keys, name

    def head(self, head: RecordingHead) -> bytes:
        return self._sealed(json.dumps(asdict(head), ensure_ascii=False).encode(), "0")

    def sound(self, number: int, first: int, pcm: NDArray[np.int16]) -> bytes:
        """`number`: of the frame, from 1. `pcm`: shape (n, 2), from sample `first` on."""
        return self._sealed(_FIRST.pack(first) + pcm.astype("<i2").tobytes(), str(number))

    def end(self, end: RecordingEnd) -> bytes:
        return self._sealed(json.dumps(asdict(end)).encode().ljust(_END), "end")

    def open_head(self, sealed: bytes) -> RecordingHead:
        return RecordingHead(**json.loads(self._opened(sealed, "0")))

    def open_sound(self, number: int, sealed: bytes) -> tuple[int, NDArray[np.int16]]:
        data = self._opened(sealed, str(number))
        (first,) = _FIRST.unpack_from(data)
        return first, np.frombuffer(data[_FIRST.size :], "<i2").reshape(-1, 2)

    def open_end(self, sealed: bytes) -> RecordingEnd:
        return RecordingEnd(**json.loads(self._opened(sealed, "end")))

    def _sealed(self, data: bytes, place: str) -> bytes:
        sealed = self._keys.seal_bytes(data, f"recordings/{self._name}/{place}")
        return _LENGTH.pack(len(sealed)) + sealed

    def _opened(self, sealed: bytes, place: str) -> bytes:
        return self._keys.open_bytes(sealed, f"recordings/{self._name}/{place}")


def frames(file: BinaryIO) -> Iterator[bytes]:
    """The sealed values of a file's whole frames, from where it stands; a torn frame ends them."""
    while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if not SEALED_BYTES <= length <= _LONGEST or len(sealed := file.read(length)) < length:
            return
        yield sealed


def frame_bytes(sealed: bytes) -> int:
    """Bytes that this frame takes in its file."""
    return _LENGTH.size + len(sealed)


def first_frame(file: BinaryIO) -> bytes:
    """Raises `StoreError` where there is none."""
    sealed = next(frames(file), None)
    if sealed is None:
        raise StoreError("corrupt", "The recording has no whole frame.")
    return sealed
