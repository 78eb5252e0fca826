"""Automatic tags, and the sample that is drawn by them."""

from __future__ import annotations

import pytest

from kiosk.operators.review.sampling import sampled
from kiosk.operators.review.tags import DEAD_AIR_MS, Tag, tags_of
from kiosk.store.review import ListedConversation, ReviewedConversation, ReviewEvent, ReviewTurn

LISTED = ListedConversation("c1", 0, 9000, "idle", "社保卡挂失", "kiosk-1", "screen", "", "", 0, None)


def talk(*said: tuple[str, str], gap_ms: int = 1000, events: tuple[ReviewEvent, ...] = ()) -> ReviewedConversation:
    """`said`: who and what, one after the other."""
    turns = tuple(
        ReviewTurn(f"t{n}", n, n * gap_ms, who, "voice", text, None, {}, 0.9, (), None)
        for n, (who, text) in enumerate(said)
    )
    return ReviewedConversation(LISTED, turns, events, (), 0)


PLAIN = (("clerk", "您想办什么？"), ("citizen", "社保卡丢了"), ("clerk", "同意吗？"), ("citizen", "同意"))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (talk(*PLAIN), ()),
        (talk(*PLAIN, gap_ms=DEAD_AIR_MS), ()),
        (talk(*PLAIN, gap_ms=DEAD_AIR_MS + 1), ("dead_air",)),
        (talk(*[("clerk", "请再说一遍。")] * 3), ("loop",)),
        (talk(*[("clerk", "请再说一遍。")] * 2), ()),
        (talk(("citizen", "社保卡丢了。"), ("clerk", "什么？"), ("citizen", "社保卡丢了")), ("repeated_question",)),
        (talk(("citizen", "对"), ("clerk", "好"), ("citizen", "对")), ()),
        (talk(*PLAIN, events=(ReviewEvent(1, "question unanswered", ""),)), ("unanswered",)),
        (talk(*PLAIN, events=(ReviewEvent(1, "alert", "anger"),)), ("frustrated",)),
        (talk(*PLAIN, ("citizen", "你们到底行不行，气死我了")), ("frustrated",)),
        (talk(), ()),
    ],
)
def test_tags(found: ReviewedConversation, expected: tuple[Tag, ...]) -> None:
    assert tags_of(found) == expected


def test_the_sample_is_the_same_for_everybody_and_another_the_next_day() -> None:
    found = {f"c{n}": () for n in range(200)}
    drawn = sampled(found, "2026-12-01", "", 20)
    assert drawn == sampled(dict(reversed(found.items())), "2026-12-01", "", 20)
    assert drawn != sampled(found, "2026-12-02", "", 20)
    assert drawn != sampled(found, "2026-12-01", "another", 20)
    assert len(set(drawn)) == 20


def test_tagged_conversations_are_drawn_more_often() -> None:
    found = {f"c{n}": ("loop",) if n < 50 else () for n in range(500)}
    drawn = [name for day in range(100) for name in sampled(found, str(day), "", 20)]
    tagged = sum(found[name] != () for name in drawn) / len(drawn)
    assert 0.22 < tagged < 0.4, "a tenth is tagged, and weighs four times: about 31 %"


def test_one_more_conversation_puts_at_most_one_out() -> None:
    found = {f"c{n}": () for n in range(100)}
    before = sampled(found, "2026-12-01", "", 20)
    after = sampled({**found, "late": ("loop",)}, "2026-12-01", "", 20)
    assert len(set(before) - set(after)) <= 1
