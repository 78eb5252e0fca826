"""Captions: what has settled stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.text.stable_prefix import StablePrefix


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        (["我"], [("我", 0)]),
        (["我想", "我想办"], [("我想", 0), ("我想办", 2)]),
        (["我想。", "我想，办"], [("我想。", 0), ("我想，办", 2)]),
        (["我想", "我像办", "我像办证"], [("我想", 0), ("我像办", 1), ("我像办证", 3)]),
        # what has settled stays, although the recogniser has changed its mind
        (["我想办", "我想办", "他想", "我想办居"], [("我想办", 0), ("我想办", 3), ("我想办", 3), ("我想办居", 3)]),
    ],
)
def test_table(heard: list[str], shown: list[tuple[str, int]]) -> None:
    caption = StablePrefix()
    assert [caption.feed(text) for text in heard] == shown


@given(st.lists(st.text("我想办证，。", max_size=6), max_size=12))
def test_no_settled_character_ever_changes(heard: list[str]) -> None:
    caption, settled = StablePrefix(), ""
    for text in heard:
        shown, stable = caption.feed(text)
        assert shown[: len(settled)] == settled
        assert len(settled) <= stable <= len(shown)
        settled = shown[:stable]
