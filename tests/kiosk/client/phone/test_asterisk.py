"""The simulated chan_websocket does what Asterisk's source does: frames, marks, a full queue, a flush."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from kiosk.client.phone.asterisk import AsteriskGateway, AsteriskTraits

FRAME = b"\x80" * 160
CALL = "1761245643.1"


def gateway(**traits: Any) -> AsteriskGateway:
    made = AsteriskGateway(CALL, control="json", traits=AsteriskTraits(**traits))
    made.start()
    made.to_send()
    return made


def said(made: AsteriskGateway) -> list[str]:
    """The events told since the last look."""
    return [json.loads(each)["event"] for each in made.to_send() if isinstance(each, str)]


def ticks(made: AsteriskGateway, count: int) -> int:
    """Let 20 ms pass `count` times; the frames in which something was heard."""
    return sum(bool(pcm.any()) for _ in range(count) for pcm in made.tick(None))


def test_sound_may_come_before_the_start() -> None:
    made = AsteriskGateway(CALL, caller="13800138000", control="json")
    made.start()
    *early, start = made.to_send()
    assert [len(each) for each in early] == [160, 160]
    assert json.loads(start)["channel_variables"] == {"KIOSK_CALLER": "13800138000"}


def test_a_frame_each_20_ms_and_silence_where_there_is_none() -> None:
    made = gateway()
    made.feed(FRAME * 3)
    assert ticks(made, 5) == 3


def test_the_tail_of_a_message_is_lost_unless_media_is_buffered() -> None:
    made = gateway()
    made.feed(FRAME + b"\x80" * 100)
    assert ticks(made, 3) == 1
    assert made.refused == ["no whole frame"]
    made.feed('{"command":"START_MEDIA_BUFFERING"}')
    made.feed(b"\x80" * 100)
    made.feed(b"\x80" * 60)
    assert ticks(made, 3) == 1


def test_a_mark_is_told_when_the_sound_before_it_has_been_played() -> None:
    made = gateway()
    made.feed(FRAME * 2)
    made.feed('{"command":"MARK_MEDIA","correlation_id":"m1"}')
    made.feed('{"command":"REPORT_QUEUE_DRAINED"}')
    ticks(made, 2)
    assert said(made) == []
    ticks(made, 3)
    assert said(made) == ["MEDIA_MARK_PROCESSED", "QUEUE_DRAINED"]


@pytest.mark.parametrize("keeps_length", [False, True])
def test_a_flush_drops_sound_and_marks_and_may_keep_the_length(keeps_length: bool) -> None:
    made = gateway(keeps_length=keeps_length)
    for _ in range(100):
        made.feed(FRAME * 9)
        made.feed('{"command":"MARK_MEDIA","correlation_id":"m1"}')
        made.feed('{"command":"FLUSH_MEDIA"}')
    assert ticks(made, 3) == 0
    assert said(made) == (["MEDIA_XOFF"] if keeps_length else []), "no mark comes back"
    made.feed(FRAME * 99)
    made.feed(FRAME * 2)
    assert ("queue full" in made.refused) is False
    made.feed(FRAME)
    assert ("queue full" in made.refused) is keeps_length, "then nothing is heard any more"


def test_xoff_and_xon() -> None:
    made = gateway(xoff=10)
    made.feed(FRAME * 10)
    assert said(made) == ["MEDIA_XOFF"]
    ticks(made, 3)
    assert said(made) == ["MEDIA_XON"]


@pytest.mark.parametrize(
    ("command", "refused", "over"),
    [
        ('{"command":"MARK_MEDIA","correlation_id":"' + "m" * 128 + '"}', "command over 128 bytes", False),
        ('{"command":"DANCE"}', "unknown command", False),
        ("FLUSH_MEDIA", "command that is no JSON", True),
    ],
)
def test_what_it_would_drop(command: str, refused: str, over: bool) -> None:
    made = gateway()
    made.feed(command)
    assert made.refused == [refused]
    assert made.over is over


def test_a_hang_up_and_what_follows_it() -> None:
    made = AsteriskGateway(CALL)
    made.feed("HANGUP")
    assert made.over
    made.feed(FRAME)
    assert made.tick(np.ones(160, np.int16)) == made.to_send() == []
