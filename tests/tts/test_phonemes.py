from __future__ import annotations

import pytest
from pypinyin import Style
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

from tts.phonemes import CODE_PACE, LETTERS, PAUSE, Token, syllable_tokens, tokens
from tts.vocabulary import TOKEN_IDS


def symbols(text: str) -> list[str]:
    return [token.symbol for token in tokens(text) if token.symbol]


@pytest.mark.parametrize(
    ("syllable", "phones"),
    [
        ("ba1", "p a"), ("pai2", "pʰ a -i"), ("miao4", "m j a -u"), ("fang2", "f a -ŋ"),
        ("zhi1", "\uab67 ʅ"), ("si4", "s ɿ"), ("ri4", "ɻ ʅ"), ("xue2", "ɕ ɥ e"), ("yuan2", "ɥ ɛ -n"),
        ("nan2", "n a -n"), ("nü3", "n y"), ("gui1", "k w e -i"), ("xiong1", "ɕ j ʊ -ŋ"), ("er4", "ɚ"),
        ("wo3", "w o"), ("en5", "ə -n"), ("zhuang1", "\uab67 w a -ŋ"), ("bo1", "p w o"),
    ],
)  # fmt: skip
def test_phones_of_a_syllable(syllable: str, phones: str) -> None:
    assert [token.symbol for token in syllable_tokens(syllable) if token.symbol] == phones.split()


def every_syllable() -> set[str]:
    """All readings of all 20,992 characters of the basic block that pypinyin knows."""
    basic = (readings for code, readings in pinyin_dict.items() if 0x4E00 <= code <= 0x9FFF)
    marked = {reading for readings in basic for reading in readings.split(",")}
    return {convert(reading, Style.TONE3, True) for reading in marked}


def test_every_mandarin_syllable_can_be_said() -> None:
    failed = []
    for syllable in sorted(every_syllable()):
        said = syllable if syllable[-1].isdigit() else syllable + "5"
        try:
            assert syllable_tokens(said)
        except (ValueError, AssertionError):
            failed.append(syllable)
    assert not failed


def test_pauses_and_spaces() -> None:
    assert symbols("您好，请说。") == ["n", "i", "-n", "x", "a", "-u", PAUSE, "ʨʰ", "i", "-ŋ", "ʂ", "w", "o", PAUSE]
    ids = [token.id for token in tokens("您好，请说。")]
    comma = ids.index(TOKEN_IDS[","])
    assert ids[comma + 1] == TOKEN_IDS[" "]
    assert ids[-1] == TOKEN_IDS["."]


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_are_spelled(letter: str) -> None:
    assert symbols(letter)


def test_codes_are_said_slowly_and_digit_by_digit() -> None:
    assert {token.pace for token in tokens("尾号零零幺三")} == {1.0, CODE_PACE}
    assert {token.pace for token in tokens("二零二六年")} == {1.0}
    ids = [token.id for token in tokens("零零零")]
    assert ids.count(TOKEN_IDS[" "]) == 2


def test_what_cannot_be_said_is_left_out() -> None:
    assert tokens("") == []
    assert symbols("您★好") == symbols("您好")


def test_a_token_without_a_symbol_carries_on() -> None:
    aspirated = syllable_tokens("pa1")
    assert aspirated[:2] == (Token(TOKEN_IDS["p"], "pʰ"), Token(TOKEN_IDS["ʰ"], ""))
