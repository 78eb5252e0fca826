"""A service inside another: called by a script, or wanted by the citizen in between; and the way back."""

from __future__ import annotations

import pytest

from dialogue import Library, load_library
from dialogue.acts import NoInput

TRIP = """服务: 出远门
版本: 1
说法: [出远门, 我要出远门]
同意: {告知: 需要您的手机号。, 项目: [手机号], 拒绝: 结束}
槽位:
  手机号: {类型: 手机号, 核对: 尾号, 问: 请说手机号。}
  哪天: {类型: 日期, 范围: 将来, 问: 哪天走？}
步骤:
  - 收集: [手机号]
  - 调用服务: {服务: 买干粮, 传: {联系电话: 手机号}, 得到: {干粮单号: 单号}, 失败: [{说: 没有干粮也行。}]}
  - 收集: [哪天]
  - 确认: 【哪天|日期】走，对吗？
  - 提交: {接口: trip.go, 传: [手机号, 哪天], 幂等键: 会话号, 得到: [行程号], 失败: 转人工}
  - 评价: 好差评
  - 结束: 完成
"""
FOOD = """服务: 买干粮
版本: 1
说法: [买干粮, 我要买干粮]
同意: {告知: 需要您的电话。, 项目: [联系电话], 拒绝: 转人工}
槽位:
  联系电话: {类型: 手机号, 核对: 尾号, 问: 请说联系电话。}
  几份: {类型: 数量, 最少: 1, 最多: 9, 单位: 份, 问: 要几份？}
步骤:
  - 收集: [联系电话, 几份]
  - 确认: 【几份】份，对吗？
  - 提交: {接口: food.buy, 传: [联系电话, 几份], 幂等键: 会话号, 得到: [单号], 失败: [{说: 卖完了。}, {结束: 取消}]}
  - 评价: 好差评
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def fair(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("fair")
    (folder / "trip.yaml").write_text(TRIP, encoding="utf-8")
    (folder / "food.yaml").write_text(FOOD, encoding="utf-8")
    return load_library(folder)


@pytest.fixture
def traveller(fair, citizen):
    someone = type(citizen)(fair).begin()
    someone.answers |= {"trip.go": {"行程号": "T1"}, "food.buy": {"单号": "F1"}}
    return someone


@pytest.fixture
def at_food(traveller):
    """Called by the script: asked for consent of the other service."""
    return traveller.say("我要出远门", "同意", "13800138000")


def test_what_is_given_is_not_asked_again_and_what_comes_of_it_comes_back(at_food) -> None:
    assert "要先办买干粮" in at_food.heard
    assert at_food.state.service == "买干粮"
    at_food.say("同意")
    assert at_food.state.value("联系电话") == "13800138000"
    assert at_food.state.question.slot == "几份"
    at_food.say("两份", "对")
    assert "买干粮办好了" in at_food.heard
    assert "接着办出远门" in at_food.heard
    assert at_food.state.service == "出远门"
    assert at_food.state.value("干粮单号") == "F1"
    assert at_food.state.question.slot == "哪天"
    at_food.say("明天", "对")
    assert [call.key for call in at_food.calls] == ["c-1:买干粮", "c-1:出远门"]


def test_nothing_given_is_filled_in_before_consent(at_food) -> None:
    assert at_food.state.question.kind == "consent"
    assert not at_food.state.filled


@pytest.mark.parametrize("lines", [["不同意"], ["同意", "取消", "确定"]])
def test_what_is_broken_off_there_fails_here(at_food, lines) -> None:
    at_food.say(*lines)
    assert "没有干粮也行" in at_food.heard
    assert at_food.state.question.slot == "哪天"
    assert not at_food.ended


def test_a_submission_that_fails_there_fails_here(at_food) -> None:
    at_food.answers["food.buy"] = None
    at_food.say("同意", "两份", "对")
    assert "没有干粮也行" in at_food.heard


def test_a_correction_afterwards_does_not_visit_again(at_food) -> None:
    at_food.say("同意", "两份", "对", "手机号错了", "13900139001")
    assert at_food.state.question.slot == "哪天"
    assert [call.api for call in at_food.calls] == ["food.buy"]


def test_a_second_time_has_a_key_of_its_own(at_food) -> None:
    at_food.say("同意", "两份", "对", "明天", "对", "满意", "我要出远门", "同意", "13800138000")
    at_food.say("同意", "三份", "对", "明天", "对")
    keys = [call.key for call in at_food.calls]
    assert keys == ["c-1:买干粮", "c-1:出远门", "c-1:买干粮:2", "c-1:出远门:2"]


def test_another_service_in_between_and_back_to_the_very_question(traveller) -> None:
    traveller.say("我要买干粮", "同意", "13800138000", "我要出远门")
    assert "先去办出远门" in traveller.heard
    assert traveller.expects == "yesno"
    traveller.say("好的")
    assert traveller.state.service == "出远门"
    traveller.say("取消", "确定")
    assert "接着办买干粮" in traveller.heard
    assert traveller.state.question.slot == "几份"
    assert traveller.state.value("联系电话") == "13800138000"
    assert not traveller.ended


def test_a_digit_heard_before_is_not_lost_by_it(traveller) -> None:
    traveller.say("我要买干粮", "同意", "1380013", "我要出远门", "好的", "不同意")
    assert traveller.state.question.partial == "1380013"
    traveller.say("8000")
    assert traveller.state.value("联系电话") == "13800138000"


def test_no_and_the_form_goes_on(traveller) -> None:
    traveller.say("我要买干粮", "同意", "13800138000", "我要出远门", "不用", "两份")
    assert traveller.expects == "yesno"
    assert traveller.state.question.kind == "confirm"


def test_back_out_of_its_first_question(traveller) -> None:
    traveller.say("我要买干粮", "同意", "13800138000", "我要出远门", "好的", "上一步")
    assert traveller.state.service == "买干粮"
    assert traveller.state.question.slot == "几份"


def test_from_the_start_forgets_both(traveller) -> None:
    traveller.say("我要买干粮", "同意", "我要出远门", "好的", "从头开始", "是的")
    assert traveller.expects == "service"
    assert not traveller.state.stack


def test_a_finished_one_in_between_asks_for_a_rating_and_goes_back(traveller) -> None:
    traveller.say("我要出远门", "同意", "我要买干粮", "好的", "同意", "13800138000", "两份", "对")
    assert traveller.expects == "rating"
    traveller.do(NoInput())
    traveller.say("满意")
    assert "买干粮办好了" in traveller.heard
    assert traveller.state.question.slot == "手机号"
