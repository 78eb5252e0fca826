from __future__ import annotations

import pytest

from kiosk.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的号码是11010519491231002X", "我的号码是••••002X"),
        ("13800138000", "••••8000"),
        ("138 0013 8000。", "••••8000。"),
        ("11105、1985、06123729", "••••3729"),
        ("110,105,1985,0612,3729", "••••3729"),
        ("2026年11月22号", "2026年11月22号"),
        ("12345", "12345"),
        ("社保卡丢了", "社保卡丢了"),
    ],
)
def test_long_numbers_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
