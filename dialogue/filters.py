"""What a value goes through on its way into a sentence: 【身份证号|末四位】 【入住日期|日期】 【身份证号|年龄】."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dialogue.understand.surnames import any_surname_of

_SPOKEN = str.maketrans({
    "0": "零", "1": "幺", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "9": "九",
    "X": "叉", "x": "叉",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """Whether a value is spoken or shown, and on which day (None: unknown)."""

    spoken: bool
    today: date | None = None


def apply(names: Iterable[str], value: str, way: Way) -> str:
    for name in names:
        value = FILTERS[name](value, way)
    return value


def spell(text: str) -> str:
    """Digits as a Chinese speaker says them one by one (1 is 幺); other characters as they are."""
    return text.translate(_SPOKEN)


def groups(value: str) -> tuple[str, ...]:
    """An identifier cut the way people say it: 3-4-4 for a mobile number, 6-4-4-4 for an ID number, else fours."""
    sizes = {11: (3, 4, 4), 18: (6, 4, 4, 4)}.get(len(value)) or (4,) * (len(value) // 4 + 1)
    pieces, start = [], 0
    for size in sizes:
        pieces.append(value[start : start + size])
        start += size
    return tuple(piece for piece in pieces if piece)


def chinese_number(number: int) -> str:
    """1 to 999 in words: 十二, 一百零五."""
    digits, found = "零一二三四五六七八九", ""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    if hundreds:
        found = digits[hundreds] + "百"
    if tens:
        found += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        found += "零"
    return found + (digits[ones] if ones else "")


def counted(count: int) -> str:
    """A count in words, 两 for 2: 还差两位, 两条."""
    return "两" if count == 2 else chinese_number(count)


def mask(value: str) -> str:
    """The last four characters, the others as stars; a value of four characters or fewer is all stars."""
    hidden = len(value) - 4 if len(value) > 4 else len(value)
    return "*" * hidden + value[hidden:]


def birth_date(number: str) -> date | None:
    """The birth date in an 18-digit identity number (GB 11643: digits 7 to 14); None where there is none."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def long_date(value: str) -> str:
    """`2026-03-01` as 2026年3月1日; anything else stays as it is (a back end may answer in words)."""
    hit = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    return f"{hit[1]}年{int(hit[2])}月{int(hit[3])}日" if hit else value


def long_time(value: str) -> str:
    """`14:30` as 下午2点30分, `09:00` as 上午9点; anything else stays as it is."""
    hit = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", value)
    if not hit or int(hit[1]) > 23:
        return value
    hour, minute = int(hit[1]), int(hit[2])
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    half = "半" if minute == 30 else f"{minute}分" if minute else ""
    return f"{part}{hour - 12 if hour > 12 else hour}点{half}"


def money(value: str, *, spoken: bool) -> str:
    """`3500.5` as 3500.5元 when spoken, 3,500.50元 when shown; anything else unchanged."""
    if not re.fullmatch(r"\d+(\.\d{1,2})?", value):
        return value
    if spoken:
        return f"{value}元"
    whole, _, cents = value.partition(".")
    return f"{int(whole):,}" + (f".{cents:0<2}" if cents else "") + "元"


def _last_four(value: str, way: Way) -> str:
    return spell(value[-4:]) if way.spoken else value[-4:]


def _digit_by_digit(value: str, way: Way) -> str:
    return digit_by_digit(value) if way.spoken else value


def digit_by_digit(value: str) -> str:
    """The digits as spoken (read-back of a number), in groups with a comma, at which the voice pauses, between them."""
    return "，".join(spell(group) for group in groups(value))


def character_by_character(value: str) -> str:
    """Letters and digits as spoken: what stands before the first digit, then short groups. 京A，幺二三，四五."""
    hit = re.match(r"(\D{0,2})(.*)", value, re.DOTALL)
    assert hit is not None
    head, rest = hit.groups()
    size = 3 if len(rest) in (5, 6, 9) else 4
    spoken = (head, *(rest[at : at + size] for at in range(0, len(rest), size)))
    return "，".join(spell(group) for group in spoken if group)


def _masked(value: str, way: Way) -> str:
    return "尾号" + spell(value[-4:]) if way.spoken else mask(value)


def _birth_date(value: str, way: Way) -> str:
    born = birth_date(value)
    return born.isoformat() if born else value


def _sex(value: str, way: Way) -> str:
    if not re.fullmatch(r"\d{17}[\dX]", value):
        return value
    return "男" if int(value[16]) % 2 else "女"


def _age(value: str, way: Way) -> str:
    born = birth_date(value)
    if born is None and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        born = date.fromisoformat(value)
    if born is None or way.today is None:
        return value
    return str(way.today.year - born.year - ((way.today.month, way.today.day) < (born.month, born.day)))


FILTERS: dict[str, Callable[[str, Way], str]] = {
    "末四位": _last_four,
    "逐位读": _digit_by_digit,
    "日期": lambda value, way: long_date(value),
    "时间": lambda value, way: long_time(value),
    "金额": lambda value, way: money(value, spoken=way.spoken),
    "脱敏": _masked,
    "出生日期": _birth_date,
    "性别": _sex,
    "年龄": _age,
    "姓": lambda value, way: any_surname_of(value) or value[:1],
}
