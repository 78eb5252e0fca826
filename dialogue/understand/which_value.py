"""Which of the values on offer is meant: 第二个, 前面那个, 多的, 下午那个, 周六; by its first digit, 三 for 三万."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from mandarin.pinyin import clean

_PLACES = (
    (re.compile(r"第一|头一|前[一面头]?(?:个|者|面|一种)|前者|前边"), 0),
    (re.compile(r"最后|后[一面头](?:个|者|一种)?|后者|后边"), -1),
    (re.compile(r"第二"), 1),
    (re.compile(r"第三"), 2),
)
_LEAST = re.compile(r"少(?:的|一?点|那)|小(?:的|一?点|那)|低(?:的|一?点|那)|早(?:的|一?[点天]|那)|便宜")
_MOST = re.compile(r"多(?:的|一?点|那)|大(?:的|一?点|那)|高(?:的|一?点|那)|晚(?:的|一?[点天]|那)|贵的")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_MORNING, _AFTERNOON = re.compile(r"上午|早上|早晨"), re.compile(r"下午|晚上")
_DIGITS = {**dict(zip("一二三四五六七八九", range(1, 10), strict=True)), "两": 2}
_NEITHER = re.compile(r"都不[是对要行]|两个都不|哪个都不|不是这")


def pick(text: str, options: Sequence[str], *, with_value: bool = False) -> str:
    """Empty where the text points at none of them, or at more than one. `with_value`: a value was read in the text,
    so that only its own form can point (周三; 三), and no 多的 beside it.
    """
    bare = clean(text)
    for fits in (_by_weekday(bare), _by_half(bare)):
        found = [option for option in options if fits(option)]
        if len(found) == 1:
            return found[0]
    if with_value:
        return _by_digit(bare, options)
    for pattern, place in _PLACES:
        if pattern.search(bare):
            return options[place] if place < len(options) else ""
    if _LEAST.search(bare) != _MOST.search(bare):  # at most one of them is found
        ordered = sorted(options, key=_rank)
        return ordered[0] if _LEAST.search(bare) else ordered[-1]
    return _by_digit(bare, options)


def neither(text: str) -> bool:
    """都不是: another value is meant."""
    return bool(_NEITHER.search(clean(text)))


def _by_weekday(bare: str) -> Callable[[str], bool]:
    hit = _WEEKDAY.search(bare)
    return lambda option: (
        bool(hit)
        and (day := _day(option)) is not None
        and hit is not None
        and (day.weekday() == "一二三四五六日".find(hit[1].replace("天", "日")))
    )


def _by_half(bare: str) -> Callable[[str], bool]:
    morning, afternoon = bool(_MORNING.search(bare)), bool(_AFTERNOON.search(bare))
    return lambda option: ":" in option and morning != afternoon and (option[-5:] < "12:00") == morning


def _by_digit(bare: str, options: Sequence[str]) -> str:
    said = _DIGITS.get(bare.rstrip("吧啊呀呢的"), bare if re.fullmatch("[1-9]", bare) else "")
    found = [option for option in options if said and _rank(option)[0] and option.lstrip("0").startswith(str(said))]
    return found[0] if len(found) == 1 else ""


def _rank(option: str) -> tuple[Decimal, str]:
    """Amounts by their size, days and times by their text."""
    try:
        return (Decimal(option), "")
    except InvalidOperation:
        return (Decimal(0), option)


def _day(option: str) -> date | None:
    try:
        return date.fromisoformat(option[:10])
    except ValueError:
        return None
