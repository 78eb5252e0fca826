"""Part of a number that is put right by its place: 最后一位是五，不是零; 末尾应该是八八; 第三位是6."""

from __future__ import annotations

import re

from dialogue.understand.amount import amount
from dialogue.understand.contrast import read_contrast
from dialogue.understand.digits import hear

_N = r"[一二两三四五六七八九十\d]{1,2}"
_IS = (
    r"(?:数字?|号码?|那个)?(?:好像|应该|其实|说|写|记)?(?:不对|错了|说?[错反岔拐]了)?[，,、\s]*"
    r"(?:我)?(?:应该|改成|换成|要)?(?:就?是|为|成)?"
)
_TAIL = r"(?:最后面?|末尾?|尾数?|尾巴|后面?|尾号|倒数)"
_END = re.compile(rf"{_TAIL}的?(?P<count>{_N})?个?(?:位|号|数字?)*{_IS}(?P<said>.+)$")
_PLACE = re.compile(rf"(?P<back>倒数)?第(?P<place>{_N})(?:位|个)(?:数字?|号码?)?{_IS}(?P<said>.+)$")
_RATHER = re.compile(r"(?P<said>[\d零〇一二三四五六七八九幺洞拐]{2,8})(?:才对|才是)")
_ONLY = 8  # digits, at most, of a part


def edit_number(text: str, before: str) -> str:
    """`before` with the part that `text` puts right; empty where it names no place in it, or no digits that fit."""
    if so := _RATHER.search(text):
        text = f"最后是{so['said']}"
    place = _PLACE.search(text)
    hit = place or _END.search(text)
    if not hit or not before:
        return ""
    said = hear(read_contrast(hit["said"], "digits").affirmed).digits
    if not 0 < len(said) <= min(_ONLY, len(before) - 1):
        return ""
    if place:
        at = _number(place["place"])
        start = len(before) - at if place["back"] else at - 1
        fits = len(said) == 1 and 0 <= start < len(before)
        return before[:start] + said + before[start + 1 :] if fits else ""
    if hit["count"] and _number(hit["count"]) != len(said):
        return ""
    return before[: -len(said)] + said


def _number(text: str) -> int:
    return int(amount(text)) if not text.isdecimal() else int(text)
