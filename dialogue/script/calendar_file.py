"""`calendar.yaml` of a services folder -> `HallCalendar`: office hours, days off, and weekends worked."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.calendar import NO_CALENDAR, HallCalendar, OfficeHours
from dialogue.script.fields import Fields
from dialogue.sources import unharmed
from dialogue.yaml_lines import Map, parse

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-－–—~至到]\s*([01]?\d|2[0-4]):([0-5]\d)")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*[~至到]\s*(\d{4}-\d{2}-\d{2}))?")
#: Days, at most, of one entry of days off.
_LONGEST = 60


def load_calendar(text: str, problems: Problems) -> HallCalendar:
    """The calendar; right if `problems` stayed empty."""
    with unharmed(problems):
        root = parse(text, problems, keys.ALL | set(keys.ALIASES))
        if isinstance(root, Map):
            return _read(Fields(root, keys.CALENDAR, "大厅日历", problems), problems)
        if root is not None:
            problems.add(root.line, "大厅日历应该由“键: 值”组成", "第一行写“办公时间: [09:00-12:00]”", code="bad-value")
    return NO_CALENDAR


def _read(fields: Fields, problems: Problems) -> HallCalendar:
    closed, opened = _days(fields, "休息日", problems), _days(fields, "调休上班", problems)
    for day in sorted(closed & opened):
        fix = "从其中一个里删掉"
        problems.add(fields.line_of("调休上班"), f"{day} 又是休息日又是上班日", fix, code="duplicate-key")
    return HallCalendar(_hours(fields, problems), closed, opened, written=True)


def _hours(fields: Fields, problems: Problems) -> tuple[OfficeHours, ...]:
    found: list[OfficeHours] = []
    for text in fields.texts("办公时间", required=True):
        hit = _HOURS.fullmatch(text)
        if hit is None:
            fix = "写成 [09:00-12:00, 13:30-17:00]"
            problems.add(fields.line_of("办公时间"), f"办公时间“{text}”看不懂", fix, code="bad-value")
            continue
        span = OfficeHours(f"{int(hit[1]):02d}:{hit[2]}", f"{int(hit[3]):02d}:{hit[4]}")
        if span.start >= span.end or (found and span.start < found[-1].end):
            fix = "从早到晚写，一段接一段，不要重叠"
            problems.add(fields.line_of("办公时间"), f"办公时间“{text}”的先后不对", fix, code="bad-value")
        found.append(span)
    return tuple(found)


def _days(fields: Fields, key: str, problems: Problems) -> frozenset[date]:
    found: set[date] = set()
    for text in fields.texts(key):
        hit = _DAYS.fullmatch(text)
        try:
            start = date.fromisoformat(hit[1]) if hit else None
            end = date.fromisoformat(hit[2]) if hit and hit[2] else start
        except ValueError:
            start = end = None
        if start is None or end is None or not 0 <= (end - start).days < _LONGEST:
            fix = "写成 2026-10-01，或者 2026-10-01 到 2026-10-07"
            problems.add(fields.line_of(key), f"“{key}”的“{text}”看不懂", fix, code="bad-value")
            continue
        found |= {start + timedelta(days=ahead) for ahead in range((end - start).days + 1)}
    return frozenset(found)
