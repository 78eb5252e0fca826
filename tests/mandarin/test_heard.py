"""What sounds like a value, found in what was said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandarin.heard import heard_as

SPOKEN = st.text("陈臣志强和平路一1二2号楼，。 a", max_size=30)


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("我叫臣志强", "陈志强", ["臣志强"]),
        ("住和平露1号二楼", "和平路1号2楼", ["和平露1号二楼"]),
        ("住和平路，一号二楼。", "和平路1号2楼", ["和平路，一号二楼"]),
        ("合平路一号三楼", "和平路1号2楼", ["合平路一号三楼"]),  # one of seven syllables is another
        ("臣志强，陈志墙", "陈志强", ["臣志强", "陈志墙"]),
        ("强强强强", "强强", ["强强", "强强"]),
        ("我要办社保卡", "陈志强", []),
        ("陈志", "陈志强", []),
        ("陈建强", "陈志强", []),  # of three syllables none may differ
        ("是", "是", []),
        ("", "陈志强", []),
        ("陈志强", "", []),
    ],
)
def test_the_stretches_that_sound_like_a_value(text: str, value: str, found: list[str]) -> None:
    assert [text[one.start : one.stop] for one in heard_as(text, value)] == found


@given(SPOKEN, SPOKEN, SPOKEN)
def test_a_value_that_was_said_is_found(before: str, value: str, after: str) -> None:
    found = heard_as(before + value + after, value)
    syllables = [character for character in value if character not in "，。 "]
    assert bool(found) == (len(syllables) > 1)
    assert all(one.stop <= other.start for one, other in pairwise(found))
