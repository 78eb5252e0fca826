"""G.711 by ffmpeg's codecs (PyAV). Resampling is `asr.StreamResampler`, which keeps its state between frames.

Both codecs map each sample by itself: what ffmpeg makes of all 65,536 samples and all 256 codes is read out once, and
then looked up, which is exact and needs no codec for each call.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

from kiosk.wire.phone.events import Pcm

_CODES, _SAMPLES = 256, 65_536


class LineCoding(Enum):
    """How samples stand on the wire. The value is ffmpeg's name of the codec."""

    MU_LAW = "pcm_mulaw"
    A_LAW = "pcm_alaw"
    LINEAR = "pcm_s16le"


#: For operators.
CODING_NAMES = {
    LineCoding.MU_LAW: "G.711 µ-law",
    LineCoding.A_LAW: "G.711 A-law",
    LineCoding.LINEAR: "linear",
}


def decode(data: bytes, coding: LineCoding) -> Pcm:
    """Mono int16; half a sample at the end is dropped."""
    if coding is LineCoding.LINEAR:
        return np.frombuffer(data, "<i2", len(data) // 2).astype(np.int16)
    return _decoding(coding)[np.frombuffer(data, np.uint8)]


def encode(pcm: Pcm, coding: LineCoding) -> bytes:
    """`pcm`: mono int16."""
    if coding is LineCoding.LINEAR:
        return pcm.astype("<i2").tobytes()
    return _encoding(coding)[pcm.view(np.uint16)].tobytes()


@cache
def _decoding(coding: LineCoding) -> NDArray[np.int16]:
    """Code → sample, shape (256,)."""
    codec = _codec(coding, "r")
    assert isinstance(codec, av.AudioCodecContext)
    frames = codec.decode(av.Packet(bytes(range(_CODES))))
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.int16)


@cache
def _encoding(coding: LineCoding) -> NDArray[np.uint8]:
    """Sample, as uint16 → code, shape (65536,)."""
    codec = _codec(coding, "w")
    assert isinstance(codec, av.AudioCodecContext)
    samples = np.arange(_SAMPLES, dtype=np.uint16).view(np.int16)
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = codec.sample_rate
    packets = [*codec.encode(frame), *codec.encode(None)]
    return np.frombuffer(b"".join(bytes(packet) for packet in packets), np.uint8)


def _codec(coding: LineCoding, mode: str) -> av.CodecContext:
    codec = av.CodecContext.create(coding.value, mode)  # type: ignore[call-overload]
    codec.sample_rate, codec.format, codec.layout = 8_000, "s16", "mono"
    return codec  # type: ignore[no-any-return]
