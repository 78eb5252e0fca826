"""Keys put together to entries: lengths, #, *, the time between two keys, 0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.acts import Expect
from kiosk.channels.phone.keypad import AFTER_ZERO_S, ALONE_S, BETWEEN_S, LONGEST, Keypad, KeypadQuestion

SERVICE = KeypadQuestion(Expect("service"))
ID = KeypadQuestion(Expect("id", length=18))
MOBILE = KeypadQuestion(Expect("phone", length=11))
COUNT = KeypadQuestion(Expect("count"))
FACTOR = KeypadQuestion(Expect("code", length=4, shapes=(("0123456789", "0123456789", "0123456789", "0123456789X"),)))
TICKET = KeypadQuestion(Expect("number", length=8))
MANY = KeypadQuestion(Expect("option"), options=12)


def entries(keys: str, question: KeypadQuestion, *, step: float = 0.2) -> list[str]:
    """What is complete after each key, pressed every `step` seconds."""
    keypad, found, now = Keypad(), list[str](), 0.0
    for key in keys:
        found += filter(None, [keypad.expired(question, now), keypad.pressed(key, question, now)])
        now += step
    return found


@pytest.mark.parametrize(
    ("question", "keys", "wanted"),
    [
        (SERVICE, "1", []),
        (SERVICE, "1#", ["1"]),
        (SERVICE, "0", []),
        (SERVICE, "0#", ["0"]),
        (SERVICE, "01#", ["01"]),
        (SERVICE, "#", []),
        (SERVICE, "12", []),
        (SERVICE, "26115837#", ["26115837"]),
        (ID, "110105194912310021", ["110105194912310021"]),
        (ID, "11010519491231002*", ["11010519491231002X"]),
        (ID, "1101*110105194912310021", ["110105194912310021"]),
        (ID, "1101#", ["1101"]),
        (ID, "0#", ["0"]),
        (ID, "0105", []),
        (MOBILE, "13800138000", ["13800138000"]),
        (MOBILE, "138*13800138000", ["13800138000"]),
        (TICKET, "26115837", ["26115837"]),
        (TICKET, "0#", ["0"]),
        (TICKET, "02611583", ["02611583"]),
        (FACTOR, "002*", ["002X"]),
        (FACTOR, "0*1234", ["1234"]),
        (COUNT, "12#", ["12"]),
        (COUNT, "12", []),
        (MANY, "11#", ["11"]),
        (MANY, "*", []),
    ],
)
def test_what_keys_mean(question: KeypadQuestion, keys: str, wanted: list[str]) -> None:
    assert entries(keys, question) == wanted


def test_a_number_of_any_length_ends_when_no_further_key_comes() -> None:
    keypad = Keypad()
    assert keypad.pressed("4", COUNT, 10.0) is None
    assert keypad.pressed("2", COUNT, 12.0) is None
    assert keypad.expires_at == 12.0 + BETWEEN_S
    assert keypad.expired(COUNT, 14.9) is None
    assert keypad.expired(COUNT, 15.0) == "42"
    assert keypad.expires_at is None
    assert keypad.expired(COUNT, 99.0) is None


@pytest.mark.parametrize("question", [SERVICE, ID, MOBILE, TICKET])
def test_0_alone_is_not_waited_for_as_long(question: KeypadQuestion) -> None:
    keypad = Keypad()
    assert keypad.pressed("0", question, 10.0) is None
    assert keypad.expired(question, 10.0 + AFTER_ZERO_S) == "0"


def test_a_choice_is_one_key_with_no_other_behind_it() -> None:
    keypad = Keypad()
    assert keypad.pressed("2", SERVICE, 10.0) is None
    assert keypad.expired(SERVICE, 10.0 + ALONE_S) == "2"
    for n, key in enumerate("26115837"):
        assert keypad.expired(SERVICE, 20.0 + 0.4 * n) is None
        assert keypad.pressed(key, SERVICE, 20.0 + 0.4 * n) is None
    assert keypad.expired(SERVICE, 22.8 + BETWEEN_S) == "26115837"


def test_half_an_entry_is_not_of_the_question_that_follows() -> None:
    keypad, later = Keypad(), KeypadQuestion(Expect("count", ask=2))
    keypad.pressed("4", COUNT, 10.0)
    assert keypad.expired(later, 20.0) is None
    keypad.pressed("4", COUNT, 30.0)
    assert keypad.pressed("2", later, 30.2) is None
    assert keypad.pressed("#", later, 30.4) == "2"


@given(
    st.lists(
        st.tuples(st.sampled_from("0123456789*#"), st.sampled_from([SERVICE, ID, MOBILE, COUNT, TICKET, MANY])),
        max_size=80,
    )
)
def test_any_keys_give_bounded_entries(presses: list[tuple[str, KeypadQuestion]]) -> None:
    keypad = Keypad()
    for n, (key, question) in enumerate(presses):
        entry = keypad.pressed(key, question, n / 10)
        if entry is not None:
            assert 0 < len(entry) <= LONGEST
            assert set(entry) <= set("0123456789X")
            assert keypad.expires_at is None
