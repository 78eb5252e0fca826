"""The serial protocol of readers with a SAM module: requests as the standard has them, answers out of any stream."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.drivers.sam import DONE, FIND, FOUND, READ, SELECT, SamAnswer, SamParser, card_of
from kiosk.wire.messages import IdCard
from support.sam_stand_in import card_data, sam_answer

CARD = IdCard("欧阳建国", "11010519491231002X")


def test_requests_are_those_of_the_standard() -> None:
    assert FIND.hex() == "aaaaaa96690003200122"
    assert SELECT.hex() == "aaaaaa96690003200221"
    assert READ.hex() == "aaaaaa96690003300132"


def test_a_card_is_read_out_of_its_answer() -> None:
    (answer,) = SamParser().feed(sam_answer(DONE, card_data(CARD)))
    assert card_of(answer) == CARD
    assert card_of(SamAnswer(FOUND, answer.data)) is None
    assert card_of(SamAnswer(DONE, answer.data[:200])) is None


def test_a_broken_check_or_length_is_passed_over() -> None:
    good = sam_answer(FOUND, b"\0\0\0\0")
    broken = bytearray(sam_answer(DONE, b"\1\2\3"))
    broken[-1] ^= 1
    assert SamParser().feed(bytes(broken) + good) == [SamAnswer(FOUND, b"\0\0\0\0")]
    assert SamParser().feed(bytes.fromhex("AAAAAA9669FFFF") + good) == [SamAnswer(FOUND, b"\0\0\0\0")]


@given(
    st.lists(st.tuples(st.binary(max_size=12), st.binary(min_size=3, max_size=3), st.binary(max_size=40)), max_size=5),
    st.integers(1, 9),
)
def test_answers_come_whole_however_the_line_cuts_them(parts: list[tuple[bytes, bytes, bytes]], size: int) -> None:
    parts = [(noise.replace(b"\xaa", b""), status, data) for noise, status, data in parts]
    stream = b"".join(noise + sam_answer(status, data) for noise, status, data in parts)
    parser, found = SamParser(), []
    for start in range(0, len(stream), size):
        found += parser.feed(stream[start : start + size])
    assert found == [SamAnswer(status, data) for _, status, data in parts]


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_noise_is_never_an_error_and_never_kept_for_long(chunks: list[bytes]) -> None:
    parser = SamParser()
    for chunk in chunks:
        for answer in parser.feed(chunk):
            card_of(answer)
