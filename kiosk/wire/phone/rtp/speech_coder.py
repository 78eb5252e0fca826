"""The codings of a SIP call's sound, by ffmpeg (PyAV): G.711, and G.722 with a state for each direction."""

from __future__ import annotations

import av
import numpy as np

from kiosk.wire.phone.audio import LineCoding, decode, encode
from kiosk.wire.phone.events import Pcm
from kiosk.wire.phone.sip.sdp import RtpCoding

_LAWS = {RtpCoding.PCMA: LineCoding.A_LAW, RtpCoding.PCMU: LineCoding.MU_LAW}


class SpeechCoder:
    """Both directions of one call: mono int16 at `coding.rate`, one byte for each tick of the RTP clock."""

    def __init__(self, coding: RtpCoding) -> None:
        self.coding = coding
        self._encoder = _g722("w") if coding is RtpCoding.G722 else None
        self._decoder = _g722("r") if coding is RtpCoding.G722 else None

    def encode(self, pcm: Pcm) -> bytes:
        """`pcm`: 20 ms."""
        if self._encoder is None:
            return encode(pcm, _LAWS[self.coding])
        frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
        frame.sample_rate = self.coding.rate
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))

    def decode(self, data: bytes) -> Pcm:
        """Any length."""
        if self._decoder is None:
            return decode(data, _LAWS[self.coding])
        frames = self._decoder.decode(av.Packet(data)) if data else []
        return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames] or [np.zeros(0)]).astype(np.int16)


def _g722(mode: str) -> av.AudioCodecContext:
    codec = av.CodecContext.create("g722", mode)  # type: ignore[call-overload]
    codec.sample_rate, codec.format, codec.layout = RtpCoding.G722.rate, "s16", "mono"
    return codec  # type: ignore[no-any-return]
