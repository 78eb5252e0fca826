from datetime import date

import pytest
from borax.calendars.lunardate import LunarDate
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.dates import read_date

TODAY = date(2026, 11, 22)
PAST = [
    ("腊月二十三", "2026-02-10"), ("正月初五", "2026-02-21"), ("大年三十", "2026-02-16"),
    ("农历八月十五", "2026-09-25"),
    ("中秋节", "2026-09-25"), ("去年闰六月初一", "2025-07-25"), ("一九八五年农历六月初八", "1985-07-25"),
    ("去年七夕", "2025-08-29"),
    ("清明节", "2026-04-05"), ("上个月最后一天", "2026-10-31"),
    ("一九九九年最后一天", "1999-12-31"), ("去年的今天", "2025-11-22"), ("三月五号，不对，是十六号", "2026-03-16"),
    ("2024年3月5号，不对，4月5号", "2024-04-05"), ("三月五号，二零二四年的", "2024-03-05"),
]  # fmt: skip
FUTURE = [
    ("腊月二十三", "2027-01-30"),
    ("大年初一", "2027-02-06"),
    ("除夕", "2027-02-05"),
    ("元宵节", "2027-02-20"),
    ("元旦", "2027-01-01"),
]


@pytest.mark.parametrize(("text", "day"), PAST)
def test_past(text: str, day: str) -> None:
    assert read_date(text, TODAY, when="past").value == day


@pytest.mark.parametrize(("text", "day"), FUTURE)
def test_future(text: str, day: str) -> None:
    assert read_date(text, TODAY, when="future").value == day


@pytest.mark.parametrize("text", ["春节以后", "五一路", "三八路", "我住八一街", "国庆期间"])
def test_no_feast(text: str) -> None:
    assert not read_date(text, TODAY).value


def test_a_thirtieth_that_never_was() -> None:
    assert "没有这一天" in read_date("农历二零二五年二月三十", TODAY).message


@given(st.dates(date(1930, 2, 1), date(2026, 11, 1)))
def test_any_lunar_day_with_its_year(day: date) -> None:
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    month = "闰" * lunar.leap + lunar.cn_month.removeprefix("闰")
    said = f"农历{lunar.year}年{month}月{lunar.cn_day}"
    assert read_date(said, TODAY).value == day.isoformat(), said
