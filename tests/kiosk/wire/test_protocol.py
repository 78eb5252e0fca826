"""The connection's rules: hello first, sizes, order, and how many mistakes are forgiven."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.wire import MicFrame, Protocol, ProtocolState, WireError, encode
from kiosk.wire import messages as m
from kiosk.wire.media import SAMPLES_WRAP

HELLO = encode(m.Hello(m.VERSION, "test", m.Abilities(True, True, True, False)))
QUIET = np.zeros(320, np.int16)


def opened(**limits: int) -> Protocol:
    protocol = Protocol(**limits)
    protocol.feed_text(HELLO)
    return protocol


def test_hello_opens() -> None:
    assert opened().state is ProtocolState.OPEN


def test_anything_else_first_is_refused() -> None:
    protocol = Protocol()
    with pytest.raises(WireError, match="hello first"):
        protocol.feed_text('{"type":"start"}')
    with pytest.raises(WireError, match="hello first"):
        protocol.feed_binary(MicFrame(0, QUIET).encode())
    assert protocol.state is ProtocolState.WAITING


def test_a_second_hello_is_refused() -> None:
    with pytest.raises(WireError, match="one hello"):
        opened().feed_text(HELLO)


def test_gaps_are_counted_and_time_never_runs_back() -> None:
    protocol = opened()
    assert protocol.feed_binary(MicFrame(0, QUIET).encode())[1] == 0
    assert protocol.feed_binary(MicFrame(960, QUIET).encode())[1] == 640
    with pytest.raises(WireError, match="from 1280 on; got 320"):
        protocol.feed_binary(MicFrame(320, QUIET).encode())


@pytest.mark.parametrize(
    ("next_first", "missing"),
    [(SAMPLES_WRAP - 320, 0), (0, 320), (640, 960)],
    ids=["on time", "the last before the wrap was lost", "three were"],
)
def test_the_sample_index_wraps_after_74_hours(next_first: int, missing: int) -> None:
    protocol = opened()
    first = 0
    while first + 320 * 6 < SAMPLES_WRAP:  # leaps that a gap may be
        protocol.feed_binary(MicFrame(first, QUIET).encode())
        first += 320 * (1 << 20)
    protocol.feed_binary(MicFrame(SAMPLES_WRAP - 640, QUIET).encode())
    assert protocol.feed_binary(MicFrame(next_first, QUIET).encode())[1] == missing
    with pytest.raises(WireError, match="expected samples"):
        protocol.feed_binary(MicFrame(SAMPLES_WRAP - 640, QUIET).encode())


@settings(deadline=None)
@given(st.integers(0, SAMPLES_WRAP - 1), st.lists(st.integers(0, 1000), max_size=20))
def test_what_is_missing_is_the_same_wherever_the_index_stands(start: int, gaps: list[int]) -> None:
    protocol, first = opened(), start
    if start >= SAMPLES_WRAP // 2:
        protocol.feed_binary(MicFrame(SAMPLES_WRAP // 2 - 320, QUIET).encode())
    protocol.feed_binary(MicFrame(first, QUIET).encode())
    for gap in gaps:
        first += 320 + gap
        assert protocol.feed_binary(MicFrame(first, QUIET).encode())[1] == gap


def test_what_comes_too_fast_is_an_error_like_any_other() -> None:
    protocol = opened(errors=2)
    assert "fewer control messages" in str(protocol.too_fast("control messages"))
    assert protocol.state is ProtocolState.OPEN
    protocol.too_fast("control messages")
    assert protocol.state is ProtocolState.CLOSED


def test_mistakes_add_up_to_a_hang_up() -> None:
    protocol = opened(errors=3)
    for _ in range(3):
        with pytest.raises(WireError):
            protocol.feed_text("garbage")
    assert protocol.state is ProtocolState.CLOSED
    with pytest.raises(WireError, match="closed"):
        protocol.feed_text('{"type":"start"}')


def test_a_message_too_big_hangs_up_at_once() -> None:
    protocol = opened(message_bytes=4096)
    with pytest.raises(WireError, match="at most 4096 bytes"):
        protocol.feed_text('{"type":"text","text":"' + "长" * 1400 + '"}')
    assert protocol.state is ProtocolState.CLOSED
