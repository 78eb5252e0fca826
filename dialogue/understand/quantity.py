"""Spoken numbers with their doubt: 两三万 is 20000 to 30000, 十七八 17 to 18, 二十多万 200000 to 300000.

Two digits next to each other where one place is meant name two numbers: the text is read with the one and the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from dialogue.understand.amount import amount, plain
from dialogue.understand.reading import Reading, between

_DIGIT = "一二两三四五六七八九"
_PLACE = "十百千万亿拾佰仟萬"
_ATOM = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d++)?|\d++(?:\.\d++)?|[零〇壹贰叁肆伍陆柒捌玖{_DIGIT}{_PLACE}])"
#: What stands inside a number and makes it rough; 来 and 把 only before a unit, for 三份来办 is exact.
_ROUGH = (
    rf"(?:(?<=[\d{_PLACE}])(?:多|余|好几|几)(?!少)"
    rf"|(?<=[\d{_PLACE}])[来把](?=[{_PLACE}块元圆个位名份口人张斤米岁天]|号人|$|[，,吧]))"
)
#: A number as it is said, rough or not.
QUANTITY = (
    rf"(?:{_ATOM}|好?几(?=[{_PLACE}个块元份张位名口]))"
    rf"(?:{_ATOM}|{_ROUGH}|点(?=[零〇{_DIGIT}])|(?<=[{_DIGIT}\d])[、,，](?=[{_DIGIT}\d][{_PLACE}]))*"
)
_PAIR = re.compile(rf"([{_DIGIT}])[、,，]?([{_DIGIT}])|(?<!\d)(\d)[、,，](\d)(?!\d)")
_CHINESE = str.maketrans("123456789", "一二三四五六七八九")
_FOLLOWS = frozenset(["一二", "一两", "二三", "两三", "三四", "四五", "五六", "六七", "七八", "八九", "三五", "三两"])
_PARTS = re.compile(rf"(?P<head>.*?)(?P<mark>好几|几|多|余|来|把)(?P<group>[{_PLACE}]*)")
#: Just below a number: 小二十万, 将近五千.
_BELOW = re.compile(r"(?:小|将近|接近|快到?|差一?点儿?(?:到|就)?|不到|近)$")
#: A little above: 三万出头; 三块多 where the coin stands before 多.
_ABOVE = re.compile(r"^(?:出头|挂零|冒头|开外|有余|往上|多(?!少))")
_TO = re.compile(r"^[\s,，]*(?:到|至|~|～|-|—)+[\s,，]*$")
_OR = re.compile(r"^[\s,，]*(?:或者?|或是|还是|要么|要不)(?:是|就)?[\s,，]*$")
_FIRST_END = re.compile(rf"(?P<first>{QUANTITY})(?:到|至|~|～|-|—|或者?|还是)$")


@dataclass(frozen=True, slots=True)
class SpokenQuantity:
    """Between `low` and `high`, equal for an exact number. `named`: both ends were said, and can be offered."""

    low: Decimal
    high: Decimal
    named: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def plus(self, more: Decimal) -> SpokenQuantity:
        return replace(self, low=self.low + more, high=self.high + more)

    def reading(self) -> Reading:
        return between(plain(self.low), plain(self.high), named=self.named)


def quantity(text: str) -> SpokenQuantity:
    """Raises ValueError if `text` is not a number."""
    if (found := _exact(text)) is not None:
        return SpokenQuantity(found, found)
    return _between(text) or _rough(text)


def _exact(text: str) -> Decimal | None:
    try:
        return amount(text)
    except ValueError:
        return None


def _between(text: str) -> SpokenQuantity | None:
    """The text read with the one digit and with the other: 一万二三 is 一万二 to 一万三."""
    bare = text.rstrip("多来余")
    for start in range(len(bare) - 1):
        hit = _PAIR.match(bare, start)
        first, second = (hit[1] or hit[3], hit[2] or hit[4]) if hit else ("", "")
        if hit and (first + second).translate(_CHINESE) in _FOLLOWS:
            low, high = (_exact(bare[: hit.start()] + digit + bare[hit.end() :]) for digit in (first, second))
            if low is not None and high is not None and low != high:
                return SpokenQuantity(min(low, high), max(low, high), named=True)
    return None


def _rough(text: str) -> SpokenQuantity:
    hit = _PARTS.fullmatch(text)
    if hit is None:
        raise ValueError(text)
    group = amount("一" + hit["group"]) if hit["group"] else Decimal(1)
    if not hit["head"]:  # 几万, 好几十
        return SpokenQuantity(2 * group, 9 * group)
    head = amount(hit["head"])
    step = _step(head)
    if step == 1 and not hit["group"]:
        raise ValueError(text)
    return SpokenQuantity(head * group, (head + (step / 2 if hit["mark"] in ("来", "把") else step)) * group)


def _step(number: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 20 -> 10, 35000 -> 1000."""
    step = Decimal(1)
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def nearly(found: SpokenQuantity, before: str, after: str) -> SpokenQuantity:
    """`found` with the words beside it: 小 before it and 出头 after it make it rough."""
    if found.exact and found.low and _BELOW.search(before):
        return SpokenQuantity(found.low * Decimal("0.9"), found.high)
    if found.exact and found.low and _ABOVE.search(after):
        return SpokenQuantity(found.low, found.high + _step(found.low) / (1 if after[0] == "多" else 2))
    return found


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A number in a text: `text[start:end]`. `said`: its words, without a coin or a measure."""

    start: int
    end: int
    said: str
    number: SpokenQuantity


def joined(found: list[FoundQuantity], text: str) -> list[FoundQuantity]:
    """Two numbers with 到 between them as one: 三到五万 is 30000 to 50000. The unit may be said once, behind both."""
    result: list[FoundQuantity] = []
    for one in found:
        end = result[-1].end if result else 0
        if hit := _FIRST_END.search(text[end : one.start]):
            result.append(
                FoundQuantity(end + hit.start("first"), end + hit.end("first"), hit["first"], quantity(hit["first"]))
            )
        before = result[-1] if result else None
        if before and _TO.match(text[before.end : one.start]):
            low, high = _shared(before, one), one.number.high
            if low < high:
                number = SpokenQuantity(low, high, named=before.number.exact and one.number.exact)
                result[-1] = FoundQuantity(before.start, one.end, text[before.start : one.end], number)
                continue
        result.append(one)
    return result


def _shared(first: FoundQuantity, second: FoundQuantity) -> Decimal:
    """The first number, with the 万 that is said once for both where that keeps it below the second."""
    low = first.number.low
    group = re.search(rf"[{_PLACE}]+$", second.said)
    if group and not re.search(r"[万亿]", first.said):
        for at in range(len(group[0])):
            worth = amount("一" + group[0][at:])
            if low * worth < second.number.high and low < worth:
                return low * worth
    return low


def whole(found: list[FoundQuantity]) -> list[FoundQuantity]:
    """五十万，里头三十万是我的，二十万是他的: the sum, where it is said first or last beside its parts."""
    values = [one.number.low for one in found]
    if len(found) > 2 and all(one.number.exact for one in found):
        for at in (0, -1):
            if 2 * values[at] == sum(values):
                return [found[at]]
    return []


def either(found: list[FoundQuantity], text: str) -> bool:
    """Whether 或者 stands between any two of them."""
    return any(_OR.match(text[one.end : other.start]) for one, other in _pairs(found))


def _pairs(found: list[FoundQuantity]) -> Iterator[tuple[FoundQuantity, FoundQuantity]]:
    return pairwise(found)
