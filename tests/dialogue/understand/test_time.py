import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.filters import long_time
from dialogue.understand.time import read_time

READ = [
    ("下午两点半", "14:30"), ("三点一刻", "15:15"), ("十四点三十", "14:30"), ("差十分九点", "08:50"),
    ("九点差一刻", "08:45"),
    ("早上八点", "08:00"), ("中午十二点", "12:00"), ("中午一点", "13:00"), ("半夜十二点", "00:00"),
    ("晚上八点", "20:00"),
    ("夜里两点", "02:00"), ("14:30", "14:30"), ("1430", "14:30"), ("上午十点，不对，十一点", "11:00"),
    ("两点半，下午的", "14:30"),
    ("九点半到十点之间吧，就九点半", "09:30"), ("十点零五分", "10:05"), ("晚上差十分十二点", "23:50"),
    ("下午一点", "13:00"),
]  # fmt: skip
TALK = [
    "快一点", "慢一点", "有一点贵", "我有三点意见", "大声一点", "好的", "三楼", "十分钟", "不知道", "几点",
    "你们几点下班", "早点办完",
    "什么时候都行", "现在",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text: str, value: str) -> None:
    assert read_time(text).value == value


@pytest.mark.parametrize("text", TALK)
def test_no_time(text: str) -> None:
    assert not read_time(text).value


@pytest.mark.parametrize(("text", "doubtful"), [("三点", True), ("下午三点", False), ("十点", False)])
def test_a_guess_is_read_back(text: str, doubtful: bool) -> None:
    assert read_time(text).doubtful is doubtful


@pytest.mark.parametrize(
    ("text", "hint"), [("下午", "几点"), ("二十五点", "没有这个时间"), ("下午三点七十分", "没有这个时间")]
)
def test_hint(text: str, hint: str) -> None:
    assert hint in read_time(text).message


@given(st.times())
def test_what_the_clerk_says_she_understands(at: object) -> None:
    value = f"{at:%H:%M}"
    if not value.startswith("00"):
        assert read_time(long_time(value)).value == value
