"""Strings of digits as people say them aloud: 一 or 幺, groups and pauses, "三个零", corrections.

Whisper and its encoder lose one of equal neighbours (555, 888, 00), so equal neighbours are frequent here.
"""

from __future__ import annotations

import random

PLAIN = dict(zip("0123456789", "零一二三四五六七八九", strict=True)) | {"X": "X"}
#: As soldiers, pilots and railway staff say them.
RADIO = PLAIN | {"0": "洞", "1": "幺", "2": "两", "7": "拐", "9": "勾"}
_COUNTS = {2: "两个", 3: "三个", 4: "四个", 5: "五个"}

_YAO, _SOME_YAO, _RADIO = 0.5, 0.12, 0.06
_REPEATED = 0.3
_CROSS = 0.6
_COUNTED, _REPAIRED = 0.12, 0.05
_REPAIRS = ("，不对，", "，不是，是", "，说错了，", "，呃，", "，不对不对，是")


def random_digits(length: int, dice: random.Random) -> str:
    """`length` digits in which equal neighbours are three times as frequent as by chance."""
    out = dice.choice("0123456789")
    while len(out) < length:
        out += out[-1] if dice.random() < _REPEATED else dice.choice("0123456789")
    return out


def said(digits: str, dice: random.Random, groupings: tuple[tuple[int, ...], ...] = ()) -> str:
    """`digits` (0-9, X) in Chinese characters, with ，where the speaker pauses.

    `groupings`: lengths of the groups in which this kind of number is often said, e.g. 3-4-4 for a mobile number.
    """
    groups = _grouped(digits, dice, groupings)
    reading = _reading(dice)
    spoken = [_group(group, reading, dice) for group in groups]
    if len(spoken) > 1 and dice.random() < _REPAIRED:
        place = dice.randrange(len(spoken))
        wrong = _group(random_digits(len(groups[place]), dice), reading, dice)
        spoken[place] = wrong + dice.choice(_REPAIRS) + spoken[place]
    return "，".join(spoken)


def _grouped(digits: str, dice: random.Random, groupings: tuple[tuple[int, ...], ...]) -> list[str]:
    way = dice.random()
    fitting = [lengths for lengths in groupings if sum(lengths) == len(digits)]
    if way < 0.45 or len(digits) < 4:
        return [digits]
    if way < 0.75 and fitting:
        lengths: list[int] = list(dice.choice(fitting))
    elif way < 0.92:
        lengths = []
        while sum(lengths) < len(digits):
            lengths.append(min(dice.randint(1, 5), len(digits) - sum(lengths)))
    else:
        lengths = [1] * len(digits)  # dictated, digit by digit
    ends = [sum(lengths[: place + 1]) for place in range(len(lengths))]
    return [digits[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _reading(dice: random.Random) -> dict[str, tuple[str, ...]]:
    """Of each digit the words between which this speaker chooses each time it comes."""
    if dice.random() < _RADIO:
        return {digit: (word,) for digit, word in RADIO.items()}
    way = dice.random()
    one = ("一",) if way < 1 - _YAO - _SOME_YAO else ("一", "幺") if way < 1 - _YAO else ("幺",)
    cross = ("叉",) if dice.random() < _CROSS else ("X",)
    return {digit: (word,) for digit, word in PLAIN.items()} | {"1": one, "X": cross}


def _group(digits: str, reading: dict[str, tuple[str, ...]], dice: random.Random) -> str:
    out, at = "", 0
    while at < len(digits):
        run = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        word = dice.choice(reading[digits[at]])
        if run in _COUNTS and dice.random() < _COUNTED:
            out += ("双" if run == 2 and dice.random() < 0.4 else _COUNTS[run]) + word
            at += run
        else:
            out += word
            at += 1
    return out
