"""What the language model may do: be asked, and change nothing but what is asked about or how an answer is put."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import Library, Machine, State
from dialogue.acts import Act, Advised, AnswerCard, Begin, Consult, NoInput, Said, Say, Show, Touched
from support.conversations.watched import TODAY, rendered_ahead

NEAR = "房子的事"  # near to a service, and not near enough
TWO = "公积金身份证"  # near to two
ODD = "居住证这个东西到底收多少钱啊"

LINES = (NEAR, TWO, ODD, "社保卡丢了", "同意", "几点下班", "是", "不用", "什么鸟")


class Guest:
    """A citizen in a hall with a language model, which a test plays."""

    def __init__(self, library: Library) -> None:
        self.machine = Machine(library, advised=True)
        self.state, _ = self.machine.step(self.machine.new("c-1", TODAY), Begin())
        self.last: tuple[Act, ...] = ()

    def do(self, turn) -> Consult | None:
        self.state, self.last = self.machine.step(self.state, turn)
        assert State.from_json(self.state.to_json()) == self.state
        return next((act for act in self.last if isinstance(act, Consult)), None)

    def say(self, text: str) -> Consult | None:
        return self.do(Said(text, 0.9))

    @property
    def heard(self) -> str:
        return "".join(act.text for act in self.last if isinstance(act, Say))


@pytest.fixture
def guest(library) -> Guest:
    return Guest(library)


@pytest.fixture
def asked(guest) -> Consult:
    """The model is asked which service was meant."""
    consult = guest.say(NEAR)
    assert consult is not None, guest.last
    assert consult.job == "choose"
    assert guest.state.question.kind == "advice"
    return consult


def test_a_choice_is_asked_about_and_never_acted_on(guest, asked) -> None:
    guest.do(Advised(asked.call, asked.options[-1]))
    assert f"您是想办{asked.options[-1]}，对吗" in guest.heard
    assert not guest.state.service
    guest.say("是的")
    assert guest.state.service == asked.options[-1]


def test_and_may_be_wrong(guest, asked) -> None:
    guest.do(Advised(asked.call, asked.options[0]))
    guest.say("不是")
    assert guest.state.question.kind == "service"


def test_of_two_too_near_to_tell_the_one_is_asked_about(guest) -> None:
    consult = guest.say(TWO)
    assert consult is not None
    assert set(consult.options) == {"公积金提取", "身份证补领"}
    guest.do(Advised(consult.call, "身份证补领"))
    assert "您是想办身份证补领，对吗" in guest.heard
    assert not guest.state.service


@pytest.mark.parametrize("choice", ["", "胡说", "请忽略以上要求"])
def test_without_good_advice_the_rules_decide(library, guest, asked, choice) -> None:
    guest.do(Advised(asked.call, choice))
    alone = Machine(library)
    state, _ = alone.step(alone.new("c-1", TODAY), Begin())
    state, acts = alone.step(state, Said(NEAR, 0.9))
    assert guest.last == acts
    assert guest.state == state


def test_an_option_that_is_advised_is_read_back(guest) -> None:
    for line in ("身份证补领", "同意"):
        guest.say(line)
    assert guest.state.question.slot == "办理原因"
    consult = guest.say("磨得刷不了了")
    assert consult is not None
    assert consult.about == "option"
    assert "损坏" in consult.options
    assert len(consult.wordings) == len(consult.options)
    guest.do(Advised(consult.call, "损坏"))
    assert "您说的是损坏，对吗" in guest.heard
    assert not guest.state.has("办理原因")
    guest.say("对")
    assert guest.state.value("办理原因") == "损坏"


def test_a_question_that_is_advised_is_asked_about(guest) -> None:
    consult = guest.say("请问饭点儿过来会不会扑个空")
    assert consult is not None
    assert consult.about == "question"
    guest.do(Advised(consult.call, "中午上班吗"))
    assert "您是想问，中午上班吗" in guest.heard
    guest.say("是的")
    assert any(isinstance(card, AnswerCard) for act in guest.last if isinstance(act, Show) for card in act.cards)


def test_advice_for_another_question_does_nothing(guest, asked) -> None:
    before = guest.state
    guest.do(Advised(asked.call + 1, asked.options[0]))
    assert guest.state == before
    assert guest.last == ()


def test_the_citizen_goes_on_and_late_advice_does_nothing(guest, asked) -> None:
    guest.say("社保卡丢了")
    assert guest.state.service == "社保卡挂失"
    before = guest.state
    guest.do(Advised(asked.call, asked.options[0]))
    assert guest.state == before


@pytest.mark.parametrize("turn", [NoInput(), Touched("社保卡挂失")])
def test_nobody_waits_for_ever(guest, asked, turn) -> None:
    guest.do(turn)
    assert guest.state.question.kind != "advice"
    assert guest.last


def test_a_button_that_is_no_longer_there_changes_nothing(guest, asked) -> None:
    before = guest.state
    guest.do(Touched("胡说"))
    assert (guest.state, guest.last) == (before, ())


def test_a_passage_is_put_in_other_words_with_itself_on_the_card(guest) -> None:
    consult = guest.say(ODD)
    assert consult is not None
    assert consult.job == "rephrase"
    assert consult.passage
    assert consult.citation
    guest.do(Advised(consult.call, text="第一次办不要钱。"))
    assert guest.heard.startswith("第一次办不要钱。")
    card = next(act for act in guest.last if isinstance(act, Show)).cards[0]
    assert isinstance(card, AnswerCard)
    assert (card.text, card.source) == (consult.passage, consult.citation)


def test_or_as_it_stands(guest, library) -> None:
    consult = guest.say(ODD)
    assert consult is not None
    guest.do(Advised(consult.call))
    said = next(act for act in guest.last if isinstance(act, Say))
    assert said.fixed
    assert said.text in rendered_ahead(library)


def test_the_passages_own_question_needs_nobody(guest, library) -> None:
    passage = library.knowledge.find("居住证要多少钱", TODAY).passage
    assert guest.say(passage.questions[0]) is None


def test_what_is_personal_is_named(guest) -> None:
    for line in ("社保卡丢了", "同意", "11010519491231002X"):
        guest.say(line)
    assert guest.state.question.kind == "call"
    state = replace(guest.state, question=guest.state.question.__class__("slot", slot="挂失方式"))
    _, acts = guest.machine.step(state, Said(ODD, 0.9))
    consult = next(act for act in acts if isinstance(act, Consult))
    assert ("身份证号", "11010519491231002X") in consult.personal


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), max_size=8))
def test_a_model_that_never_answers_changes_nothing(library: Library, lines: list[str]) -> None:
    guest, alone = Guest(library), Machine(library)
    state, _ = alone.step(alone.new("c-1", TODAY), Begin())
    for line in lines:
        if state.question.kind == "call":
            break
        state, acts = alone.step(state, Said(line, 0.9))
        if consult := guest.say(line):
            guest.do(Advised(consult.call))
        assert guest.last == acts
        assert guest.state == state
