"""A telephone that calls by SIP, sans-I/O: the hall's own user agent and RTP (`kiosk.wire.phone`), from the other side.

On its connection text is signalling and bytes are sound: `sip_connection.py` has a socket for each.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

import numpy as np

from kiosk.client.client import ClientError
from kiosk.wire.phone.events import CallerAudio, CallStarted, Pcm, WireFrame, frame_samples
from kiosk.wire.phone.rtp.codec import RtpCodec
from kiosk.wire.phone.sip.calls import PlacedCall
from kiosk.wire.phone.sip.events import CallAcknowledged, CallOffered, CallOver, MediaChanged, SipDatagram, SipOutput
from kiosk.wire.phone.sip.messages import PeerAddress
from kiosk.wire.phone.sip.sdp import AgreedMedia, LocalMedia, RtpCoding
from kiosk.wire.phone.sip.user_agent import UserAgent

#: The number that is called.
_CALLED = "12345"
_BUSY = 486


class SipGateway:
    """A `MediaGateway`, whose call begins with `place`. `rate`: 8000 Hz (PCMA, PCMU) or 16000 (G.722).

    `answered`: the hall took the call. `refusal`: the code with which it did not; 0: none. `waiting`: a request of ours
    is not answered yet. `media`: where the sound goes; None before the answer.
    """

    ends_by_closing = False

    def __init__(self, call_id: str, *, rate: int = 8_000, caller: str = "") -> None:
        self.call_id, self.rate = call_id, rate
        self.over = self.answered = False
        self.refusal = 0
        self.refused: list[str] = []
        codings = tuple(coding for coding in RtpCoding if coding.rate == rate)
        if not codings:
            raise ClientError(f"sip calls at 8000 or 16000 Hz; got {rate}")
        self._user, self._codings = caller or "caller", codings
        self._silence: Pcm = np.zeros(frame_samples(rate), np.int16)
        self._outbox: list[WireFrame] = []
        self._agent: UserAgent | None = None
        self._codec: RtpCodec | None = None
        self._hall: PeerAddress = ("", 0)
        self._key = ""  # of the call at our user agent
        self._clock: Callable[[], float] = lambda: 0.0
        self.media: AgreedMedia | None = None

    def place(self, near: PeerAddress, sound_port: int, hall: PeerAddress, clock: Callable[[], float]) -> None:
        """Call `hall`. `near`: where we take its signalling, and with `sound_port` its sound. `clock`: monotonic, in
        seconds.
        """
        self._hall, self._clock = hall, clock
        self._agent = UserAgent(*near)
        host = f"[{hall[0]}]" if ":" in hall[0] else hall[0]
        local = LocalMedia(near[0], sound_port, secrets.randbits(31))
        placed = PlacedCall(f"sip:{_CALLED}@{host}:{hall[1]}", self._user, self.call_id, self._codings)
        self._do(self._agent.call(placed, hall, local, clock()))

    @property
    def waiting(self) -> bool:
        return self._agent is not None and self._agent.waiting

    # ---- a MediaGateway ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The call has been placed, and answered."""

    def feed(self, data: WireFrame) -> list[Pcm]:
        if self._agent is None:
            return []
        if isinstance(data, bytes):
            self._agent.heard(self._key, self._clock())
            return self._sound(data)
        self._do(self._agent.receive(data.encode("utf-8", "surrogateescape"), self._hall, self._clock()))
        return []

    def tick(self, said: Pcm | None) -> list[Pcm]:
        if self._agent is not None and self._agent.due <= self._clock():
            self._do(self._agent.tick(self._clock()))
        if self._codec is None or self.over:
            return []
        if said is None and self._codec.pressing:
            said = self._silence
        if said is not None:
            self._outbox += self._codec.audio(said)
        return self._sound(b"")

    def press(self, digit: str) -> None:
        if self._codec is not None and not self._codec.press(digit):
            self.refused.append("no keys by RTP")

    def hang_up(self) -> None:
        if self._agent is not None:
            self._do(self._agent.close(self._clock()))

    def to_send(self) -> list[WireFrame]:
        sent, self._outbox = self._outbox, []
        return sent

    # ---- what comes -------------------------------------------------------------------------------------------------

    def _sound(self, data: bytes) -> list[Pcm]:
        """Frames of 20 ms. `data`: a datagram; b"": what the jitter buffer holds back no longer."""
        if self._codec is None:
            return []
        heard = [event.pcm for event in self._codec.feed(data) if isinstance(event, CallerAudio)]
        size = len(self._silence)
        return [pcm[at : at + size] for pcm in heard for at in range(0, len(pcm), size)]

    def _do(self, outputs: Iterable[SipOutput]) -> None:
        for output in outputs:
            match output:
                case SipDatagram(data):
                    self._outbox.append(data.decode("utf-8", "surrogateescape"))
                case CallAcknowledged(key, media):
                    self._key, self.media, self.answered = key, media, True
                    self._codec = RtpCodec(CallStarted(self.call_id), media, self._clock)
                case MediaChanged(_, media) if self._codec is not None:
                    self.media = media
                    self._codec.change(media)
                case CallOffered(key) if self._agent is not None:
                    self._do(self._agent.reject(key, _BUSY, self._clock()))
                case CallOver(refusal=refusal):
                    self.over, self.refusal = True, refusal
