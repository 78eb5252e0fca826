"""The classes of the syllable head cover what pypinyin writes."""

from __future__ import annotations

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from asr.syllables.inventory import BLANK, NEAREST, SYLLABLES, class_of


def test_every_reading_pypinyin_has_for_any_character_has_a_class() -> None:
    readings = {to_normal(one) for readings in PINYIN_DICT.values() for one in readings.split(",")}
    assert len(readings) > 400, f"expected pypinyin's whole dictionary; got {len(readings)} syllables"
    without = sorted(reading for reading in readings if class_of(reading) is None)
    assert not without, f"expected a class for each; none for {without}"


def test_classes_count_from_one_in_sorted_order() -> None:
    assert list(SYLLABLES) == sorted(set(SYLLABLES)), "expected sorted syllables, each once"
    assert [class_of(syllable) for syllable in SYLLABLES] == list(range(BLANK + 1, len(SYLLABLES) + 1))


def test_what_has_no_class_of_its_own_shares_one_that_sounds_like_it() -> None:
    for syllable, nearest in NEAREST.items():
        assert syllable not in SYLLABLES, f"{syllable} has a class and needs no other"
        assert class_of(syllable) == SYLLABLES.index(nearest) + 1


def test_latin_letters_and_digits_are_no_syllables() -> None:
    assert [class_of(other) for other in ("A", "7", "", "lü")] == [None] * 4
