"""The Realtime protocol without a socket: every event in its order and shape, and what garbage does to it (nothing)."""

from __future__ import annotations

import json
import tracemalloc
from base64 import b64encode
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.transcription.actions import Action, Flush, HangUp, Hear, Send, SetEndSilence, Transcribe
from kiosk.wire.transcription.openai_realtime import RealtimeProtocol
from kiosk.wire.transcription.openai_session import SessionConfig

CONFIG = SessionConfig("whisper-base", silence_ms=600)
TRANSCRIPTION = "conversation.item.input_audio_transcription."


def opened(**limits: int) -> RealtimeProtocol:
    protocol = RealtimeProtocol("s", CONFIG, **limits)
    protocol.opened()
    return protocol


def by_hand(**limits: int) -> RealtimeProtocol:
    protocol = opened(**limits)
    protocol.feed_text(update(turn_detection=None))
    return protocol


def update(**sound: Any) -> str:
    session = {"type": "transcription", "audio": {"input": sound}}
    return json.dumps({"type": "session.update", "session": session})


def append(pcm: Any, **more: Any) -> str:
    audio = pcm if isinstance(pcm, str) else b64encode(np.asarray(pcm, "<i2").tobytes()).decode()
    return json.dumps({"type": "input_audio_buffer.append", "audio": audio, **more})


def sent(actions: list[Action]) -> list[dict[str, Any]]:
    return [json.loads(a.text) for a in actions if isinstance(a, Send)]


def kinds(actions: list[Action]) -> list[str]:
    return [m["type"] for m in sent(actions)]


COMMIT, CLEAR = '{"type": "input_audio_buffer.commit"}', '{"type": "input_audio_buffer.clear"}'


def test_the_session_tells_what_is_in_force() -> None:
    protocol = RealtimeProtocol("s", CONFIG)
    created, end_silence = protocol.opened()
    assert end_silence == SetEndSilence(600)
    (message,) = sent([created])
    assert message["type"] == "session.created"
    sound = message["session"]["audio"]["input"]
    assert sound["format"] == {"type": "audio/pcm", "rate": 24_000}
    assert sound["transcription"] == {"model": "whisper-base", "language": "zh"}
    assert sound["turn_detection"]["silence_duration_ms"] == 600
    asked = {
        "format": {"type": "audio/pcm", "rate": 16_000},
        "transcription": {"model": "gpt-4o-transcribe", "language": "zh-CN", "prompt": "社保"},
        "turn_detection": {"type": "server_vad", "silence_duration_ms": 900, "threshold": 0.7},
        "noise_reduction": {"type": "near_field"},
    }
    flush, answer, end_silence = protocol.feed_text(update(**asked))
    assert (flush, end_silence) == (Flush(), SetEndSilence(900))
    (message,) = sent([answer])
    assert message["type"] == "session.updated"
    sound = message["session"]["audio"]["input"]
    assert sound["format"]["rate"] == 16_000
    assert sound["transcription"]["model"] == "whisper-base", "what hears is ours, whatever was asked for"
    assert sound["turn_detection"]["silence_duration_ms"] == 900
    (told,) = sent(protocol.feed_text('{"type": "session.update", "session": {}}'))
    assert told["session"] == message["session"], "what is absent stays"


def test_an_utterance_found_by_the_ear() -> None:
    protocol = opened()
    (hear,) = protocol.feed_text(append([1, 2, 3]))
    assert isinstance(hear, Hear)
    assert (hear.pcm.tolist(), hear.rate) == ([1, 2, 3], 24_000)
    (started,) = sent(protocol.voice(320))
    item = started["item_id"]
    assert (started["type"], started["audio_start_ms"]) == ("input_audio_buffer.speech_started", 320)
    assert protocol.partial("我要", 0) == []
    (delta,) = sent(protocol.partial("我要办", 2))
    assert (delta["type"], delta["item_id"], delta["delta"]) == (TRANSCRIPTION + "delta", item, "我要")
    ended = sent(protocol.pause(2320))
    assert [m["type"] for m in ended] == [
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]
    assert ended[0]["audio_end_ms"] == 2320
    assert ended[1]["previous_item_id"] is None
    assert {m.get("item_id") or m["item"]["id"] for m in ended} == {item}
    rest, completed = sent(protocol.text("我要办证", 320, 2320))
    assert rest["delta"] == "办证"
    assert completed["type"] == TRANSCRIPTION + "completed"
    assert (completed["item_id"], completed["content_index"]) == (item, 0)
    assert completed["transcript"] == "我要办证"
    assert completed["usage"] == {"type": "duration", "seconds": 2.0}
    protocol.voice(4000)
    assert sent(protocol.pause(5000))[1]["previous_item_id"] == item


