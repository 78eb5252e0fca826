"""挑选 and 逐条 at work: what is asked, shown, sent and kept, for each item of a list."""

from __future__ import annotations

import json

import pytest

from dialogue import Library, State, load_library, phrases
from dialogue.acts import Answered, Call, ChoicesCard, ConfirmCard, Filed, Keyed, ReceiptCard, Resumed, Say, Touched

TEXT = """服务: 违章处理
版本: 1
说法: [处理违章, 交违章罚款, 消违章]
槽位:
  车牌: {类型: 自由文本, 个人信息: 否, 问: 请说车牌号。}
步骤:
  - 收集: [车牌]
  - 查询: {接口: wz.list, 传: [车牌], 得到: [{违章: [编号, 行为, 罚款]}], 超时: 5秒, 失败: 转人工}
  - 挑选:
      从: 违章
      念: 【行为】，罚款【罚款|金额】
      问: 要处理哪几条？
      记为: 要处理
      没有: [{说: 没有违章。}, {结束: 完成}]
CONFIRM
  - 逐条:
      在: 要处理
      作为: 这条
      办成: 已办
      做:
EACH
        - 提交: {接口: wz.handle, 传: [这条.编号], 幂等键: 会话号, 得到: [决定书号], 失败: [{说: 没有办成。}]}
  - 说: 办好了【个数(已办)】条，罚款【合计(已办.罚款)|金额】。
    回执: [打印]
  - 评价: 好差评
  - 结束: 完成
"""
TOGETHER = TEXT.replace("CONFIRM", "  - 确认: 要处理的是，【要处理】，对吗？").replace("EACH\n", "")
ONE_BY_ONE = TEXT.replace("CONFIRM\n", "").replace("EACH", "        - 确认: 处理【这条.行为】，对吗？")
ITEMS = [{"编号": f"A{at}", "行为": what, "罚款": fine} for at, (what, fine) in enumerate(
    [("闯红灯", "200"), ("违停", "100"), ("超速", "50"), ("占用应急车道", "200"), ("不系安全带", "50")], 1
)]  # fmt: skip


@pytest.fixture(params=[TOGETHER], ids=["together"])
def hall(request, tmp_path) -> Library:
    (tmp_path / "wz.yaml").write_text(request.param, encoding="utf-8")
    return load_library(tmp_path)


def arrived(hall: Library, citizen, *, items: list[dict[str, str]] = ITEMS, channel: str = "screen"):
    """A citizen who is asked which items."""
    someone = type(citizen)(hall).begin(channel=channel)
    someone.answers["wz.list"] = {"违章": json.dumps(items, ensure_ascii=False)}
    someone.answers["wz.handle"] = {"决定书号": "JD1"}
    return someone.say("我要处理违章", "京A12345")


def test_a_page_of_three_is_read_on_the_phone(hall, citizen) -> None:
    caller = arrived(hall, citizen, channel="phone")
    assert "一共五条。第一条，闯红灯，罚款200元。" in caller.heard
    assert "第四条" not in caller.heard
    assert caller.heard.endswith("还有两条，要听下一页吗？也可以现在就说要第几条。")
    caller.say("要")
    assert caller.heard == "第四条，占用应急车道，罚款200元。第五条，不系安全带，罚款50元。要处理哪几条？"
    caller.say("下一页")
    assert caller.heard.startswith("后面没有了")
    caller.do(Keyed("*"))
    assert caller.heard.startswith("后面没有了")
    caller.do(Keyed("9"))
    assert caller.state.question.slot == "要处理"
    assert not caller.state.has("要处理")
    caller.do(Keyed("13"))
    assert [item["编号"] for item in json.loads(caller.state.value("要处理"))] == ["A1", "A3"]


def test_the_card_has_pages_and_marks_what_is_chosen(hall, citizen) -> None:
    visitor = arrived(hall, citizen)
    (card,) = visitor.cards
    assert isinstance(card, ChoicesCard)
    assert card.page == "第 1 页，共 2 页，5 条"
    assert [option.value for option in card.options] == ["第一条", "第二条", "第三条", "第四条"]
    assert [action.value for action in card.actions] == ["下一页", "全部"]
    visitor.touch("第二条", "下一页", "第五条")
    (card,) = visitor.cards
    assert [(option.value, option.note) for option in card.options] == [("第五条", "第五条，已选")]
    assert [action.value for action in card.actions] == ["上一页", "全部", "选好了"]
    visitor.touch("选好了")
    confirm = visitor.cards[-1]
    assert isinstance(confirm, ConfirmCard)
    assert [(row.label, row.value) for row in confirm.rows[1:]] == [
        ("要处理 1", "违停，罚款100元"), ("要处理 2", "不系安全带，罚款50元"),
    ]  # fmt: skip


