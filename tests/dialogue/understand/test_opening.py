"""When the hall is open is known by the kind of question, not by its words."""

from datetime import date

import pytest

from dialogue.understand.opening import OpeningQuestion, read_opening

TODAY = date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [("礼拜六开门不", date(2026, 12, 5)), ("明天开不开门", date(2026, 12, 2)), ("后天你们上班吗", date(2026, 12, 3)),
     ("今天几点关门", TODAY), ("这会儿还办公吗", TODAY), ("你们几点下班", None), ("大厅什么时候开门", None),
     ("周末有人上班没", None), ("十二月十二号能来办吗", date(2026, 12, 12))],
)  # fmt: skip
def test_the_hours_are_asked(text: str, day: date | None) -> None:
    assert read_opening(text, TODAY) == OpeningQuestion(day)


def test_of_noon() -> None:
    assert read_opening("中午休息吗", TODAY) == OpeningQuestion(noon=True)


@pytest.mark.parametrize(
    "text",
    [
        "明天来",
        "我明天能办",
        "我想约明天",
        "居住证几点办",
        "社保局几点下班",
        "你几岁了",
        "能办吗",
        "周六停车收费吗",
        "医院几点开门",
        "",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert read_opening(text, TODAY) is None
