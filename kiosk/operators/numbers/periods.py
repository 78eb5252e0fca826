"""The stretches of time that a question names: 上周, 昨天上午十点到十二点, 十一月, 今年第三季度, 最近七天.

Days and times of day are read by the dialogue's own readers; months, quarters, years and 最近 are added here. A day
without a year is the last one that has come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from dialogue.understand.calendar_days import YEARS, add_months, said_year
from dialogue.understand.day_mentions import mentions
from dialogue.understand.digits import number
from dialogue.understand.time import ClockTime, clock_times
from kiosk.operators.numbers.query import Period

#: Days of the stretch that is taken where none is said, and of 最近 alone.
USUAL_DAYS = 30
_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_NEAR = "大前年|前年|去年|今年"
_YEAR = rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|(?P<near>{_NEAR})|本年)"
_MONTH = re.compile(
    rf"(?:{_YEAR}的?)?(?P<month>(?<![\d一二三四五六七八九十])(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九]))月份?"
    r"(?![的]?[\d一二三四五六七八九十]|初|底|末|中旬|上旬|下旬|头)"
)
_QUARTER = re.compile(rf"(?:{_YEAR}的?)?(?:第?(?P<quarter>[一二三四1-4])|(?P<which>上上个?|上个?|这个?|本))(?:个)?季度")
_WHOLE_YEAR = re.compile(
    rf"{_YEAR}(?:全年|一年|一整年)?(?![\d一二三四五六七八九十]{{1,2}}月|第|的?[一二三四]季度|底|末|初|年)"
)
_RECENT = re.compile(
    rf"(?:最近|近|过去)的?(?:(?P<count>{_N})|(?P<half>半))?(?:个)?(?P<unit>天|日|周|星期|礼拜|月|季度|年|小时|钟头)?"
)
_ALL = re.compile(r"(?:从开始到现在|有史以来|历史上|历来|全部时间|所有时间|开业以来|上线以来)")
_PART = re.compile(r"的?(?P<part>上午|下午|晚上)")
_PARTS = {"上午": (0, 12), "下午": (12, 18), "晚上": (18, 24)}
_JOIN = re.compile(r"\s*(?:的|里)?(?:到|至|~|-|—)\s*")
#: Characters that no time of day has. A time before them is a time: the dialogue's reader wants to see its end.
_NO_CLOCK = re.compile(r"[^\d零〇一二两三四五六七八九十点钟时分半刻整差上下午早晚中凌晨傍清夜里到至~:：—-]")
#: 上周三个业务: three services of last week, or those of its Wednesday.
_WEEKDAY_COUNT = re.compile(
    rf"(?P<time>(?:周|星期|礼拜)(?=[一二三四五六](?!十))|(?<=[上这本个\d一二三四五六七八九十])月份?)"
    rf"(?P<count>{_N}(?:个(?!月)|[件次笔条单台项种份天位](?!数)))"
)
#: 上周一共: of the week, not of its Monday.
_NO_DAY = re.compile(r"(?<=[周期拜月年份])一(?=[共直般起些样旦])")
_UNTIL_NOW = re.compile(r"(?:以来|至今|(?:一直)?到(?:现在|今天|目前为?止?|目前)|截至目前)")
#: 11月11号那天, 3号到5号这三天: what is said again of the time before it.
_AGAIN = re.compile(rf"(?:[那这当](?:一)?天|(?:一整|整|一|全)天|[那这](?P<count>{_N}|几)天)")
#: 前三天: those before today. 11月前三天 and 最多的前三天 are others.
_BEFORE = re.compile(rf"(?<![\0的个到])前(?P<count>{_N})天(?!前)")
#: How long a holiday is differs from year to year.
_HOLIDAY = re.compile(
    r"(?:元旦|春节|过年|清明|(?<![周期拜十])五一(?!共)|劳动节|端午|中秋|国庆|十一(?=长假|假期|黄金周))节?"
    r"(?:长假|假期|小长假|黄金周|期间|放假|[这那]?[几一二三四五六七八\d]天)?"
)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
#: Where no period is said and all that is kept is wanted.
_FIRST = date(2000, 1, 1)


class PeriodError(ValueError):
    """`args[0]`: why the time cannot be told, for the operator."""


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """`text[start:end]` names the days from `low` up to and without `high`."""

    start: int
    end: int
    low: datetime
    high: datetime


def usual(now: datetime) -> Period:
    """The last `USUAL_DAYS` days, with today."""
    high = _midnight(now.date() + timedelta(days=1), now.tzinfo)
    return Period(_back(high, USUAL_DAYS), high, f"最近{USUAL_DAYS}天", assumed=True)


def said_periods(text: str, now: datetime) -> list[SaidPeriod]:
    """In their order. `now`: aware, hall's local time. Raises `PeriodError`."""
    today, zone, taken = now.date(), now.tzinfo, list[SaidPeriod]()

    def add(start: int, end: int, low: date | datetime, high: date | datetime) -> None:
        if all(end <= other.start or start >= other.end for other in taken):
            taken.append(SaidPeriod(start, end, _moment(low, zone), _moment(high, zone)))

    if (odd := _WEEKDAY_COUNT.search(text)) is not None:
        kind, part = ("日子", "几号") if odd["time"].startswith("月") else ("星期", "星期几")
        raise PeriodError(
            f"“{odd[0]}”可能是{kind}，也可能是个数：请写成“{odd['time']}的{odd['count']}”，或者写出{part}。"
        )
    if (holiday := _HOLIDAY.search(text)) is not None:
        raise PeriodError(f"“{holiday[0]}”是哪几天每年不一样，请写日期，例如“10月1日到7日”。")
    text = _NO_DAY.sub("\0", text)
    for hit in _ALL.finditer(text):
        add(*hit.span(), _FIRST, today + timedelta(days=1))
    for hit in _RECENT.finditer(text):
        add(*hit.span(), *_recent(hit, now))
    for hit in _QUARTER.finditer(text):
        add(*hit.span(), *_quarter(hit, today))
    for hit in _MONTH.finditer(text):
        add(*hit.span(), *_month(hit, today))
    for hit in _WHOLE_YEAR.finditer(text):
        first = date(_year(hit, today), 1, 1)
        add(*hit.span(), first, add_months(first, 12))
    hidden = _hide(text, taken)
    clocks = _clocks(hidden)
    hidden = _hide(hidden, clocks)
    try:
        for day in mentions(hidden, today, "past"):
            add(day.start, day.end, day.days.low, day.days.high + timedelta(days=1))
    except ValueError as error:
        raise PeriodError(
            str(error.args[0]) if error.args and isinstance(error.args[0], str) else "没有这一天。"
        ) from None
    if (before := _BEFORE.search(_hide(text, taken))) is not None and "最" not in text:
        add(*before.span(), today - timedelta(days=number(before["count"].replace("两", "二"))), today)
    found = _joined(sorted(taken, key=lambda one: one.start), text)
    found = [_said_again(one, text) for one in found]
    return [*_until_now(_with_clocks(found, clocks, text), text, now)]


