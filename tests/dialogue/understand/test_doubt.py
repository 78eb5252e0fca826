"""A value with a doubt is read back; leave asked, and a repair, are no doubt."""

import pytest

from dialogue.understand.doubt import in_doubt, is_cut_short


@pytest.mark.parametrize(
    "text",
    ["好像是13912345678", "应该是冀A88888", "大概三份", "26110042，我记不太准", "不一定对啊，26110042",
     "三份够不够", "最后一位我不敢确定",
     "13912345678，不知道对不对", "今儿能办不"],
)  # fmt: skip
def test_a_doubt(text: str) -> None:
    assert in_doubt(text)


@pytest.mark.parametrize(
    "text", ["三份", "周五行吗", "明天可以吗", "不对，应该是六号", "13912345678，没错", "三份应该够了", "就要三份"]
)
def test_no_doubt(text: str) -> None:
    assert not in_doubt(text)


def test_of_a_number_a_particle_is_one() -> None:
    assert in_doubt("鲁B12345吧", of_a_number=True)
    assert not in_doubt("三份吧")


@pytest.mark.parametrize(
    "text", ["一三八一二三四五六七，还有一位想不起来了", "前面是京A，后面的忘了", "还差两位没记住"]
)
def test_a_number_with_a_hole(text: str) -> None:
    assert is_cut_short(text)


@pytest.mark.parametrize("text", ["后面四位是五六七八", "前面一三八", "最后两位是七八"])
def test_a_number_that_is_all_there(text: str) -> None:
    assert not is_cut_short(text)
