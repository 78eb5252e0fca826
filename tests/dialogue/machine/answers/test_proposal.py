"""What an answer likely means is read back; it is filed after a yes alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogue.acts import Advised, Begin, Consult, Said
from dialogue.machine import Machine
from dialogue.machine.state import Question
from dialogue.script.model import Collect


def _at_reason(citizen):
    return citizen.say("补办身份证", "同意")


def test_a_likely_option_is_read_back_and_filed_after_a_yes(citizen) -> None:
    _at_reason(citizen).say("磨得刷不了了")
    assert (citizen.state.question.kind, citizen.state.question.value) == ("readback", "损坏")
    assert not citizen.state.has("办理原因")
    citizen.say("对")
    assert citizen.state.value("办理原因") == "损坏"


def test_after_a_no_the_slot_is_asked_for_again(citizen) -> None:
    _at_reason(citizen).say("磨得刷不了了", "不是")
    assert (citizen.state.question.kind, citizen.state.question.slot) == ("slot", "办理原因")
    assert not citizen.state.has("办理原因")


@pytest.mark.parametrize("text", ["换证要多少钱", "让我想想", "你好", "我要投诉", "再说一遍", "转人工"])
def test_what_is_something_else_proposes_nothing(citizen, text) -> None:
    _at_reason(citizen).say(text)
    assert citizen.state.question.kind != "readback"


def test_the_adviser_is_asked_first_and_its_choice_is_read_back(library) -> None:
    machine = Machine(library, advised=True)
    state = machine.new("c-1", date(2026, 11, 22))
    state, _ = machine.step(state, Begin())
    for text in ("补办身份证", "同意"):
        state, _ = machine.step(state, Said(text, 0.9))
    state, acts = machine.step(state, Said("让洗衣机给洗了", 0.9))
    consult = acts[0]
    assert isinstance(consult, Consult)
    assert consult.about == "option"
    state, _ = machine.step(state, Advised(consult.call, "损坏"))
    assert (state.question.kind, state.question.value) == ("readback", "损坏")


@pytest.mark.parametrize("text", ["先不约，俺回去商量商量", "先不约", "回头再说"])
def test_leaving_words_answer_an_offer(citizen, text) -> None:
    _ask(citizen, "个体工商户登记", "现在预约")
    citizen.say(text)
    question = citizen.state.question
    assert citizen.state.value("现在预约") == "否" or (question.kind, question.value) == ("readback", "否")
    assert citizen.state.interjection is None


def test_leaving_for_good_leaves_at_an_offer_too(citizen) -> None:
    _ask(citizen, "个体工商户登记", "现在预约")
    citizen.say("不办了，再见")
    assert not citizen.state.has("现在预约")


def test_the_words_of_a_guess_are_kept_for_a_yes(citizen) -> None:
    guess = Question("guess", options=("公积金提取",), partial="我租的房子，想弄点钱出来交房租")
    citizen.state = replace(citizen.state, question=guess)
    citizen.say("对")
    assert citizen.state.service == "公积金提取"
    assert [one.value for one in citizen.state.prefilled if one.name == "提取原因"] == ["租房"]


def test_a_yes_that_tells_more_begins_what_was_guessed(citizen) -> None:
    citizen.state = replace(citizen.state, question=Question("guess", options=("居住证办理",)))
    citizen.say("对，我租房住的")
    assert citizen.state.service == "居住证办理"
    assert [one.value for one in citizen.state.prefilled if one.name == "办理事由"] == ["住所"]


@pytest.mark.parametrize(
    ("service", "slot", "text", "value"),
    [
        ("12345诉求登记", "联系方式", "打屋里座机，手机我听不见", "座机"),
        ("不动产登记查询", "查询用途", "打官司分家产要用", "其他用途"),
        ("公积金提取", "收款卡", "这张早注销了，你们咋还存着", "换一张卡"),
        ("医保异地就医备案", "承诺属实", "不承诺，出了事算谁的", "否"),
        ("工单进度查询", "已解决", "钱退到我卡里了，没事了", "是"),
    ],
)
def test_an_answer_among_other_words_is_read_back(citizen, service, slot, text, value) -> None:
    _ask(citizen, service, slot)
    citizen.say(text)
    assert (citizen.state.question.kind, citizen.state.question.value) == ("readback", value)


@pytest.mark.parametrize("text", ["我敢拍胸脯，句句真", "那还有假的？"])
def test_what_binds_the_citizen_is_not_proposed(citizen, text) -> None:
    _ask(citizen, "医保异地就医备案", "承诺属实")
    citizen.say(text)
    assert citizen.state.question.kind == "slot"
    assert not citizen.state.has("承诺属实")


def _ask(citizen, service: str, slot: str) -> None:
    """Open the question of `slot`, whatever comes before it."""
    script = citizen.machine.library.script(service)
    at = next(at for at, step in enumerate(script.steps) if isinstance(step, Collect) and slot in step.slots)
    citizen.state = replace(
        citizen.state, service=service, consented=True, step=at, path=(at,), question=Question("slot", slot=slot)
    )
