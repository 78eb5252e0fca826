"""Every text that a grammar lets through is a plausible number, and every plausible number gets through."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from asr.expectation import Expectation
from asr.syllables.grammar import (
    CreditCode,
    DigitCount,
    IdentityNumber,
    LandlineNumber,
    MobileNumber,
    NumberGrammar,
    ShapedCode,
    grammar_for,
)
from asr.syllables.numbers import plausible

TODAY = date(2026, 11, 30)
GRAMMARS: list[NumberGrammar] = [
    MobileNumber(), IdentityNumber(TODAY), DigitCount(8), LandlineNumber(), CreditCode(),
    ShapedCode((("京沪", "ABC", *["0123456789"] * 5), ("使", *["0123456789"] * 6))),
]  # fmt: skip


def one_of(grammar: NumberGrammar, seed: int) -> str:
    """A walk through the grammar that ends where a text is whole and the draw says so, or nothing may follow."""
    draw, text = random.Random(seed), ""
    while following := grammar.following(text):
        if grammar.whole(text) and draw.random() < 0.5:
            break
        text += draw.choice(following)
    return text


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: type(grammar).__name__)
@given(st.integers(0, 9999))
def test_a_walk_ends_in_a_whole_number(grammar: NumberGrammar, seed: int) -> None:
    text = one_of(grammar, seed)
    assert plausible(text, grammar)
    assert all(character in grammar.characters for character in text)


@given(st.integers(0, 9999))
def test_identity_numbers_have_their_check_digit_and_a_date_that_was(seed: int) -> None:
    number = one_of(IdentityNumber(TODAY), seed)
    assert ric.calc_check_digit(number) == number[-1]
    assert date(1900, 1, 1) <= ric.get_birth_date(number) <= TODAY


@given(st.integers(0, 9999))
def test_credit_codes_have_their_check_digit(seed: int) -> None:
    code = one_of(CreditCode(), seed)
    assert uscc.calc_check_digit(code[:-1]) == code[-1]


@pytest.mark.parametrize(
    "number",
    ["13473821368", "19900000000", "0571-87654321".replace("-", ""), "01082345678", "87654321", "03152345678"],
)
def test_numbers_that_people_have(number: str) -> None:
    grammar: NumberGrammar = MobileNumber() if number[0] == "1" else LandlineNumber()
    assert plausible(number, grammar)


@pytest.mark.parametrize("number", ["12473821368", "1347382136", "134738213680", "", "1347382136X"])
def test_what_is_no_mobile_number(number: str) -> None:
    assert not plausible(number, MobileNumber())


def test_a_well_known_identity_number() -> None:
    assert plausible("11010519491231002X", IdentityNumber(TODAY))
    assert not plausible("110105194912310021", IdentityNumber(TODAY))
    assert not plausible("110105203012310020", IdentityNumber(TODAY))
    assert not plausible("110105194902310020", IdentityNumber(TODAY))


def test_a_question_without_a_number_has_no_grammar() -> None:
    assert grammar_for(Expectation("yesno"), TODAY) is None
    assert grammar_for(Expectation("number"), TODAY) is None  # of any length
    assert grammar_for(Expectation("number", length=8), TODAY) == DigitCount(8)
    assert grammar_for(Expectation("code", length=6), TODAY) is None
