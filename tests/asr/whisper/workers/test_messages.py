"""Frames and messages: every tear, every order, and what is none of them."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.whisper.hypothesis import Heard, Reading
from asr.whisper.workers.messages import (
    LONGEST,
    Answer,
    Done,
    Failed,
    Frames,
    GarbageError,
    Order,
    Ready,
    frame,
    read_answer,
    read_order,
    write_answer,
    write_order,
)

numbers = st.integers(0, 2**32 - 1)
real = st.floats(allow_nan=False, allow_infinity=False)
readings = st.builds(Reading, st.text(st.characters(exclude_categories=["Cs"])), real, real)
heard = st.builds(Heard, st.lists(readings, min_size=1, max_size=5).map(tuple), real)
answers = st.one_of(
    st.builds(Ready),
    st.builds(Done, numbers, st.lists(heard, max_size=3).map(tuple)),
    st.builds(Failed, numbers, st.text(st.characters(exclude_categories=["Cs"])), st.booleans()),
)


@given(st.lists(st.binary(max_size=50), max_size=10), st.lists(st.integers(0, 60), max_size=20))
def test_a_stream_may_be_torn_anywhere(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(frame, payloads))
    frames = Frames()
    got = []
    for cut in cuts:
        got += frames.feed(stream[:cut])
        stream = stream[cut:]
    assert [*got, *frames.feed(stream)] == payloads


def test_a_length_that_cannot_be_is_garbage() -> None:
    with pytest.raises(GarbageError):
        Frames().feed((LONGEST + 1).to_bytes(4, "little"))


@given(numbers, st.integers(1, 255), st.lists(st.binary(max_size=20).map(lambda b: b * 2), max_size=16))
def test_an_order_comes_back_as_it_was(number: int, beam: int, sounds: list[bytes]) -> None:
    order = Order(number, beam, tuple(sounds))
    assert read_order(write_order(order)) == order


@given(answers)
def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    assert read_answer(write_answer(answer)) == answer


@given(st.binary(max_size=40))
def test_bytes_are_a_message_or_garbage(payload: bytes) -> None:
    for read in (read_order, read_answer):
        with contextlib.suppress(GarbageError):
            read(payload)


@pytest.mark.parametrize(
    "payload", [b"[]", b"{}", b"1", b'"done"', b'{"done": 1}', b'{"done": 1, "heard": [[0.1, []]]}']
)
def test_json_that_is_no_answer_is_garbage(payload: bytes) -> None:
    with pytest.raises(GarbageError):
        read_answer(payload)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_garbage(bad: float) -> None:
    with pytest.raises(GarbageError):
        read_answer(write_answer(Done(1, (Heard((Reading("是", bad, -1.0),), 0.1),))))
