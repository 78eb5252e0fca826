"""The bench of made answers: nothing that is no yes is acted on, and it would notice."""

from __future__ import annotations

import json

import pytest

from dialogue import load_library
from support.cases.answer_grammar import MadeAnswer, answers
from support.cases.confirmations import SERVICES, Clerk, compare, measure, report, sampled


@pytest.fixture(scope="module")
def clerk() -> Clerk:
    return Clerk(load_library(SERVICES))


def test_no_answer_that_is_no_yes_is_taken_as_one(clerk, capsys) -> None:
    outcomes = measure(answers(600, seed=2026), clerk)
    assert report(outcomes, misses=False)
    assert "0 of" in capsys.readouterr().out
    yes = [one for one in outcomes if one.answer.yes]
    assert sum(one.taken for one in yes) >= 0.97 * len(yes)


def test_it_would_notice(clerk, capsys) -> None:
    wrongly_labelled = MadeAnswer(0, "confirm", "plain", "好的", yes=False)
    outcomes = measure([wrongly_labelled], clerk)
    assert not report(outcomes, misses=False)
    assert not compare(outcomes, {0: "no"})
    assert compare(outcomes, {0: "yes"})
    assert "wrongly taken: confirm 好的" in capsys.readouterr().out


def test_a_sample_is_the_same_each_time_and_holds_each_answer_once() -> None:
    made = answers(400)
    some = sampled(made, 50)
    assert some == sampled(made, 50)
    assert len({(one.context, one.text) for one in some}) == 50
    assert json.dumps([one.text for one in some], ensure_ascii=False)
