import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.number_words import without_number_words
from dialogue.understand.quantity import quantity

NAMED = [
    ("两三万", 20000, 30000), ("三五万", 30000, 50000), ("一万二三", 12000, 13000), ("十七八", 17, 18),
    ("二三十万", 200000, 300000), ("八九十", 80, 90), ("2、3万", 20000, 30000),
]  # fmt: skip
ROUGH = [("二十多万", 200000, 300000), ("十来万", 100000, 150000), ("几千", 2000, 9000), ("三千多", 3000, 4000)]


@pytest.mark.parametrize(("text", "low", "high"), NAMED)
def test_two_digits_of_one_place_are_two_numbers(text: str, low: int, high: int) -> None:
    found = quantity(text)
    assert (found.low, found.high, found.named) == (low, high, True)


@pytest.mark.parametrize(("text", "low", "high"), ROUGH)
def test_rough(text: str, low: int, high: int) -> None:
    found = quantity(text)
    assert (found.low, found.high, found.named) == (low, high, False)


@given(st.integers(1, 8), st.sampled_from("十百千万"))
def test_neighbouring_digits_are_never_one_number(digit: int, place: str) -> None:
    digits = "一二三四五六七八九"
    found = quantity(digits[digit - 1] + digits[digit] + place)
    assert found.low < found.high


@pytest.mark.parametrize("text", ["另一个", "一下", "一起", "统一", "第一", "千万别", "老两口", "百分之二十"])
def test_a_number_inside_a_word_is_no_number(text: str) -> None:
    assert set(without_number_words(text)) <= {"□", "别"}


@pytest.mark.parametrize("text", ["一个", "一份", "一万", "三万一", "合同一份", "三百五"])
def test_numbers_stay(text: str) -> None:
    assert without_number_words(text) == text
