"""A conversation that goes on elsewhere: what is parked, who may claim it, and what is told before that."""

from __future__ import annotations

import pytest

from dialogue import State, load_library
from dialogue.acts import Claimed, ClaimParked, End, Expect, InputCard, Keyed, Park, Said, Say
from dialogue.understand.commands import read_command

ID = "11010519491231002X"
FACTOR = "002X"
#: A queue number is drawn in the middle.
DRAWN = """服务: 领号办事
版本: 1
渠道: [大屏, 电话]
说法: [领号办事]
生效: 2026-01-01
失效: 2026-12-31
同意: {告知: 需要您的身份证号。, 项目: [身份证号], 拒绝: 结束}
槽位:
  身份证号: {类型: 身份证, 核对: 尾号, 问: {首次: 请说身份证号。, 再问: 请再说一遍。, 电话: 请按身份证号。}}
  再来: {类型: 是否, 问: 还要别的吗？}
步骤:
  - 收集: [身份证号]
  - {取号: {队列: 草地, 得到: [排队号], 超时: 5秒, 失败: [{说: 今天没有号了。}, {结束: 完成}]}}
  - 收集: [再来]
  - {说: 您的号是【排队号】。}
  - 结束: 完成
"""


def begun(citizen, channel: str, library):
    someone = type(citizen)(library)
    return someone.begin(channel=channel)


def parked(citizen, library, channel: str = "phone") -> Park:
    someone = begun(citizen, channel, library).say("我的社保卡丢了", "同意", ID)
    someone.say("我去大厅接着办")
    (park,) = [act for act in someone.last if isinstance(act, Park)]
    assert someone.ended == "cancelled"
    return park


@pytest.mark.parametrize(("here", "there"), [("phone", "screen"), ("screen", "phone"), ("phone", "phone")])
def test_it_goes_on_where_it_stood(citizen, library, here: str, there: str) -> None:
    park = parked(citizen, library, here)
    assert park.factor == FACTOR
    other = begun(citizen, there, library)
    other.state = other.state.changed({"conversation": "c-2"})
    other.say("我有办理号")
    assert "六位" in other.heard
    other.say("三八一二零四")
    assert "最后四位" in other.heard
    other.say("零零二叉")
    (claim,) = [act for act in other.last if isinstance(act, ClaimParked)]
    assert (claim.number, claim.factor) == ("381204", FACTOR)
    other.do(Claimed(park.state))
    assert "接着办社保卡挂失" in other.heard
    assert other.state.question.slot == "挂失方式"
    assert (other.state.conversation, other.state.channel) == ("c-2", there)
    assert other.state.value("身份证号") == ID
    other.say("临时挂失", "13800138000", "对", "对")
    assert [call.api for call in other.calls] == ["sbk.loss"]
    assert "c-2" in other.calls[0].key


def test_by_keys_and_with_a_pause(citizen, library) -> None:
    other = begun(citizen, "phone", library).say("我有办理号", "三八一")
    assert other.state.question.partial == "381"
    other.say("二零四")
    other.do(Keyed("002X"))
    assert [act for act in other.last if isinstance(act, ClaimParked)] == [ClaimParked("381204", FACTOR)]


def test_three_wrong_claims_and_it_begins_anew_and_nothing_was_told(citizen, library) -> None:
    park = parked(citizen, library)
    other = begun(citizen, "screen", library).say("凭办理号办理")
    for tries in range(3):
        other.say("三八一二零四", "一二三四")
        other.do(Claimed())
        assert other.state.question.kind == ("claim" if tries < 2 else "service")
    filled = State.from_json(park.state).values()
    assert filled["姓名"] == "王小明"
    told = "".join(act.text for act in other.all if isinstance(act, Say))
    assert not any(secret in told for secret in ("社保卡挂失", *filled.values()))
    shown = str([act for act in other.all if not isinstance(act, Expect)])  # whose shapes hold all digits
    assert not any(secret in shown for secret in (filled["姓名"], filled["卡号末四位"], ID, FACTOR))


def test_the_card_asks_for_digits_and_hides_the_factor(citizen, library) -> None:
    other = begun(citizen, "screen", library).say("我有办理号")
    (card,) = other.cards
    assert isinstance(card, InputCard)
    assert (card.pad, card.masked) == ("digits", False)
    other.do(Said("381204", 1.0))
    (card,) = other.cards
    assert isinstance(card, InputCard)
    assert (card.pad, card.masked) == ("id", True)


def test_only_what_can_go_on_elsewhere_is_parked(citizen, library) -> None:
    for lines, told in (
        (("换电话接着办",), "没有办到一半"),
        (("我的社保卡丢了", "换电话接着办"), "身份证号"),
        (("我的社保卡丢了", "同意", ID, "临时挂失", "13800138000", "对", "对", "换电话接着办"), "没有办到一半"),
    ):
        someone = begun(citizen, "phone", library).say(*lines)
        assert told in someone.heard, lines
        assert not any(isinstance(act, Park | End) for act in someone.last)


def test_after_a_queue_number_was_drawn_it_stays_here(citizen, tmp_path) -> None:
    """Under the name of another conversation, which is part of the idempotency key, it could be drawn again."""
    (tmp_path / "drawn.yaml").write_text(DRAWN, encoding="utf-8")
    someone = begun(citizen, "phone", load_library(tmp_path))
    someone.answers["queue.take"] = {"排队号": "A007"}
    someone.say("领号办事", "同意", ID)
    assert [call.api for call in someone.calls] == ["queue.take"]
    someone.say("我去大厅接着办")
    assert "换不了地方" in someone.heard
    assert not any(isinstance(act, Park | End) for act in someone.last)


def test_inside_a_service_its_question_is_asked_again(citizen, library) -> None:
    someone = begun(citizen, "phone", library).say("我的社保卡丢了", "同意", "接着上次没办完的")
    assert someone.state.question.slot == "身份证号"


@pytest.mark.parametrize("text", ["这个怎么办理好", "我还没办完呢", "到大厅办", "去窗口办", "接着办", "继续办理"])
def test_what_is_no_such_command(text: str) -> None:
    assert read_command(text) not in ("park", "claim")