def _said_again(one: SaidPeriod, text: str) -> SaidPeriod:
    hit = _AGAIN.match(text, one.end)
    if hit is None:
        return one
    days = (one.high.date() - one.low.date()).days
    if hit["count"] == "几":
        right = days > 1 and any(joint in text[one.start : one.end] for joint in "到至~-—")
    else:
        right = days == (number(hit["count"].replace("两", "二")) if hit["count"] else 1)
    return SaidPeriod(one.start, hit.end(), one.low, one.high) if right else one


def _with_clocks(found: list[SaidPeriod], clocks: list[ClockTime], text: str) -> list[SaidPeriod]:
    """昨天上午十点到十二点; 昨天下午."""
    if len(clocks) > 1:
        raise PeriodError("一次只能问一个钟点范围。")
    for index, one in enumerate(found):
        part = _PART.match(text, one.end)
        clock = clocks[0] if clocks else None
        if clock is not None and 0 <= clock.start - one.end <= 1:
            found[index] = _hours(one, clock.end, clock.low, clock.high, clock)
            return found
        if part is not None:
            low, high = _PARTS[part["part"]]
            found[index] = _hours(one, part.end(), low * 60, high * 60)
    if clocks:
        raise PeriodError("请说是哪一天的钟点，例如“昨天上午十点到十二点”。")
    return found


def _hours(day: SaidPeriod, end: int, low: int, high: int, clock: ClockTime | None = None) -> SaidPeriod:
    if day.high - day.low > timedelta(days=1, hours=2):
        raise PeriodError("钟点只能配一天，例如“昨天上午十点到十二点”。")
    if clock is not None and clock.guess:
        raise PeriodError("请说清楚是上午还是下午的几点。")
    if low >= high:
        raise PeriodError("请说从几点到几点，例如“上午十点到十二点”。")
    midnight = day.low
    return SaidPeriod(day.start, end, _at(midnight, low), _at(midnight, high))


