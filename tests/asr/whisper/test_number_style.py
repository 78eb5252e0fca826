"""When the decoder is put into the style of a number, and when what it wrote is believed."""

from __future__ import annotations

import pytest

from asr.syllables.inventory import BLANK, class_of
from asr.whisper.number_style import count_digits, fits_count, sounds_like_number
from mandarin import exact


def classes(text: str) -> list[int]:
    return [class_of(one) or BLANK for one in exact(text)]


@pytest.mark.parametrize("said", ["幺三四七三八二幺三六八", "手机号是一三四七三八二一三六八", "零五七幺"])
def test_numbers_sound_like_numbers(said: str) -> None:
    assert sounds_like_number(classes(said))


@pytest.mark.parametrize("said", ["我不记得了", "等一下我找一下", "转人工", "", "一百二"])
def test_other_words_do_not(said: str) -> None:
    assert not sounds_like_number(classes(said))


def test_a_loop_does_not_have_the_digits_that_were_heard() -> None:
    digits = count_digits(classes("一三四七三八二一三六八"))
    assert digits == 11
    assert fits_count("一三四七三八二一三六八", digits)
    assert fits_count("1347382136", digits)
    assert not fits_count("一三四七三四七三四七三四七三四七三四七", digits)
    assert not fits_count("好的", digits)
