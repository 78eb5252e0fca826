"""您说的是损坏，对吗？ is dropped by what is neither yes nor no: the words are read as an answer to the slot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue.machine.state import Question


@pytest.fixture
def proposed(citizen):
    """损坏 is read back as a guess."""
    citizen.say("补办身份证", "同意")
    citizen.state = replace(citizen.state, question=Question("readback", slot="办理原因", value="损坏"))
    return citizen


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("丢了", "丢失"), ("是丢失", "丢失"), ("到期了", "到期"), ("过期了嘛", "到期"), ("快到期了", "到期"),
        ("是弄丢了", "丢失"), ("我的过期了", "到期"), ("不是，丢了", "丢失"), ("不，是到期", "到期"),
        ("我说的是到期", "到期"),
    ],
)  # fmt: skip
def test_another_value(proposed, line: str, value: str) -> None:
    proposed.say(line)
    question = proposed.state.question
    assert proposed.state.value("办理原因") == value or (question.kind, question.value) == ("readback", value)


@pytest.mark.parametrize("line", ["13800138000", "我手机号是13800138000", "电话13800138000"])
def test_another_number_is_kept_and_the_slot_asked_for(proposed, line: str) -> None:
    proposed.say(line)
    assert [one.value for one in proposed.state.prefilled if one.name == "手机号"] == ["13800138000"]
    assert (proposed.state.question.kind, proposed.state.question.slot) == ("slot", "办理原因")
    assert not proposed.state.has("办理原因")


@pytest.mark.parametrize("line", ["今天真热", "我就在这儿站着", "寄回家", "老张说的", "去年的事", "在三楼", "我姓李"])
def test_other_words_leave_it(proposed, line: str) -> None:
    proposed.say(line)
    assert not proposed.state.has("办理原因")
    assert proposed.state.question.value != "损坏"


@pytest.mark.parametrize("line", ["不办了", "取消", "我不想办身份证了"])
def test_giving_up(proposed, line: str) -> None:
    proposed.say(line)
    assert proposed.state.interjection.kind == "cancel"


@pytest.mark.parametrize("line", ["等一下", "我想想", "对吗"])
def test_time_and_an_echo_keep_it(proposed, line: str) -> None:
    proposed.say(line)
    assert proposed.state.question.value == "损坏"


@pytest.mark.parametrize("line", ["对", "是的", "嗯，损坏"])
def test_a_yes_stores_it(proposed, line: str) -> None:
    proposed.say(line)
    assert proposed.state.value("办理原因") == "损坏"


def test_a_question_is_answered(proposed) -> None:
    proposed.say("补办身份证要多少钱")
    assert "question answered" in proposed.notes


def test_a_number_read_back_stays_and_another_one_is_kept(citizen) -> None:
    citizen.say("补办身份证", "同意", "丢失")
    citizen.state = replace(citizen.state, question=Question("readback", slot="身份证号", value="11010519491231002X"))
    citizen.say("手机是13800138000")
    assert (citizen.state.question.kind, citizen.state.question.value) == ("readback", "11010519491231002X")
    assert [one.value for one in citizen.state.prefilled if one.name == "手机号"] == ["13800138000"]


def test_words_told_again_that_are_read_back_each_time_are_taken(citizen) -> None:
    citizen.say("补办身份证", "同意", "又裂了又磨坏了")
    assert (citizen.state.question.kind, citizen.state.question.value) == ("readback", "损坏")
    citizen.say("又裂了又磨坏了")
    assert citizen.state.value("办理原因") == "损坏"
