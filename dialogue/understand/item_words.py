"""Which items of a list are meant by what they are: 罚两百的那条, 闯红灯的, 三月五号那条, 人民路的, 最贵的那条."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from dialogue.understand.amount import NUMBER, amount
from dialogue.understand.dates import read_date
from mandarin.pinyin import clean, fuzzy

Fields = Mapping[str, str]
#: A text by its characters, or by its syllables.
Sounds = str | tuple[str, ...]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SAID_DAY = re.compile(r"[月号日]|今天|昨天|前天|上周|上个?星期|上个?礼拜")
_MONTH = re.compile(r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|(?!\d|[一二三四五六七八九十初]))")
_NUMBER = re.compile(rf"(?P<n>{NUMBER})(?P<unit>块|元|圆|分|天|年|份|次)?")
#: Which fields a number with this unit can stand in.
_UNITS = {"块": "款|费|额|价|钱", "元": "款|费|额|价|钱", "圆": "款|费|额|价|钱", "分": "分", "天": "天|期", "年": "年"}
_MONEY_WORDS = re.compile(r"罚款?|交|付|花|钱|费|价")
_MOST = re.compile(r"(?P<end>最新|最近|最晚|最后面|最早|最老|最久|最贵|最多|最高|最重|最大|最少|最便宜|最低|最轻|最小)")
_LATEST, _EARLIEST = ("最新", "最近", "最晚"), ("最早", "最老", "最久")
_LARGEST = ("最贵", "最多", "最高", "最重", "最大")
#: Words that stand around what an item is.
_AROUND = re.compile(
    r"^(?:我|就|先|只|要|想|选|办|处理|交|把|是|的|那|这|一下|嗯|呃|那个|还有|再|加上)+|"
    r"(?:的|那|这|几|一|些|条|项|个|笔|张|单|件|起|都|全|要|选|办|处理|交|了|吧|啊|呀|吗|呢|也|先|不|给|我)+$"
)


def items_meant(text: str, items: Sequence[Fields], today: date) -> tuple[list[int], bool]:
    """The places (1 and up) of the items that fit `text` best, and whether that rests on sound alone."""
    for find in (_by_rank, _by_day, _by_number, _by_words):
        if found := find(text, items, today):
            return found, False
    return _by_sound(text, items), True


def _by_rank(text: str, items: Sequence[Fields], today: date) -> list[int]:
    hit = _MOST.search(text)
    if hit is None:
        return []
    days = hit["end"] in _LATEST + _EARLIEST
    name = _ranked_field(text, items, days=days)
    if not name:
        return []
    values = [_days(item[name]) if days else _decimal(item[name]) for item in items]
    known = [value for value in values if value is not None]
    best = max(known) if hit["end"] in _LATEST + _LARGEST else min(known)
    return [place for place, value in enumerate(values, 1) if value == best]


def _ranked_field(text: str, items: Sequence[Fields], *, days: bool) -> str:
    fields = list(items[0]) if items else []
    of_kind = [
        name for name in fields if all((_days if days else _decimal)(item.get(name, "")) is not None for item in items)
    ]
    said = [name for name in of_kind if any(sign in text for sign in name) and not days]
    money = [name for name in of_kind if re.search(_UNITS["元"], name)]
    return next(iter(said or (money if not days else []) or of_kind), "")


def _by_day(text: str, items: Sequence[Fields], today: date) -> list[int]:
    if not _SAID_DAY.search(text):
        return []
    day = read_date(text, today).value
    if found := [place for place, item in enumerate(items, 1) if day and any(v[:10] == day for v in item.values())]:
        return found
    hit = re.fullmatch(r"\d{4}-(\d{2}-\d{2})", day) if day else None
    if hit:
        return [place for place, item in enumerate(items, 1) if any(_day_of(v) == hit[1] for v in item.values())]
    if month := _MONTH.search(text):
        number = f"{_whole(month['n']):02d}"
        return [place for place, item in enumerate(items, 1) if any(_day_of(v)[:2] == number for v in item.values())]
    return []


def _day_of(value: str) -> str:
    hit = _DAY.match(value)
    return f"{hit[2]}-{hit[3]}" if hit else ""


def _days(value: str) -> Decimal | None:
    hit = _DAY.match(value)
    return Decimal("".join(re.findall(r"\d", value))[:12].ljust(12, "0")) if hit else None


def _by_number(text: str, items: Sequence[Fields], today: date) -> list[int]:
    for hit in _NUMBER.finditer(text):
        number = _decimal_said(hit["n"])
        if number is None:
            continue
        unit = hit["unit"] or ("元" if _MONEY_WORDS.search(text) else "")
        for fields in (_UNITS.get(unit, ""), ""):
            found = [
                place
                for place, item in enumerate(items, 1)
                if any(_decimal(value) == number and re.search(fields, name) for name, value in item.items())
            ]
            if found:
                return found
            if unit in _UNITS:
                break
    return []


def _by_words(text: str, items: Sequence[Fields], today: date) -> list[int]:
    said = _core(text)
    return _best(said, [_covered(said, _texts(item), 2) for item in items])


def _by_sound(text: str, items: Sequence[Fields]) -> list[int]:
    said = fuzzy(_core(text))
    least = min(3, max(2, len(said)))
    return _best(said, [_covered(said, [fuzzy(word) for word in _texts(item)], least) for item in items])


def _core(text: str) -> str:
    bare = clean(text)
    while (shorter := _AROUND.sub("", bare)) != bare and shorter:
        bare = shorter
    return bare


def _texts(item: Fields) -> list[str]:
    """The fields that are words."""
    return [value for value in item.values() if _decimal(value) is None and not _DAY.match(value)]


def _best(said: Sounds, covered: list[int]) -> list[int]:
    """The places of the items that most of `said` is about, at least half; none where that is every item."""
    best = max(covered, default=0)
    found = [place for place, length in enumerate(covered, 1) if length == best]
    return found if 2 * best >= len(said) and best and (len(found) < len(covered) or len(covered) == 1) else []


def _covered(said: Sounds, words: Sequence[Sounds], least: int) -> int:
    """How much of `said` stands in `words`, in pieces of `least` and more."""
    total, start = 0, 0
    while start < len(said):
        length = max((_run(said[start:], word) for word in words), default=0)
        total += length if length >= least else 0
        start += max(1, length if length >= least else 0)
    return total


def _run(said: Sounds, word: Sounds) -> int:
    """The length of the longest beginning of `said` that stands in `word`."""
    length = 0
    while length < len(said) and any(
        word[at : at + length + 1] == said[: length + 1] for at in range(len(word) - length)
    ):
        length += 1
    return length


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _decimal_said(text: str) -> Decimal | None:
    try:
        return amount(text)
    except (ValueError, InvalidOperation):
        return None


def _whole(text: str) -> int:
    return int(_decimal_said(text) or 0)
