"""Travel permits and residence permits between the mainland, Hong Kong, Macao and Taiwan.

C, W: 往来港澳通行证; L, T: 往来台湾通行证; eight digits: 台湾居民来往大陆通行证; H, M with eight digits or ten:
港澳居民来往内地通行证; 81, 82, 83 with eighteen characters: 港澳台居民居住证, which alone has a check digit.
"""

from __future__ import annotations

import re

from dialogue.understand import validation_messages
from dialogue.understand.code_shape import DIGIT, Shape
from dialogue.understand.id_number import check_id_number
from dialogue.understand.reading import Reading
from dialogue.understand.spoken_code import CodeGrammar, Verdict, read_code

_SERIES = frozenset("ABCDEFGHJKLMNPQRSTUVWXYZ")
_SHAPES: tuple[Shape, ...] = (
    (frozenset("CWLTHM"), *[DIGIT] * 8),
    (frozenset("C"), _SERIES, *[DIGIT] * 7),
    (frozenset("HM"), *[DIGIT] * 10),
    (DIGIT,) * 8,
    (frozenset("8"), frozenset("123"), *[frozenset("0")] * 4, *[DIGIT] * 11, frozenset("0123456789X")),
)
_RESIDENCE_LENGTH = 18
_RESIDENCE = re.compile(r"8[123]0000")
_AROUND = re.compile(
    r"(?:往来|来往)?(?:港澳|台湾|大陆|内地|香港|澳门|台)?(?:居民)?(?:往来|来往)?(?:港澳|台湾|大陆|内地)?(?:通行证|居住证|证)(?:号码?)?(?:就?是)?"
    r"|回乡证|台胞证|卡式|电子"
)


def read_permit(text: str, *, partial: str = "") -> Reading:
    """`partial`: the characters kept so far."""
    reading = read_code(text, _GRAMMAR, partial=partial)
    if len(reading.value) == _RESIDENCE_LENGTH and (wrong := check_id_number(reading.value)):
        return Reading(message=wrong)
    return reading


def _judge(code: str) -> Verdict:
    return "more" if len(code) < _RESIDENCE_LENGTH and _RESIDENCE.match(code) else "value"


_GRAMMAR = CodeGrammar(
    _SHAPES, prepare=lambda said: _AROUND.sub("", said), judge=_judge, wrong=validation_messages.PERMIT_SHAPE
)
