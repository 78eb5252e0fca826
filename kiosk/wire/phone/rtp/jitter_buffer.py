"""Puts RTP packets in order. Without loss nothing waits: the recogniser counts samples, and needs no even pace.

Behind a gap packets wait for what is missing, for as long as the way's jitter makes it likely to come: 20 to 60 ms.
Then it counts as lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wire.phone.rtp.packets import RtpPacket, sequence_distance

#: Seconds that packets behind a gap wait for it at the least and at the most.
SHORTEST_WAIT_S, LONGEST_WAIT_S = 0.02, 0.06
#: Packets by which the sequence may jump; beyond it the peer has begun a new one.
_JUMP = 100
#: Packets that wait at once.
_MOST = 32
_CLOCK = 8_000


@dataclass(frozen=True, slots=True)
class Lost:
    """So many packets did not come."""

    packets: int


class JitterBuffer:
    """Times: seconds on the caller's clock."""

    def __init__(self) -> None:
        self._next: int | None = None  # sequence number; None: before the first packet
        self._source = 0
        self._waiting: dict[int, RtpPacket] = {}
        self._waits_since = 0.0
        self._jitter_s = 0.0
        self._transit: float | None = None

    @property
    def wait_s(self) -> float:
        """How long a gap is waited for now: three times the mean deviation of the way."""
        return min(max(3 * self._jitter_s, SHORTEST_WAIT_S), LONGEST_WAIT_S)

    @property
    def due(self) -> float:
        """When `take` gives what waits, though nothing more has come; infinity: nothing waits."""
        return self._waits_since + self.wait_s if self._waiting else float("inf")

    def put(self, packet: RtpPacket, now: float) -> None:
        """A packet that comes too late, or a second time, is dropped."""
        behind = 0 if self._next is None else sequence_distance(packet.sequence, self._next)
        if self._next is None or packet.source != self._source or abs(behind) > _JUMP:
            self._waiting.clear()
            self._next, self._source, self._transit, behind = packet.sequence, packet.source, None, 0
        self._measure(packet, now)
        if behind < 0 or packet.sequence in self._waiting:
            return
        if not self._waiting:
            self._waits_since = now
        self._waiting[packet.sequence] = packet

    def take(self, now: float) -> list[RtpPacket | Lost]:
        """What is in order, and what counts as lost between."""
        taken: list[RtpPacket | Lost] = []
        while self._waiting and self._next is not None:
            if (packet := self._waiting.pop(self._next, None)) is not None:
                taken.append(packet)
                self._next = (self._next + 1) % (1 << 16)
                self._waits_since = now
            elif now >= self.due or len(self._waiting) >= _MOST:
                missing = min(sequence_distance(each, self._next) for each in self._waiting)
                taken.append(Lost(missing))
                self._next = (self._next + missing) % (1 << 16)
            else:
                break
        return taken

    def _measure(self, packet: RtpPacket, now: float) -> None:
        """The mean deviation of the time on the way (RFC 3550, 6.4.1)."""
        transit = now - packet.timestamp / _CLOCK
        if self._transit is not None and abs(transit - self._transit) < 1:
            self._jitter_s += (abs(transit - self._transit) - self._jitter_s) / 16
        self._transit = transit
