"""Passport numbers: Chinese ones (E, G, D, S, P) of nine characters or eight, and foreign ones of seven to nine.

There is no check digit. A Chinese number that is too short is a beginning; a foreign one is always read back.
"""

from __future__ import annotations

import re

from dialogue.understand import validation_messages
from dialogue.understand.code_shape import DIGIT, EITHER, LETTER, Shape
from dialogue.understand.reading import Reading
from dialogue.understand.spoken_code import CodeGrammar, Verdict, read_code

_SHORTEST = 7  # characters of a foreign number

_SERIES = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
_SHAPES: tuple[Shape, ...] = (
    (frozenset("EG"), *[DIGIT] * 8),
    (frozenset("E"), _SERIES, *[DIGIT] * 7),
    (frozenset("DSP"), *[DIGIT] * 7),
    (frozenset("DSP"), frozenset("E"), *[DIGIT] * 7),
    *((LETTER, *[DIGIT] * count) for count in (7, 8)),
    *((LETTER, LETTER, *[DIGIT] * count) for count in (6, 7)),
    *((EITHER,) * count for count in (7, 8, 9)),
)
_CHINESE = re.compile(r"[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]\d{7}|[DSP]E\d{7}")
_TOO_SHORT = re.compile(r"G\d{1,7}|E[A-Z]?\d{1,7}|\d{1,7}")
_AROUND = re.compile(
    r"(?:我|本人)?的?(?:中国|外国|新|旧|老|现在)?的?(?:护照|本子)(?:号码?)?(?:上写的)?(?:就?是)?|(?:因私|因公|公务|外交)"
)


#: Said of a number that is shorter than a Chinese one.
_DONE = re.compile(r"(?:没有?了|就这些|就这么多|说完了|完了|外国的?护照|不是中国的?护照)[吧啊呀的了。]*$")


def read_passport(text: str, *, partial: str = "") -> Reading:
    """`partial`: the characters kept so far."""
    if len(partial) >= _SHORTEST and _DONE.search(text):
        return Reading(value=partial, doubtful=True)
    return read_code(text, _GRAMMAR, partial=partial)


def _judge(code: str) -> Verdict:
    if _CHINESE.fullmatch(code):
        return "value"
    if _TOO_SHORT.fullmatch(code):
        return "more"
    return "doubtful" if sum(character.isdigit() for character in code) >= 5 else "none"


_GRAMMAR = CodeGrammar(
    _SHAPES, prepare=lambda said: _AROUND.sub("", said), judge=_judge, wrong=validation_messages.PASSPORT_SHAPE
)
