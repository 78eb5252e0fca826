"""The period that a question asks about, and the one it is compared with: two said, 环比, 同比. Sans-I/O."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialogue.understand.calendar_days import add_months
from kiosk.operators.numbers.found_words import FoundWords, RefusedQuestionError
from kiosk.operators.numbers.periods import SaidPeriod, usual
from kiosk.operators.numbers.query import Period


def periods_of(found: FoundWords, now: datetime) -> tuple[Period, Period | None]:
    said = [Period(one.low, one.high, _words_of(one)) for one in found.periods]
    named = set(found.compares) - {"difference"}
    if len(said) > 2:
        raise RefusedQuestionError("一次最多说两段时间。")
    if len(named) > 1 or (named and len(said) > 1):
        raise RefusedQuestionError("环比、同比只能说一段时间。")
    if named:
        period = said[0] if said else usual(now)
        return period, (_previous(period, now) if named == {"previous"} else _year_before(period, now))
    if len(said) == 2 and not found.compares:
        raise RefusedQuestionError("这里有两段时间。要比较请说“比”，例如“这周比上周多办结了多少”。")
    if found.compares and len(said) != 2:
        raise RefusedQuestionError("要比较请说两段时间，例如“这周比上周多办结了多少”，或者说“环比”“同比”。")
    if len(said) == 2:
        return said[0], said[1]
    return (said[0] if said else usual(now)), None


def _words_of(one: SaidPeriod) -> str:
    last = one.high - timedelta(milliseconds=1)
    if one.low.time() == one.high.time() and not (one.low.hour or one.low.minute):
        if one.low.date() == last.date():
            return f"{one.low:%Y-%m-%d}"
        return f"{one.low:%Y-%m-%d} 到 {last:%Y-%m-%d}"
    if one.low.date() == last.date():
        end = "24:00" if one.high.date() > one.low.date() else f"{one.high:%H:%M}"
        return f"{one.low:%Y-%m-%d} {one.low:%H:%M} 到 {end}"
    return f"{one.low:%Y-%m-%d %H:%M} 到 {one.high:%Y-%m-%d %H:%M}"


def _previous(period: Period, now: datetime) -> Period:
    """The stretch before, as long: the month before of a month."""
    months = _months(period)
    if months:
        low, high = add_months(period.low.date(), -months), period.low.date()
        return _days(low, high, now)
    days = (period.high.date() - period.low.date()).days
    if period.low.time() != period.high.time() or days < 1:
        raise RefusedQuestionError("环比只能用于整天、整周或者整月。")
    return _days(period.low.date() - timedelta(days=days), period.low.date(), now)


def _year_before(period: Period, now: datetime) -> Period:
    if period.low.time() != period.high.time():
        raise RefusedQuestionError("同比只能用于整天、整周或者整月。")
    return _days(add_months(period.low.date(), -12), add_months(period.high.date(), -12), now)


def _months(period: Period) -> int:
    low, high = period.low.date(), period.high.date()
    whole = low.day == high.day == 1 and period.low.time() == period.high.time()
    return (high.year - low.year) * 12 + high.month - low.month if whole else 0


def _days(low: date, high: date, now: datetime) -> Period:
    zone = now.tzinfo
    begin = datetime.combine(low, datetime.min.time(), zone)
    end = datetime.combine(high, datetime.min.time(), zone)
    return Period(begin, end, _words_of(SaidPeriod(0, 0, begin, end)))
