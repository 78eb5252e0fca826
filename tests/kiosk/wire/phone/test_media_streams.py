"""Media Streams without a socket: a golden call of each dialect, signatures, and what garbage does to it (nothing)."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.dialects import DIALECTS, PLIVO, TELNYX, TWILIO
from kiosk.wire.phone.events import (
    CallerAudio,
    CallerHungUp,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    PeerMistake,
    PhoneEvent,
    WireFrame,
)
from kiosk.wire.phone.media_streams import MediaStreamsCodec
from kiosk.wire.phone.signatures import is_carriers

ULAW = base64.b64encode(b"\x80\xff").decode()
SLIN = base64.b64encode(b"\x01\x00\xfe\xff").decode()
MU_LAW_SOUND, LINEAR_SOUND = [32_124, 0], [1, -2]

#: Each dialect's call: messages of the carrier with what is told of them.
GOLDEN: dict[str, list[tuple[dict[str, Any], PhoneEvent | list[int] | None]]] = {
    "twilio": [
        ({"event": "connected", "protocol": "Call", "version": "1.0.0"}, None),
        (
            {
                "event": "start", "sequenceNumber": "1", "streamSid": "MZ18",
                "start": {
                    "accountSid": "AC1", "streamSid": "MZ18", "callSid": "CA9", "tracks": ["inbound"],
                    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                    "customParameters": {"caller": "+8613800138000"},
                },
            },
            CallStarted("CA9", "+8613800138000"),
        ),
        (
            {
                "event": "media", "sequenceNumber": "3", "streamSid": "MZ18",
                "media": {"track": "inbound", "chunk": "1", "timestamp": "5", "payload": ULAW},
            },
            MU_LAW_SOUND,
        ),
        ({"event": "media", "media": {"track": "outbound", "payload": ULAW}}, None),
        ({"event": "dtmf", "streamSid": "MZ18", "dtmf": {"track": "inbound_track", "digit": "1"}}, DigitPressed("1")),
        ({"event": "mark", "streamSid": "MZ18", "mark": {"name": "m7"}}, MarkPlayed("m7")),
        ({"event": "tomorrow", "more": [1]}, None),
        ({"event": "stop", "streamSid": "MZ18", "stop": {"accountSid": "AC1", "callSid": "CA9"}}, CallerHungUp()),
    ],
    "signalwire": [
        (
            {
                "event": "start",
                "start": {
                    "streamSid": "S1", "callSid": "C1",
                    "mediaFormat": {"encoding": "audio/x-L16;rate=16000", "sampleRate": 16000},
                },
            },
            CallStarted("C1"),
        ),
        ({"event": "media", "media": {"payload": SLIN}}, LINEAR_SOUND),
        ({"event": "dtmf", "dtmf": {"digit": "*"}}, DigitPressed("*")),
        ({"event": "mark", "mark": {"name": "m7"}}, MarkPlayed("m7")),
        ({"event": "stop"}, CallerHungUp()),
    ],
    "telnyx": [
        ({"event": "connected", "version": "1.0.0"}, None),
        (
            {
                "event": "start", "sequence_number": "1", "stream_id": "32DE0DEA",
                "start": {
                    "user_id": "U", "call_control_id": "v2:T02", "from": "+13122010094", "to": "+13122123456",
                    "media_format": {"encoding": "PCMU", "sample_rate": 8000, "channels": 1},
                },
            },
            CallStarted("v2:T02", "+13122010094", "+13122123456"),
        ),
        ({"event": "media", "stream_id": "32DE0DEA", "media": {"track": "inbound", "payload": ULAW}}, MU_LAW_SOUND),
        ({"event": "dtmf", "stream_id": "32DE0DEA", "dtmf": {"digit": "#"}}, DigitPressed("#")),
        ({"event": "mark", "stream_id": "32DE0DEA", "mark": {"name": "m7"}}, MarkPlayed("m7")),
        ({"event": "error", "payload": {"code": 100003}}, None),
        ({"event": "stop", "stream_id": "32DE0DEA", "stop": {}}, CallerHungUp()),
    ],
    "exotel": [
        (
            {
                "event": "start", "sequence_number": "1", "stream_sid": "MZ2",
                "start": {
                    "stream_sid": "MZ2", "call_sid": "CA2", "from": "+919876543210", "to": "+918047491899",
                    "media_format": {"encoding": "audio/x-raw", "sample_rate": "8000", "bit_rate": "16"},
                },
            },
            CallStarted("CA2", "+919876543210", "+918047491899"),
        ),
        ({"event": "media", "stream_sid": "MZ2", "media": {"chunk": "2", "payload": SLIN}}, LINEAR_SOUND),
        ({"event": "dtmf", "stream_sid": "MZ2", "dtmf": {"digit": "5", "duration": "100"}}, DigitPressed("5")),
        ({"event": "mark", "stream_sid": "MZ2", "mark": {"name": "m7"}}, MarkPlayed("m7")),
        ({"event": "stop", "stream_sid": "MZ2", "stop": {"reason": "callended"}}, CallerHungUp()),
    ],
    "plivo": [
        (
            {
                "event": "start", "sequenceNumber": 1,
                "start": {
                    "callId": "1234", "streamId": "8765", "accountId": "MA", "tracks": ["inbound"],
                    "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
                },
                "extra_headers": "userId=12345",
            },
            CallStarted("1234"),
        ),
        ({"event": "media", "streamId": "8765", "media": {"track": "inbound", "payload": ULAW}}, MU_LAW_SOUND),
        ({"event": "dtmf", "streamId": "8765", "dtmf": {"track": "inbound", "digit": "0"}}, DigitPressed("0")),
        ({"event": "playedStream", "streamId": "8765", "name": "m7"}, MarkPlayed("m7")),
        ({"event": "clearedAudio", "streamId": "8765"}, None),
        ({"event": "stop"}, CallerHungUp()),
    ],
}  # fmt: skip
STARTS = {name: json.dumps(next(m for m, _ in call if m["event"] == "start")) for name, call in GOLDEN.items()}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_call_of_each_carrier(name: str) -> None:
    codec = MediaStreamsCodec(DIALECTS[name])
    for message, wanted in GOLDEN[name]:
        told = codec.feed(json.dumps(message))
        if isinstance(wanted, list):
            (sound,) = told
            assert isinstance(sound, CallerAudio)
            assert sound.pcm.tolist() == wanted
        else:
            assert told == ([] if wanted is None else [wanted]), message
    assert codec.over


def sent(frames: list[WireFrame]) -> list[Any]:
    return [json.loads(frame) for frame in frames]


@pytest.mark.parametrize(
    ("name", "media", "mark", "clear"),
    [
        (
            "twilio",
            {"event": "media", "streamSid": "MZ18", "media": {"payload": "gP8="}},
            {"event": "mark", "streamSid": "MZ18", "mark": {"name": "m7"}},
            {"event": "clear", "streamSid": "MZ18"},
        ),
        (
            "signalwire",
            {"event": "media", "streamSid": "S1", "media": {"payload": "fH0AAA=="}},
            {"event": "mark", "streamSid": "S1", "mark": {"name": "m7"}},
            {"event": "clear", "streamSid": "S1"},
        ),
        (
            "telnyx",
            {"event": "media", "stream_id": "32DE0DEA", "media": {"payload": "gP8="}},
            {"event": "mark", "stream_id": "32DE0DEA", "mark": {"name": "m7"}},
            {"event": "clear", "stream_id": "32DE0DEA"},
        ),
        (
            "plivo",
            {
                "event": "playAudio", "streamId": "8765",
                "media": {"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": "gP8="},
            },
            {"event": "checkpoint", "streamId": "8765", "name": "m7"},
            {"event": "clearAudio", "streamId": "8765"},
        ),
    ],
)  # fmt: skip
def test_what_is_sent(name: str, media: Any, mark: Any, clear: Any) -> None:
    codec = MediaStreamsCodec(DIALECTS[name])
    assert codec.audio(np.zeros(2, np.int16)) == codec.mark("m7") == codec.clear() == []
    codec.feed(STARTS[name])
    assert sent(codec.audio(np.array([32_124, 0], np.int16))) == [media]
    assert sent(codec.mark("m7")) == [mark]
    assert sent(codec.clear()) == [clear]
    assert codec.hang_up() == []


def test_exotel_gets_messages_of_100_ms() -> None:
    codec = MediaStreamsCodec(DIALECTS["exotel"])
    codec.feed(STARTS["exotel"])
    frame = np.ones(160, np.int16)
    assert [len(codec.audio(frame)) for _ in range(10)] == [0, 0, 0, 0, 1] * 2
    codec.audio(frame)
    filled, mark = sent(codec.mark("m7"))
    pcm = np.frombuffer(base64.b64decode(filled["media"]["payload"]), "<i2")
    assert pcm.tolist() == [1] * 160 + [0] * 640, "filled up with silence"
    assert mark["event"] == "mark"
    codec.audio(frame)
    assert [message["event"] for message in sent(codec.clear())] == ["clear"]
    assert len(codec.mark("m8")) == 1, "what was cleared is not sent"


@pytest.mark.parametrize(
    ("messages", "code", "fatal"),
    [
        ([json.dumps({"event": "media"})], "bad_order", False),
        ([STARTS["twilio"]] * 2, "bad_order", False),
        ([b"\0"], "bad_message", False),
        (["nonsense"], "bad_message", False),
        (["[" * 9000], "bad_message", False),
        (['{"event": {}}'], "bad_message", False),
        ([STARTS["twilio"], '{"event":"media","media":{"payload":"!"}}'], "bad_audio", False),
        (["x" * 70_000], "too_big", True),
        (['{"event":"start","start":{}}'], "unsupported", True),
        (['{"event":"start","start":{"streamSid":"两个 字"}}'], "unsupported", True),
        ([STARTS["twilio"].replace("8000,", "11025,")], "unsupported", True),
    ],
)
def test_a_mistake_is_told(messages: list[WireFrame], code: str, fatal: bool) -> None:
    codec = MediaStreamsCodec(TWILIO)
    for message in messages:
        told = codec.feed(message)
    (mistake,) = told
    assert isinstance(mistake, PeerMistake)
    assert (mistake.code, mistake.fatal, codec.over) == (code, fatal, fatal)


def test_a_coding_that_we_do_not_have_is_refused() -> None:
    codec = MediaStreamsCodec(TELNYX)
    (mistake,) = codec.feed(STARTS["telnyx"].replace("PCMU", "OPUS"))
    assert isinstance(mistake, PeerMistake)
    assert mistake.fatal


def test_twilios_signature() -> None:
    """HMAC-SHA1 over the address with the account's token, worked out here by openssl."""
    url, secret = "wss://hall.example.gov.cn/phone/stream", "12345678901234567890123456789012"
    headers = {"X-Twilio-Signature": "vvxMaW3CdrpK2XHfK1UP8ZwrKqo="}
    assert is_carriers(TWILIO, secret, url, headers, "")
    assert not is_carriers(TWILIO, secret, url + "/", headers, "")
    assert not is_carriers(TWILIO, "another", url, headers, "")
    assert not is_carriers(TWILIO, secret, url, {}, "")


