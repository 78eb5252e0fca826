"""Part of a number that is put right by its place: 最后一位是五，不是零; 末尾应该是八八; 第三位是6; 第二组是一二三四.

Groups are those in which it is read back.
"""

from __future__ import annotations

import re

from dialogue.filters import groups
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
_HEAD = re.compile(rf"(?:最?前面?|开头|头)的?(?P<count>{_N})?个?(?:位|组|号|数字?)*{_IS}(?P<said>.+)$")
_GROUP = re.compile(
    rf"(?:第(?P<group>{_N})[组段]|(?P<middle>中间)的?(?:{_N}(?:位|个)|那?(?:一组|组|段))?)(?:数字?)?{_IS}(?P<said>.+)$"
)
_RATHER = re.compile(r"(?P<said>[\d零〇一二三四五六七八九幺洞拐]{2,8})(?:才对|才是)")
_ONLY = 8  # digits, at most, of a part


def edit_number(text: str, before: str) -> str:
    """`before` with the part that `text` puts right; empty where it names no place in it, or no digits that fit."""
    if so := _RATHER.search(text):
        text = f"最后是{so['said']}"
    place = _PLACE.search(text)
    hit = place or _END.search(text)
    if not hit and before:
        return _edit_group(text, before)
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


def _edit_group(text: str, before: str) -> str:
    """A group by its number, the middle one, or the beginning."""
    hit = _GROUP.search(text) or _HEAD.search(text)
    said = hear(read_contrast(hit["said"], "digits").affirmed).digits if hit else ""
    if hit is None or not 0 < len(said) <= min(_ONLY, len(before) - 1):
        return ""
    if hit.re is _HEAD:
        fits = not hit["count"] or _number(hit["count"]) == len(said)
        return said + before[len(said) :] if fits else ""
    pieces = list(groups(before))
    at = _number(hit["group"]) - 1 if hit["group"] else len(pieces) // 2 if len(pieces) == 3 else -1
    if not 0 <= at < len(pieces) or len(pieces[at]) != len(said):
        return ""
    pieces[at] = said
    return "".join(pieces)


def _number(text: str) -> int:
    return int(amount(text)) if not text.isdecimal() else int(text)
