"""Mishearing: what an ear does to a line, and what becomes of it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import Library
from dialogue.testing import noise, replay_noisy
from dialogue.testing.mishear import mishear
from dialogue.testing.noise import FATES, LEVELS, Fate
from dialogue.testing.outcome import Outcome
from mandarin import fuzzy
from support.library_card import GOOD, play


@settings(deadline=None)
@given(st.text(max_size=20), st.floats(0, 1), st.integers())
def test_something_is_left(text: str, share: float, seed: int) -> None:
    heard = mishear(text, share, Random(seed))
    assert heard == mishear(text, share, Random(seed))
    assert bool(heard.strip("，。 ")) == bool(text.strip("，。 ")) or heard == text


def test_homophones() -> None:
    heard = {mishear("挂失社保卡", 0.1, Random(seed)) for seed in range(200)}
    assert len(heard) > 60
    alike = [line for line in heard if len(line) == 5 and fuzzy(line) == fuzzy("挂失社保卡")]
    assert len(alike) > 20


def test_every_line_at_every_level(small: Library) -> None:
    outcome = play(small)
    found = replay_noisy(small, outcome, 5)
    spoken = 6  # of seven steps one is a touch
    for level in LEVELS:
        assert sum(found.count(level).values()) == 5 * spoken
    assert found.wrong == ()
    assert found == replay_noisy(small, outcome, 5)
    assert {line.fate for line in found.lines} <= set(FATES)


def fate_of(monkeypatch: pytest.MonkeyPatch, library: Library, outcome: Outcome, said: str, heard: str) -> Fate:
    """What becomes of the line `said` when `heard` is heard instead."""
    monkeypatch.setattr(noise, "mishear", lambda text, share, rng: heard if text == said else text)
    (fate,) = {line.fate for line in replay_noisy(library, outcome, 1).lines if line.said == said}
    return fate


@pytest.mark.parametrize(("heard", "fate"), [("不同意", "told back"), ("同意", "understood")])
def test_fates_are_told_apart(small: Library, monkeypatch: pytest.MonkeyPatch, heard: str, fate: str) -> None:
    """A yes taken for a no is no wrong submission; the same answer in other words is understood."""
    outcome = play(small)
    found = fate_of(monkeypatch, small, outcome, "同意", heard)
    assert found == fate if fate == "understood" else found in ("astray", "told back", "asked again")


def test_a_no_taken_for_a_yes_is_a_wrong_submission(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD[: GOOD.rindex("      - 人: 对")] + "      - 人: 不对\n        期望: {然后问: 修改}\n"
    outcome = play(small, text)
    assert outcome.passed, outcome.mismatches
    assert fate_of(monkeypatch, small, outcome, "不对", "对") == "wrong"
