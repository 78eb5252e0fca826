"""Branch outcomes, and those that a conversation covers."""

from __future__ import annotations

from dialogue import Library
from dialogue.testing import branch_outcomes, coverage
from support.library_card import GOOD, play

BRANCHES = [
    (14, "种类：成人"), (16, "押金：否"), (16, "押金：是"), (18, "种类：儿童"), (18, "种类：集体"),
    (21, "查询 lib.look：成功"), (21, "查询 lib.look：失败"), (22, "种类：成人、儿童"),
    (25, "提交 lib.card：成功"), (25, "提交 lib.card：失败"),
]  # fmt: skip


def test_arms_without_what_cannot_happen(small: Library) -> None:
    """No 种类 == 集体 behind the branch that sent it to a human; no fourth kind."""
    assert [(branch.line, branch.words) for branch in branch_outcomes(small.scripts[0])] == BRANCHES


def test_one_conversation(small: Library) -> None:
    covered = coverage(small.scripts[0], [play(small)])
    assert [branch.words for branch in covered.taken] == [
        "种类：成人", "押金：否", "查询 lib.look：成功", "种类：成人、儿童", "提交 lib.card：失败",
    ]  # fmt: skip
    assert covered.share == 0.5
    assert len(covered.taken) + len(covered.missed) == covered.total == len(BRANCHES)


def test_conversations_add_up(small: Library) -> None:
    child = GOOD.replace("触屏: 成人", "触屏: 儿童").replace("- 人: 不交\n", "- 没听清: \n")
    failing = child.replace("{状态: 正常}", "超时").replace("[失败, {证号: A12}]", "{证号: A12}")
    outcomes = [play(small), play(small, child), play(small, failing)]
    missed = [branch.words for branch in coverage(small.scripts[0], outcomes).missed]
    assert missed == ["押金：是", "种类：集体"]


def test_nothing_played(small: Library) -> None:
    assert coverage(small.scripts[0], []).share == 0
