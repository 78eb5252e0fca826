"""Spoken days -> ISO dates: 今天, 下周三, 十一月二十号, 去年三月五号, 2026年11月22号, 20261122, 上个月底, 腊月二十三.

Of a repair (三月十五号，不对，是十六号) the new part replaces its like and the rest stays.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from dialogue.understand import validation_messages
from dialogue.understand.digits import hear, number
from dialogue.understand.ends import find_end
from dialogue.understand.lunar import find_lunar
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK

When = Literal["past", "future", "any"]

_N = r"[\d零〇一二两三四五六七八九十]{1,4}"
_DAYS = {
    "大前天": -3,
    "大前日": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "明天": 1,
    "明日": 1,
    "明儿": 1,
    "后天": 2,
    "大后天": 3,
}
_DAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)))
_WEEK = re.compile(r"(上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天1-6])")
_AGO = re.compile(rf"({_N}|半)个?(天|周|星期|礼拜|月|年)(以前|之前|前|以后|之后|后)")
_FULL = re.compile(
    rf"(?:(\d{{4}}|\d{{2}}|[零〇一二两三四五六七八九]{{4}}|[零〇一二三四五六七八九]{{2}})年|(大前年|前年|去年|今年"
    rf"|明年|后年))?的?({_N})月份?(?:中旬?|里)?的?[，,]?({_N})[日号]?"
)
_MONTH_DAY = re.compile(rf"(上个?|这个?|本|下个?)月(?:中旬?|里)?的?[，,]?({_N})[日号]?")
_DAY_ONLY = re.compile(rf"^({_N})[日号]$")
_PLAIN = re.compile(r"(\d{4})[-/.年\s](\d{1,2})[-/.月\s](\d{1,2})")
_GAP = re.compile(r"(?<=[年月])[，,\s]+|\s+(?=[年月日号])")  # the recogniser writes a comma where the citizen breathed
_SAME_DAY = re.compile(r"(大前年|前年|去年|明年|后年)的?今天")
_VAGUE = re.compile(r"左右|前后|大概|大约|差不多|好像|可能|[月年][底末]")
_LUNAR = re.compile(r"农历|阴历|旧历|老历")
#: A day to come that is further off than a year is asked back.
_FAR = 366
_IS = re.compile(r"^(?:应该)?(?:是|改成|改为)")
#: A span, and no day in it: 月底之前随便哪天, 周五以后都行.
_ANY_DAY = re.compile(
    r"(?:之前|以前|之后|以后|以内|之内|之间)[^，,。]{0,3}(?:随便|任何|任意|哪[天日]|哪一[天日]|(?:都|也)(?:行|可以|成|好|能|有空))"
    r"|随便(?:哪|一|什么)|(?:哪|任何一?|任意一?)[天日]都"
)
#: Where a date is put anew, or its year is added (三月五号，二零二四年的).
_TURN = re.compile(rf"{MARK}|就是|[，,](?=(?:\d{{4}}|[零〇一二三四五六七八九]{{4}})年的?$)")
#: A repair of one part: 十六号, 三月, 去年.
_NEW_DAY = re.compile(rf"({_N})[日号]?[吧啊呀了的]*")
_NEW_MONTH = re.compile(rf"({_N})月份?[吧啊呀了的]*")
_NEW_MONTH_DAY = re.compile(rf"({_N})月份?的?({_N})[日号]?[吧啊呀了的]*")
_NEW_YEAR = re.compile(r"(?:(\d{4}|[零〇一二三四五六七八九]{4})年|(大前年|前年|去年|今年|明年|后年))[吧啊呀了的]*")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTH_ONLY = re.compile(rf"(?:{_N}年|去年|前年|今年|明年)?的?{_N}月(?:份)?")
_YEAR_ONLY = re.compile(r"(?:\d{4}|[零〇一二三四五六七八九]{4})年|去年|前年|今年")


def read_date(text: str, today: date, *, when: When = "any") -> Reading:
    """`when` settles dates without a year: past, future, or nearest. The value is ISO, e.g. `2026-11-22`."""
    ready = _GAP.sub("", unicodedata.normalize("NFKC", text))
    pieces = [_IS.sub("", piece.strip(" ，,。.")) for piece in re.split(_TURN, ready)]
    try:
        found = None
        for piece in pieces:
            patched = _patch(found, piece, today, bool(_YEAR_ONLY.search(ready))) if found else None
            found = patched or _find(piece, today, when) or found
    except (ValueError, OverflowError):
        return Reading(message=validation_messages.NO_SUCH_DAY)
    if _ANY_DAY.search(pieces[-1]):
        return Reading(message=validation_messages.WHICH_DAY)
    if len(pieces) == 1 and _several_days(ready, today, when):
        return Reading(message=validation_messages.ONE_OF_THEM)
    if found is None or not pieces[-1]:
        return (
            Reading(message=validation_messages.WHICH_DAY)
            if _MONTH_ONLY.search(ready) or _YEAR_ONLY.search(ready)
            else NOTHING
        )
    if _LUNAR.search(ready) and find_lunar(ready, today, when) is None:
        return Reading(message=validation_messages.WHICH_DAY)
    if (when == "past" and found > today) or (when == "future" and found < today):
        return Reading(message=validation_messages.NOT_YET if when == "past" else validation_messages.ALREADY_PAST)
    far = when == "future" and (found - today).days > _FAR
    return Reading(value=found.isoformat(), doubtful=far or bool(_VAGUE.search(pieces[-1])))


def _several_days(text: str, today: date, when: When) -> bool:
    """明天后天, 周一周二, 三月五号六月七号: two days named one after the other."""
    days = {today + timedelta(days=_DAYS[hit[0]]) for hit in _DAY.finditer(text)}
    days |= {_weekday(hit, today, when) for hit in _WEEK.finditer(text)}
    try:
        dates = {(number(hit[3]), number(hit[4])) for hit in _FULL.finditer(text)}
    except ValueError:
        dates = set()
    return len(days) > 1 or len(dates) > 1


def _patch(found: date, piece: str, today: date, year_said: bool) -> date | None:
    """`found` with the parts that `piece` names: a day, a month, a year. 四月五号 keeps a year that was said."""
    if hit := _NEW_DAY.fullmatch(piece):
        return found.replace(day=number(hit[1]))
    if hit := _NEW_MONTH.fullmatch(piece):
        return found.replace(month=number(hit[1]))
    if year_said and (hit := _NEW_MONTH_DAY.fullmatch(piece)):
        return found.replace(month=number(hit[1]), day=number(hit[2]))
    if hit := _NEW_YEAR.fullmatch(piece):
        return found.replace(year=today.year + _YEARS[hit[2]] if hit[2] else int(hear(hit[1]).digits))
    return None


def _find(text: str, today: date, when: When) -> date | None:
    if (lunar := find_lunar(text, today, when)) or (end := find_end(text, today, when)):
        return lunar or end
    if hit := _SAME_DAY.search(text):
        return _months(today, 12 * _YEARS[hit[1]])
    if hit := _PLAIN.search(text):
        return date(int(hit[1]), int(hit[2]), int(hit[3]))
    if hit := _FULL.search(text):
        return _calendar(hit, today, when)
    if hit := _MONTH_DAY.search(text):
        shift = {"上": -1, "下": 1}.get(hit[1][0], 0)
        return _months(today.replace(day=1), shift).replace(day=number(hit[2]))
    if hit := _AGO.search(text):
        return _distance(hit, today)
    if hit := _WEEK.search(text):
        return _weekday(hit, today, when)
    if hit := _DAY.search(text):
        return today + timedelta(days=_DAYS[hit[0]])
    if hit := _DAY_ONLY.search(text):
        return _near(lambda shift: _months(today.replace(day=1), shift).replace(day=number(hit[1])), today, when)
    return _digits(text)


def _calendar(hit: re.Match[str], today: date, when: When) -> date:
    month, day = number(hit[3]), number(hit[4])
    if hit[2]:
        return date(today.year + _YEARS[hit[2]], month, day)
    if hit[1]:
        year = number(hit[1]) if len(hit[1]) == 4 or hit[1].isascii() else int(hear(hit[1]).digits)
        if year < 100:
            year += 2000 if year <= (today.year + 10) % 100 else 1900
        return date(year, month, day)
    return _near(lambda shift: date(today.year + shift, month, day), today, when)


def _near(make: Callable[[int], date], today: date, when: When) -> date:
    """The year or month that is not said: this one, or the one before or after if the slot wants past or future."""
    shifts = {"past": (0, -1), "future": (0, 1), "any": (0,)}[when]
    found: date | None = None
    for shift in shifts:
        try:
            found = make(shift)
        except ValueError:
            continue
        if when == "any" or (when == "past" and found <= today) or (when == "future" and found >= today):
            return found
    if found is None:
        raise ValueError("no such day")
    return found


def _distance(hit: re.Match[str], today: date) -> date:
    sign = -1 if "前" in hit[3] else 1
    if hit[1] == "半":
        return _months(today, sign * 6) if hit[2] == "年" else today + timedelta(days=sign * 15)
    count = sign * number(hit[1])
    if hit[2] == "天":
        return today + timedelta(days=count)
    if hit[2] == "月":
        return _months(today, count)
    if hit[2] == "年":
        return _months(today, 12 * count)
    return today + timedelta(weeks=count)


def _weekday(hit: re.Match[str], today: date, when: When) -> date:
    weekday = ("一二三四五六日天".find(hit[2]) if not hit[2].isdigit() else int(hit[2]) - 1) % 8
    weekday = 6 if weekday == 7 else weekday
    monday = today - timedelta(days=today.weekday())
    which = hit[1] or ""
    weeks = which.count("下") - which.count("上")
    found = monday + timedelta(weeks=weeks, days=weekday)
    if not which and when == "future" and found < today:
        found += timedelta(weeks=1)
    if not which and when == "past" and found > today:
        found -= timedelta(weeks=1)
    return found


def _digits(text: str) -> date | None:
    said = hear(text)
    digits = said.digits
    if len(digits) != 8 or said.noise or digits[:2] not in ("19", "20"):
        return None
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _months(day: date, count: int) -> date:
    """`count` months on, kept inside the month (31 March - 1 month = 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
