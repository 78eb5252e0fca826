from decimal import Decimal

import pytest

from dialogue.understand.count import read_count

READ = [
    ("三个人", "3"), ("两份", "2"), ("仨", "3"), ("我们俩", "2"), ("一家三口", "3"), ("就我一个人", "1"),
    ("二十张", "20"), ("5", "5"),
    ("一百零五", "105"), ("两份，不对，三份", "3"), ("三十来个，写三十吧", "30"), ("两个，身份证和户口本各一个", "2"),
    ("四口人", "4"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text: str, value: str) -> None:
    assert read_count(text).value == value


@pytest.mark.parametrize("text", ["你好", "等一下", "一样", "我想一想", "第三", "不知道", "星期三", "好的", "一定"])
def test_no_count(text: str) -> None:
    assert not read_count(text).value


@pytest.mark.parametrize(("text", "low", "high"), [("两三个", "2", "3"), ("十几个", "10", "20"), ("好几份", "2", "9")])
def test_vague_counts_are_ranges(text: str, low: str, high: str) -> None:
    assert read_count(text).range == (low, high)


def test_the_slots_unit_is_meant() -> None:
    assert read_count("三个人要两份", unit="份").value == "2"


def test_people_are_added_up_and_read_back() -> None:
    reading = read_count("两个大人一个小孩", unit="人")
    assert (reading.value, reading.doubtful) == ("3", True)


def test_bounds() -> None:
    assert "5份" in read_count("六份", most=Decimal(5), unit="份").message
    assert "1份" in read_count("零份", least=Decimal(1), unit="份").message
    assert read_count("没有", least=Decimal(0)).value == "0"
    assert read_count("没有", least=Decimal(1)).nothing
