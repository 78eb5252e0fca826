"""Where free text, an address or a name is asked for, only an utterance that is nothing but a command is one."""

from __future__ import annotations

import pytest

from dialogue.acts import Alert
from tests.dialogue.conversations.test_kept_as_typed import at

#: Complaints that hold the words of a command, a refusal, a mood, small talk, a question, an intent or a past danger.
COMPLAINTS = str.split(
    """
    太吵了 声音太大了 人工客服打不通 不发工资 没有暖气 拒绝退款 工作人员态度差 取消订单不退钱 小区垃圾 服务态度太差了
    保安骂我傻逼 物业不作为等了三个月
    居住证办得太慢 社保卡挂失难 小区物业不民主 为什么路灯没人修？ 再说一遍也没用 返回的押金少了
    路灯坏了什么时候修啊没人管 楼道着火隐患 上个月楼下着火没人管
    去年工地有人掉下去了没人管 楼上经常打架 报警了没人来 打120没人接 楼下声音大一点都不消停 帮助老人的政策没落实
    听不见广播 重新开始收费 小区音量调高了没人管 跟机器说话没用 上一个问题没解决 取消业务员提成 工作人员叫不来
    """
)
COMMANDS = {
    "我要人工": "human", "说慢一点": "slower", "再说一遍": "repeat", "不办了": "cancel", "返回": "back",
    "麻烦你再说一遍好吗": "repeat", "我不想办了": "cancel",
    "请转人工，谢谢": "human", "大声一点": "louder", "帮我找个工作人员": "human", "上一步": "back",
    "音量调大些": "louder", "把声音开高一点": "louder", "你讲得太快，慢些": "slower",
    "没听见，再念一遍给我听": "repeat", "全部重新来过吧": "restart",
    "结束本次业务": "cancel", "懒得跟机器人聊，换个真人来": "human", "前面那个填错了，回到上一题": "back",
}  # fmt: skip


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_complaint_is_what_is_told(citizen, text, confidence) -> None:
    at(citizen, "诉求内容").say(text, confidence=confidence)
    assert citizen.state.value("诉求内容") == text
    assert citizen.state.question.slot == "紧急程度"
    assert not citizen.ended
    assert not [act for act in citizen.all if isinstance(act, Alert)]


@pytest.mark.parametrize("slot", ["诉求内容", "事发地点", "姓名"])
@pytest.mark.parametrize(("text", "command"), COMMANDS.items())
def test_a_command_alone_is_one(citizen, slot, text, command) -> None:
    at(citizen, slot).say(text)
    assert ("command", command) in [(act.what, act.detail) for act in citizen.last if hasattr(act, "what")]
    assert not citizen.state.has(slot)


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("不锈钢厂宿舍3号楼", "不锈钢厂宿舍3号楼"), ("帮助街三号", "帮助街3号"), ("人工湖小区2栋", "人工湖小区2栋"),
        ("取消路5号", "取消路5号"),
        ("紧急救援中心宿舍", "紧急救援中心宿舍"), ("返程路八号", "返程路8号"), ("没有巷6号", "没有巷6号"),
        ("垃圾站旁边", "垃圾站旁边"),
    ],
)  # fmt: skip
def test_an_address_is_what_is_told(citizen, spoken, value) -> None:
    at(citizen, "事发地点").say(spoken)
    assert citizen.state.value("事发地点") == value
    assert not citizen.state.prefilled


@pytest.mark.parametrize("text", ["谢谢", "居住证要多少钱", "我要办居住证", "气死我了", "你个混蛋", "没有", "好的"])
def test_what_is_nothing_but_something_else_is_not_told(citizen, text) -> None:
    at(citizen, "诉求内容").say(text)
    assert not citizen.state.has("诉求内容")


def test_a_correction_alone_corrects(citizen) -> None:
    at(citizen, "诉求内容").say("事发地点错了")
    assert citizen.state.question.slot == "事发地点"


NOW = {
    "着火了": "fire", "帮我打120": "medical", "叫警察": "violence", "我要杀了他": "violence", "我带了刀": "violence",
    "孩子丢了": "missing",
    "有人掉下去了": "medical", "有人抢我包": "crime", "我被困在电梯里了": "rescue", "我家着火了，快来人": "fire",
}  # fmt: skip


