"""The jitter buffer: order, loss, and how long anything waits."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.rtp.jitter_buffer import LONGEST_WAIT_S, SHORTEST_WAIT_S, JitterBuffer, Lost
from kiosk.wire.phone.rtp.packets import RtpPacket


def packet(number: int, source: int = 7) -> RtpPacket:
    return RtpPacket(8, (65_530 + number) % 65_536, 160 * number, source, b"")


def numbers(taken: list[RtpPacket | Lost]) -> list[int | None]:
    return [None if isinstance(each, Lost) else each.timestamp // 160 for each in taken]


def test_nothing_waits_without_loss() -> None:
    buffer = JitterBuffer()
    for n in range(20):
        buffer.put(packet(n), n * 0.02)
        assert numbers(buffer.take(n * 0.02)) == [n]
    assert buffer.due == float("inf")


def test_two_that_changed_places_are_put_in_order() -> None:
    buffer = JitterBuffer()
    taken = list[RtpPacket | Lost]()
    for n in (0, 2, 1, 3):
        buffer.put(packet(n), 0.01)
        taken += buffer.take(0.01)
    assert numbers(taken) == [0, 1, 2, 3]


def test_a_lost_packet_is_waited_for_and_then_given_up() -> None:
    buffer = JitterBuffer()
    for n in (0, 1, 3, 4):
        buffer.put(packet(n), n * 0.02)
        taken = buffer.take(n * 0.02)
    assert numbers(taken) == [None, 3, 4], "the next packet but one came: its wait is over"
    buffer.put(packet(2), 0.1)
    assert buffer.take(0.1) == [], "too late"


def test_what_waits_is_given_though_nothing_more_comes() -> None:
    buffer = JitterBuffer()
    buffer.put(packet(0), 0.0)
    buffer.take(0.0)
    buffer.put(packet(3), 0.06)
    assert buffer.take(0.06) == []
    assert buffer.due == pytest.approx(0.06 + SHORTEST_WAIT_S)
    assert buffer.take(buffer.due) == [Lost(2), packet(3)]


def test_the_wait_grows_with_the_jitter_up_to_60_ms() -> None:
    buffer, chance = JitterBuffer(), random.Random(1)
    for n in range(200):
        buffer.put(packet(n), n * 0.02 + 0.05 * chance.random())
        buffer.take(n * 0.02 + 0.1)
    assert SHORTEST_WAIT_S < buffer.wait_s <= LONGEST_WAIT_S


def test_a_new_source_or_a_new_sequence_begins_at_once() -> None:
    buffer = JitterBuffer()
    for each in (packet(0), packet(5_000, source=9), packet(9_000, source=9)):
        buffer.put(each, 1.0)
        assert buffer.take(1.0) == [each]


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.01, 0.03, 0.2]))
def test_every_packet_comes_once_in_order_within_60_ms(seed: int, loss: float) -> None:
    """30 ms of jitter: each packet comes, is given within the wait, or counts as lost; none is given twice."""
    chance, buffer = random.Random(seed), JitterBuffer()
    arrivals = [
        (n * 0.02 + 0.03 * chance.random() * (n > 0), n) for n in range(120) if n in (0, 119) or chance.random() >= loss
    ]
    given: list[RtpPacket | Lost] = []
    came: dict[int, float] = {}
    for now, n in sorted(arrivals):
        while buffer.due <= now:
            given += check(buffer, buffer.due, came)
        came[n] = now
        buffer.put(packet(n), now)
        given += check(buffer, now, came)
    while buffer.due < float("inf"):
        given += check(buffer, buffer.due, came)
    order = [n for n in numbers(given) if n is not None]
    assert all(a < b for a, b in itertools.pairwise(order))
    assert len(order) + sum(each.packets for each in given if isinstance(each, Lost)) == 120


def check(buffer: JitterBuffer, now: float, came: dict[int, float]) -> list[RtpPacket | Lost]:
    taken = buffer.take(now)
    for n in numbers(taken):
        assert n is None or now - came[n] <= 2 * LONGEST_WAIT_S, "a second gap may be waited for behind the first"
    return taken
