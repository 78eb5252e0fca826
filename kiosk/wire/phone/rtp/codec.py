"""The sound and keys of one SIP call (a `PhoneCodec`), sans-I/O: RTP both ways; `wire.phone.sip` is its dialog.

A peer that holds the call is sent nothing, and what it plays meanwhile (music) is not heard.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable

from kiosk.wire.phone.events import (
    DIGITS,
    FRAME_MS,
    CallerAudio,
    CallHeld,
    CallStarted,
    DigitPressed,
    Pcm,
    PhoneEvent,
    WireFrame,
)
from kiosk.wire.phone.rtp.concealment import LossConcealment
from kiosk.wire.phone.rtp.jitter_buffer import JitterBuffer, Lost
from kiosk.wire.phone.rtp.packets import SEQUENCES, TIMESTAMPS, RtpPacket, parse_rtp
from kiosk.wire.phone.rtp.speech_coder import SpeechCoder
from kiosk.wire.phone.rtp.telephone_events import TelephoneEvents, press_payloads
from kiosk.wire.phone.sip.sdp import CODING_NAMES, AgreedMedia

#: Ticks of the RTP clock in a frame that is sent: 8 kHz for all our codings.
_TICKS = 8 * FRAME_MS
#: Seconds after a key that came with the signalling within which the same key by RTP is the same press.
_SAME_PRESS_S = 2.0
#: Such keys that are remembered.
_REMEMBERED = 16


class RtpCodec:
    """`started`: comes before all other events. `clock`: seconds, monotonic.

    A peer is sent sound all the time, silence too, which also keeps the way through a NAT open.
    """

    marks = False
    buffers = False

    def __init__(self, started: CallStarted, media: AgreedMedia, clock: Callable[[], float]) -> None:
        self.over = False
        self.lost_ms = 0  # of the caller's sound; a pause that was not sent, and a key in place of sound, is no loss
        self._sounding = True  # the last packet in order was sound
        self._waiting: list[PhoneEvent] = [started]  # for the next `feed`
        self._media, self._clock = media, clock
        self._coder = SpeechCoder(media.coding)
        self._buffer, self._concealment, self._keys = JitterBuffer(), LossConcealment(), TelephoneEvents()
        self._source, self._sequence = secrets.randbits(32), secrets.randbits(16)
        self._timestamp, self._marker = secrets.randbits(32), True
        self._signalled: deque[tuple[str, float]] = deque(maxlen=_REMEMBERED)  # keys that counted, and when
        self._pressed: deque[tuple[bytes, bool]] = deque()  # keys to be sent: payloads; whether a press begins with it
        self._press_began = 0

    @property
    def rate(self) -> int:
        return self._media.coding.rate

    @property
    def coding_name(self) -> str:
        return CODING_NAMES[self._media.coding]

    @property
    def due(self) -> float:
        """When `feed(b"")` gives something, though nothing has come."""
        return self._buffer.due

    def change(self, media: AgreedMedia) -> None:
        """A re-INVITE: held, taken up again, another coding."""
        if media.coding is not self._media.coding:
            self._coder = SpeechCoder(media.coding)
        if not self._media.sends:
            self._marker = True
        if media.hears is not self._media.hears:
            self._waiting.append(CallHeld(not media.hears))
        self._media = media

    def feed(self, data: WireFrame) -> list[PhoneEvent]:
        """A datagram, b"" when only time has passed; or, as text, a key that came with the signalling."""
        events, self._waiting = self._waiting, []
        if isinstance(data, str):
            return [*events, *self._key_signalled(data)]
        packet = parse_rtp(data)
        if packet is not None:
            events += self._packet(packet)
        for each in self._buffer.take(self._clock()):
            events += self._in_order(each)
        return events

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        """While a key is pressed that `press` was given: the key, in place of `pcm`."""
        self._timestamp = (self._timestamp + _TICKS) % TIMESTAMPS
        if not self._media.sends:
            return []
        self._sequence = (self._sequence + 1) % SEQUENCES
        if self._pressed and self._media.events is not None:
            return [self._key_packet(self._media.events)]
        payload, marker = self._coder.encode(pcm), self._marker
        self._marker = False
        return [
            bytes(RtpPacket(self._media.payload_type, self._sequence, self._timestamp, self._source, payload, marker))
        ]

    def press(self, digit: str) -> bool:
        """The next frames are this key, one of `DIGITS`, behind those that wait. False: the peer takes none by RTP."""
        if self._media.events is None:
            return False
        self._pressed.extend((payload, n == 0) for n, payload in enumerate(press_payloads(digit)))
        return True

    @property
    def pressing(self) -> bool:
        """A key of ours is not sent to its end yet."""
        return bool(self._pressed)

    def clear(self) -> list[WireFrame]:
        return []  # nothing is buffered

    def mark(self, name: str) -> list[WireFrame]:
        return []

    def hang_up(self) -> list[WireFrame]:
        return []  # the dialog says it

    def _packet(self, packet: RtpPacket) -> list[PhoneEvent]:
        """Keys count at once. They stand in the sequence, as comfort noise does, so that they are no lost sound."""
        self._buffer.put(packet, self._clock())
        if packet.payload_type != self._media.events or not (key := self._keys.feed(packet)):
            return []
        return [] if self._was_signalled(key) else [DigitPressed(key)]

    def _key_signalled(self, key: str) -> list[PhoneEvent]:
        """Once a key has come by RTP, each press comes that way, and what the signalling says of it is dropped."""
        if len(key) != 1 or key not in DIGITS or self._keys.come:
            return []
        self._signalled.append((key, self._clock()))
        return [DigitPressed(key)]

    def _was_signalled(self, key: str) -> bool:
        """Whether this press came with the signalling before, as the first ones do of a peer that sends both."""
        while self._signalled:
            known, at = self._signalled.popleft()
            if known == key and self._clock() - at <= _SAME_PRESS_S:
                return True
        return False

    def _key_packet(self, payload_type: int) -> bytes:
        payload, begins = self._pressed.popleft()
        if begins:
            self._press_began = self._timestamp
        return bytes(RtpPacket(payload_type, self._sequence, self._press_began, self._source, payload, begins))

    def _in_order(self, packet: RtpPacket | Lost) -> list[PhoneEvent]:
        if isinstance(packet, Lost):
            self.lost_ms += packet.packets * FRAME_MS if self._sounding else 0
            pcm = self._concealment.conceal(packet.packets)
            return [CallerAudio(pcm, self.rate)] if len(pcm) and self._media.hears else []
        self._sounding = packet.payload_type == self._media.payload_type
        if self._sounding:
            pcm = self._coder.decode(packet.payload)
            self._concealment.heard(pcm)
            return [CallerAudio(pcm, self.rate)] if len(pcm) and self._media.hears else []
        return []
