"""When the hall is open, told from its calendar: the day that was asked about, or the working days' hours.

What staff wrote about it (a passage) is said first, since it tells more (自助区照常开放). The calendar answers where no
passage does, and where it knows better: a weekend that is worked, a working day that is off.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from dialogue import filters, phrases
from dialogue.acts import AnswerCard
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask
from dialogue.script.calendar import HallCalendar, OfficeHours
from dialogue.understand.opening import OpeningQuestion, read_opening

_WEEKDAYS = "一二三四五六日"


def answer_opening(ctx: StepContext, text: str, *, passage_found: bool) -> bool:
    """False where `text` asks something else, the calendar does not say, or the passage that was found says it."""
    calendar, today = ctx.library.calendar, ctx.state.today
    asked = read_opening(text, today) if calendar.written and calendar.hours else None
    if asked is None or (passage_found and not _is_exception(calendar, asked)):
        return False
    told = _told(calendar, asked, today)
    if not told:
        return False
    ctx.note("question answered", "calendar")
    ctx.set(no_matches=0, no_inputs=0, interjection=None)
    ctx.answer_card = AnswerCard("answer:calendar", phrases.OPENING_TITLE, told, phrases.CALENDAR)
    ctx.say_text(told)
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)
    return True


def _is_exception(calendar: HallCalendar, asked: OpeningQuestion) -> bool:
    return asked.day is not None and calendar.is_workday(asked.day) != (asked.day.weekday() < 5)


def _told(calendar: HallCalendar, asked: OpeningQuestion, today: date) -> str:
    """Empty where the calendar does not know: the public holidays of another year."""
    if asked.noon:
        return _of_noon(calendar.hours)
    day = asked.day
    if day is None:
        return phrases.filled(phrases.OPENING_HOURS, {"时间": _hours(calendar.hours)})
    if day.year not in calendar.years | {today.year}:
        return ""
    values = {"哪天": _named(day, today), "时间": _hours(calendar.hours)}
    if calendar.is_workday(day):
        return phrases.filled(phrases.OPEN_ON, values)
    following = calendar.add_workdays(day, 1)
    if following.year not in calendar.years | {today.year}:
        return phrases.filled(phrases.CLOSED_ON, values)
    return phrases.filled(phrases.CLOSED_UNTIL, {**values, "下一天": _named(following, today)})


def _of_noon(hours: tuple[OfficeHours, ...]) -> str:
    gaps = [(one.end, other.start) for one, other in pairwise(hours) if one.end < other.start]
    if not gaps:
        return phrases.OPEN_AT_NOON
    start, end = gaps[0]
    return phrases.filled(phrases.CLOSED_AT_NOON, {"开始": filters.long_time(start), "结束": filters.long_time(end)})


def _hours(hours: tuple[OfficeHours, ...]) -> str:
    """上午9点到12点，下午1点半到5点."""
    return "，".join(f"{filters.long_time(one.start)}到{_end(one)}" for one in hours)


def _end(span: OfficeHours) -> str:
    end = filters.long_time(span.end)
    half = end[:2]
    return end[2:] if half == filters.long_time(span.start)[:2] or half == "中午" else end


def _named(day: date, today: date) -> str:
    near = {today: "今天", today + timedelta(days=1): "明天", today + timedelta(days=2): "后天"}.get(day, "")
    month = "" if near else f"{day.month}月{day.day}号，"
    return f"{near}{month}星期{_WEEKDAYS[day.weekday()]}"
