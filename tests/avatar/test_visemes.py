from __future__ import annotations

import numpy as np
import pytest

from avatar.face import COLUMNS
from avatar.shapes import COLUMN, SHAPES, aperture, target
from avatar.visemes import CLOSED, GESTURES, LABIODENTAL, UNKNOWN, VISEMES, gesture
from tts.phonemes import LETTERS, PAUSE, syllable_tokens

SYLLABLES = [
    "ba", "pa", "ma", "fa", "da", "ta", "na", "la", "ga", "ka", "ha", "jia", "qia", "xia", "zha", "cha", "sha",
    "ra", "za", "ca", "sa", "zhi", "chi", "shi", "ri", "zi", "ci", "si", "yi", "wu", "yu", "ye", "yue", "yuan",
    "yin", "yun", "ying", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er", "wo", "wai", "wei", "wan", "wen",
    "wang", "weng", "yao", "you", "yan", "yang", "yong", "bo", "biao", "bian", "bin", "bing", "dia", "die", "duo",
    "dui", "duan", "dun", "dong", "guai", "guang", "lü", "lüe", "nüe", "jue", "juan", "jun", "jiong", "xiong", "e",
    "o",
]  # fmt: skip


def test_every_phone_of_the_voice_has_a_gesture() -> None:
    spelled = [syllable for word in LETTERS.values() for syllable in word.split()]
    for syllable in (*(syllable + "1" for syllable in SYLLABLES), *spelled):
        for token in syllable_tokens(syllable):
            assert not token.symbol or token.symbol in GESTURES, (syllable, token.symbol)
    assert PAUSE in GESTURES


def test_the_mixes_are_of_known_visemes_and_not_too_much() -> None:
    for symbol, one in (*GESTURES.items(), ("?", UNKNOWN)):
        assert all(viseme in VISEMES for viseme, _ in one.mix), symbol
        assert 0 < sum(weight for _, weight in one.mix) <= 1.0001, symbol


def test_every_viseme_but_th_is_used() -> None:
    used = {viseme for one in GESTURES.values() for viseme, _ in one.mix}
    assert used == set(VISEMES) - {"TH"}  # Mandarin has no th


def test_an_unknown_phone_asks_for_little() -> None:
    assert gesture("ʘ") is UNKNOWN
    assert aperture(target(UNKNOWN)) < 0.25


def test_shapes_are_weights_and_symmetric() -> None:
    assert SHAPES.shape == (len(VISEMES), len(COLUMNS))
    assert SHAPES.min() >= 0
    assert SHAPES.max() <= 1
    for name, place in COLUMN.items():
        if name.endswith("Left") and name.replace("Left", "Right") in COLUMN:
            assert np.array_equal(SHAPES[:, place], SHAPES[:, COLUMN[name.replace("Left", "Right")]])


@pytest.mark.parametrize("symbol", sorted(CLOSED))
def test_labials_close_the_lips(symbol: str) -> None:
    assert aperture(target(gesture(symbol))) == 0


def test_the_teeth_touch_the_lip_for_f() -> None:
    row = target(gesture("f"))
    assert row[COLUMN["mouthRollLower"]] > 0.3
    assert aperture(row) < 0.12
    assert {"f"} == LABIODENTAL


def test_open_rounded_and_spread_vowels_look_it() -> None:
    rows = {symbol: target(gesture(symbol)) for symbol in "aiuoey"}
    assert aperture(rows["a"]) == max(aperture(row) for row in rows.values())
    for rounded in "uy":
        assert rows[rounded][COLUMN["mouthPucker"]] > 0.5
    assert rows["i"][COLUMN["mouthPucker"]] == 0
    assert rows["i"][COLUMN["mouthStretchLeft"]] > 0.25
    assert rows["u"][COLUMN["mouthPucker"]] > rows["o"][COLUMN["mouthPucker"]] > rows["e"][COLUMN["mouthPucker"]]
