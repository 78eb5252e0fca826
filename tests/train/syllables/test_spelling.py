"""Initials and finals as they sound."""

from __future__ import annotations

import pytest

from asr.syllables.inventory import SYLLABLES
from train.syllables.spelling import initial_and_final


@pytest.mark.parametrize(
    ("syllable", "initial", "final"),
    [
        ("zhuang", "zh", "uang"),
        ("yan", "", "ian"),
        ("yu", "", "v"),
        ("ju", "j", "v"),
        ("lv", "l", "v"),
        ("wei", "", "uei"),
        ("shui", "sh", "uei"),
        ("liu", "l", "iou"),
        ("you", "", "iou"),
        ("shi", "sh", "ir"),
        ("si", "s", "iz"),
        ("li", "l", "i"),
        ("er", "", "er"),
        ("n", "", "n"),
        ("m", "", "m"),
    ],
)
def test_syllables_come_apart_by_sound(syllable: str, initial: str, final: str) -> None:
    assert initial_and_final(syllable) == (initial, final)


def test_no_two_syllables_sound_alike() -> None:
    spelt = [initial_and_final(syllable) for syllable in SYLLABLES]
    assert len(set(spelt)) == len(SYLLABLES), sorted(one for one in spelt if spelt.count(one) > 1)
    assert len({initial for initial, _ in spelt}) == 22
    assert len({final for _, final in spelt}) < 45
