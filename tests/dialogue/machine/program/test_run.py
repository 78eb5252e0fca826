"""What single steps and slots of a script do: numbers drawn, ways back, empty answers, several choices, its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogue import Library, Machine, load_library
from dialogue.acts import Begin, InputCard, Keyed, KnowledgeGap, Note, Pace, ReceiptCard, Said, Say

PICNIC = """服务: 去野餐
版本: 1
说法: [去野餐, 我要去野餐]
生效: 2026-01-01
失效: 2026-12-31
同意: {告知: 需要您的手机号。, 项目: [手机号], 拒绝: 结束}
槽位:
  带上: {类型: 多选, 选项: [水壶, 雨伞, 饼干], 问: 带些什么？}
  手机号:
    类型: 手机号
    核对: 尾号
    脱敏: 全部
    问: {首次: 请说手机号。, 电话: {首次: 请按手机号。, 再问: 请再按一遍。}}
  备注: {类型: 自由文本, 必填: 否, 个人信息: 否, 问: 还有什么要说的？}
  再来: {类型: 是否, 问: 要改吗？}
步骤:
  - {说: 我们开始吧。, 编号: 开始}
  - 收集: [带上, 手机号, 备注]
  - {取号: {队列: 草地, 得到: [排队号, 等待人数], 超时: 5秒, 失败: [{说: 今天没有号了。}, {结束: 完成}]}}
  - 选择: 再来
    分支:
      是: [{跳到: 开始}]
      否: [{说: 前面还有【等待人数】人。}]
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory) -> Library:
    folder = tmp_path_factory.mktemp("park")
    (folder / "picnic.yaml").write_text(PICNIC, encoding="utf-8")
    return load_library(folder)


@pytest.fixture
def visitor(park, citizen):
    someone = type(citizen)(park).begin()
    someone.answers["queue.take"] = {"排队号": "A007", "等待人数": "3"}
    return someone.say("去野餐", "同意")


def test_a_number_is_drawn_without_a_confirmation_and_stays_in_sight(visitor) -> None:
    visitor.say("水壶和雨伞", "13800138000", "跳过")
    (take,) = visitor.calls
    assert (take.api, take.params) == ("queue.take", {"队列": "草地", "业务": "去野餐"})
    assert take.key
    ticket = visitor.cards[0]
    assert isinstance(ticket, ReceiptCard)
    assert (ticket.title, ticket.number) == ("取号凭条", "A007")
    assert visitor.state.question.slot == "再来"


def test_a_drawn_number_holds_under_this_conversations_name_alone(visitor) -> None:
    assert not visitor.state.keyed_in_hand
    visitor.say("水壶", "13800138000", "跳过")
    assert visitor.state.keyed_in_hand
    assert not visitor.state.sent_in_hand, "it is no case that could not be cancelled any more"
    visitor.state = visitor.state.changed({"conversation": "another"})
    visitor.say("是", "饼干", "13900139001", "没有")
    assert len(visitor.calls) == 2, "under another name it is drawn again: that is why it may not move there"


def test_no_number_left(visitor) -> None:
    visitor.answers["queue.take"] = None
    visitor.say("水壶", "13800138000", "跳过")
    assert "没有号了" in visitor.heard


def test_a_way_back_asks_everything_again_and_draws_no_second_number(visitor) -> None:
    visitor.say("水壶", "13800138000", "跳过", "是")
    assert "我们开始吧" in visitor.heard
    assert visitor.state.question.slot == "带上"
    assert not visitor.state.has("手机号")
    visitor.answers["queue.take"] = {"排队号": "A008", "等待人数": "9"}
    visitor.say("饼干", "13900139001", "没有", "否")
    assert len(visitor.calls) == 1
    assert "前面还有3人" in visitor.heard
    assert visitor.expects == "yesno"


def test_what_need_not_be_told(visitor) -> None:
    visitor.say("水壶", "13800138000", "没有")
    assert visitor.state.has("备注")
    assert visitor.state.value("备注") == ""


