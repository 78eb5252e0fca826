"""Keys as RTP packets (RFC 4733): a press is many packets, of which the last is sent three times; it counts once.

All packets of a press have the timestamp of its beginning: a press counts when the first of them comes, whichever that
is. The marker may be missing, and any of the packets may be lost. Events above 15 (a hook flash) are no keys.
"""

from __future__ import annotations

import struct
from collections import deque

from kiosk.wire.phone.events import DIGITS
from kiosk.wire.phone.rtp.packets import TIMESTAMPS, RtpPacket

_PAYLOAD = struct.Struct(">BBH")
#: Events 10 and 11 are the star and the hash; 12 to 15 are the letters.
_KEYS = "0123456789*#ABCD"
#: Presses that are remembered, for packets that come late.
_REMEMBERED = 16
#: Of a press that we send: packets of 20 ms, how often the last is sent, the level (dBm below full scale), and the
#: ticks of a packet.
_PACKETS, _ENDS, _VOLUME, _TICKS = 5, 3, 10, 160
_END = 0x80


def press_payloads(digit: str) -> list[bytes]:
    """One press of 0.1 s, a packet every 20 ms. All of them have the timestamp of its beginning."""
    event = _KEYS.index(digit)
    going_on = [_PAYLOAD.pack(event, _VOLUME, _TICKS * n) for n in range(1, _PACKETS)]
    return going_on + [_PAYLOAD.pack(event, _END | _VOLUME, _TICKS * _PACKETS)] * _ENDS


class TelephoneEvents:
    """Of one source of RTP."""

    def __init__(self) -> None:
        self._presses: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)  # source, timestamp
        self._going_on: tuple[int, int, int] | None = None  # event, source and where a segment of it would go on

    @property
    def come(self) -> bool:
        """Whether the peer sends its keys this way."""
        return bool(self._presses)

    def feed(self, packet: RtpPacket) -> str:
        """The key that begins with this packet; "" for a repetition, and for what is no key of a telephone."""
        if len(packet.payload) < _PAYLOAD.size:
            return ""
        event, flags, duration = _PAYLOAD.unpack_from(packet.payload)
        if event >= len(_KEYS):
            return ""
        press = packet.source, packet.timestamp
        segment = (event, packet.source, packet.timestamp)
        known = press in self._presses or segment == self._going_on
        if press not in self._presses:
            self._presses.append(press)
        ended = bool(flags & _END)
        next_timestamp = (packet.timestamp + duration) % TIMESTAMPS
        self._going_on = None if ended else (event, packet.source, next_timestamp)
        return _KEYS[event] if not known and _KEYS[event] in DIGITS else ""
