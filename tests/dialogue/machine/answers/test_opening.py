"""The hall's hours from its calendar: where no passage tells, and where the calendar knows better."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import Library, Machine
from dialogue.acts import AnswerCard, Begin, Said, Say, Show
from dialogue.script.calendar import NO_CALENDAR, HallCalendar, OfficeHours

HOURS = (OfficeHours("09:00", "12:00"), OfficeHours("13:30", "17:00"))
CALENDAR = HallCalendar(HOURS, frozenset({date(2026, 12, 3)}), frozenset({date(2026, 12, 5)}), written=True)


def told(text: str, calendar: HallCalendar = CALENDAR, today: date = date(2026, 12, 1)) -> tuple[str, list[str]]:
    machine = Machine(Library((), (), calendar))
    state, _ = machine.step(machine.new("c-1", today), Begin())
    _, acts = machine.step(state, Said(text))
    cards = [card for act in acts if isinstance(act, Show) for card in act.cards if isinstance(card, AnswerCard)]
    return next(act.text for act in acts if isinstance(act, Say)), [card.source for card in cards]


@pytest.mark.parametrize(
    ("text", "answer"),
    [("你们几点下班", "工作日上班，上午9点到12点，下午1点半到5点，周末和法定节假日休息。"),
     ("明天开不开门", "明天星期三上班，上午9点到12点，下午1点半到5点。"),
     ("后天有人上班吗", "后天星期四休息，人工窗口不办公，12月4号，星期五上班。"),
     ("礼拜六开门不", "12月5号，星期六上班，上午9点到12点，下午1点半到5点。"),
     ("礼拜天开门不", "12月6号，星期日休息，人工窗口不办公，12月7号，星期一上班。"),
     ("中午休息吗", "中午12点到下午1点半，人工窗口休息。")],
)  # fmt: skip
def test_the_calendar_tells(text: str, answer: str) -> None:
    assert told(text) == (answer, ["大厅日历"])


def test_without_a_calendar_nothing_is_made_up() -> None:
    answer, cards = told("你们几点下班", NO_CALENDAR)
    assert "上班" not in answer
    assert not cards


def test_a_day_of_a_year_without_holidays_is_not_told() -> None:
    answer, cards = told("元旦开门吗")
    assert "开" not in answer
    assert not cards