def test_or_is(visitor) -> None:
    visitor.say("水壶", "13800138000", "我对花粉过敏")
    assert visitor.state.value("备注") == "我对花粉过敏"


def test_several_by_touch(visitor) -> None:
    visitor.touch("水壶", "饼干", "水壶")
    chosen = [option.label for option in visitor.cards[-1].options if option.note == "已选"]
    assert chosen == ["饼干"]
    visitor.touch("雨伞", "选好了")
    assert visitor.state.value("带上") == "雨伞、饼干"


def test_several_by_keys(visitor) -> None:
    visitor.do(Keyed("13"))
    assert visitor.state.value("带上") == "水壶、饼干"


def test_what_is_masked_stays_masked(visitor) -> None:
    visitor.say("水壶", "13800138000", "跳过")
    visitor.say("上一步", "上一步")
    assert visitor.state.question.slot == "手机号"
    assert isinstance(visitor.cards[-1], InputCard)
    assert visitor.cards[-1].masked


def test_on_the_phone_it_is_asked_otherwise_the_second_time(park, citizen) -> None:
    caller = type(citizen)(park).begin(channel="phone").say("去野餐", "同意", "水壶")
    assert "请按手机号" in caller.heard
    caller.say("天上飞过一群鸟")
    assert "请再按一遍" in caller.heard


@pytest.mark.parametrize(("today", "offered"), [(date(2026, 6, 1), True), (date(2027, 1, 1), False)])
def test_only_on_its_days(park, today, offered) -> None:
    machine = Machine(park)
    state, _ = machine.step(machine.new("c-1", today), Begin())
    assert ("去野餐" in machine.biasing_phrases(state)) is offered
    state, acts = machine.step(state, Said("去野餐", 0.9))
    assert bool(state.service) is offered
    if not offered:
        assert "现在不办理" in "".join(act.text for act in acts if isinstance(act, Say))


def test_every_step_is_watched(park) -> None:
    seen: list[tuple[str, int]] = []
    machine = Machine(park, watch=lambda service, at: seen.append((service, at)))
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin())
    for line in ("去野餐", "同意"):
        state, _ = machine.step(state, Said(line, 0.9))
    assert seen == [("去野餐", 0), ("去野餐", 1)]


def test_what_did_you_say(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    said = [act for act in citizen.last if isinstance(act, Say)]
    citizen.say("你刚才说什么")
    assert [act for act in citizen.last if isinstance(act, Say)] == said
    assert citizen.expects == "id"
    citizen.say("取消", "你刚才说什么")
    assert "确定不办了吗" in citizen.heard
    assert citizen.state.interjection is not None


def test_larger_and_slower_on_the_way_and_back(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "老年模式")
    assert citizen.state.elderly
    assert Pace(0.8, 1.0) in citizen.last
    assert Note("elderly", "on") in citizen.last
    assert citizen.expects == "id"
    citizen.say("正常模式")
    assert not citizen.state.elderly
    assert Pace(1.0, 1.0) in citizen.last


def test_a_question_without_an_answer_is_a_gap(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "局长今天来了吗")
    assert KnowledgeGap("局长今天来了吗", "社保卡挂失") in citizen.last


def test_a_follow_up_question_is_about_the_service_in_hand(citizen) -> None:
    citizen.say("办居住证", "同意", "要多少钱")
    assert "工本费" in citizen.heard
    assert citizen.state.question.kind == "slot"


def test_characters_are_folded_at_the_door(citizen) -> None:
    citizen.say("社保卡丟了")
    assert citizen.state.service == "社保卡挂失"


def test_one_that_may_be_meant_is_asked_about(citizen) -> None:
    citizen.say("开店")
    assert "您是想办个体工商户登记，对吗" in citizen.heard
    citizen.touch("否")
    assert citizen.state.question.kind == "service"
    citizen.say("开店", "对")
    assert citizen.state.service == "个体工商户登记"


def test_a_step_changes_nothing_of_the_state_before(library) -> None:
    machine = Machine(library)
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin())
    copy = replace(state)
    machine.step(state, Said("社保卡丢了", 0.9))
    assert state == copy