def _clocks(text: str) -> list[ClockTime]:
    try:
        return clock_times(_NO_CLOCK.sub("，", text))
    except ValueError:
        raise PeriodError("没有这个钟点。") from None


def _joined(found: list[SaidPeriod], text: str) -> list[SaidPeriod]:
    """十月到十一月 as one stretch."""
    result = found[:1]
    for one in found[1:]:
        before = result[-1]
        if _JOIN.fullmatch(text, before.end, one.start) and before.low < one.high:
            result[-1] = SaidPeriod(before.start, one.end, before.low, one.high)
        else:
            result.append(one)
    return result


def _until_now(found: list[SaidPeriod], text: str, now: datetime) -> Iterator[SaidPeriod]:
    for one in found:
        hit = _UNTIL_NOW.match(text, one.end)
        if hit is None or one.low > now:
            yield one
        else:
            high = _midnight(now.date() + timedelta(days=1), now.tzinfo)
            yield SaidPeriod(one.start, hit.end(), one.low, high)


def _recent(hit: re.Match[str], now: datetime) -> tuple[date | datetime, date | datetime]:
    tomorrow, unit = now.date() + timedelta(days=1), hit["unit"] or ""
    count = number(hit["count"].replace("两", "二")) if hit["count"] else 1
    if hit["half"] and unit not in ("年", "月"):
        raise PeriodError("“半”后面请说“年”或“个月”，或者直接说天数。")
    if not unit:
        if hit["count"] or hit["half"]:
            raise PeriodError("请说最近几天、几周还是几个月。")
        return tomorrow - timedelta(days=USUAL_DAYS), tomorrow
    if unit in ("小时", "钟头"):
        return now - timedelta(hours=count), now
    if unit in _DAYS:
        return tomorrow - timedelta(days=count * _DAYS[unit]), tomorrow
    if hit["half"]:
        return (add_months(tomorrow, -6), tomorrow) if unit == "年" else (tomorrow - timedelta(days=15), tomorrow)
    return add_months(tomorrow, -count * {"月": 1, "季度": 3, "年": 12}[unit]), tomorrow


def _quarter(hit: re.Match[str], today: date) -> tuple[date, date]:
    this = (today.month - 1) // 3
    if hit["which"]:
        if hit["year"] or hit["near"]:
            raise PeriodError("请说第几季度。")
        first = add_months(date(today.year, 3 * this + 1, 1), -3 * hit["which"].count("上"))
    else:
        wanted = (int(hit["quarter"]) if hit["quarter"].isdigit() else "一二三四".index(hit["quarter"]) + 1) - 1
        year = _year(hit, today) if hit["year"] or hit["near"] or "本年" in hit[0] else today.year - (wanted > this)
        first = date(year, 3 * wanted + 1, 1)
    return first, add_months(first, 3)


def _month(hit: re.Match[str], today: date) -> tuple[date, date]:
    month = number(hit["month"])
    if not 1 <= month <= 12:
        raise PeriodError(f"没有{month}月。")
    said = hit["year"] or hit["near"] or "本年" in hit[0]
    first = date(_year(hit, today) if said else today.year - (month > today.month), month, 1)
    return first, add_months(first, 1)


def _year(hit: re.Match[str], today: date) -> int:
    if hit["year"]:
        return said_year(hit["year"], today)
    return today.year + (YEARS[hit["near"]] if hit["near"] else 0)


def _hide(text: str, taken: list[SaidPeriod] | list[ClockTime]) -> str:
    for one in taken:
        text = text[: one.start] + "\0" * (one.end - one.start) + text[one.end :]
    return text


def _moment(day: date | datetime, zone: tzinfo | None) -> datetime:
    return day if isinstance(day, datetime) else _midnight(day, zone)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), zone)


def _back(high: datetime, days: int) -> datetime:
    return _midnight(high.date() - timedelta(days=days), high.tzinfo)


def _at(midnight: datetime, minutes: int) -> datetime:
    """By the clock on the wall."""
    days, minutes = divmod(minutes, 24 * 60)
    day = midnight.date() + timedelta(days=days)
    return datetime.combine(day, time(minutes // 60, minutes % 60), midnight.tzinfo)
