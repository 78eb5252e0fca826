"""Conversations by chance over the shipped scripts and over scripts made by chance; 10,000 of them: `python -m
bench.conversations --count 10000`.
"""

from __future__ import annotations

import pytest

from dialogue import Library
from support.conversations.converse import converse, made


def test_over_the_shipped_scripts(shipped: Library) -> None:
    report = converse(shipped, range(150))
    assert not report.broken
    assert report.conversations == 150
    assert report.submissions > 20
    assert report.restored > 50
    assert set(report.ends) >= {"completed", "handoff", "idle"}


@pytest.mark.parametrize("seed", range(5))
def test_over_scripts_made_by_chance(seed: int) -> None:
    report = made(seed, range(1000 + seed * 30, 1000 + seed * 30 + 30))
    assert not report.broken
    assert report.conversations == 30
