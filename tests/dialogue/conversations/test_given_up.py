"""Giving up in ordinary words; a denial of what a citizen is taken to want; despair and stolen money."""

from __future__ import annotations

import pytest

from dialogue.acts import Alert


@pytest.mark.parametrize(
    "line",
    [
        "不挂了，找到了嘛", "那就别挂了", "哎不挂了", "不挂了，卡在兜里呢", "找到了，不挂了", "卡找着了，不用挂了",
        "算了，卡在家里",
        "不办了，卡没丢", "别挂了，翻到了", "不挂了，原来在包里",
    ],
)  # fmt: skip
def test_at_the_confirmation(at_confirm, line: str) -> None:
    at_confirm.say(line)
    assert at_confirm.state.interjection.kind == "cancel"
    assert len(at_confirm.calls) == 1


@pytest.mark.parametrize(
    "line",
    [
        "没有了", "没事了", "不用了，卡在兜里呢", "不用了，找到了", "不办了，找着了", "找到了，不用了", "没别的事了",
        "不要了，卡没丢",
        "没有了谢谢", "不用了，在包里",
    ],
)  # fmt: skip
def test_asked_whether_to_give_up(at_confirm, line: str) -> None:
    at_confirm.say("取消", line)
    assert at_confirm.ended == "cancelled"


@pytest.mark.parametrize("line", ["不用", "不是", "接着办", "我没说不办", "要办", "继续"])
def test_going_on(at_confirm, line: str) -> None:
    at_confirm.say("取消", line)
    assert not at_confirm.ended


@pytest.mark.parametrize("line", ["不是正式挂失", "不是临时挂失", "不要正式的", "我说的不是临时"])
def test_a_denied_option_gives_up_nothing(citizen, line: str) -> None:
    citizen.say("社保卡丢了", "同意").card().say(line)
    assert citizen.state.interjection is None


@pytest.mark.parametrize(
    "line",
    [
        "公积金我不想取，留着以后买房", "居住证我早有了，不用办", "不动产不用查了，我知道", "身份证我不补了",
        "我没有要投诉",
        "我不是来投诉的", "社保卡没丢", "我不办居住证", "营业执照不用办", "优待证我不领了，我有",
    ],
)  # fmt: skip
def test_a_denial_is_taken_as_it_is(citizen, line: str) -> None:
    citizen.say(line)
    assert not citizen.state.service
    assert citizen.state.interjection is None
    assert "还不会办" not in citizen.heard
    assert citizen.state.question.kind == "service"


@pytest.mark.parametrize("line", ["我社保卡没丢，就是来问问", "社保卡不挂失，我就问问", "不补身份证，我是来打听一下"])
def test_who_only_asks_is_asked_what(citizen, line: str) -> None:
    citizen.say(line)
    assert "您想问什么" in citizen.heard


def test_a_denial_with_another_wish_is_a_wish(citizen) -> None:
    citizen.say("不办居住证，我要挂失社保卡")
    assert citizen.state.service == "社保卡挂失"


@pytest.mark.parametrize(
    "line",
    [
        "我不想活了，活着没意思", "活不下去了", "我想死", "活够了", "死了算了", "不如死了算了", "我活腻了",
        "活着真没意思", "让我去死",
        "一了百了算了",
    ],
)  # fmt: skip
@pytest.mark.parametrize("served", [False, True])
def test_despair_calls_a_human(citizen, line: str, served: bool) -> None:
    if served:
        citizen.say("社保卡丢了", "同意")
    citizen.say(line)
    assert "幺二三五六" in citizen.heard
    assert citizen.handed_off == "danger"


@pytest.mark.parametrize(
    "line",
    [
        "我卡里的钱被人转走了", "钱被骗走了", "我的养老金被人取走了", "存款让人给转走了", "有人把我卡里的钱取走了",
        "卡被盗刷了",
        "我妈的钱被骗子骗光了", "余额被人刷光了", "卡里的钱都被划走了", "骗子把我的钱转走了",
    ],
)  # fmt: skip
def test_stolen_money_calls_the_line_the_bank_and_a_human(citizen, line: str) -> None:
    citizen.say(line)
    assert Alert("drained", "96110") in citizen.all or Alert("fraud", "96110") in citizen.all
    assert "九六幺幺零" in citizen.heard
    assert "银行" in citizen.heard
    assert citizen.handed_off == "danger"


@pytest.mark.parametrize(
    "line",
    [
        "钱包被偷了，身份证在里面", "公积金怎么取走", "社保卡被人偷走了", "我想把公积金的钱转走", "钱取光了还能再取吗",
        "医保卡里的钱能取走吗", "我把钱都取走了",
    ],
)  # fmt: skip
def test_no_money_was_stolen(citizen, line: str) -> None:
    citizen.say(line)
    assert not citizen.handed_off


PLAIN_QUESTIONS = [
    "有了优待证坐火车便宜不", "居住证能干啥", "有居住证孩子能上学不", "公积金是谁的钱", "社保卡挂失要不要钱",
    "居住证管几年", "优待证有啥用",
    "违章罚多少钱", "营业执照要年年审吗", "临时挂失管几天",
]  # fmt: skip


@pytest.mark.parametrize("line", PLAIN_QUESTIONS)
def test_a_plain_question_is_not_asked_whether_it_is_one(citizen, line: str) -> None:
    citizen.say(line)
    assert "还是问一下" not in citizen.heard
    assert not citizen.state.service
