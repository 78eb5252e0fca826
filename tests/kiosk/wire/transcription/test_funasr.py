"""FunASR's protocol without a socket: what a client sends, what it gets, and what garbage does to it (nothing)."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.transcription.actions import Action, Flush, HangUp, Hear, Send
from kiosk.wire.transcription.funasr import FunasrProtocol, FunasrState

SPEAKING = {"mode": "2pass", "is_speaking": True, "chunk_size": [5, 10, 5], "wav_name": "mic", "audio_fs": 16000}
END = '{"is_speaking": false}'


def sent(actions: list[Action]) -> list[dict[str, Any]]:
    assert all(isinstance(a, Send) for a in actions), actions
    return [json.loads(a.text) for a in actions if isinstance(a, Send)]


def started(**more: Any) -> FunasrProtocol:
    protocol = FunasrProtocol()
    assert protocol.feed_text(json.dumps(SPEAKING | more)) == []
    return protocol


def result(mode: str, text: str, *, is_final: bool = False, **more: Any) -> dict[str, Any]:
    return {"mode": mode, "wav_name": "mic", "text": text, "is_final": is_final, **more}


def sentence(text: str, start: int, end: int) -> dict[str, Any]:
    return {"stamp_sents": [{"text_seg": text, "punc": "", "start": start, "end": end, "ts_list": []}]}


def test_two_passes() -> None:
    protocol = started(hotwords='{"社保": 20}', itn=True, svs_lang="auto", chunk_interval=10)
    (hear,) = protocol.feed_binary(np.arange(4, dtype="<i2").tobytes())
    assert isinstance(hear, Hear)
    assert (hear.pcm.tolist(), hear.rate) == ([0, 1, 2, 3], 16_000)
    assert protocol.partial("我要", 0) == [], "nothing of it is sure yet"
    assert sent(protocol.partial("我要办", 2)) == [result("2pass-online", "我要")]
    assert protocol.partial("我要办", 2) == []
    assert sent(protocol.partial("我要办居住", 3)) == [result("2pass-online", "办")]
    assert sent(protocol.text("我要办居住证", 100, 2100)) == [
        result("2pass-offline", "我要办居住证", **sentence("我要办居住证", 100, 2100))
    ]
    assert sent(protocol.partial("谢谢", 1)) == [result("2pass-online", "谢")]
    assert protocol.feed_text(END) == [Flush()]
    assert protocol.state is FunasrState.ENDING
    assert sent(protocol.text("谢谢", 3000, 3500)) == [result("2pass-offline", "谢谢", **sentence("谢谢", 3000, 3500))]
    assert sent(protocol.flushed()) == [result("2pass-offline", "", is_final=True)]
    assert protocol.feed_text(json.dumps(SPEAKING)) == [], "the next stream may begin"


def test_online_tells_only_what_stays_and_then_the_rest() -> None:
    protocol = started(mode="online")
    assert sent(protocol.partial("我要办", 2)) == [result("online", "我要")]
    assert sent(protocol.text("我要办证", 0, 900)) == [result("online", "办证")]
    assert protocol.text("", 1000, 1200) == []
    protocol.feed_text(END)
    assert sent(protocol.flushed()) == [result("online", "", is_final=True)]


def test_offline_tells_all_at_the_end() -> None:
    protocol = started(mode="offline")
    assert protocol.partial("我要", 2) == []
    assert protocol.text("我要办证。", 0, 900) == []
    assert protocol.text("谢谢。", 1000, 1900) == []
    assert protocol.feed_text(END) == [Flush()]
    assert sent(protocol.flushed()) == [result("offline", "我要办证。谢谢。", is_final=True)]


def test_captions_of_what_turned_out_to_be_noise_are_cleared() -> None:
    protocol = started()
    protocol.partial("嗯嗯", 2)
    assert sent(protocol.text("", 0, 500)) == [result("2pass-offline", "", **sentence("", 0, 500))]
    assert protocol.text("", 600, 700) == [], "of what was never told, nothing"


def test_the_next_stream_starts_from_the_defaults() -> None:
    protocol = started(mode="offline", audio_fs=8000)
    protocol.feed_text(END)
    protocol.flushed()
    assert protocol.feed_text('{"wav_name": "two"}') == []
    (hear,) = protocol.feed_binary(b"\0\0")
    assert isinstance(hear, Hear)
    assert hear.rate == 16_000
    assert sent(protocol.text("好", 0, 300))[0]["mode"] == "2pass-offline"


def test_a_sample_cut_in_two_is_put_together() -> None:
    protocol = started(audio_fs=8000)
    assert protocol.feed_binary(b"\x01") == []
    (hear,) = protocol.feed_binary(b"\x02\x03\x04\x05")
    assert isinstance(hear, Hear)
    assert (hear.pcm.tolist(), hear.rate) == ([0x0201, 0x0403], 8000)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([b"\0\0"], "bad_order"),
        ([END], "bad_order"),
        (["nonsense"], "bad_message"),
        (["[]"], "bad_message"),
        (["[" * 5000], "bad_message"),
        (['{"mode": "3pass"}'], "bad_message"),
        (['{"wav_name": "\\ud800"}'], "bad_message"),
        (['{"mode": {}}'], "bad_message"),
        (['{"is_speaking": "no"}'], "bad_message"),
        (['{"audio_fs": 44}'], "bad_message"),
        (['{"audio_fs": true}'], "bad_message"),
        (['{"audio_fs": 1e400}'], "bad_message"),
        (['{"wav_name": ["x"]}'], "bad_message"),
        (['{"wav_format": "mp3"}'], "unsupported"),
        (["{}", '{"audio_fs": 8000}'], "bad_order"),
        (["{}", END, b"\0\0"], "bad_order"),
        (["{}", END, "{}"], "bad_order"),
    ],
)
def test_a_mistake_is_told_and_loses_nothing(frames: list[str | bytes], code: str) -> None:
    protocol = FunasrProtocol()
    for frame in frames:
        state = protocol.state
        told = protocol.feed_text(frame) if isinstance(frame, str) else protocol.feed_binary(frame)
    (message,) = sent(told)
    assert message["error"]["code"] == code
    assert "expected" in message["error"]["message"]
    assert message["text"] == ""
    assert not message["is_final"]
    assert protocol.state is state, "nothing else has changed"


def test_mistakes_add_up_to_a_hang_up() -> None:
    protocol = FunasrProtocol(errors=3)
    assert len(protocol.feed_text("x") + protocol.feed_text("x")) == 2
    last, hang_up = protocol.feed_text("x")
    assert isinstance(last, Send)
    assert json.loads(last.text)["is_final"]
    assert hang_up == HangUp("bad_message")
    assert protocol.state is FunasrState.CLOSED
    assert not (protocol.feed_text(json.dumps(SPEAKING)) + protocol.feed_binary(b"\0\0") + protocol.text("好", 0, 1))
    assert not (protocol.partial("好", 1) + protocol.flushed() + protocol.fault() + protocol.hang_up("x", "y"))


@pytest.mark.parametrize("frame", ["好" * 2000, b"\0" * 4097])
def test_too_big_is_too_much(frame: str | bytes) -> None:
    protocol = FunasrProtocol(message_bytes=4096)
    protocol.feed_text("{}")
    told = protocol.feed_text(frame) if isinstance(frame, str) else protocol.feed_binary(frame)
    assert told[-1] == HangUp("too_big")


def test_an_endless_text_is_ended() -> None:
    protocol = started(mode="offline")
    assert protocol.text("长" * 150_000, 0, 1) == []
    assert protocol.text("长" * 150_000, 0, 1)[-1] == HangUp("too_long")


def test_a_lost_utterance_is_told() -> None:
    protocol = started()
    protocol.partial("我要", 2)
    (message,) = sent(protocol.fault())
    assert message["error"]["code"] == "recogniser"
    assert sent(protocol.text("好", 0, 300))[0]["text"] == "好"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SET_UP = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["2pass", "online", "offline"]) | JSON,
        "is_speaking": st.booleans() | JSON,
        "audio_fs": st.sampled_from([8000, 16000, 48000]) | JSON,
        "wav_name": JSON,
        "wav_format": st.sampled_from(["pcm", "wav"]) | JSON,
        "hotwords": JSON,
    },
).map(json.dumps)
HAPPENED = st.tuples(st.sampled_from(["partial", "text", "fault", "flushed"]), st.text("我要办证", max_size=6))
EVENTS = st.lists(SET_UP | st.text(max_size=40) | st.binary(max_size=50) | HAPPENED, max_size=30)


@given(EVENTS)
def test_whatever_comes_it_answers_in_its_own_shape(events: list[Any]) -> None:
    protocol = FunasrProtocol(errors=4)
    errors = flushes = finals = 0
    for event in events:
        if isinstance(event, str):
            actions = protocol.feed_text(event)
        elif isinstance(event, bytes):
            actions = protocol.feed_binary(event)
        elif event[0] == "partial":
            actions = protocol.partial(event[1], len(event[1]) // 2)
        elif event[0] == "text":
            actions = protocol.text(event[1], 0, 100)
        else:
            actions = getattr(protocol, event[0])()
        for action in actions:
            if isinstance(action, Send):
                message = json.loads(action.text)
                assert message.keys() >= {"mode", "wav_name", "text", "is_final"}
                errors += message.get("error", {}).get("code", "recogniser") != "recogniser"
                finals += message["is_final"] and "error" not in message
            flushes += isinstance(action, Flush)
    assert errors <= 4
    assert finals <= flushes


def test_json_may_be_far_smaller_than_sound() -> None:
    protocol = started()
    assert isinstance(protocol.feed_binary(bytes(1 << 20))[0], Hear)
    assert protocol.feed_text(json.dumps({"hotwords": "社" * 2000}, ensure_ascii=False)) == []
    assert protocol.feed_text('{"mode":"2pass","x":[' + ",".join(["{}"] * 10_000) + "]}")[-1] == HangUp("too_big")


def test_too_fast_is_a_mistake_like_any_other() -> None:
    protocol = FunasrProtocol(errors=2)
    assert sent(protocol.too_fast("messages"))[0]["error"]["code"] == "too_fast"
    assert protocol.too_fast("messages")[-1] == HangUp("too_fast")
    assert protocol.too_fast("messages") == []
