"""Values as Excel shows them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.knowledge.number_format import NumberTooLongError, Value, shown

AT = datetime(2026, 3, 5, 14, 5, 9)
SHOWN: list[tuple[Value, str, str]] = [
    (0.05, "0%", "5%"),
    (0.055, "0.0%", "5.5%"),
    (0.055, "0.00%", "5.50%"),
    (1, "0%", "100%"),
    (0.0725, "0.##%", "7.25%"),
    (1234.5, "#,##0.00", "1,234.50"),
    (1234567, "#,##0", "1,234,567"),
    (-12, "#,##0;(#,##0)", "(12)"),
    (-12.5, "0.0", "-12.5"),
    (0, '0;-0;"免费"', "免费"),
    (20, '0"元"', "20元"),
    (20, "¥#,##0.00", "¥20.00"),
    (20, "[$¥-804]#,##0", "¥20"),
    (20, '_ "¥"* #,##0.00_ ', "¥20.00"),
    (7, "000000", "000007"),
    (12345, "00000", "12345"),
    (87654321, "0000-0000", "8765-4321"),
    (15000, "0,", "15"),
    (0.1 + 0.2, "General", "0.3"),
    (1 / 3, "General", "0.33333333333"),
    (12345678901234, "General", "12345678901234"),
    (3.0, "General", "3"),
    (2.5, 'General"小时"', "2.5小时"),
    (1e-7, "General", "0.0000001"),
    (1500, "0.00E+00", "1500"),
    (0.5, "# ?/?", "0.5"),
    (2.345, "0.00", "2.35"),
    (5, ";;;", ""),
    (50, '[<100]0"元";0', "50"),
    (50, "[Red]0", "50"),
    (True, "General", "TRUE"),
    ("甲", "General", "甲"),
    ("甲", "@", "甲"),
    ("甲", '@"窗口"', "甲窗口"),
    (date(2026, 1, 31), "yyyy-mm-dd", "2026-01-31"),
    (AT, "mm-dd-yy", "2026-03-05"),
    (AT, "yyyy/m/d h:mm", "2026-03-05 14:05:09"),
    (datetime(2026, 1, 31), "yyyy-mm-dd h:mm:ss", "2026-01-31"),
    (AT, 'yyyy"年"m"月"d"日"', "2026年3月5日"),
    (AT, 'm"月"d"日"', "3月5日"),
    (AT, 'yyyy"年"m"月"', "2026年3月"),
    (AT, '[$-804]aaaa', "星期四"),
    (AT, 'yyyy"年"m"月"d"日" aaa', "2026年3月5日 周四"),
    (time(9, 0), "h:mm", "9:00"),
    (time(9, 0), "hh:mm:ss", "09:00:00"),
    (time(14, 30), "h:mm AM/PM", "14:30"),
    (time(14, 30), '上午/下午h"时"mm"分"', "下午2时30分"),
    (time(9, 5), "mm:ss", "05:00"),
    (AT, "General", "2026-03-05 14:05:09"),
    (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "number_format", "text"), SHOWN)
def test_as_it_is_shown(value: Value, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_number_that_has_lost_its_digits() -> None:
    for value in (110105194912310021, 1.10105194912310e17):
        with pytest.raises(NumberTooLongError):
            shown(value, "0")


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_fixed_decimals_are_rounded_as_on_paper(number: int, decimals: int) -> None:
    value = number / 10_000
    text = shown(value, "0." + "0" * decimals if decimals else "0")
    assert abs(Decimal(text) - Decimal(repr(value))) <= Decimal(1).scaleb(-decimals) / 2


@settings(deadline=None)
@given(
    st.floats(-1e14, 1e14) | st.integers(-(10**14), 10**14),
    st.text('0#?.,%;[]"\\_*yYmMdDhHsSaE+-/@元GeneralAMP', max_size=20),
)
def test_any_format_shows_something_or_nothing(value: float, number_format: str) -> None:
    assert isinstance(shown(value, number_format), str)
    shown(AT, number_format)
    shown(AT.time(), number_format)
    shown(AT.date(), number_format)
    shown(timedelta(seconds=abs(value) % 1e6), number_format)
    shown("甲", number_format)
