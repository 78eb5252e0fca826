"""Keys of RFC 4733: each press counts once, whatever of it is lost or comes again."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.rtp.packets import RtpPacket
from kiosk.wire.phone.rtp.telephone_events import TelephoneEvents

KEYS = "0123456789*#"


def packet(event: int, timestamp: int, duration: int = 160, *, end: bool = False, source: int = 7) -> RtpPacket:
    return RtpPacket(101, 0, timestamp, source, struct.pack(">BBH", event, 0x8A if end else 0x0A, duration))


def press(key: str, timestamp: int, packets: int = 5) -> list[RtpPacket]:
    """As gateways send it: growing durations, and the end three times; no marker."""
    event = KEYS.index(key)
    growing = [packet(event, timestamp, 160 * n) for n in range(1, packets + 1)]
    return [*growing, *[packet(event, timestamp, 160 * (packets + 1), end=True)] * 3]


def heard(packets: list[RtpPacket]) -> str:
    keys = TelephoneEvents()
    return "".join(map(keys.feed, packets))


def test_each_press_counts_once() -> None:
    assert heard(press("1", 0) + press("1", 2_000) + press("#", 4_000) + press("*", 6_000)) == "11#*"


@given(st.integers(0, 2**32))
def test_loss_and_repetition_change_nothing_while_one_packet_comes(seed: int) -> None:
    chance = random.Random(seed)
    keys = "".join(chance.choice(KEYS) for _ in range(8))
    sent: list[RtpPacket] = []
    for number, key in enumerate(keys):
        some = press(key, (2**32 - 4_000 + 2_000 * number) % 2**32)
        sent += sorted(chance.sample(some, chance.randint(1, len(some))), key=some.index)
        sent += chance.sample(sent[-4:], chance.randint(0, min(2, len(sent))))
    assert heard(sent) == keys


def test_a_late_packet_of_the_press_before_is_no_press() -> None:
    first, second = press("5", 0), press("5", 2_000)
    assert heard([first[0], second[0], first[-1], second[-1]]) == "55"


def test_the_parts_of_a_very_long_press_are_one() -> None:
    long = [packet(5, 0, 0xFFFF), packet(5, 0xFFFF, 160), packet(5, 0xFFFF, 320, end=True)]
    assert heard(long) == "5"


@pytest.mark.parametrize("event", [12, 15, 16, 32, 255])
def test_what_is_no_key(event: int) -> None:
    assert heard([packet(event, 0), packet(event, 0, end=True)]) == ""


@given(st.binary(max_size=8))
def test_no_payload_crashes_it(payload: bytes) -> None:
    assert heard([RtpPacket(101, 0, 0, 7, payload)]) in ("", *KEYS)


def test_another_source_begins_anew() -> None:
    assert heard([packet(5, 0, end=True), packet(5, 0, end=True, source=8)]) == "55"
