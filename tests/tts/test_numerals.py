from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.numerals import amount, cardinal, date, digits, grouped, money, time


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0", "零"), ("7", "七"), ("10", "十"), ("12", "十二"), ("20", "二十"), ("101", "一百零一"),
        ("110", "一百一十"), ("200", "二百"), ("1000", "一千"), ("1050", "一千零五十"), ("2002", "两千零二"),
        ("10000", "一万"), ("10010", "一万零一十"),
        ("12000", "一万两千"), ("20000", "两万"), ("100000", "十万"), ("110000", "十一万"),
        ("1000001", "一百万零一"), ("100000000", "一亿"), ("200000000", "两亿"), ("120005000", "一亿两千万五千"),
        ("3.5", "三点五"), ("12.50", "十二点五零"), ("0.08", "零点零八"), ("007", "七"),
    ],
)  # fmt: skip
def test_cardinal(written: str, said: str) -> None:
    assert cardinal(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [("12.5", "十二元五角"), ("0.85", "八角五分"), ("30.00", "三十元"), ("0", "零元"), ("1.05", "一元零五分"),
     ("2", "两元"), ("1200.50", "一千二百元五角"), ("3.125", "三点一二五元")],
)  # fmt: skip
def test_money(written: str, said: str) -> None:
    assert money(written) == said


@pytest.mark.parametrize(
    ("hour", "minute", "second", "said"),
    [("9", "00", None, "九点"), ("09", "30", None, "九点半"), ("14", "05", None, "十四点零五分"),
     ("2", "15", None, "两点十五分"), ("0", "00", None, "零点"), ("2", "00", "07", "两点零分零七秒")],
)  # fmt: skip
def test_time(hour: str, minute: str, second: str | None, said: str) -> None:
    assert time(hour, minute, second) == said


def test_date() -> None:
    assert date("2026", "11", "05") == "二零二六年十一月五日"


@pytest.mark.parametrize(
    ("code", "said"),
    [("1234", "幺二三四"), ("12345", "幺二三四五"), ("123456", "幺二三，四五六"),
     ("13800138000", "幺三八，零零幺三，八零零零"),
     ("20261122001", "二零二六，幺幺二二，零零幺"), ("6222021234567890", "六二二二，零二幺二，三四五六，七八九零")],
)  # fmt: skip
def test_a_code_is_read_in_groups(code: str, said: str) -> None:
    assert grouped(code) == said


@given(st.text("0123456789", min_size=1, max_size=40))
def test_no_digit_of_a_code_is_lost(code: str) -> None:
    assert grouped(code).replace("，", "") == digits(code)


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [("2", "份", "两"), ("2", "楼", "二"), ("2", "月", "二"), ("2", "小时", "两"), ("12", "个", "十二")],
)
def test_two_of_a_kind(number: str, unit: str, said: str) -> None:
    assert amount(number, unit) == said


_PLACE = {"十": 10, "百": 100, "千": 1000}
_POWER = {"万": 10**4, "亿": 10**8}


def _value(words: str) -> int:
    """A Chinese numeral back to a number, by a reader that shares nothing with the writer."""
    total = group = digit = 0
    for mark in words:
        if mark in _PLACE:
            group, digit = group + (digit or 1) * _PLACE[mark], 0
        elif mark in _POWER:
            total, group, digit = total + (group + digit) * _POWER[mark], 0, 0
        else:
            digit = "零一二三四五六七八九".find("二" if mark == "两" else mark)
    return total + group + digit


@given(st.integers(0, 10**12 - 1))
def test_what_is_said_is_the_number(number: int) -> None:
    assert _value(cardinal(str(number))) == number
