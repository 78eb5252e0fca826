"""Misspelling by ear: characters exchanged for others that sound the same, or nearly so to a southern ear."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import lru_cache

from mandarin import exact, fold

#: Of the exchanges, how many keep the syllable; the others only its class (zh/z, n/l, f/h, an/ang …).
_SAME_SYLLABLE = 0.7


def misspell(text: str, share: float, seed: int) -> str:
    """Every Chinese character with the chance `share` becomes another; the same seed gives the same text."""
    dice = random.Random(f"{seed} {share} {text}")
    return "".join(_other(character, dice) if dice.random() < share else character for character in text)


def _other(character: str, dice: random.Random) -> str:
    same, near = _tables()
    syllable = exact(character)
    if len(syllable) != 1 or character.isascii():
        return character
    group = same[syllable[0]] if dice.random() < _SAME_SYLLABLE else near[fold(syllable[0])]
    others = [other for other in group if other != character]
    return dice.choice(others) if others else character


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The 3755 common characters (GB 2312, level 1) by syllable and by class of syllables."""
    same, near = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            if row == 0xD7 and cell > 0xF9:
                break
            character = bytes((row, cell)).decode("gb2312")
            syllable = exact(character)[0]
            same[syllable].append(character)
            near[fold(syllable)].append(character)
    return same, near
