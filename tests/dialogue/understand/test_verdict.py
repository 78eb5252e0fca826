"""The table that makes a verdict of the kinds of clauses, and the clauses themselves."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand import answer_words as words
from dialogue.understand.clauses import read_clauses
from dialogue.understand.verdict import DECIDES, ClauseKind, decide
from dialogue.understand.yesno import read_answer, read_yes_no

KINDS = get_args(ClauseKind)
kinds = st.lists(st.sampled_from(KINDS), max_size=6)


def test_every_kind_is_in_the_table_once() -> None:
    assert sorted(kind for kind, _ in DECIDES) == sorted(KINDS)


@given(kinds)
def test_a_yes_needs_a_yes_and_nothing_that_is_not_harmless(some) -> None:
    if decide(some) == "yes":
        assert "yes" in some
        assert set(some) <= {"yes", "harmless", "tag"}


@given(kinds, st.sampled_from(["harmless"]), st.integers(0, 6))
def test_a_harmless_clause_changes_nothing(some, harmless, at) -> None:
    assert not some or decide([*some[:at], harmless, *some[at:]]) == decide(some)


@given(
    kinds, st.sampled_from(["question", "command", "correction", "condition", "postponement", "unread", "no", "hedge"])
)
def test_nothing_else_is_outvoted_by_a_yes(some, other) -> None:
    assert decide(["yes", *some, other]) != "yes"
    assert decide([other, *some, "yes"]) != "yes"


def test_the_lists_of_words_have_nothing_in_common() -> None:
    for one, other in combinations((words.YES, words.NO, words.HEDGE, words.HARMLESS), 2):
        assert not one & other


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("好的，取消", ["yes", "command"]),
        ("好的取消", ["yes", "command"]),
        ("对号码少了一位", ["yes", "correction"]),
        ("好我再想想", ["yes", "postponement"]),
        ("对了，我还想问一下", ["topic", "topic"]),
        ("可以，如果不收费的话", ["yes", "condition"]),
        ("没问题吧", ["tag", "harmless"]),
        ("对，谢谢您", ["yes", "harmless"]),
        ("好的，那个绿色的", ["yes", "unread"]),
        ("嗯，不对", ["yes", "no"]),
    ],
)
def test_clauses(text, found) -> None:
    assert [clause.kind for clause in read_clauses(text)] == found


@given(st.text(max_size=80))
def test_any_text_has_a_verdict(text) -> None:
    read_answer(text)
    assert read_yes_no(text) in (True, False, None)


@given(st.text("我你他想要看问改取消不没等换错少多如果但钱号码一二三的了吗呢", min_size=3, max_size=12))
def test_an_unknown_clause_beside_a_yes_is_no_yes(clause) -> None:
    alone = read_answer(clause)
    if {one.kind for one in alone.clauses} & {
        "unread",
        "question",
        "command",
        "correction",
        "condition",
        "postponement",
    }:
        assert read_yes_no(f"好的，{clause}") is not True


@pytest.mark.parametrize("text", ["好" * 400, "嗯呐" * 300 + "x", "对，" * 200])
def test_long_answers_take_no_longer_than_their_length(text) -> None:
    read_answer(text)


@pytest.mark.parametrize("text", ["十", "四", "是等一下", "好取", "贝", "十分", "姓", "时"])
def test_a_single_sound_is_no_sure_yes(text) -> None:
    assert read_yes_no(text) is not True
