"""RTP packets (RFC 3550): parsing and serialising."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEAD = struct.Struct(">BBHII")
_VERSION = 2
#: Packets of the sequence, samples of the clock: both wrap around.
SEQUENCES, TIMESTAMPS = 1 << 16, 1 << 32


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """`source`: SSRC. `timestamp`: of its first sample, by the payload's clock."""

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes
    marker: bool = False

    def __bytes__(self) -> bytes:
        second = self.marker << 7 | self.payload_type
        return _HEAD.pack(_VERSION << 6, second, self.sequence, self.timestamp, self.source) + self.payload


def parse_rtp(data: bytes) -> RtpPacket | None:
    """One datagram; None for what is no RTP packet (RTCP too). Header extensions and padding are passed over."""
    if len(data) < _HEAD.size or data[0] >> 6 != _VERSION or 192 <= data[1] <= 223:
        return None
    first, second, sequence, timestamp, source = _HEAD.unpack_from(data)
    begin, end = _HEAD.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if begin + 4 > end:
            return None
        begin += 4 + 4 * int.from_bytes(data[begin + 2 : begin + 4], "big")
    if first & 0x20:
        end -= data[-1]
    if begin > end:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, source, data[begin:end], bool(second & 0x80))


def sequence_distance(later: int, earlier: int) -> int:
    """How many packets `later` comes behind `earlier`, from -32,768 to 32,767."""
    return (later - earlier + SEQUENCES // 2) % SEQUENCES - SEQUENCES // 2


def timestamp_distance(later: int, earlier: int) -> int:
    """The same, in samples."""
    return (later - earlier + TIMESTAMPS // 2) % TIMESTAMPS - TIMESTAMPS // 2
