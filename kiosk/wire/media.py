"""The binary frames of `kiosk.v1`, little-endian: microphone sound to the server, speech with face rows to the page."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.wire.codec import WireError

_MIC = struct.Struct("<BBHI")
_SPEECH = struct.Struct("<BBHIIIIIHH")
_VERSION, _TYPE_SPEECH, _TYPE_MIC = 1, 1, 2
_LAST = 1

#: The microphone's sample index has 32 bits: it wraps to 0 after 74 hours. Compare it modulo this.
SAMPLES_WRAP = 1 << 32
#: 20 ms at 16 kHz: the only size a microphone frame may have.
MIC_SAMPLES = 320


@dataclass(frozen=True, slots=True)
class MicFrame:
    """`pcm`: (320,) int16 at 16 kHz; `first` counts samples from `hello`, modulo `SAMPLES_WRAP`."""

    first: int
    pcm: NDArray[np.int16]

    def encode(self) -> bytes:
        return _MIC.pack(_VERSION, _TYPE_MIC, 0, self.first % SAMPLES_WRAP) + self.pcm.astype("<i2").tobytes()

    @classmethod
    def decode(cls, data: bytes) -> MicFrame:
        """Raises WireError, which names what is wrong with the frame."""
        if len(data) < _MIC.size:
            raise WireError("bad_audio", f"expected an 8-byte header and 640 bytes of PCM; got {len(data)} bytes")
        version, kind, zero, first = _MIC.unpack_from(data)
        if (version, kind, zero) != (_VERSION, _TYPE_MIC, 0):
            raise WireError("bad_audio", f"expected version 1, type 2, zero; got {version}, {kind}, {zero}")
        size = len(data) - _MIC.size
        if size != MIC_SAMPLES * 2:
            hint = " (half of it: is the sound 8-bit?)" if size == MIC_SAMPLES else ""
            raise WireError("bad_audio", f"expected 640 bytes (20 ms of 16-bit mono at 16 kHz); got {size}{hint}")
        return cls(first, np.frombuffer(data, "<i2", offset=_MIC.size).astype(np.int16))


@dataclass(frozen=True, slots=True)
class SpeechFrame:
    """Sound of one utterance from sample `first` on, and its face rows; none where the outlet shows no face.

    `sequence` counts the utterance's frames from 0; `epoch` the session's stops: a frame of an older epoch must not be
    played. `last`: the utterance ends with this frame. `pcm`: (n,) int16 at 24 kHz; `row_samples`: (r,) int64, sample
    indices in the utterance; `rows`: (r, w) uint8 weights.
    """

    utterance: int
    epoch: int
    sequence: int
    first: int
    last: bool
    pcm: NDArray[np.int16]
    row_samples: NDArray[np.int64]
    rows: NDArray[np.uint8]

    def encode(self) -> bytes:
        count, width = self.rows.shape
        head = _SPEECH.pack(
            _VERSION, _TYPE_SPEECH, _LAST if self.last else 0,
            self.utterance, self.epoch, self.sequence, self.first, len(self.pcm), count, width,
        )  # fmt: skip
        packed = np.empty(count, _row_type(width))
        packed["sample"], packed["weights"] = self.row_samples, self.rows
        return head + self.pcm.astype("<i2").tobytes() + packed.tobytes()

    @classmethod
    def decode(cls, data: bytes) -> SpeechFrame:
        """Raises WireError."""
        if len(data) < _SPEECH.size:
            raise WireError("bad_speech", f"expected a 28-byte header; got {len(data)} bytes")
        version, kind, flags, utterance, epoch, sequence, first, n, count, width = _SPEECH.unpack_from(data)
        if (version, kind) != (_VERSION, _TYPE_SPEECH):
            raise WireError("bad_speech", f"expected version 1, type 1; got {version}, {kind}")
        expected = _SPEECH.size + 2 * n + count * (4 + width)
        if len(data) != expected:
            raise WireError("bad_speech", f"expected {expected} bytes ({n} samples, {count} rows); got {len(data)}")
        pcm = np.frombuffer(data, "<i2", n, _SPEECH.size).astype(np.int16)
        packed = np.frombuffer(data, _row_type(width), count, _SPEECH.size + 2 * n)
        return cls(
            utterance, epoch, sequence, first, bool(flags & _LAST),
            pcm, packed["sample"].astype(np.int64), packed["weights"].reshape(count, width).copy(),
        )  # fmt: skip


def _row_type(width: int) -> np.dtype[np.void]:
    return np.dtype([("sample", "<u4"), ("weights", "u1", (width,))])
