"""The road of a version: each event from each state, and many hands at once."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.publishing.lifecycle import (
    TRANSITIONS,
    WITHOUT_APPROVAL,
    Standing,
    VersionChange,
    VersionEvent,
    VersionFacts,
    VersionState,
    same_person,
    standing,
)
from kiosk.publishing.rollout import Rollout
from kiosk.publishing.rules import WORDS, PublishingError, PublishingRequest, decide

SOME = Rollout(frozenset({"kiosk-1"}))
#: How version 2 comes to each state, beside version 1, which is live.
ROADS: dict[VersionState, tuple[VersionEvent, ...]] = {
    "draft": ("draft",),
    "proposed": ("draft", "propose"),
    "approved": ("draft", "propose", "approve"),
    "refused": ("draft", "propose", "refuse"),
    "canary": ("draft", "propose", "approve", "try"),
    "halted": ("draft", "propose", "approve", "try", "halt"),
    "live": ("draft", "propose", "approve", "publish"),
}
FIRST = [VersionChange(1, event, "李") for event in ROADS["live"]]


def facts(number: int, author: str = "李", parent: int | None = None) -> VersionFacts:
    return VersionFacts(number, f"{number:064}", author, parent)


def with_state(state: VersionState) -> Standing:
    rows = list(FIRST)
    for event in ROADS[state]:
        rows += [VersionChange(1, "retire", "王")] if event == "publish" else []
        rows.append(VersionChange(2, event, "王", rollout=SOME))
    return standing([facts(1), facts(2, parent=1)], rows)


def ask(event: VersionEvent, version: int | None = 2, who: str = "王", **rest: Any) -> PublishingRequest:
    found: dict[str, Any] = {"reason": "看过", "rollout": SOME} | rest
    return PublishingRequest(event, version, who, **found)


@pytest.mark.parametrize(
    ("event", "state", "two_persons"),
    list(
        product(["propose", "approve", "refuse", "try", "stop", "halt", "publish", "roll_back"], ROADS, [True, False])
    ),
)
def test_each_event_from_each_state(event: VersionEvent, state: VersionState, two_persons: bool) -> None:
    now = with_state(state)
    allowed = state in TRANSITIONS[event] or (not two_persons and state in WITHOUT_APPROVAL.get(event, {}))
    if not allowed:
        with pytest.raises(PublishingError) as refused:
            decide(now, ask(event), two_persons=two_persons, at_ms=0)
        assert refused.value.code == "wrong-state"
        assert WORDS[state] in str(refused.value)
        return
    after = now
    for row in decide(now, ask(event), two_persons=two_persons, at_ms=0):
        after = after.after(row)
    expected = TRANSITIONS[event].get(state) or WITHOUT_APPROVAL[event][state]
    assert after.state(2) == expected
    assert sum(one == "live" for one in after.states.values()) == 1


@pytest.mark.parametrize(
    ("now", "asked", "code"),
    [
        (with_state("proposed"), ask("approve", who=" 李 "), "self-approval"),
        (with_state("proposed"), ask("approve", who=""), "no-name"),
        (with_state("proposed"), ask("approve", reason=" "), "no-reason"),
        (with_state("proposed"), ask("approve", version=9), "unknown-version"),
        (with_state("approved"), ask("publish", expected_live=2), "changed-meanwhile"),
        (with_state("approved"), ask("try", rollout=Rollout()), "no-rollout"),
        (standing([facts(1)], FIRST[:3]), ask("try", version=1), "no-live"),
        (standing([facts(1)], FIRST), ask("roll_back", version=None), "nothing-older"),
        (standing([facts(1), facts(2)], [*FIRST, *(VersionChange(2, e, "王") for e in ROADS["approved"])]),
         ask("publish"), "not-from-live"),
        (standing([facts(1), facts(2, "", 1)], [*FIRST, *(VersionChange(2, e, "") for e in ROADS["proposed"])]),
         ask("approve"), "author-unknown"),
        (standing([facts(1), facts(2, parent=1), facts(3, parent=1)],
                  [*FIRST, *(VersionChange(2, e, "王") for e in ROADS["canary"]),
                   *(VersionChange(3, e, "王") for e in ROADS["approved"])]),
         ask("publish", version=3), "canary-runs"),
    ],
)  # fmt: skip
def test_refusals(now: Standing, asked: PublishingRequest, code: str) -> None:
    with pytest.raises(PublishingError) as refused:
        decide(now, asked, two_persons=True, at_ms=0)
    assert refused.value.code == code


def test_the_approver_wrote_nothing_of_what_comes() -> None:
    """Version 3 is by another, but holds version 2, which the approver wrote and nobody has approved."""
    rows = [*FIRST, *(VersionChange(2, event, "王") for event in ROADS["proposed"])]
    rows += [VersionChange(3, event, "赵") for event in ROADS["proposed"]]
    now = standing([facts(1), facts(2, "王", 1), facts(3, "赵", 2)], rows)
    with pytest.raises(PublishingError, match="版本 2 是 王 写的"):
        decide(now, ask("approve", version=3, who="王"), two_persons=True, at_ms=0)
    assert decide(now, ask("approve", version=3, who="李"), two_persons=True, at_ms=0)


def test_rolling_back_twice_goes_further_back() -> None:
    facts_of = [facts(1), facts(2, parent=1), facts(3, parent=2)]
    now = standing(facts_of, FIRST)
    for number in (2, 3):
        for event in ROADS["live"]:
            rows = [VersionChange(number - 1, "retire", "王")] if event == "publish" else []
            for row in [*rows, VersionChange(number, event, "王")]:
                now = now.after(row)
    lives = []
    for _ in range(2):
        for row in decide(now, ask("roll_back", version=None), two_persons=True, at_ms=0):
            now = now.after(row)
        lives.append(now.live)
    assert lives == [2, 1]
    for row in decide(now, ask("roll_back", version=3), two_persons=True, at_ms=0):  # forward again
        now = now.after(row)
    assert (now.live, now.stack) == (3, (1, 3))


def test_rolling_back_stops_a_canary_first() -> None:
    now = with_state("canary")
    (row,) = decide(now, ask("roll_back", version=None), two_persons=True, at_ms=0)
    after = now.after(row)
    assert (after.live, after.canary, after.state(2)) == (1, None, "approved"), "who stops it takes no approval away"


def test_people_are_told_apart_by_name() -> None:
    assert same_person("Li Lei", "ｌｉ　ｌｅｉ ")
    assert not same_person("李雷", "李蕾")


# ---- many hands -----------------------------------------------------------------------------------------------------

PEOPLE = ("甲", "乙", "丙", "丁")
EVENTS: tuple[VersionEvent, ...] = ("approve", "refuse", "try", "halt", "publish", "roll_back")
MOVES = st.lists(
    st.tuples(st.sampled_from(("add", "look", *EVENTS)), st.sampled_from(PEOPLE), st.integers(0, 6)), max_size=60
)


@given(MOVES)
@hypothesis_settings(max_examples=1_000, deadline=None)
def test_two_editors_and_two_approvers_at_once(moves: list[tuple[Any, str, int]]) -> None:
    """Each person acts on what he looked at last, perhaps long ago. Never: two live versions, a version that was
    approved by its author, a published change that is gone from what is published upon it.
    """
    now, looked = Standing(), dict.fromkeys(PEOPLE, Standing())
    approved_by: dict[int, str] = {}
    for move, who, choice in moves:
        if move == "look":
            looked[who] = now
            continue
        if move == "add":
            number, parent = len(now.versions) + 1, looked[who].live
            now = Standing({**now.versions, number: facts(number, who, parent)}, now.states, now.stack, now.canary,
                           now.rollout, now.canary_since_ms, now.length)  # fmt: skip
            for event in ("draft", "propose"):
                now = now.after(VersionChange(number, event, who))
            continue
        version = None if move == "roll_back" and choice == 0 else choice
        live = now.live
        request = ask(move, version=version, who=who, expected_live=looked[who].live)
        try:
            rows = decide(now, request, two_persons=True, at_ms=0)
        except PublishingError:
            continue
        for row in rows:
            now = now.after(row)
        if move == "approve":
            approved_by[choice] = who
        states = list(now.states.values())
        assert states.count("live") <= 1
        assert states.count("canary") <= 1
        assert live is None or now.live is not None
        if move in ("publish", "try"):
            assert not same_person(approved_by[choice], now.versions[choice].author)
            assert live is None or live in now.ancestors(choice)