@pytest.mark.parametrize("slot", ["事发地点", "事发日期", "诉求内容", "姓名", "手机号"])
@pytest.mark.parametrize(("text", "kind"), NOW.items())
def test_danger_counts_wherever_one_is(citizen, slot, text, kind) -> None:
    at(citizen, "姓名" if slot == "手机号" else slot)
    if slot == "手机号":
        citizen.say("王小明")
    citizen.say(text)
    assert [act.kind for act in citizen.all if isinstance(act, Alert)] == [kind]
    assert citizen.handed_off == "danger"


@pytest.mark.parametrize(("text", "kind"), NOW.items())
def test_danger_counts_before_anything_and_at_the_end(citizen, at_confirm, text, kind) -> None:
    at_confirm.say(text)
    assert Alert in map(type, at_confirm.all)
    assert at_confirm.handed_off == "danger"
    assert not any(call.key for call in at_confirm.calls)


def test_danger_that_may_be_over_is_met_and_the_complaint_is_kept(citizen) -> None:
    at(citizen, "诉求内容").say("我家孩子在学校被打了")
    assert [act.kind for act in citizen.all if isinstance(act, Alert)] == ["violence"]
    assert citizen.state.value("诉求内容") == "我家孩子在学校被打了"


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", ["楼下着火了没人管", "电线掉下来了没人来", "我要炸了政府"])
def test_a_present_danger_in_a_complaint_fetches_staff_and_keeps_what_was_told(citizen, text, confidence) -> None:
    at(citizen, "诉求内容").say(text, confidence=confidence)
    assert [act for act in citizen.all if isinstance(act, Alert)]
    assert citizen.handed_off == "danger"
    assert citizen.state.value("诉求内容") == text


@pytest.mark.parametrize("text", ["前天有人跳楼，小区不管", "上周有住户跳楼，物业不处理"])
def test_a_complaint_about_the_past_ends_nothing(citizen, text) -> None:
    at(citizen, "诉求内容").say(text)
    assert citizen.state.value("诉求内容") == text
    assert not citizen.ended


COMPLAINT = ("我要投诉", "同意", "投诉")
SHOP = ("我要开个小卖部", "同意", "新办", "11010519491231002X")
FLAT = ("办居住证", "同意", "满了", "我在这边打工", "11010519491231002X")


@pytest.mark.parametrize(
    "text",
    [
        "算了不投诉了", "不想说了", "没事了", "我考虑一下", "我再想想", "没什么好说的", "怎么说呢",
        "你刚才说什么我没听见",
    ],
)  # fmt: skip
def test_what_tells_nothing_is_no_content(citizen, text) -> None:
    citizen.say(*COMPLAINT, "和平路八号", "昨天", "跳过", text)
    assert not citizen.state.has("诉求内容")


@pytest.mark.parametrize("text", ["不发工资", "没有暖气", "单位说不退钱了", "我没拿到工资，一直让我转人工"])
def test_what_tells_something_is(citizen, text) -> None:
    citizen.say(*COMPLAINT, "和平路八号", "昨天", "跳过", text)
    assert citizen.state.value("诉求内容") == text


@pytest.mark.parametrize("confidence", [0.8, 1])
@pytest.mark.parametrize(
    ("before", "slot", "text", "value"),
    [
        (FLAT, "居住地址", "和平路一号，不，二号", "和平路二号"),
        (FLAT, "居住地址", "和平路一号二楼，不对，三楼", "和平路一号三楼"),
        ((*SHOP, "王小明"), "店名", "老王面馆不对叫小王面馆", "小王面馆"),
        ((*SHOP, "王小明"), "店名", "不叫老王面馆叫小王面馆", "小王面馆"),
        ((*SHOP, "王小明"), "店名", "不二家面馆", "不二家面馆"),
        (COMPLAINT, "事发地点", "和平路一号，不，二号", "和平路2号"),
        (SHOP, "姓名", "黄小明不是黄是王", "王小明"),
    ],
)
def test_what_is_put_right_is_kept_right(citizen, confidence, before, slot, text, value) -> None:
    citizen.say(*before).say(text, confidence=confidence)
    asked = citizen.state.question  # a place of which a part was put right is read back
    assert (asked.value if asked.kind == "readback" else citizen.state.value(slot)) == value


@pytest.mark.parametrize("text", ["和平路八号转人工", "和平路八号，转人工吧"])
def test_a_human_called_for_behind_an_address_comes(citizen, text) -> None:
    citizen.say(*COMPLAINT, text)
    assert citizen.handed_off == "asked"
