"""Parked conversations: by number and factor, three tries, for half an hour; nothing comes out otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dialogue import Machine, State
from kiosk.hall.moved import KEEP_S, KEPT, TRIES, MovedCases
from support.halls import LIBRARY

STATE = Machine(LIBRARY).new("c-1", date(2026, 11, 22)).to_json()


def in_hand(_: State) -> dict[str, str]:
    return {"社保卡挂失": "d1"}


def parked(now: float = 0.0) -> tuple[MovedCases, str]:
    cases = MovedCases()
    return cases, cases.park(STATE, {"社保卡挂失": "d1"}, "002X", now)


def test_the_right_factor_gets_it_once() -> None:
    cases, number = parked()
    assert len(number) == 6
    assert cases.claim(number, "002X", in_hand, 10) == STATE
    assert cases.claim(number, "002X", in_hand, 10) == ""
    assert len(cases) == 0


def test_three_wrong_factors_and_it_is_gone() -> None:
    cases, number = parked()
    assert [cases.claim(number, "1234", in_hand, 1) for _ in range(TRIES)] == [""] * TRIES
    assert cases.claim(number, "002X", in_hand, 1) == ""
    cases, number = parked()
    for _ in range(TRIES - 1):
        cases.claim(number, "1234", in_hand, 1)
    assert cases.claim(number, "002X", in_hand, 1) == STATE


def test_it_is_kept_for_a_while_and_not_for_other_scripts() -> None:
    cases, number = parked()
    cases.drop_old(KEEP_S + 1)
    assert len(cases) == 0
    cases, number = parked()
    assert cases.claim(number, "002X", in_hand, KEEP_S + 1) == ""
    cases, number = parked()
    assert cases.claim(number, "002X", lambda _: {}, 1) == ""


def test_a_bounded_number_is_kept() -> None:
    cases = MovedCases()
    numbers = [cases.park(STATE, {}, "0000", 0) for _ in range(KEPT + 10)]
    assert len(cases) == KEPT
    assert len(set(numbers)) == len(numbers)


@given(st.lists(st.tuples(st.booleans(), st.text("0123456789X", min_size=4, max_size=4)), max_size=12))
def test_nothing_comes_out_without_the_factor(claims: list[tuple[bool, str]]) -> None:
    """Whatever is claimed, under the right number or another: only the right factor, within three tries, opens it."""
    cases, number = parked()
    other = f"{(int(number) + 1) % 1_000_000:06}"
    wrong: list[Any] = []
    for right_number, factor in claims:
        came = cases.claim(number if right_number else other, factor, in_hand, 1)
        if came:
            assert (right_number, factor) == (True, "002X")
            assert len(wrong) < TRIES
            return
        if right_number:
            wrong.append(factor)