def test_calls_in_a_row_are_announced_once(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("第一条和第三条", "对")
    assert [call.api for call in visitor.calls][-2:] == ["wz.handle", "wz.handle"]
    said = [act.text for act in visitor.all if isinstance(act, Say)]
    assert said.count(phrases.SUBMITTING) == 1


def test_each_item_is_filed_once_under_its_own_key_and_stands_on_the_receipt(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("第一条和第三条", "对")
    filed = [call for call in visitor.calls if call.api == "wz.handle"]
    assert [call.params for call in filed] == [{"编号": "A1"}, {"编号": "A3"}]
    assert len({call.key for call in filed}) == 2
    assert all(call.key for call in filed)
    cases = [dict(act.values) for act in visitor.all if isinstance(act, Filed)]
    assert [case["编号"] for case in cases] == ["A1", "A3"]
    assert not any("违章" in case for case in cases)
    receipt = next(card for card in visitor.cards if isinstance(card, ReceiptCard) and card.id == "receipt")
    assert [(row.label, row.value) for row in receipt.rows[1:]] == [
        ("第一条", "闯红灯，罚款200元，决定书号 JD1"), ("第二条", "超速，罚款50元，决定书号 JD1"),
    ]  # fmt: skip
    assert receipt.qr == "", "each of them is a case of its own"
    assert "办好了2条，罚款250元" in visitor.heard


def test_what_failed_stands_on_the_receipt_too(hall, citizen) -> None:
    visitor = arrived(hall, citizen)
    visitor.say("前两条")
    visitor.answers["wz.handle"] = None
    visitor.say("对")
    receipt = next(card for card in visitor.cards if isinstance(card, ReceiptCard) and card.id == "receipt")
    assert [row.value for row in receipt.rows[1:]] == ["闯红灯，罚款200元，没有办成", "违停，罚款100元，没有办成"]
    assert "办好了0条，罚款0元" in visitor.heard


def test_a_choice_changed_at_the_confirmation_is_confirmed_anew(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("第一条和第二条", "不要第二条了，换第三条")
    assert visitor.state.question.kind == "confirm"
    assert "超速" in visitor.heard
    assert not any(call.key for call in visitor.calls)
    visitor.say("第四条是什么")
    assert "第四条，占用应急车道" in visitor.heard
    assert visitor.state.question.kind == "confirm"
    visitor.say("对")
    assert [call.params["编号"] for call in visitor.calls if call.key] == ["A1", "A3"]


@pytest.mark.parametrize("hall", [ONE_BY_ONE], ids=["one by one"], indirect=True)
def test_items_confirmed_one_by_one_can_be_left_out(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("前三条")
    assert "处理闯红灯，对吗" in visitor.heard
    visitor.say("对", "不要这条", "对")
    assert [call.params["编号"] for call in visitor.calls if call.key] == ["A1", "A3"]
    assert "办好了2条" in visitor.heard


@pytest.mark.parametrize("hall", [ONE_BY_ONE], ids=["one by one"], indirect=True)
def test_the_rest_can_be_left_when_some_are_filed(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("前三条", "对", "取消")
    assert visitor.heard == "前面办好的不变，剩下的不办了，对吗？"
    visitor.say("对")
    assert [call.params["编号"] for call in visitor.calls if call.key] == ["A1"]
    assert "办好了1条" in visitor.heard
    assert visitor.state.question.kind == "rating"


def test_an_empty_list_takes_its_own_way(hall, citizen) -> None:
    visitor = arrived(hall, citizen, items=[])
    assert "没有违章" in visitor.heard
    assert visitor.state.question.kind == "more"


@pytest.mark.parametrize("answer", ['[{"编号": "A1"}]', "已处理", '{"编号": "A1"}', '["A1"]'])
def test_an_answer_that_is_no_such_list_is_a_failure(hall, citizen, answer) -> None:
    visitor = type(citizen)(hall).begin()
    visitor.answers["wz.list"] = {"违章": answer}
    visitor.say("我要处理违章", "京A12345")
    assert visitor.handed_off == "fault"


def test_a_single_item_is_taken_by_a_yes(hall, citizen) -> None:
    visitor = arrived(hall, citizen, items=ITEMS[:1])
    assert "第一条" not in visitor.heard
    visitor.say("就这条")
    assert visitor.state.question.kind == "confirm"


def test_after_a_breakdown_the_same_item_is_sent_again(hall, citizen) -> None:
    visitor = arrived(hall, citizen).say("前两条")
    machine, state = visitor.machine, visitor.state
    state, acts = machine.step(state, Touched("是"))
    first = next(act for act in acts if isinstance(act, Call))
    state, acts = machine.step(State.from_json(state.to_json()), Resumed())
    again = next(act for act in acts if isinstance(act, Call))
    assert (again.key, again.params) == (first.key, first.params)
    state, acts = machine.step(state, Answered(again.call, True, {"决定书号": "JD1"}))
    second = next(act for act in acts if isinstance(act, Call))
    assert second.key != first.key
    assert second.params == {"编号": "A2"}


def test_a_list_is_sent_as_a_list() -> None:
    call = Call(1, "wz.pay", {"已办": json.dumps(ITEMS[:1]), "手机号": "1"}, None, "k", (), ("已办",))
    assert call.body == {"已办": ITEMS[:1], "手机号": "1"}
