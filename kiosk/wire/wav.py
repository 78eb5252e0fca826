"""WAV files that carry the mark of AI-generated content, in a RIFF chunk `AIGC` before the sound."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from kiosk.wire.aigc import AIGC_KEY, AigcMark

#: Bytes of the longest sound: the sizes of a RIFF file are 32 bits, and the head needs some of them.
LONGEST = 0xFFFF_0000
_NO_DIGEST = "0" * 64


def write_marked_wav(
    file: BinaryIO, pieces: Iterable[NDArray[np.int16]], rate: int, channels: int, mark: AigcMark
) -> int:
    """Write PCM of 16 bits; the number of samples (of one channel) written.

    `pieces`: int16, mono of shape (n,) or with channels side by side, (n, channels). `file` must be seekable: sizes and
    `mark.digest`, the SHA-256 of the sound, are filled in at the end. Raises ValueError for more than `LONGEST` bytes.
    """
    file.write(_head(0, rate, channels, replace(mark, digest=_NO_DIGEST)))
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        data = piece.astype("<i2").tobytes()
        size += len(data)
        if size > LONGEST:
            raise ValueError(f"expected at most {LONGEST} bytes of sound, got more")
        digest.update(data)
        file.write(data)
    file.seek(0)
    file.write(_head(size, rate, channels, replace(mark, digest=digest.hexdigest())))
    return size // (2 * channels)


def _head(size: int, rate: int, channels: int, mark: AigcMark) -> bytes:
    """Everything before `size` bytes of sound."""
    sound_format = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    chunks = _chunk(b"fmt ", sound_format) + _chunk(AIGC_KEY.encode(), mark.to_json().encode())
    chunks += b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) + size) + b"WAVE" + chunks


def _chunk(name: bytes, body: bytes) -> bytes:
    """A RIFF chunk, padded to an even length."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
