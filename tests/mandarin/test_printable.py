import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandarin.pinyin import clean, exact
from mandarin.printable import printable


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("李\u200b明", "李明"), ("\u202e李明", "李明"), ("李明\u2066\u2069", "李明"), ("\ufeff李明", "李明"),
        ("李\x00明\x1b", "李明"), ("李\u00ad明", "李明"), ("李\ud800明", "李明"), ("和平路\n1号", "和平路 1号"),
        ("  李明\u3000", "李明"), ("e\u0301", "é"), ("𬱖", "𬱖"), ("䶮", "䶮"), ("\U00031350", "\U00031350"),
        ("李　明", "李　明"),
        ("=1+1", "=1+1"), ("𠮷\U000e0100", "𠮷\U000e0100"),
    ],
)  # fmt: skip
def test_what_is_kept(written: str, kept: str) -> None:
    assert printable(written) == kept


@given(st.text(max_size=60))
def test_nothing_unseen_is_kept_and_nothing_else_is_lost(text: str) -> None:
    kept = printable(text)
    assert printable(kept) == kept
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in kept)
    assert sum(c.isalnum() for c in kept) >= sum(unicodedata.normalize("NFC", c).isalnum() for c in text) * 0.3


def test_ideographs_of_every_extension_count() -> None:
    assert clean("李𬱖！") == "李𬱖"
    assert exact("王䶮") == ("wang", "yan")
    assert len(exact("李𠮷𠮷")) == 3  # no reading is known: it stands for itself
