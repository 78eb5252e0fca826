"""Simulates recognition errors of a noisy hall: homophones, confused digits, lost syllables, 嗯 and 那个."""

from __future__ import annotations

from functools import cache
from random import Random

from mandarin.pinyin import exact, fold

#: Digits that sound alike, or are confused over a telephone.
_DIGITS = {
    "一": "七", "七": "一", "四": "十", "十": "四", "幺": "要", "六": "九", "九": "六", "二": "儿", "零": "林",
    "1": "7", "7": "1", "4": "10", "6": "9", "9": "6", "2": "儿", "0": "林",
}  # fmt: skip
_FILLERS = ("嗯，", "那个，", "呃，", "就是，", "哎，")


def mishear(text: str, share: float, rng: Random) -> str:
    """`text` with about `share` (0..1) of its characters replaced, dropped or preceded by a filler; at least one."""
    places = [at for at, letter in enumerate(text) if letter.isalnum()]
    if not places:
        return text
    wrong = {at for at in places if rng.random() < share} or {rng.choice(places)}
    heard = "".join(_wrong(letter, rng) if at in wrong else letter for at, letter in enumerate(text))
    return heard if heard.strip("，。 ") else text


def _wrong(letter: str, rng: Random) -> str:
    lot = rng.random()
    if letter in _DIGITS:
        return _DIGITS[letter] if lot < 0.7 else "" if lot < 0.85 else rng.choice(_FILLERS) + letter
    if letter.isascii():
        return "" if lot < 0.5 else letter + letter
    if lot < 0.55:
        return _other(letter, _alike()[0].get(exact(letter), ()), rng)
    if lot < 0.75:
        return _other(letter, _alike()[1].get(tuple(map(fold, exact(letter))), ()), rng)
    if lot < 0.88:
        return ""
    return rng.choice(_FILLERS) + letter


def _other(letter: str, alike: tuple[str, ...], rng: Random) -> str:
    others = [other for other in alike if other != letter]
    return rng.choice(others) if others else letter


@cache
def _alike() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[tuple[str, ...], tuple[str, ...]]]:
    """Everyday characters (the first plane of GB 2312, 3755 of them) by syllable, and by folded syllable."""
    plane = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    by_sound: dict[tuple[str, ...], tuple[str, ...]] = {}
    by_class: dict[tuple[str, ...], tuple[str, ...]] = {}
    for code in plane:
        letter = code.decode("gb2312", errors="ignore")
        if letter:
            sound = exact(letter)
            folded = tuple(map(fold, sound))
            by_sound[sound] = (*by_sound.get(sound, ()), letter)
            by_class[folded] = (*by_class.get(folded, ()), letter)
    return by_sound, by_class
