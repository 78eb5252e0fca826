"""The table of the life cycle: every state with every action by every set of actors, against a plain reading of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations, product
from typing import Any, get_args

import pytest

from kiosk.ticketing.deciding import TicketAct, TicketDecision, TicketFacts, TicketRuleError, decide
from kiosk.ticketing.lifecycle import (
    ACTION_TITLES,
    ACTIONS,
    KIND_TITLES,
    KINDS,
    OPEN,
    STATE_TITLES,
    STATES,
    TRANSITIONS,
    Actor,
    TicketAction,
    TicketKind,
    TicketState,
    actions_for,
    next_state,
    writes,
)

DUE = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
AGAIN = DUE + timedelta(days=3)

#: By action: the states in which it is allowed, "" keeping the state, and who may. Written out by hand.
TABLE: dict[str, list[tuple[str, str, str]]] = {
    "accept": [("new", "accepted", "seat supervisor hall")],
    "decline": [("new", "declined", "seat supervisor"), ("accepted", "declined", "seat supervisor")],
    "assign": [("accepted", "assigned", "seat supervisor hall")],
    "take": [("assigned", "working", "seat")],
    "reply": [("working", "replied", "owner"), ("replied", "replied", "owner")],
    "return": [("assigned", "accepted", "seat supervisor"), ("working", "accepted", "owner supervisor")],
    "transfer": [
        ("assigned", "assigned", "seat supervisor"),
        ("working", "assigned", "owner supervisor"),
        ("replied", "assigned", "owner supervisor"),
    ],
    "extend": [("assigned", "assigned", "supervisor"), ("working", "working", "owner supervisor")],
    "urge": [(state, state, "supervisor hall") for state in ("new", "accepted", "assigned", "working", "replied")],
    "close": [("replied", "closed", "owner supervisor")],
    "revisit": [("closed", "visited", "seat supervisor")],
    "rate": [("visited", "rated", "seat supervisor hall")],
    "reopen": [
        *((state, "assigned", "seat supervisor hall") for state in ("closed", "visited", "rated")),
        ("declined", "assigned", "supervisor hall"),
    ],
    "note": [(state, state, "seat supervisor") for state in STATES],
    "link": [(state, state, "seat supervisor") for state in STATES],
    "remind": [(state, state, "hall") for state in ("new", "accepted", "assigned", "working", "replied")],
    "lapse": [(state, "closed", "hall") for state in ("new", "accepted", "assigned", "working", "replied")],
}
ALL_ACTORS: tuple[Actor, ...] = get_args(Actor)


def groups_of_actors() -> Iterator[frozenset[Actor]]:
    every = chain.from_iterable(combinations(ALL_ACTORS, size) for size in range(len(ALL_ACTORS) + 1))
    yield from (frozenset(group) for group in every)


def whole(action: TicketAction, actors: frozenset[Actor] = frozenset(ALL_ACTORS)) -> TicketAct:
    """With everything written that any action needs."""
    return TicketAct(
        action, actors, account="a1", who="王芳", text="已经核实并处理", department="社保窗口", days=2, satisfied=True,
        score=5, other="90000001", outcome="filed", receipt="SB12345678",
    )  # fmt: skip


def facts(state: TicketState, kind: TicketKind = "complaint", owner: str = "a1") -> TicketFacts:
    return TicketFacts(state, kind, owner, "服务台", DUE)


def done(of: TicketFacts, act: TicketAct) -> TicketDecision:
    return decide(of, act, lambda due, days: due + timedelta(days=days), AGAIN)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_state_and_group_of_actors(action: TicketAction) -> None:
    rows = {state: (after, frozenset(who.split())) for state, after, who in TABLE[action]}
    assert rows.keys() == TRANSITIONS[action].to.keys()
    for state, actors in product(STATES, groups_of_actors()):
        after, who = rows.get(state, ("", frozenset()))
        expected = after if who & actors else None
        assert next_state(state, action, actors) == expected, (state, action, sorted(actors))
        assert (action in actions_for(state, actors)) == (expected is not None)


def test_every_state_action_and_kind_has_a_title() -> None:
    assert set(STATE_TITLES) == set(STATES)
    assert set(ACTION_TITLES) == set(ACTIONS)
    assert set(KIND_TITLES) == set(KINDS)
    assert TABLE.keys() == set(ACTIONS)


def test_every_state_is_reached_from_new_and_open_ones_can_be_closed() -> None:
    found: set[TicketState] = {"new"}
    while more := {row.to[state] for row in TRANSITIONS.values() for state in row.to if state in found} - found:
        found |= more
    assert found == set(STATES)
    assert all("lapse" in actions_for(state, {"hall"}) for state in OPEN)


@pytest.mark.parametrize(("action", "kind"), list(product(ACTIONS, KINDS)))
def test_each_thing_that_must_be_written_is_asked_for(action: TicketAction, kind: TicketKind) -> None:
    empty = TicketAct(action, frozenset(ALL_ACTORS), account="a1")
    left_out: dict[str, dict[str, Any]] = {
        "text": {"text": " 好 "}, "department": {"department": ""}, "days": {"days": 31},
        "satisfied": {"satisfied": None}, "score": {"score": 6}, "other": {"other": ""}, "outcome": {"receipt": " "},
    }  # fmt: skip
    of = facts(next(iter(TRANSITIONS[action].to)), kind)
    done(of, whole(action))
    if writes(action, kind):
        with pytest.raises(TicketRuleError, match="Expected"):
            done(of, empty)
    for name in writes(action, kind):
        with pytest.raises(TicketRuleError) as caught:
            done(of, replace(whole(action), **left_out[name]))
        assert caught.value.code == "missing"


def test_a_ticket_is_closed_only_behind_a_reply() -> None:
    for state in STATES:
        if state != "replied":
            with pytest.raises(TicketRuleError) as caught:
                done(facts(state), whole("close"))
            assert caught.value.code == "not_now"


def test_a_submission_is_closed_with_what_became_of_it() -> None:
    act = replace(whole("close"), outcome="")
    assert done(facts("replied", "complaint"), act).state == "closed"
    with pytest.raises(TicketRuleError):
        done(facts("replied", "unresolved"), act)
    assert done(facts("replied", "unresolved"), replace(act, outcome="not_filed")).changes["结果"] == "没有办成"


def test_who_takes_it_owns_it_and_nobody_after_a_return() -> None:
    seat: frozenset[Actor] = frozenset({"seat"})
    assert done(facts("assigned", owner=""), whole("take", seat)).owner == "a1"
    for action in ("return", "transfer"):
        assert done(facts("working"), whole(action, seat)).owner == ""
        with pytest.raises(TicketRuleError) as caught:
            done(facts("working", owner="a2"), whole(action, seat))
        assert caught.value.code == "not_yours"
    assert done(facts("working"), whole("reply", seat)).owner is None


def test_due_times_change_only_where_they_should() -> None:
    for action in ACTIONS:
        due = done(facts(next(iter(TRANSITIONS[action].to))), whole(action)).due
        expected = {"extend": DUE + timedelta(days=2), "reopen": AGAIN}.get(action)
        assert due == expected, action


def test_a_transfer_to_the_same_department_needs_an_owner_who_gives_it_away() -> None:
    act = replace(whole("transfer"), department="服务台")
    assert done(facts("working"), act).owner == ""
    with pytest.raises(TicketRuleError):
        done(facts("assigned", owner=""), act)
