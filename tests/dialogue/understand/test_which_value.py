import pytest

from dialogue.understand.day_shift import shifted_day
from dialogue.understand.time_shift import shifted_time
from dialogue.understand.which_value import neither, pick

AMOUNTS, HOURS, DAYS = ("20000", "30000"), ("10:00", "15:00"), ("2026-11-25", "2026-11-28")


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("第二个", AMOUNTS, "30000"), ("前面那个", AMOUNTS, "20000"), ("多的", AMOUNTS, "30000"),
        ("三", AMOUNTS, "30000"),
        ("下午那个", HOURS, "15:00"), ("周六", DAYS, "2026-11-28"), ("晚一点的", DAYS, "2026-11-28"),
        ("对", AMOUNTS, ""),
        ("第三个", AMOUNTS, ""), ("四", AMOUNTS, ""),
    ],
)  # fmt: skip
def test_pick(text: str, options: tuple[str, ...], value: str) -> None:
    assert pick(text, options) == value


def test_neither() -> None:
    assert neither("都不是")
    assert not neither("第一个")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("再晚两天", "2026-12-04"), ("往后推一周", "2026-12-09"), ("提前一天", "2026-12-01"), ("第二天", "2026-12-03"),
        ("晚一个月", "2027-01-02"), ("两天后", ""), ("晚几天", ""),
    ],
)  # fmt: skip
def test_days_relative_to_the_one_in_question(text: str, day: str) -> None:
    assert shifted_day(text, "2026-12-02") == day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("晚一个小时", "15:00"),
        ("往后推半小时", "14:30"),
        ("提前一刻钟", "13:45"),
        ("晚一个半小时", "15:30"),
        ("晚点", ""),
    ],
)
def test_hours_relative_to_the_one_in_question(text: str, hour: str) -> None:
    assert shifted_time(text, "14:00") == hour
