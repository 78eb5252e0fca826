"""What the clerk does with a first line: only a wish begins a service."""

from __future__ import annotations

import pytest

from dialogue.acts import Alert, KnowledgeGap


@pytest.mark.parametrize(
    "line",
    [
        "社保卡怎么激活", "社保卡密码忘了怎么办", "社保卡能取钱吗", "上个月办的居住证好了没有", "把预约取消掉",
        "没带身份证能办吗", "临时身份证多少钱", "公积金还有多少钱", "居住证要带几张照片", "我那居住证还要等多久啊",
        "身份证补好了没有", "社保卡去哪个窗口领", "我先打听一下公积金怎么个提法", "谢谢你，公积金的事我明白了",
    ],
)  # fmt: skip
def test_what_is_no_wish_begins_nothing(citizen, line) -> None:
    citizen.say(line)
    assert not citizen.state.service


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("刚搬来这边上班，想办个暂住证", "居住证办理"),
        ("我要投诉人民路18号楼下的烧烤摊，昨天半夜吵得睡不着", "12345诉求登记"),
        ("建议你们周六也上班", "12345诉求登记"),
        ("昨天投诉的事怎么样了", "工单进度查询"),
        ("我上礼拜反映的路灯有人管没有", "工单进度查询"),
    ],
)
def test_a_wish_a_report_and_a_follow_up_begin_theirs(citizen, line, service) -> None:
    citizen.say(line)
    assert citizen.state.service == service


def test_a_situation_that_names_a_service_is_asked_about(citizen) -> None:
    citizen.say("钱包丢了，身份证也在里面")
    assert citizen.state.question.options == ("身份证补领",)
    citizen.say("对")
    assert citizen.state.service == "身份证补领"


def test_progress_is_told_honestly(citizen) -> None:
    citizen.say("上个月办的居住证好了没有")
    assert "公安窗口" in citizen.heard
    assert citizen.state.interjection.kind == "human"


def test_a_noun_alone_is_asked_about_and_either_answer_is_taken(citizen) -> None:
    citizen.say("居住证")
    assert "还是问一下" in citizen.heard
    citizen.say("问一下")
    assert "您想问什么" in citizen.heard
    assert citizen.state.question.kind == "service"
    citizen.say("居住证", "要办")
    assert citizen.state.service == "居住证办理"


@pytest.mark.parametrize("line", ["你是真人还是机器人", "你是AI吧", "你会不会骗我", "跟我说话的是不是真人啊"])
def test_it_says_that_it_is_artificial_intelligence(citizen, line) -> None:
    citizen.say(line)
    assert "人工智能" in citizen.heard
    assert citizen.expects == "service"


def test_fraud(citizen) -> None:
    citizen.say("有人说我社保卡涉嫌洗钱要我转账")
    assert "九六幺幺零" in citizen.heard
    assert [act for act in citizen.last if isinstance(act, Alert)] == [Alert("fraud", "96110")]


def test_another_language_gets_a_sentence_and_then_a_colleague(citizen) -> None:
    citizen.say("can you speak English please")
    assert "Sorry" in citizen.heard
    citizen.say("I want to extend my visa")
    assert citizen.state.ended == "handoff"


@pytest.mark.parametrize("line", ["我不识字", "字太小看不见", "看不懂这个"])
def test_who_cannot_read_is_read_to(citizen, line) -> None:
    citizen.say(line)
    assert citizen.state.interjection is None or citizen.state.interjection.kind == "human"
    assert "没听明白" not in citizen.heard


@pytest.mark.parametrize("line", ["不查了", "那就算了", "谢谢不用了", "不用了谢谢", "再见", "没事了，我走了"])
def test_leaving(citizen, line) -> None:
    citizen.say(line)
    assert citizen.state.ended


@pytest.mark.parametrize(("before", "service"), [("居住证要多少钱", "居住证办理"), ("优待证有什么用", "优待证申领")])
def test_a_wish_for_what_was_just_spoken_of(citizen, before, service) -> None:
    citizen.say(before, "那给我办一个吧")
    assert citizen.state.question.options == (service,)


@pytest.mark.parametrize("line", ["那给我办一个", "办一下", "帮我弄一个吧"])
def test_a_wish_for_nothing_is_asked_what_for(citizen, line) -> None:
    citizen.say(line)
    assert not citizen.state.service
    assert citizen.state.question.kind == "service"


@pytest.mark.parametrize("line", ["捡到身份证", "捡到一张身份证", "身份证捡到了", "捡到别人的社保卡怎么办"])
def test_what_was_found_is_not_replaced(citizen, line) -> None:
    citizen.say(line)
    assert not citizen.state.service
    assert citizen.state.question.kind == "service"


def test_a_question_without_a_passage_is_a_gap(citizen) -> None:
    citizen.say("社保卡能取钱吗")
    assert [act for act in citizen.last if isinstance(act, KnowledgeGap)] or citizen.state.interjection.kind == "topic"
