"""The connection's rules: hello first, sizes, order, and how many mistakes are forgiven."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.wire import MicFrame, Protocol, ProtocolState, WireError, encode
from kiosk.wire import messages as m

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
