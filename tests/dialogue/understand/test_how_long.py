"""一年零两个月 to 您住满半年了吗: compared with what is asked, and nothing guessed."""

from __future__ import annotations

import pytest

from dialogue.understand.how_long import lasts_as_asked

ASKED = "您在本市住满半年了吗？"
LASTS = "一年零两个月 大半年了，八个多月 两年多喽 半年多 快一年了 差不多一年 好几年啦 十几年了 六个月 三年 九个来月"
NOT_YET = "三个来月 十来天 四个半月 五个月二十天 两三个月 不到半年 快半年了 一个星期 半个月"
UNTOLD = (
    "小半年 签了两年合同 以前住过两年 我儿子来了三年 打算住一年 三个月前来的 一年前搬来的 半年吗 刚来半年多"
    " 还差一个月 一年了，后来又走了 去年来的 不到一年 好像一年 三个月，不是，一年"
)


@pytest.mark.parametrize("said", LASTS.split())
def test_as_long_as_asked(said: str) -> None:
    assert lasts_as_asked(ASKED, said) is True


@pytest.mark.parametrize("said", NOT_YET.split())
def test_not_so_long(said: str) -> None:
    assert lasts_as_asked(ASKED, said) is False


@pytest.mark.parametrize("said", UNTOLD.split())
def test_nothing_certain(said: str) -> None:
    assert lasts_as_asked(ASKED, said) is None


@pytest.mark.parametrize("asked", ["您名下有房吗？", "您满意吗？"])
def test_a_question_of_no_time(asked: str) -> None:
    assert lasts_as_asked(asked, "两年多了") is None


@pytest.mark.parametrize("months", range(1, 40))
def test_every_number_of_months_is_compared(months: int) -> None:
    assert lasts_as_asked("住满一年了吗？", f"{months}个月") is (months >= 12)
    assert lasts_as_asked(ASKED, f"{months}个多月") is (months >= 6)
