"""RTP packets: read as they were written, with extensions and padding; nothing crashes the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.rtp.packets import RtpPacket, parse_rtp, sequence_distance, timestamp_distance

PACKET = RtpPacket(8, 65_535, 2**32 - 1, 0xDEADBEEF, b"sound", marker=True)


def test_a_packet_is_read_as_it_was_written() -> None:
    assert parse_rtp(bytes(PACKET)) == PACKET


def test_contributors_an_extension_and_padding_are_passed_over() -> None:
    data = bytearray(bytes(PACKET)[:12])
    data[0] |= 0x32  # padding, extension, two contributors
    data += bytes(8) + b"\xbe\xde\x00\x01" + bytes(4) + b"sound" + b"\x00\x00\x03"
    assert parse_rtp(bytes(data)) == PACKET


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(PACKET)[:11],
        b"\x40" + bytes(PACKET)[1:],  # version 1
        b"\x80\xc8" + bytes(26),  # an RTCP sender report
        b"\xa0" + bytes(PACKET)[1:12] + b"\xff",  # more padding than there is
        b"\x90" + bytes(PACKET)[1:12] + b"\xbe\xde\xff\xff",  # a longer extension than there is
        b"\x8f" + bytes(PACKET)[1:12],  # more contributors than there are
    ],
)
def test_what_is_no_packet(data: bytes) -> None:
    assert parse_rtp(data) is None


@given(st.binary(max_size=300))
def test_no_bytes_crash_it(data: bytes) -> None:
    packet = parse_rtp(data)
    assert packet is None or len(packet.payload) <= len(data) - 12


def test_numbers_wrap_around() -> None:
    assert sequence_distance(2, 65_534) == 4
    assert sequence_distance(65_534, 2) == -4
    assert timestamp_distance(160, 2**32 - 160) == 320
