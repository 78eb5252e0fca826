"""An answer that carries another question's number answers nothing; one that came too early commits to nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import Machine, stands_alone
from dialogue.acts import Begin, Call, CardRead, Expect, Keyed, Note, Said, Touched, Turn

ANSWERS: list[Turn] = [
    Touched("是"), Touched("否"), Touched("非常满意"), Touched("取消"), Keyed("1"), Keyed("0"), Said("对"),
    Said("同意"), Said("不对"), Said("非常满意"), CardRead("王小明", "11010519491231002X"),
]  # fmt: skip


def asked(citizen) -> Expect:
    return next(act for act in reversed(citizen.all) if isinstance(act, Expect))


def test_every_asking_has_a_number_of_its_own(at_confirm) -> None:
    numbers = [act.ask for act in at_confirm.all if isinstance(act, Expect)]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == at_confirm.state.asked


def test_what_commits_is_the_consent_the_confirmation_and_the_rating(at_confirm) -> None:
    at_confirm.say("对", "满意")
    asked = [act for act in at_confirm.all if isinstance(act, Expect)]
    assert [act.kind for act in asked if act.commits] == ["yesno", "yesno", "rating"]


@pytest.mark.parametrize("turn", ANSWERS)
@pytest.mark.parametrize("off", [-1, -3, 1])
def test_a_late_answer_does_nothing(at_confirm, turn: Turn, off: int) -> None:
    before = at_confirm.state
    acts = at_confirm.do(replace(turn, ask=before.asked + off))  # type: ignore[call-arg]
    assert acts == ()
    assert at_confirm.state == before


@pytest.mark.parametrize("turn", [Touched("是"), Keyed("1"), Said("对")])
def test_an_answer_to_the_open_question_counts(at_confirm, turn: Turn) -> None:
    at_confirm.do(replace(turn, ask=at_confirm.state.asked))  # type: ignore[call-arg]
    assert "sbk.loss" in [call.api for call in at_confirm.calls]


def test_an_answer_to_the_slot_before_is_none_to_the_confirmation(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "11010519491231002X", "临时挂失")
    machine: Machine = citizen.machine
    before = citizen.state
    waiting, _ = machine.step(before, Said("13800138000", 1.0))
    assert waiting.question.kind == "confirm"
    for turn in ANSWERS:
        assert machine.step(waiting, replace(turn, ask=before.asked))[1] == ()  # type: ignore[call-arg]


def test_a_call_makes_everything_before_it_late(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    number = citizen.state.asked
    state, acts = citizen.machine.step(citizen.state, Keyed("11010519491231002X", ask=number))
    assert any(isinstance(act, Call) for act in acts)
    for turn in ANSWERS:
        assert citizen.machine.step(state, replace(turn, ask=number))[1] == () or isinstance(turn, Said)  # type: ignore[call-arg]


def test_a_late_command_is_obeyed_and_late_danger_is_met(at_confirm) -> None:
    at_confirm.do(Said("取消", 0.9, ask=0))
    assert at_confirm.state.interjection is not None
    assert at_confirm.state.interjection.kind == "cancel"
    at_confirm.do(Said("着火了", 0.9, ask=0))
    assert at_confirm.handed_off == "danger"
    assert stands_alone("取消")
    assert stands_alone("着火了")
    assert not stands_alone("对")


def test_a_late_cancel_is_not_the_yes_to_are_you_sure(at_confirm) -> None:
    at_confirm.say("取消")
    at_confirm.do(Said("取消", 0.9, ask=0))
    assert not at_confirm.ended


@pytest.mark.parametrize("text", ["对", "没问题", "确认提交", "好的"])
def test_an_early_yes_confirms_nothing_and_is_asked_again(at_confirm, text: str) -> None:
    number = at_confirm.state.asked
    at_confirm.do(Said(text, 0.9, ask=number, early=True))
    assert not [call for call in at_confirm.calls if call.key]
    assert at_confirm.state.question.kind == "confirm"
    assert at_confirm.state.asked == number + 1
    assert "对吗" in at_confirm.heard
    assert at_confirm.state.no_matches == 0


@pytest.mark.parametrize("text", ["同意", "不同意"])
def test_an_early_word_is_no_answer_to_a_consent(citizen, text: str) -> None:
    citizen.say("社保卡丢了")
    citizen.do(Said(text, 0.9, ask=citizen.state.asked, early=True))
    assert not citizen.state.consented
    assert not citizen.ended
    assert citizen.state.question.kind == "consent"


def test_an_early_correction_of_the_form_is_taken(at_confirm) -> None:
    at_confirm.do(Said("手机号不对", 0.9, ask=at_confirm.state.asked, early=True))
    assert at_confirm.state.question.slot == "手机号"


def test_an_early_rating_is_not_recorded(at_confirm) -> None:
    at_confirm.say("对")
    assert at_confirm.state.question.kind == "rating"
    at_confirm.do(Said("不满意", 0.9, ask=at_confirm.state.asked, early=True))
    assert at_confirm.state.rating == ""
    assert Note("rating", "不满意") not in at_confirm.all


LINES = str.split("社保卡丢了 同意 11010519491231002X 临时挂失 13800138000 对 满意 取消 几点下班")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES)), st.sampled_from(ANSWERS), st.integers(1, 5))
def test_wherever_a_conversation_stands_an_answer_to_an_earlier_asking_does_nothing(library, lines, turn, ago) -> None:
    machine = Machine(library)
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin())
    for line in lines:
        state, _ = machine.step(state, Said(line, 1.0))
    if state.ended or (isinstance(turn, Said) and (state.question.kind == "call" or stands_alone(turn.text))):
        return
    after, acts = machine.step(state, replace(turn, ask=state.asked - ago))
    assert acts == ()
    assert after == state
