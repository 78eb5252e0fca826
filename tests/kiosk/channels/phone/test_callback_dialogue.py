"""The offer of a call back, key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.channels.phone.callback_dialogue import (
    BYE,
    CONFIRM,
    ENTER,
    KEPT,
    KNOWN,
    LOST,
    OFFER,
    WRONG,
    CallbackDialogue,
)


def after(keys: str, caller: str = "") -> CallbackDialogue:
    dialogue = CallbackDialogue("忙。", caller)
    for key in keys:
        dialogue.press(key)
    return dialogue


def test_it_says_why_and_offers() -> None:
    assert after("").prompts == ("忙。", OFFER)


@pytest.mark.parametrize("keys", ["113800138000", "101062845678#", "19*13800138000", "1057187654321#"])
def test_a_number_is_read_back_and_confirmed(keys: str) -> None:
    dialogue = after(keys)
    assert dialogue.step == "confirm"
    assert dialogue.prompts[-1] == CONFIRM
    dialogue.press("1")
    assert dialogue.step == "keeping"
    assert dialogue.number == keys[1:].rpartition("*")[2].rstrip("#")


def test_the_groups_of_a_mobile_number() -> None:
    assert after("113800138000").prompts[0] == "您输入的是，幺三八，零零幺三，八零零零。"


def test_a_wrong_number_is_entered_again() -> None:
    dialogue = after("1138001380002")
    assert dialogue.prompts == (ENTER,)
    assert dialogue.step == "enter"


@pytest.mark.parametrize("caller", ["+8613800138000", "13800138000"])
def test_the_number_that_called_needs_two_keys(caller: str) -> None:
    assert "八零零零" in after("1", caller).prompts[0]
    dialogue = after("11", caller)
    assert (dialogue.step, dialogue.number) == ("keeping", "13800138000")
    assert after("12", caller).prompts == (ENTER,)


@pytest.mark.parametrize("caller", ["anonymous", "sip:x", "110", "+44 20 7946 0000"])
def test_a_name_that_is_no_number_is_asked_for(caller: str) -> None:
    assert after("1", caller).prompts == (ENTER,)


def test_three_wrong_numbers_or_three_silences_end_it() -> None:
    dialogue = after("1")
    seen = []
    for _ in range(3):
        for key in "12345#":
            dialogue.press(key)
        seen.append(dialogue.prompts)
    assert seen == [(WRONG,), (WRONG,), (BYE,)]
    quiet = after("")
    assert [quiet.silence() and quiet.prompts for _ in range(3)] == [("忙。", OFFER), ("忙。", OFFER), (BYE,)]


@pytest.mark.parametrize(("outcome", "told"), [("new", KEPT), ("known", KNOWN), ("lost", LOST)])
def test_what_became_of_it_is_said(outcome, told: str) -> None:
    dialogue = after("1138001380001")
    dialogue.kept(outcome)
    assert (dialogue.step, dialogue.prompts) == ("over", (told,))


@given(st.lists(st.sampled_from([*"0123456789*#", "silence"]), max_size=80), st.sampled_from(["", "13800138000"]))
def test_nothing_is_kept_that_was_not_confirmed(keys: list[str], caller: str) -> None:
    """Whatever is pressed, the ticket's number is one that was read out before, and the last key agreed to it."""
    dialogue, read_out, last = CallbackDialogue("忙。", caller), "", ""
    for key in keys:
        if dialogue.step in ("keeping", "over"):
            break
        if dialogue.step in ("caller", "confirm"):
            read_out = dialogue.prompts[0]
        last = key
        _ = dialogue.silence() if key == "silence" else dialogue.press(key)
        assert dialogue.prompts or dialogue.step == "keeping"
    if dialogue.step == "keeping":
        assert last == "1"
        spoken = dialogue.number.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
        assert spoken[-4:] in read_out.replace("，", "")
