from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.amount import amount, plain
from dialogue.understand.money import read_money

READ = [
    ("三千五", "3500"), ("一万二", "12000"), ("两块五", "2.5"), ("三万五千块", "35000"), ("1200元", "1200"),
    ("五毛", "0.5"),
    ("一百零五块三", "105.3"), ("十二万三", "123000"), ("三千零五", "3005"), ("1.5万", "15000"), ("一点五万", "15000"),
    ("五元八角五分", "5.85"), ("两块零五", "2.05"), ("每个月八千五", "8500"), ("一千五一个月", "1500"),
    ("8,500", "8500"),
    ("三千，不对，四千", "4000"), ("五万，算了，六万", "60000"), ("十二万三千四百五十六", "123456"),
    ("壹佰贰拾元", "120"),
]  # fmt: skip
TALK = [
    "你好", "我想一想", "等一下", "十分感谢", "十分钟", "一块去吧", "星期三", "第三个", "不知道", "万一没有呢", "三楼",
    "13800138000", "两个人", "一起办", "好的", "十一月三号",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text: str, value: str) -> None:
    assert read_money(text).value == value


@pytest.mark.parametrize("text", TALK)
def test_no_amount(text: str) -> None:
    assert not read_money(text).value


@pytest.mark.parametrize("text", ["大概五千块", "五千左右"])
def test_vague_amounts_are_read_back(text: str) -> None:
    assert read_money(text).doubtful


def test_bounds_are_named() -> None:
    least, most = Decimal(100), Decimal(5000)
    assert "5000元" in read_money("六千块", least=least, most=most).message
    assert "100元" in read_money("五十", least=least, most=most).message
    assert read_money("五千", least=least, most=most).value == "5000"


def test_two_amounts_are_asked_about() -> None:
    assert read_money("三千块到五千块").range == ("3000", "5000")
    assert read_money("三千或者四千").candidates == ("3000", "4000")
    assert read_money("房租两千，水电三百").candidates == ("2300", "2000", "300")


@pytest.mark.parametrize("text", ["", "千千", "三三十", "点", "百二千", "一千千"])
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        amount(text)


def _say(number: int) -> str:
    """`number` (1 to 99999999) with all its places, as in a bank."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return _say(head) + "万" + (("零" if tail < 1000 else "") + _say(tail) if tail else "")
    said, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = bool(said) and not digit
    return said


@given(st.integers(1, 99_999_999))
def test_any_amount_comes_back(number: int) -> None:
    assert read_money(_say(number) + "元").value == str(number)
    assert plain(amount(_say(number))) == str(number)


@pytest.mark.parametrize(
    ("said", "value", "doubtful"),
    [
        ("六十万，单是房租就要十万", "600000", True),
        ("三十万，光设备就花了十八万", "300000", True),
        ("两万四，一个月两千算的", "24000", True),
        ("一万八，每个月一千五", "18000", True),
        ("五万，就要五万", "50000", False),
        ("三千五千都行，就四千吧", "4000", False),
    ],
)
def test_a_part_and_what_each_month_comes_to_are_not_the_amount(said: str, value: str, doubtful: bool) -> None:
    reading = read_money(said)
    assert (reading.value, reading.doubtful) == (value, doubtful)


def test_a_monthly_amount_that_does_not_divide_the_other_is_asked_about() -> None:
    assert not read_money("一万七，每个月一千五").value
