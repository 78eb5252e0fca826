"""Which items of a numbered list an utterance names by place: 第二条, 前两条, 第一到第三条, 最后一条, 一和三."""

from __future__ import annotations

import re

from dialogue.understand.amount import NUMBER, amount
from mandarin.pinyin import clean

#: What an item of a list is called. 调 and 跳 are how 条 is misrecognised behind a number.
UNIT = r"(?:条|项|个|笔|张|单|件|行|起|款|位|种|户|调|跳)"
_N = r"(?:\d{1,3}|[一二两三四五六七八九十百]{1,5})"
_TH = r"[第地弟递]"
_RANGE = re.compile(rf"{_TH}?(?P<from>{_N}){UNIT}?(?:到|至|[-~—])+{_TH}?(?P<to>{_N})(?:{UNIT}|$)")
_END = re.compile(rf"(?P<end>倒数|最后面?|末尾|后面?|前面?|开头|打头|头)(?P<of>{_TH})?的?(?P<count>{_N}|那)?{UNIT}")
_TH_ITEM = re.compile(rf"{_TH}(?P<n>{_N}){UNIT}?(?:和第?(?P<more>{_N}){UNIT})?")
#: 二条 is a place where 两条 is a count; 2号 is a day.
_ITEM = re.compile(rf"(?<![\d一二两三四五六七八九十百第前后头])(?P<n>[二\d]|十[一二三四五六七八九]){UNIT}(?!都)")
_WRAP = r"(?:我|就|只|要|想|选|办|处理|交|那|是|嗯|呃|好的?|吧|的|啊|呀|号|了|都)*"
_BARE = re.compile(rf"{_WRAP}(?P<places>{_N}(?:[、，,和跟 ]*{_N})*){_WRAP}")
_JOIN = re.compile(r"[、，,和跟 ]+")


def places_in(text: str, count: int) -> tuple[list[int], str]:
    """The places named in `text`, 1 to `count`, in the order said, and the text without them. A place beyond the list
    is 0.
    """
    found: list[int] = []

    def span(places: list[int]) -> str:
        found.extend(place if 1 <= place <= count else 0 for place in places)
        return "〓"

    def ends(hit: re.Match[str]) -> str:
        said = hit["count"] or "一"
        many = 1 if said == "那" else _number(said)
        if hit["of"]:  # 前第二条 is no way to speak; 倒数第二条 is
            return span([count + 1 - many]) if hit["end"] == "倒数" else hit[0]
        if hit["end"] == "倒数" or hit["end"][0] in "最末后":
            return span(list(range(max(1, count + 1 - many), count + 1)))
        return span(list(range(1, min(count, many) + 1)))

    rest = _RANGE.sub(lambda hit: span(list(range(_number(hit["from"]), _number(hit["to"]) + 1))), text)
    rest = _END.sub(ends, rest)
    rest = _TH_ITEM.sub(lambda hit: span([_number(n) for n in (hit["n"], hit["more"]) if n]), rest)
    rest = _ITEM.sub(lambda hit: span([_number(hit["n"])]), rest)
    if not found and (bare := _BARE.fullmatch(clean_spaces(rest))):
        said = [_number(part) for piece in _JOIN.split(bare["places"]) if piece for part in _pieces(piece, count)]
        if all(1 <= place <= count for place in said):
            return said, ""
    return found, rest


def clean_spaces(text: str) -> str:
    """Without the marks around it: the marks between places stay."""
    return re.sub(r"[。.！!？?；;]+", "", text).strip("，, ")


def _pieces(digits: str, count: int) -> list[str]:
    """一三 is two places; 十二 is one, and so is 12 in a list that long."""
    single = not any(sign in digits for sign in "十百")
    if single and len(digits) > 1 and not (digits.isascii() and int(digits) <= count):
        return list(digits)
    return [digits]


def _number(text: str) -> int:
    try:
        return int(amount(text))
    except ValueError:
        return 0


def counted(text: str, count: int) -> bool:
    """Whether `text` says how many there are, and means all of them: 三条都要 of three."""
    hit = re.search(rf"(?<![第前后头])(?P<n>{NUMBER}){UNIT}(?:我|就|全)*都", clean(text))
    return hit is not None and _number(hit["n"]) == count
