"""chan_websocket without a socket: both control formats, sound before its start, and what garbage does (nothing)."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.chan_websocket import EARLY_BYTES, FORMATS, ChanWebSocketCodec
from kiosk.wire.phone.events import (
    BufferFull,
    CallerAudio,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    PeerMistake,
    QueueDrained,
    WireFrame,
)

PLAIN_START = (
    "MEDIA_START connection_id:media_connection1 channel:WebSocket/media_connection1/0x5140001a0040 "
    "channel_id:1761245643.1 format:ulaw optimal_frame_size:160 ptime:20"
)
JSON_START = json.dumps(
    {
        "event": "MEDIA_START",
        "connection_id": "media_connection1",
        "channel": "WebSocket/media_connection1/0x5140001a0040",
        "channel_id": "1761245643.1",
        "format": "ulaw",
        "optimal_frame_size": 160,
        "ptime": 20,
        "channel_variables": {"DIALEDPEERNUMBER": "media_connection1/c(ulaw)", "KIOSK_CALLER": "13800138000"},
    }
)


def json_event(event: str, **fields: Any) -> str:
    return json.dumps({"event": event, "channel_id": "1761245643.1", **fields})


#: What Asterisk sends in a call, in both formats, and what is told of it.
GOLDEN: dict[str, list[tuple[WireFrame, list[Any]]]] = {
    "plain-text": [
        (PLAIN_START, [CallStarted("1761245643.1")]),
        ("DTMF_END digit:5 channel_id:1761245643.1", [DigitPressed("5")]),
        ("MEDIA_XOFF", [BufferFull(True)]),
        ("MEDIA_XON", [BufferFull(False)]),
        ("MEDIA_MARK_PROCESSED m7", [MarkPlayed("m7")]),
        ("MEDIA_MARK_PROCESSED correlation_id:m8", [MarkPlayed("m8")]),
        ("MEDIA_MARK_PROCESSED", []),
        ("MEDIA_BUFFERING_COMPLETED b1", []),
        ("STATUS channel_id:1 queue_length:3 xon_level:800 xoff_level:900 queue_full:false media_paused:false", []),
        ("QUEUE_DRAINED", [QueueDrained()]),
        ("SOMETHING_NEWER a:b", []),
    ],
    "json": [
        (JSON_START, [CallStarted("1761245643.1", "13800138000")]),
        (json_event("DTMF_END", digit="#"), [DigitPressed("#")]),
        (json_event("DTMF_END", digit="A"), []),
        (json_event("MEDIA_XOFF"), [BufferFull(True)]),
        (json_event("MEDIA_XON"), [BufferFull(False)]),
        (json_event("MEDIA_MARK_PROCESSED", correlation_id="m7"), [MarkPlayed("m7")]),
        (json_event("MEDIA_BUFFERING_COMPLETED", correlation_id=""), []),
        (json_event("STATUS", queue_length=3, queue_full=False), []),
        (json_event("QUEUE_DRAINED"), [QueueDrained()]),
        (json_event("SOMETHING_NEWER", more={"a": [1]}), []),
    ],
}


@pytest.mark.parametrize("control", GOLDEN)
def test_a_call_as_asterisk_sends_it(control: str) -> None:
    codec = ChanWebSocketCodec()
    for message, told in GOLDEN[control]:
        assert codec.feed(message) == told, message
    assert codec.control == control


def test_commands_in_plain_text() -> None:
    codec = ChanWebSocketCodec()
    codec.feed(PLAIN_START)
    sent = [*codec.answer(), *codec.mark("m7"), *codec.clear(), *codec.hang_up()]
    assert sent == ["ANSWER", "MARK_MEDIA m7", "REPORT_QUEUE_DRAINED", "FLUSH_MEDIA", "HANGUP"]


def test_commands_in_json() -> None:
    codec = ChanWebSocketCodec()
    codec.feed(JSON_START)
    sent = [*codec.answer(), *codec.mark("m7"), *codec.clear(), *codec.hang_up()]
    assert sent == [
        '{"command":"ANSWER"}',
        '{"command":"MARK_MEDIA","correlation_id":"m7"}',
        '{"command":"REPORT_QUEUE_DRAINED"}',
        '{"command":"FLUSH_MEDIA"}',
        '{"command":"HANGUP"}',
    ]
    assert all(len(command) <= 128 for command in sent)


def test_sound_before_the_start_is_kept() -> None:
    codec = ChanWebSocketCodec()
    assert codec.feed(b"\xff" * 160) == codec.feed(b"\x80" * 160) == []
    assert codec.audio(np.zeros(160, np.int16)) == [], "the peer's format is not known yet"
    started, early = codec.feed(JSON_START)
    assert isinstance(started, CallStarted)
    assert isinstance(early, CallerAudio)
    assert (early.pcm[:160] == 0).all()
    assert (early.pcm[160:] == 32_124).all()
    assert codec.audio(np.zeros(160, np.int16)) == [b"\xff" * 160]


def test_no_more_of_it_than_a_bound() -> None:
    codec = ChanWebSocketCodec()
    for _ in range(40):
        codec.feed(bytes(4_000))
    _, early = codec.feed(JSON_START)
    assert isinstance(early, CallerAudio)
    assert len(early.pcm) == EARLY_BYTES


@pytest.mark.parametrize("name", FORMATS)
def test_each_format(name: str) -> None:
    codec = ChanWebSocketCodec()
    codec.feed(PLAIN_START.replace("ulaw", name))
    (frame,) = codec.audio(np.zeros(codec.rate // 50, np.int16))
    (heard,) = codec.feed(frame)
    assert isinstance(heard, CallerAudio)
    assert (len(heard.pcm), heard.rate) == (codec.rate // 50, codec.rate)
    assert np.abs(heard.pcm).max() <= 8, "A-law has no 0"


@pytest.mark.parametrize(
    ("messages", "code", "fatal"),
    [
        (["MEDIA_XOFF"], "bad_order", False),
        ([PLAIN_START, PLAIN_START], "bad_order", False),
        (["好 好"], "bad_message", False),
        (["{"], "bad_message", False),
        (['{"event": 1}'], "bad_message", False),
        (["{" * 3000], "bad_message", False),
        ([JSON_START, json_event("ERROR", error_text="x")], "peer_error", False),
        ([PLAIN_START.replace("ulaw", "g722")], "unsupported", True),
        ([PLAIN_START.replace("channel_id:1761245643.1 ", "").replace("connection_id:", "")], "unsupported", True),
        (["x" * 20_000], "too_big", True),
        ([PLAIN_START, bytes(70_000)], "too_big", True),
    ],
)
def test_a_mistake_is_told(messages: list[WireFrame], code: str, fatal: bool) -> None:
    codec = ChanWebSocketCodec()
    for message in messages:
        told = codec.feed(message)
    (mistake,) = told
    assert isinstance(mistake, PeerMistake)
    assert (mistake.code, mistake.fatal, codec.over) == (code, fatal, fatal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["MEDIA_START", "DTMF_END", "MEDIA_XOFF", "MEDIA_MARK_PROCESSED", "QUEUE_DRAINED", "STATUS", "ERROR", "X"]
)
OBJECTS = st.fixed_dictionaries(
    {"event": NAMES | JSON},
    optional={
        "format": st.sampled_from([*FORMATS, "g722"]) | JSON,
        "channel_id": st.just("1.1") | JSON,
        "digit": st.sampled_from("0123456789*#A") | JSON,
        "correlation_id": JSON,
        "channel_variables": JSON,
    },
).map(json.dumps)
PLAIN = st.builds("{} {}".format, NAMES, st.text(max_size=40))
MESSAGES = st.lists(OBJECTS | PLAIN | st.text(max_size=40) | st.binary(max_size=50) | st.just(PLAIN_START), max_size=25)


@given(MESSAGES)
def test_whatever_comes_it_goes_on_or_ends(messages: list[WireFrame]) -> None:
    codec = ChanWebSocketCodec(mistakes=4)
    starts = mistakes = 0
    for message in messages:
        for event in codec.feed(message):
            starts += isinstance(event, CallStarted)
            mistakes += isinstance(event, PeerMistake)
            if isinstance(event, CallerAudio):
                assert len(event.pcm)
                assert starts == 1
        for sent in (*codec.audio(np.zeros(codec.rate // 50, np.int16)), *codec.mark("m1"), *codec.clear()):
            assert isinstance(sent, bytes) or len(sent) <= 128
    assert starts <= 1
    assert mistakes <= 5
