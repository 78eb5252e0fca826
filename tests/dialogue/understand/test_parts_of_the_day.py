"""Parts of the day with hours and ranges: 半夜两三点 is 02:00 to 03:00, 傍晚五六点 17:00 to 18:00."""

from __future__ import annotations

import pytest

from dialogue.understand.time import read_time

HOURS = [
    ("凌晨一点", "01:00"), ("凌晨十二点半", "00:30"), ("半夜十一点", "23:00"), ("大半夜两点", "02:00"),
    ("后半夜三点", "03:00"), ("下半夜两点", "02:00"), ("前半夜十一点", "23:00"), ("上半夜十点", "22:00"),
    ("深更半夜一点", "01:00"), ("三更半夜两点", "02:00"), ("天没亮五点", "05:00"), ("天还没亮，五点半", "05:30"),
    ("天刚亮六点", "06:00"), ("大清早六点", "06:00"), ("一大早五点半", "05:30"), ("大早上六点", "06:00"),
    ("清晨五点", "05:00"), ("早起六点", "06:00"), ("晌午十二点", "12:00"), ("大中午一点", "13:00"),
    ("中饭时候十二点半", "12:30"), ("下半晌三点", "15:00"), ("后晌四点", "16:00"), ("过午两点", "14:00"),
    ("傍黑六点", "18:00"), ("天黑七点", "19:00"), ("擦黑六点半", "18:30"), ("傍晚七点", "19:00"),
    ("晚饭后八点", "20:00"), ("夜晚九点", "21:00"), ("大晚上十一点", "23:00"), ("夜间十二点", "00:00"),
    ("午夜十二点", "00:00"), ("半夜里的两点", "02:00"), ("两点，半夜的", "02:00"), ("半夜，两点钟", "02:00"),
    ("傍晚，六点", "18:00"),
]  # fmt: skip
RANGES = [
    ("半夜两三点", "02:00", "03:00"), ("半夜里两三点钟", "02:00", "03:00"), ("半夜，两三点吧", "02:00", "03:00"),
    ("大半夜的，两三点", "02:00", "03:00"), ("两三点，半夜", "02:00", "03:00"),
    ("两三点钟，凌晨的时候", "02:00", "03:00"), ("凌晨三四点", "03:00", "04:00"),
    ("凌晨四五点的样子", "04:00", "05:00"), ("半夜十一二点", "23:00", "24:00"), ("夜里十一二点", "23:00", "24:00"),
    ("晚上十一二点", "23:00", "24:00"), ("半夜十二点到一点", "00:00", "01:00"),
    ("晚上十一点到半夜一点", "23:00", "01:00"), ("傍晚五六点", "17:00", "18:00"),
    ("大清早五六点", "05:00", "06:00"), ("一大早六七点", "06:00", "07:00"), ("天没亮四五点", "04:00", "05:00"),
    ("中午十二点一点", "12:00", "13:00"), ("晚上八九点", "20:00", "21:00"), ("下午四五点", "16:00", "17:00"),
    ("半夜两点到四点", "02:00", "04:00"), ("后半夜两三点", "02:00", "03:00"), ("天黑了七八点", "19:00", "20:00"),
    ("半夜一两点", "01:00", "02:00"), ("晌午十一二点", "11:00", "12:00"),
]  # fmt: skip
PARTS_ALONE = [
    "半夜",
    "大半夜",
    "后半夜",
    "凌晨",
    "傍晚",
    "大清早",
    "一大早",
    "天没亮",
    "晌午",
    "擦黑",
    "深更半夜",
    "晚饭后",
    "半夜的时候",
]


@pytest.mark.parametrize(("text", "value"), HOURS)
def test_an_hour_of_a_part(text: str, value: str) -> None:
    reading = read_time(text)
    assert (reading.value, reading.doubtful) == (value, False)


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_a_range_is_asked_about(text: str, low: str, high: str) -> None:
    reading = read_time(text)
    ends = (low, "00:00" if high == "24:00" else high)
    assert (reading.range or reading.candidates) == ends
    assert reading.candidates == ends
    assert not reading.value


@pytest.mark.parametrize("text", PARTS_ALONE)
def test_a_part_alone_asks_for_the_hour(text: str) -> None:
    assert "几点" in read_time(text).message


@pytest.mark.parametrize(
    ("first", "then", "value"),
    [
        ("半夜", "两点", "02:00"), ("傍晚", "六点", "18:00"), ("大清早", "六点", "06:00"),
        ("晚上", "八点", "20:00"), ("下午", "三点半", "15:30"), ("凌晨", "三点", "03:00"),
        ("半夜", "下午三点", "15:00"), ("大半夜", "十一点", "23:00"),
    ],
)  # fmt: skip
def test_a_part_told_first_is_kept_for_the_hour(first: str, then: str, value: str) -> None:
    part = read_time(first).partial
    assert part
    reading = read_time(then, part=part)
    assert (reading.value, reading.doubtful) == (value, False)


def test_a_range_after_its_part() -> None:
    assert read_time("两三点", part=read_time("半夜").partial).candidates == ("02:00", "03:00")
