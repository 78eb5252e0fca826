"""A yes behind a request for time answers "take your time", not the consent or the confirmation."""

from __future__ import annotations

import pytest

PHONE = "13800138000"
PAUSES = (
    "我想想",
    "先缓缓 等我儿子来",
    "等等 我再找找",
    "我要跟老伴商量一下",
    "稍等",
    "我还在犹豫",
    "我再翻翻包 先别挂",
)


@pytest.fixture
def at_confirm(citizen):
    """社保卡挂失 as 正式挂失, asked to confirm."""
    return citizen.say("社保卡丢了", "同意").card().say("正式挂失", PHONE, "对")


@pytest.fixture
def at_consent(citizen):
    return citizen.say("社保卡丢了")


def submitted(citizen) -> bool:
    return any(call.key for call in citizen.calls)


def asked(citizen) -> str:
    return (citizen.state.interjection or citizen.state.question).kind


@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("yes", ["好", "嗯", "行", "好的", "对"])
def test_a_bare_yes_behind_a_pause_files_nothing(at_confirm, pause: str, yes: str) -> None:
    at_confirm.say(pause, yes)
    assert not submitted(at_confirm)
    assert asked(at_confirm) == "confirm"
    at_confirm.say(yes)
    assert submitted(at_confirm), "the confirmation was put again"


def test_a_yes_that_names_it_files_behind_a_pause(at_confirm) -> None:
    at_confirm.say("我想想", "确认提交")
    assert submitted(at_confirm)


@pytest.mark.parametrize("yes", ["嗯", "好"])
def test_nor_does_it_consent(at_consent, yes: str) -> None:
    at_consent.say("我先看看条款", yes)
    assert not at_consent.state.consented
    assert asked(at_consent) == "consent"
    assert at_consent.say(yes).state.consented


@pytest.mark.parametrize("text", ["挂吧", "那挂吧", "行吧 挂"])
def test_the_deed_itself_does_not_leave(at_confirm, text: str) -> None:
    at_confirm.say(text)
    assert asked(at_confirm) == "confirm"


@pytest.mark.parametrize("unclear", ["噼里啪啦的那个东西", "风急天高猿啸哀"])
def test_a_bare_yes_behind_what_was_not_understood_files_nothing(at_confirm, unclear: str) -> None:
    at_confirm.say(unclear, "对")
    assert not submitted(at_confirm)
    assert submitted(at_confirm.say("对"))
