"""您是想问…？ is dropped by whatever does not choose one: the answer to the open question, 不问了, another question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue.machine.state import Question


@pytest.fixture
def topics(library) -> tuple[str, ...]:
    """Two passages that have nothing to do with what is said below."""
    return tuple(name for name in library.knowledge.passages if name.startswith("bdc"))[:2]


def asked(citizen, topics, *, several: bool = True):
    """Ask which question was meant, whatever was said before it."""
    options = topics if several else topics[:1]
    citizen.state = replace(citizen.state, interjection=Question("topic", options=options, value="那个咋弄"))
    return citizen


@pytest.fixture
def at_way(citizen):
    return citizen.say("社保卡丢了", "同意").card()


@pytest.mark.parametrize("several", [True, False])
@pytest.mark.parametrize("line", ["正式挂失", "就正式吧", "那就临时挂失吧", "要正式的", "我选正式挂失", "临时的就行"])
def test_an_answer_to_the_open_question(at_way, topics, line: str, several: bool) -> None:
    asked(at_way, topics, several=several).say(line)
    assert at_way.state.has("挂失方式") or at_way.state.question.kind == "readback"
    assert at_way.state.interjection is None


@pytest.mark.parametrize("several", [True, False])
def test_a_number_that_the_form_asks_for(citizen, topics, several: bool) -> None:
    citizen.say("社保卡丢了", "同意").card().say("临时挂失")
    asked(citizen, topics, several=several).say("13800138000")
    assert citizen.state.question.value == "13800138000"


@pytest.mark.parametrize("several", [True, False])
@pytest.mark.parametrize(
    "line",
    [
        "不问了，接着办", "嗯，办吧", "不问了", "接着办吧", "没事了，继续办", "算了不问了，你接着办",
        "不用问了，往下办",
        "没什么，继续", "好，接着来", "行，给我办吧", "继续吧", "先办吧",
    ],
)  # fmt: skip
def test_the_business_goes_on(at_way, at_confirm, topics, line: str, several: bool) -> None:
    asked(at_confirm, topics, several=several).say(line)
    assert at_confirm.state.interjection is None
    assert at_confirm.state.question.kind == "confirm"
    assert "对吗" in at_confirm.heard
    assert [call.api for call in at_confirm.calls] == ["sbk.status"]


@pytest.mark.parametrize("several", [True, False])
@pytest.mark.parametrize(
    "line",
    [
        "不是，我问挂失以后还能看病吗", "都不是，我想问挂失以后能不能看病", "不对，我是问挂失以后还能看病不",
        "我不是问这个，挂失以后还能看病吗",
        "不是这个，挂失了还能看病吗", "不是不是，我问的是挂失以后还能看病吗",
    ],
)  # fmt: skip
def test_another_question_behind_a_no(at_confirm, topics, line: str, several: bool) -> None:
    asked(at_confirm, topics, several=several).say(line)
    again = at_confirm.state.interjection
    assert "question answered" in at_confirm.notes or (again and not set(again.options) & set(topics))
    assert at_confirm.state.question.kind == "confirm"
    assert len(at_confirm.calls) == 1


def test_what_was_not_meant_is_not_asked_about_again(at_confirm) -> None:
    at_confirm.say("这个挂失了以后钱会咋样")
    first = at_confirm.state.interjection.options
    at_confirm.say("不是，我问这个钱会不会少")
    again = at_confirm.state.interjection
    assert again is None or not set(again.options) & set(first)


@pytest.mark.parametrize("line", ["不办了", "算了，不挂失了", "取消", "我不想挂失了"])
def test_giving_up(at_confirm, topics, line: str) -> None:
    asked(at_confirm, topics).say(line)
    assert at_confirm.state.interjection.kind == "cancel"


@pytest.mark.parametrize("line", ["上一步", "手机号不对", "要正式的，不是临时的"])
def test_a_correction_or_a_command(at_confirm, topics, line: str) -> None:
    asked(at_confirm, topics).say(line)
    assert at_confirm.state.interjection is None
    assert len(at_confirm.calls) == 1


@pytest.mark.parametrize("line", ["对", "是的", "好的", "确认提交", "那就提交吧", "嗯对，钱什么时候到", "不是，提交吧"])
def test_nothing_is_filed(at_confirm, topics, line: str) -> None:
    asked(at_confirm, topics).say(line)
    assert [call.api for call in at_confirm.calls] == ["sbk.status"]


def test_what_is_not_understood_puts_the_open_question(at_way, topics) -> None:
    asked(at_way, topics).say("今天真热")
    assert at_way.state.interjection is None
    assert at_way.expects == "option"


def test_the_consent_is_given_by_its_own_word(citizen, topics) -> None:
    citizen.say("社保卡丢了")
    asked(citizen, topics, several=False).say("同意")
    assert citizen.state.consented


def test_a_mere_yes_there_is_no_consent(citizen, topics) -> None:
    citizen.say("社保卡丢了")
    asked(citizen, topics, several=False).say("对")
    assert not citizen.state.consented


@pytest.mark.parametrize("line", ["对", "嗯嗯", "确认", "好的"])
def test_a_second_yes_puts_the_open_question(at_confirm, topics, line: str) -> None:
    asked(at_confirm, topics).say("对")
    assert at_confirm.state.interjection is not None
    at_confirm.say(line)
    assert at_confirm.state.interjection is None
    assert at_confirm.state.question.kind == "confirm"
    assert len(at_confirm.calls) == 1
