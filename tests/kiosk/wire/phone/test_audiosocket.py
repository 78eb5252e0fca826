"""AudioSocket without a socket: a whole call, pieces of any size, and what garbage does to it (nothing)."""

from __future__ import annotations

import uuid

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.audiosocket import RATES, AudioSocketCodec, AudioSocketKind, frame, sound_frame
from kiosk.wire.phone.events import (
    CallerAudio,
    CallerHungUp,
    CallStarted,
    DigitPressed,
    PeerMistake,
    PhoneEvent,
)

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
HELLO = frame(AudioSocketKind.UUID, CALL.bytes)


def codes(events: list[PhoneEvent]) -> list[str]:
    return [event.code for event in events if isinstance(event, PeerMistake)]


def test_a_call_of_asterisk_byte_by_byte() -> None:
    """The bytes of a call as app_audiosocket sends it: UUID, 20 ms of 8 kHz, a digit, hang-up."""
    golden = bytes.fromhex(
        "01 0010 40325ec25efd4bd3805f53576e581d13"  # UUID
        "10 0006 0100 feff 0080"  # three samples
        "03 0001 35"  # the digit 5
        "00 0000"
    )
    codec, events = AudioSocketCodec(), list[PhoneEvent]()
    for byte in golden:
        events += codec.feed(bytes([byte]))
    started, sound, digit, end = events
    assert started == CallStarted(str(CALL))
    assert isinstance(sound, CallerAudio)
    assert (sound.pcm.tolist(), sound.rate) == ([1, -2, -32_768], 8_000)
    assert digit == DigitPressed("5")
    assert end == CallerHungUp()
    assert codec.over
    assert codec.feed(HELLO) == []


def test_what_is_sent() -> None:
    codec = AudioSocketCodec()
    assert codec.audio(np.array([1, -2], np.int16)) == [bytes.fromhex("10 0004 0100 feff")]
    assert codec.hang_up() == [bytes.fromhex("00 0000")]
    assert codec.clear() == codec.mark("x") == []


@pytest.mark.parametrize("rate", RATES.values())
def test_it_answers_at_the_rate_of_the_callers_sound(rate: int) -> None:
    codec = AudioSocketCodec()
    (_, sound) = codec.feed(HELLO + sound_frame(np.ones(4, np.int16), rate))
    assert isinstance(sound, CallerAudio)
    assert (len(sound.pcm), sound.rate, codec.rate) == (4, rate, rate)
    (answer,) = codec.audio(np.ones(4, np.int16))
    assert answer[0] == sound_frame(np.ones(4, np.int16), rate)[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(0x10, bytes(4)), "bad_order"),
        (frame(AudioSocketKind.DTMF, b"5"), "bad_order"),
        (frame(AudioSocketKind.UUID, b"short"), "bad_uuid"),
        (frame(AudioSocketKind.UUID, bytes(300)), "too_big"),
    ],
)
def test_who_does_not_begin_with_its_uuid_is_cut_off(data: bytes, code: str) -> None:
    codec = AudioSocketCodec()
    assert codes(codec.feed(data)) == [code]
    assert codec.over


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HELLO, "bad_order"),
        (frame(AudioSocketKind.DTMF, b"55"), "bad_digit"),
        (frame(AudioSocketKind.DTMF, b"\xff"), "bad_digit"),
        (frame(0x42, b"later"), "bad_kind"),
        (frame(AudioSocketKind.ERROR, b"\x01"), "peer_error"),
    ],
)
def test_a_mistake_is_dropped_and_the_call_goes_on(data: bytes, code: str) -> None:
    codec = AudioSocketCodec()
    codec.feed(HELLO)
    assert codes(codec.feed(data)) == [code]
    assert codec.feed(frame(AudioSocketKind.DTMF, b"#")) == [DigitPressed("#")]


def test_sound_of_any_length_is_taken() -> None:
    codec = AudioSocketCodec()
    codec.feed(HELLO)
    assert codec.feed(frame(0x10)) == codec.feed(frame(0x10, b"\x01")) == []
    (odd,) = codec.feed(frame(0x10, bytes(641)))
    assert isinstance(odd, CallerAudio)
    assert len(odd.pcm) == 320


def test_mistakes_add_up_to_the_end_of_the_call() -> None:
    codec = AudioSocketCodec(mistakes=2)
    codec.feed(HELLO)
    assert codes(codec.feed(frame(0x42) * 9)) == ["bad_kind"] * 3
    assert codec.over


def test_the_letters_of_dtmf_are_ignored() -> None:
    codec = AudioSocketCodec()
    codec.feed(HELLO)
    assert codec.feed(frame(AudioSocketKind.DTMF, b"A")) == []


MESSAGES = st.builds(
    frame, st.sampled_from([0x00, 0x01, 0x03, 0x10, 0x12, 0x18, 0xFF]) | st.integers(0, 255), st.binary(max_size=40)
)
PIECES = st.lists(MESSAGES | st.binary(max_size=40) | st.just(HELLO), max_size=20)


@given(PIECES, st.booleans())
def test_no_bytes_crash_it_or_fill_it(pieces: list[bytes], caller: bool) -> None:
    codec = AudioSocketCodec(caller=caller, mistakes=3)
    starts = ends = 0
    for piece in pieces:
        events = codec.feed(piece)
        starts += sum(isinstance(event, CallStarted) for event in events)
        ends += sum(isinstance(event, CallerHungUp) for event in events)
        assert all(len(event.pcm) for event in events if isinstance(event, CallerAudio))
        assert not (codec.over and codec.feed(HELLO))
    assert starts <= (not caller)
    assert ends <= 1


@given(PIECES, st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_pieces_of_any_size_mean_the_same(messages: list[bytes], sizes: list[int]) -> None:
    stream = HELLO + b"".join(messages)
    whole, pieces = AudioSocketCodec(), AudioSocketCodec()
    at, events = 0, list[PhoneEvent]()
    for n in range(len(stream)):
        size = sizes[n % len(sizes)]
        events += pieces.feed(stream[at : at + size])
        at += size
    assert list(map(repr, events)) == list(map(repr, whole.feed(stream)))
