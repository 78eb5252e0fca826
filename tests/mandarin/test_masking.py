import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandarin.masking import masked, mentioned


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("邻居身份证11010519491231002X欠钱", "邻居身份证尾号002X欠钱"),
        ("打一三八零零零零八零零零找我", "打尾号八零零零找我"),
        ("电话139 0013-9000", "电话尾号9000"),
        ("建设路10号3栋1203室", "建设路10号3栋1203室"),
        ("2026年11月22日交了3500元", "2026年11月22日交了3500元"),
    ],
)
def test_of_a_long_number_only_the_end_is_spoken(text: str, spoken: str) -> None:
    assert mentioned(text) == spoken


@given(st.integers(10**6, 10**18 - 1), st.sampled_from(["", "电话", "请找我，"]), st.sampled_from(["", "。", "谢谢"]))
def test_no_more_than_four_digits(number: int, before: str, after: str) -> None:
    for text in (mentioned(f"{before}{number}{after}"), masked(f"{before}{number}{after}")):
        assert sum(character.isdigit() for character in text) == 4
        assert text.startswith(before)
        assert text.endswith(after)