def test_the_next_one_speaks_before_the_last_text_is_there() -> None:
    protocol = opened()
    first = sent(protocol.voice(0))[0]["item_id"]
    protocol.partial("一", 1)
    protocol.pause(1000)
    second = sent(protocol.voice(1500))[0]["item_id"]
    protocol.partial("二", 1)
    assert [(m["item_id"], m.get("delta") or m["transcript"]) for m in sent(protocol.text("一个", 0, 1000))] == [
        (first, "个"),
        (first, "一个"),
    ]
    protocol.pause(2500)
    assert sent(protocol.fault())[0]["item_id"] == second
    assert protocol.text("三", 0, 1) == protocol.fault() == []


def test_a_client_that_commits_by_itself() -> None:
    protocol = by_hand()
    assert protocol.feed_text(append([7] * 1200)) == protocol.feed_text(append([8] * 1200)) == []
    *told, work = protocol.feed_text(COMMIT)
    assert kinds(told) == ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done"]
    assert isinstance(work, Transcribe)
    assert (work.pcm.tolist(), work.rate) == ([7] * 1200 + [8] * 1200, 24_000)
    assert work.key == sent(told)[0]["item_id"]
    assert kinds(protocol.transcribed(work.key, "好", 0.1)) == [TRANSCRIPTION + "delta", TRANSCRIPTION + "completed"]
    assert kinds(protocol.transcribed(work.key, None, 0.1)) == [TRANSCRIPTION + "failed"]
    assert sent(protocol.feed_text(COMMIT))[0]["error"]["code"] == "input_audio_buffer_commit_empty"


def test_clearing() -> None:
    protocol = by_hand()
    protocol.feed_text(append([7] * 2400))
    assert kinds(protocol.feed_text(CLEAR)) == ["input_audio_buffer.cleared"]
    assert kinds(protocol.feed_text(COMMIT)) == ["error"]
    protocol = opened()
    protocol.voice(0)
    cleared, flush = protocol.feed_text(CLEAR)
    assert (kinds([cleared]), flush) == (["input_audio_buffer.cleared"], Flush())
    assert protocol.partial("忘了吧", 3) == protocol.pause(900) == protocol.text("忘了吧", 0, 900) == []
    protocol.voice(2000)
    assert len(protocol.pause(2900)) == 4


def test_committing_what_is_being_said() -> None:
    protocol = opened()
    assert sent(protocol.feed_text(COMMIT))[0]["error"]["code"] == "input_audio_buffer_commit_empty"
    protocol.voice(0)
    assert protocol.feed_text(COMMIT) == [Flush()]
    assert kinds(protocol.pause(500))[1] == "input_audio_buffer.committed"


def test_a_turn_by_hand_is_bounded() -> None:
    protocol = by_hand()
    second = append([1] * 24_000)
    for _ in range(29):
        assert protocol.feed_text(second) == []
    assert sent(protocol.feed_text(second))[0]["error"]["code"] == "buffer_full"
    work = protocol.feed_text(COMMIT)[-1]
    assert isinstance(work, Transcribe)
    assert len(work.pcm) == 29 * 24_000, "what was taken before is still there"


def test_times_count_the_sound_the_ear_never_heard() -> None:
    protocol = by_hand()
    protocol.feed_text(append([1] * 24_000))
    protocol.feed_text(update(turn_detection={"type": "server_vad"}))
    assert sent(protocol.voice(250))[0]["audio_start_ms"] == 1250
    assert sent(protocol.pause(500))[0]["audio_end_ms"] == 1500


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("nonsense", "bad_message"),
        ("[]", "bad_message"),
        ("{}", "bad_message"),
        ('{"type": {}}', "bad_message"),
        ('{"type": "response.create"}', "unsupported_event"),
        ('{"type": "session.update"}', "bad_message"),
        ('{"type": "session.update", "session": {"type": "realtime"}}', "unsupported_session"),
        ('{"type": "session.update", "session": {"audio": {"input": 5}}}', "bad_message"),
        (update(format={"type": "audio/pcmu"}), "unsupported_format"),
        (update(format={"type": "audio/pcm", "rate": 11025}), "unsupported_format"),
        (update(format={"rate": []}), "unsupported_format"),
        (update(transcription={"language": "en"}), "unsupported_language"),
        (update(transcription={"language": 5}), "unsupported_language"),
        (update(turn_detection={"type": "semantic_vad"}), "unsupported_turn_detection"),
        (update(turn_detection={"silence_duration_ms": 5}), "bad_message"),
        (update(turn_detection={"silence_duration_ms": True}), "bad_message"),
        (update(turn_detection="server_vad"), "bad_message"),
        ('{"type": "input_audio_buffer.append"}', "bad_message"),
        (append("not base64!"), "bad_audio"),
        (append("好"), "bad_audio"),
    ],
)
def test_a_mistake_is_told_with_the_clients_own_number(frame: str, code: str) -> None:
    protocol = opened()
    before = protocol.config
    if frame.startswith("{"):
        frame = json.dumps(json.loads(frame) | {"event_id": "mine"})
    (message,) = sent(protocol.feed_text(frame))
    assert message["type"] == "error"
    error = message["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", code)
    assert error["event_id"] == ("mine" if frame.startswith("{") else None)
    assert protocol.config == before
    assert not protocol.closed


