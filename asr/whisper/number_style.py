"""Decoding in the style of a number: the model is told that it wrote `要三九八七六五四三二要。` just before, and then
writes one Chinese character for each digit.

Used where a number is asked for and the syllables are mostly digits. Of 29 real mobile numbers 29 came out right (26
without), of 29 real eight-digit numbers 20 (16). On free speech any such text makes the model worse (20.9 to 28 % wrong
characters), and slow dictation sends it into loops: what it writes must have about as many digits as were heard.
"""

from __future__ import annotations

from collections.abc import Sequence

from asr.syllables.inventory import class_of
from asr.syllables.written_digits import written_runs

PREVIOUS = "要三九八七六五四三二要。"
_SPOKEN = "ling dong yi yao er liang san si wu liu qi guai ba jiu gou cha".split()  # noqa: SIM905
_DIGITS = frozenset(c for syllable in _SPOKEN if (c := class_of(syllable)))
#: Digits from which an utterance is a number, their least share of its syllables, and how many digits the decoder may
#: write more or less.
_FEWEST, _SHARE, _OFF = 4, 0.6, 2


def sounds_like_number(heard: Sequence[int]) -> bool:
    """Whether these classes of the syllable head are mostly digits."""
    digits = count_digits(heard)
    return digits >= _FEWEST and digits >= _SHARE * len(heard)


def count_digits(heard: Sequence[int]) -> int:
    return sum(one in _DIGITS for one in heard)


def fits_count(text: str, digits: int) -> bool:
    """Whether `text` has about as many digits as were heard: else the decoder looped or stopped."""
    return abs(sum(map(len, written_runs(text))) - digits) <= _OFF
