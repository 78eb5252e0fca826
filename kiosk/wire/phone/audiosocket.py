"""AudioSocket, sans-I/O: Asterisk's TCP protocol for the sound of one call. `kind u8 | length u16be | payload`.

What Asterisk 22 does, seen on it or in its source: it ends the call when its peer sends any kind but sound and hang-up,
an empty frame, or a frame in two writes more than 5 ms apart; after 2 s without a frame it drops the call; it plays
sound as it comes. A hang-up frame lets the dialplan go on after `AudioSocket()`.

    server: WAITING --UUID--> OPEN --hang-up, fatal mistake--> OVER
"""

from __future__ import annotations

import struct
import uuid
from enum import IntEnum

import numpy as np

from kiosk.wire.phone.audio import CODING_NAMES, LineCoding
from kiosk.wire.phone.events import (
    DIGITS,
    CallerAudio,
    CallerHungUp,
    CallStarted,
    DigitPressed,
    Mistakes,
    Pcm,
    PhoneEvent,
    WireFrame,
)

_HEAD = struct.Struct(">BH")
#: Sound: kind → Hz.
RATES = {
    0x10: 8_000, 0x11: 12_000, 0x12: 16_000, 0x13: 24_000, 0x14: 32_000, 0x15: 44_100, 0x16: 48_000, 0x17: 96_000,
    0x18: 192_000,
}  # fmt: skip
_SOUND_KINDS = {rate: kind for kind, rate in RATES.items()}
#: Bytes of the longest payload of a kind that is no sound.
_LONGEST_CONTROL = 256
#: The last 12 digits of the UUID of a call that only checks the line.
_CHECKING = b"kiosk?".hex()


class AudioSocketKind(IntEnum):
    """The kinds that are no sound."""

    HANG_UP = 0x00
    UUID = 0x01
    DTMF = 0x03
    ERROR = 0xFF


def check_uuid(secret: str) -> uuid.UUID:
    """Of a call that only checks the line. It begins with the hall's `secret`, as every call's does."""
    return uuid.UUID(hex=(secret + uuid.uuid4().hex[len(secret) :])[: -len(_CHECKING)] + _CHECKING)


def is_check(call_id: str) -> bool:
    """Whether the UUID is one of `check_uuid`."""
    return call_id.replace("-", "").endswith(_CHECKING)


def frame(kind: int, payload: bytes = b"") -> bytes:
    """One message. `payload`: at most 65,535 bytes."""
    return _HEAD.pack(kind, len(payload)) + payload


def sound_frame(pcm: Pcm, rate: int) -> bytes:
    """Mono int16 at one of `RATES`."""
    return frame(_SOUND_KINDS[rate], pcm.astype("<i2").tobytes())


class AudioSocketCodec:
    """Either side of the connection (a `PhoneCodec`): Asterisk's, whose first frame is the UUID, when `caller` is set.

    `rate` is 8 kHz until the peer's first sound, and then the rate of that.
    """

    marks = False
    buffers = False
    coding_name = CODING_NAMES[LineCoding.LINEAR]

    def __init__(self, *, caller: bool = False, mistakes: int = 50) -> None:
        self.rate = 8_000
        self.over = False
        self._started = caller  # the caller is told no UUID
        self._mistakes = Mistakes(mistakes)
        self._buffer = bytearray()  # at most one frame that is not complete yet

    def feed(self, data: WireFrame) -> list[PhoneEvent]:
        """Any piece of the stream."""
        if self.over or isinstance(data, str):
            return []
        self._buffer += data
        events: list[PhoneEvent] = []
        at = 0
        while not self.over and len(self._buffer) - at >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._buffer, at)
            if kind not in RATES and length > _LONGEST_CONTROL:
                events.append(self._refuse("too_big", f"expected at most {_LONGEST_CONTROL} bytes of control"))
                self.over = True
                break
            if len(self._buffer) - at < _HEAD.size + length:
                break
            payload = bytes(self._buffer[at + _HEAD.size : at + _HEAD.size + length])
            at += _HEAD.size + length
            events += self._message(kind, payload)
        del self._buffer[:at]
        if self.over:
            self._buffer.clear()
        return events

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        return [sound_frame(pcm, self.rate)]

    def clear(self) -> list[WireFrame]:
        return []  # nothing is buffered

    def mark(self, name: str) -> list[WireFrame]:
        return []

    def hang_up(self) -> list[WireFrame]:
        return [frame(AudioSocketKind.HANG_UP)]

    def _message(self, kind: int, payload: bytes) -> list[PhoneEvent]:
        if kind == AudioSocketKind.HANG_UP:
            self.over = True
            return [CallerHungUp()]
        if kind == AudioSocketKind.UUID:
            return self._identified(payload)
        if not self._started:
            return [self._refuse("bad_order", "expected the UUID first")]
        if kind in RATES:
            return self._sound(RATES[kind], payload)
        if kind == AudioSocketKind.DTMF:
            digit = payload.decode("ascii", "replace")
            if len(digit) == 1 and digit in DIGITS:
                return [DigitPressed(digit)]
            return [] if digit in tuple("ABCDabcd") else [self._refuse("bad_digit", "expected one of 0-9 * #")]
        if kind == AudioSocketKind.ERROR:
            return [self._refuse("peer_error", "the peer reports an error of its own")]
        return [self._refuse("bad_kind", "expected a kind that AudioSocket has")]

    def _identified(self, payload: bytes) -> list[PhoneEvent]:
        if self._started:
            return [self._refuse("bad_order", "expected one UUID in a call")]
        if len(payload) != 16:
            return [self._refuse("bad_uuid", "expected 16 bytes of UUID")]
        self._started = True
        return [CallStarted(str(uuid.UUID(bytes=payload)))]

    def _sound(self, rate: int, payload: bytes) -> list[PhoneEvent]:
        """Any length; the odd byte at the end of a payload belongs to no sample."""
        self.rate = rate
        samples = len(payload) // 2
        if not samples:
            return []
        return [CallerAudio(np.frombuffer(payload, "<i2", samples).astype(np.int16), rate)]

    def _refuse(self, code: str, text: str) -> PhoneEvent:
        mistake = self._mistakes.told(code, text, fatal=code in ("too_big", "bad_uuid") or not self._started)
        self.over = self.over or mistake.fatal
        return mistake
