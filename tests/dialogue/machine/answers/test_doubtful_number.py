"""A number of which recognition is not sure: only the group in doubt is asked about, and nothing is filed before."""

from __future__ import annotations

import pytest

from dialogue import load_library
from dialogue.acts import ChoicesCard, Said, Say, Show

SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
同意: {告知: 为了办理，要用到您的手机号。, 项目: [手机号]}
槽位:
  手机号: {类型: 手机号, 问: 手机号是多少？}
  受理号: {类型: 单号, 位数: 8, 核对: 尾号, 个人信息: 否, 问: 单号是多少？}
步骤:
  - 收集: [受理号, 手机号]
  - 确认: 都对吗？
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("doubt")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return load_library(folder)


@pytest.fixture
def asked(library, citizen):
    return type(citizen)(library).begin().say("我要登记", "同意")


def doubted(one, *values: str):
    one.do(Said(values[0], 0.6, candidates=values))
    return one


def said(one) -> str:
    return "".join(act.text for act in one.last if isinstance(act, Say))


def test_only_the_group_in_doubt_is_asked_about(asked) -> None:
    doubted(asked, "22240320", "22140320")
    assert asked.state.question.kind == "which_value"
    assert not asked.state.has("受理号")
    assert "开头四位是" in said(asked)
    (card,) = [card for act in asked.last if isinstance(act, Show) for card in act.cards]
    assert isinstance(card, ChoicesCard)
    assert [option.label for option in card.options][:2] == ["2224", "2214"]
    assert asked.say("二二一四").state.value("受理号") == "22140320"


@pytest.mark.parametrize(
    ("answer", "value"), [("第一个", "22240320"), ("后面那个", "22140320"), ("二二二四零三二零", "22240320")]
)
def test_it_can_be_pointed_at_or_said_again(asked, answer: str, value: str) -> None:
    assert doubted(asked, "22240320", "22140320").say(answer).state.value("受理号") == value


def test_another_number_is_neither(asked) -> None:
    assert doubted(asked, "22240320", "22140320").say("三三三四五五五零").state.value("受理号") == "33345550"


def test_a_single_doubtful_number_is_read_back(asked) -> None:
    doubted(asked, "22240320")
    assert asked.state.question.kind == "readback"
    assert asked.say("对").state.value("受理号") == "22240320"


def test_the_middle_of_a_mobile_number(asked) -> None:
    asked.say("二二二四零三二零")
    doubted(asked, "13487654321", "13487154321")
    assert "中间四位是八七六五，还是八七幺五？" in said(asked)


def test_numbers_that_differ_everywhere_are_said_in_full(asked) -> None:
    doubted(asked, "22240320", "98790902")
    assert "您说的是" in said(asked)


@pytest.mark.parametrize(("answer", "asked_again"), [("二二一四零三", "22140320"), ("三三三", "")])
def test_a_number_said_again_of_which_the_end_is_lost_is_no_part(asked, answer: str, asked_again: str) -> None:
    doubted(asked, "22240320", "22140320").say(answer)
    assert asked.state.question.partial == ""
    assert (asked.state.question.kind, asked.state.question.value) == (
        ("readback", asked_again) if asked_again else ("slot", "")
    )
    assert "请接着说" not in said(asked)
