"""Frames and messages: split anywhere, written and read back, and malformed ones refused."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.syllables.lattice import pack
from asr.whisper.hypothesis import Decoded, Hypothesis
from asr.whisper.workers.messages import (
    LONGEST,
    DecodeFailure,
    DecodeRequest,
    DecodeResult,
    FrameReader,
    WorkerProtocolError,
    WorkerReady,
    WorkerReply,
    frame,
    read_reply,
    read_request,
    write_reply,
    write_request,
)
from support.posteriors import posteriors

numbers = st.integers(0, 2**32 - 1)
real = st.floats(allow_nan=False, allow_infinity=False)
hypotheses = st.builds(Hypothesis, st.text(st.characters(exclude_categories=["Cs"])), real, real)
heard = st.builds(Decoded, st.lists(hypotheses, min_size=1, max_size=5).map(tuple), real)
answers = st.one_of(
    st.builds(WorkerReady),
    st.builds(DecodeResult, numbers, st.lists(heard, max_size=3).map(tuple)),
    st.builds(DecodeFailure, numbers, st.text(st.characters(exclude_categories=["Cs"])), st.booleans()),
)


@given(st.lists(st.binary(max_size=50), max_size=10), st.lists(st.integers(0, 60), max_size=20))
def test_a_stream_may_be_torn_anywhere(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(frame, payloads))
    frames = FrameReader()
    got = []
    for cut in cuts:
        got += frames.feed(stream[:cut])
        stream = stream[cut:]
    assert [*got, *frames.feed(stream)] == payloads


def test_a_length_that_cannot_be_is_garbage() -> None:
    with pytest.raises(WorkerProtocolError):
        FrameReader().feed((LONGEST + 1).to_bytes(4, "little"))


@given(numbers, st.integers(1, 255), st.lists(st.binary(max_size=20).map(lambda b: b * 2), max_size=16), st.booleans())
def test_an_order_comes_back_as_it_was(number: int, beam: int, sounds: list[bytes], digits: bool) -> None:
    request = DecodeRequest(number, beam, tuple(sounds), digits)
    assert read_request(write_request(request)) == request


@given(answers)
def test_an_answer_comes_back_as_it_was(answer: WorkerReply) -> None:
    assert read_reply(write_reply(answer)) == answer


def test_what_the_syllables_were_comes_back_too() -> None:
    lattice = pack(posteriors(["yi", "er"])).data
    answer = DecodeResult(1, (Decoded((Hypothesis("一二", -0.1, -0.5),), 0.1, lattice),))
    assert read_reply(write_reply(answer)) == answer
    with pytest.raises(WorkerProtocolError):
        read_reply(write_reply(DecodeResult(1, (Decoded((Hypothesis("是", -0.1, -1.0),), 0.1, lattice[:-1]),))))


@given(st.binary(max_size=40))
def test_bytes_are_a_message_or_garbage(payload: bytes) -> None:
    for read in (read_request, read_reply):
        with contextlib.suppress(WorkerProtocolError):
            read(payload)


@pytest.mark.parametrize(
    "payload", [b"[]", b"{}", b"1", b'"done"', b'{"done": 1}', b'{"done": 1, "decoded": [[0.1, []]]}']
)
def test_json_that_is_no_answer_is_garbage(payload: bytes) -> None:
    with pytest.raises(WorkerProtocolError):
        read_reply(payload)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_garbage(bad: float) -> None:
    with pytest.raises(WorkerProtocolError):
        read_reply(write_reply(DecodeResult(1, (Decoded((Hypothesis("是", bad, -1.0),), 0.1),))))