def test_plivos_signature() -> None:
    url, secret = "wss://hall.example.gov.cn/phone/stream", "secret"
    headers = {
        "X-Plivo-Signature-V3": "jM7Uel3IZ3vvu/kHdYDvsBpdnwDuJCnOm/yqw1nSejQ=",
        "X-Plivo-Signature-V3-Nonce": "12345",
    }
    assert is_carriers(PLIVO, secret, url, headers, "")
    assert not is_carriers(PLIVO, secret, url, headers | {"X-Plivo-Signature-V3-Nonce": "1"}, "")


def test_a_token_in_the_address_where_the_carrier_signs_nothing() -> None:
    assert is_carriers(TELNYX, "secret", "", {}, "secret")
    assert not is_carriers(TELNYX, "secret", "", {}, "Secret")
    assert not is_carriers(TELNYX, "secret", "", {}, "\udcff")
    assert not is_carriers(TELNYX, "", "", {}, ""), "without a secret there is no carrier"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MESSAGES = st.fixed_dictionaries(
    {"event": st.sampled_from(["start", "media", "dtmf", "mark", "stop", "playedStream"]) | JSON},
    optional={
        "start": st.fixed_dictionaries({}, optional={"streamSid": JSON, "mediaFormat": JSON}) | JSON,
        "media": st.fixed_dictionaries({}, optional={"payload": st.just(ULAW) | JSON, "track": JSON}) | JSON,
        "dtmf": st.fixed_dictionaries({"digit": st.sampled_from("0123456789*#D") | JSON}) | JSON,
        "mark": st.fixed_dictionaries({"name": JSON}) | JSON,
        "streamSid": JSON,
    },
).map(json.dumps)


@given(st.sampled_from(sorted(DIALECTS)), st.data())
def test_whatever_comes_it_goes_on_or_ends(name: str, data: st.DataObject) -> None:
    codec = MediaStreamsCodec(DIALECTS[name], mistakes=4)
    messages = data.draw(
        st.lists(MESSAGES | st.text(max_size=40) | st.binary(max_size=20) | st.just(STARTS[name]), max_size=25)
    )
    starts = mistakes = 0
    for message in messages:
        for event in codec.feed(message):
            starts += isinstance(event, CallStarted)
            mistakes += isinstance(event, PeerMistake)
        sent([*codec.audio(np.zeros(codec.rate // 50, np.int16)), *codec.mark("m1"), *codec.clear()])
    assert starts <= 1
    assert mistakes <= 5