def test_mistakes_add_up_to_a_hang_up() -> None:
    protocol = opened(errors=2)
    assert kinds(protocol.feed_text("x")) == ["error"]
    assert protocol.feed_binary(b"x")[-1] == HangUp("bad_message")
    assert protocol.closed
    assert not (protocol.feed_text(COMMIT) + protocol.feed_binary(b"") + protocol.voice(0) + protocol.pause(0))
    assert not (protocol.partial("好", 1) + protocol.text("好", 1, 2) + protocol.fault() + protocol.hang_up("a", "b"))
    assert not protocol.transcribed("item", "好", 1)


def test_too_big_is_too_much() -> None:
    assert opened(message_bytes=4096).feed_text(append([1] * 4096))[-1] == HangUp("too_big")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SOUND = st.fixed_dictionaries(
    {},
    optional={
        "format": st.fixed_dictionaries({"type": st.just("audio/pcm"), "rate": st.sampled_from([8000, 24_000])}) | JSON,
        "transcription": st.fixed_dictionaries({"language": st.just("zh")}) | JSON,
        "turn_detection": st.none() | st.fixed_dictionaries({"silence_duration_ms": st.integers(100, 900)}) | JSON,
    },
)
FRAMES = (
    SOUND.map(lambda sound: update(**sound))
    | st.sampled_from([COMMIT, CLEAR, append([1] * 4000), append([1, 2]), append("A")])
    | JSON.map(json.dumps)
    | st.text(max_size=30)
)
HAPPENED = st.sampled_from([("voice", 1), ("partial", "我要", 1), ("pause", 2), ("text", "我要办", 0, 9), ("fault",)])


@given(st.lists(FRAMES | HAPPENED | st.binary(max_size=5), max_size=40))
def test_whatever_comes_each_event_is_whole_and_each_item_told_once(events: list[Any]) -> None:
    protocol = RealtimeProtocol("s", CONFIG, errors=6)
    seen = list(protocol.opened())
    for event in events:
        if isinstance(event, str):
            seen += protocol.feed_text(event)
        elif isinstance(event, bytes):
            seen += protocol.feed_binary(event)
        else:
            seen += getattr(protocol, event[0])(*event[1:])
    messages = sent(seen)
    assert len({m["event_id"] for m in messages}) == len(messages)
    assert sum(m["type"] == "error" for m in messages) <= 6
    committed = [m["item_id"] for m in messages if m["type"] == "input_audio_buffer.committed"]
    told = [m["item_id"] for m in messages if m["type"] in (TRANSCRIPTION + "completed", TRANSCRIPTION + "failed")]
    assert len(set(committed)) == len(committed)
    assert len(set(told)) == len(told)
    assert set(told) <= set(committed)


def test_empty_pieces_and_crumbs_take_no_room() -> None:
    protocol = by_hand()
    tracemalloc.start()
    for _ in range(200):
        assert protocol.feed_text(append("")) == []
    for number in range(2000):
        assert protocol.feed_text(append([number])) == []
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 20_000, "4,000 bytes of sound, in one run of samples and no list of pieces"
    protocol.feed_text(append([0] * 400))
    *_, transcribe = protocol.feed_text(COMMIT)
    assert isinstance(transcribe, Transcribe)
    assert transcribe.pcm.tolist() == [*range(2000), *[0] * 400]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"type": "input_audio_buffer.commit", "x": [{}] * 10_000}),
        json.dumps({"type": "input_audio_buffer.append", "audio": "AAAA", "x": [{}] * 1000}),
        json.dumps({"type": "input_audio_buffer.append", "audio": "!" * 20_000}),
        append([1] * 600_000),
    ],
    ids=["no sound", "beside sound", "no base64", "too much sound"],
)
def test_json_may_be_far_smaller_than_sound(text: str) -> None:
    assert opened().feed_text(text)[-1] == HangUp("too_big")


@pytest.mark.parametrize("write", [str, lambda text: text.replace("/", "\\/"), lambda text: text.replace(":", " : ")])
def test_a_big_piece_of_sound_is_taken_however_it_is_written(write: Any) -> None:
    protocol = opened()
    (hear,) = protocol.feed_text(write(append(np.arange(300_000) % 30_000)))
    assert isinstance(hear, Hear)
    assert len(hear.pcm) == 300_000


def test_too_fast_is_a_mistake_like_any_other() -> None:
    protocol = opened(errors=2)
    assert kinds(protocol.too_fast("messages")) == ["error"]
    assert protocol.too_fast("messages")[-1] == HangUp("too_fast")
    assert protocol.too_fast("messages") == []
