"""Digits that were heard as words."""

from __future__ import annotations

import pytest

from dialogue.understand.digits_by_sound import digits_by_sound


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("焦焦零焦零五", "110105"),
        ("又生八年年又成八年年年", "13800138000"),
        ("悠生酒 87-65", "1398765"),
        ("零零二茶", "002X"),
        ("好的", ""),
        ("12好", ""),
        ("", ""),
    ],
)
def test_all_of_it_or_nothing(text: str, digits: str) -> None:
    assert digits_by_sound(text) == digits
