"""您是想问：甲，乙，还是丙？ Several questions that may have been meant, one of which is chosen."""

from __future__ import annotations

import pytest

from dialogue.acts import AnswerCard, ChoicesCard, Expect, Keyed, KnowledgeGap, Note, Touched
from dialogue.machine.prompts.cards import OTHER

UNSURE = "居住证拿了有啥子搞头啊"


@pytest.fixture
def asked(citizen):
    citizen.say(UNSURE)
    assert citizen.state.interjection.kind == "topic"
    assert len(citizen.state.interjection.options) == 3
    return citizen


def test_three_are_said_and_shown_and_none_may_be_meant(asked) -> None:
    card = asked.cards[-1]
    assert isinstance(card, ChoicesCard)
    labels = [option.label for option in card.options]
    assert labels[-1] == OTHER
    assert len(labels) == 4
    assert all(label in asked.heard for label in labels[:-1])
    assert asked.expects == "option"
    expect = next(act for act in asked.last if isinstance(act, Expect))
    assert set(labels[:-1]) <= set(expect.biasing_phrases)


def test_one_is_touched(asked) -> None:
    name = asked.state.interjection.options[1]
    asked.do(Touched(name))
    answer = asked.cards[0]
    assert isinstance(answer, AnswerCard)
    assert answer.id == f"answer:{name}"
    assert asked.state.interjection is None
    assert not [act for act in asked.all if isinstance(act, KnowledgeGap)]


@pytest.mark.parametrize(("said", "place"), [("第二个", 1), ("第三个", 2), ("一", 0), ("最后一个", 2)])
def test_one_is_said_by_its_place(asked, said: str, place: int) -> None:
    name = asked.state.interjection.options[place]
    asked.say(said)
    assert asked.cards[0].id == f"answer:{name}"


def test_one_is_said_by_its_words(asked) -> None:
    passage = asked.machine.library.knowledge.passages[asked.state.interjection.options[2]]
    asked.say(passage.questions[0])
    assert asked.cards[0].id == f"answer:{passage.id}"


@pytest.mark.parametrize("said", ["都不是", "不是", "哪个都不是"])
def test_none_is_meant(asked, said: str) -> None:
    asked.say(said)
    assert "答不上来" in asked.heard
    assert [act.question for act in asked.all if isinstance(act, KnowledgeGap)] == [UNSURE]


def test_none_is_meant_by_touch(asked) -> None:
    asked.do(Touched(OTHER))
    assert "答不上来" in asked.heard


def test_yes_alone_chooses_none(asked) -> None:
    asked.say("是的")
    assert "第几个" in asked.heard
    assert asked.state.interjection.kind == "topic"


def test_another_question_is_answered(asked) -> None:
    asked.say("社保卡挂失收费吗")
    assert isinstance(asked.cards[0], AnswerCard)
    assert asked.cards[0].title == "挂失社保卡要钱吗"


def test_a_wish_goes_on(asked) -> None:
    asked.say("我要办居住证")
    assert asked.state.service == "居住证办理"


def test_keys_choose_on_the_phone(caller) -> None:
    caller.say(UNSURE)
    name = caller.state.interjection.options[1]
    caller.do(Keyed("2"))
    assert Note("question answered", name) in caller.last
    caller.say(UNSURE)
    caller.do(Keyed("4"))
    assert "答不上来" in caller.heard


def test_in_a_service_the_form_goes_on(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(UNSURE, "第一个")
    assert isinstance(citizen.cards[0], AnswerCard)
    assert citizen.expects == "option"
    citizen.say("正式")
    assert citizen.expects == "phone"


def _guessed_at(citizen):
    """The reason of a residence permit is asked for, and a question is guessed at."""
    citizen.say("办居住证", "同意", "满了", "租房子和孩子上小学算哪个")
    assert citizen.state.interjection is not None
    return citizen


@pytest.mark.parametrize("text", ["不问了，接着办", "算了不问了", "那先办吧"])
def test_a_guessed_question_can_be_dropped(citizen, text) -> None:
    _guessed_at(citizen).say(text)
    assert citizen.state.interjection is None
    assert citizen.state.question.slot == "办理事由"


@pytest.mark.parametrize("text", ["住所", "就算住所吧", "算租房吧", "那就住所"])
def test_an_answer_to_the_open_question_closes_it(citizen, text) -> None:
    _guessed_at(citizen).say(text)
    assert citizen.state.interjection is None
    assert "住所" in (citizen.state.value("办理事由"), citizen.state.question.value)
