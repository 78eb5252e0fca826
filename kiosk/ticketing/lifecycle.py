"""The life cycle of a ticket as data: what leads from which state to which, who may do it, what must be written.

    new ─accept→ accepted ─assign→ assigned ─take→ working ─reply→ replied ─close→ closed ─revisit→ visited ─rate→ rated
     └decline→ declined  ←──── return ─────────────┘                └──────── reopen → assigned ────────┘

urge (督办), extend, note and link keep the state; transfer leads to `assigned` of another department.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

TicketState = Literal[
    "new", "accepted", "assigned", "working", "replied", "closed", "visited", "rated", "declined",
]  # fmt: skip
TicketAction = Literal[
    "accept", "decline", "assign", "take", "reply", "return", "transfer", "extend", "urge", "close", "revisit", "rate",
    "reopen", "note", "link", "remind", "lapse",
]  # fmt: skip
#: callback: somebody is to be called back; handoff: nobody took it; complaint (诉求); rating: a poor one; gap: a
#: question without an answer; unresolved: of the reconciliation list; message: a receipt that did not arrive; manual:
#: entered by a seat.
TicketKind = Literal["callback", "handoff", "complaint", "rating", "gap", "unresolved", "message", "manual"]
#: seat: works on tickets; owner: the seat that took this one; supervisor: leads; hall: the program, also for a citizen.
Actor = Literal["seat", "owner", "supervisor", "hall"]
#: What an action needs beside the ticket. `text`: the reason, the reply or the note, in words.
Writing = Literal["text", "department", "days", "satisfied", "score", "other", "outcome"]

STATES: tuple[TicketState, ...] = get_args(TicketState)
ACTIONS: tuple[TicketAction, ...] = get_args(TicketAction)
KINDS: tuple[TicketKind, ...] = get_args(TicketKind)
#: Somebody still has to do something, and the due time runs.
OPEN: tuple[TicketState, ...] = ("new", "accepted", "assigned", "working", "replied")
STATE_TITLES: Mapping[TicketState, str] = {
    "new": "待受理", "accepted": "待派单", "assigned": "已派单", "working": "办理中", "replied": "已回复",
    "closed": "已办结", "visited": "已回访", "rated": "已评价", "declined": "不予受理",
}  # fmt: skip
ACTION_TITLES: Mapping[TicketAction, str] = {
    "accept": "受理", "decline": "不予受理", "assign": "派单", "take": "接单办理", "reply": "回复", "return": "退回",
    "transfer": "转派", "extend": "延期", "urge": "督办", "close": "办结", "revisit": "回访", "rate": "评价",
    "reopen": "重办", "note": "备注", "link": "关联", "remind": "到期提醒", "lapse": "来源已办完",
}  # fmt: skip
KIND_TITLES: Mapping[TicketKind, str] = {
    "callback": "回电", "handoff": "没接上的人工", "complaint": "诉求", "rating": "差评", "gap": "没答上的问题",
    "unresolved": "没查清的提交", "message": "没送到的回执", "manual": "窗口登记",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TicketTransition:
    """`to`: by the state before; a state that is not in it does not allow the action. `clears_owner`: nobody owns it
    after. `who`: who may, by the state before where it differs.
    """

    to: Mapping[TicketState, TicketState]
    who: frozenset[Actor]
    writes: tuple[Writing, ...] = ()
    clears_owner: bool = False
    who_in: Mapping[TicketState, frozenset[Actor]] | None = None

    def actors(self, state: TicketState) -> frozenset[Actor]:
        return (self.who_in or {}).get(state, self.who)


def _to(target: TicketState, *states: TicketState) -> dict[TicketState, TicketState]:
    return dict.fromkeys(states, target)


def _same(*states: TicketState) -> dict[TicketState, TicketState]:
    return {state: state for state in states}


_DESK: frozenset[Actor] = frozenset({"seat", "supervisor"})
_MINE: frozenset[Actor] = frozenset({"owner", "supervisor"})
_HALL: frozenset[Actor] = frozenset({"hall"})

TRANSITIONS: Mapping[TicketAction, TicketTransition] = {
    "accept": TicketTransition(_to("accepted", "new"), _DESK | _HALL),
    "decline": TicketTransition(_to("declined", "new", "accepted"), _DESK, ("text",)),
    "assign": TicketTransition(_to("assigned", "accepted"), _DESK | _HALL, ("department",)),
    "take": TicketTransition(_to("working", "assigned"), frozenset({"seat"})),
    "reply": TicketTransition(_to("replied", "working", "replied"), frozenset({"owner"}), ("text",)),
    "return": TicketTransition(
        _to("accepted", "assigned", "working"), _MINE, ("text",), clears_owner=True, who_in={"assigned": _DESK}
    ),
    "transfer": TicketTransition(
        _to("assigned", "assigned", "working", "replied"), _MINE, ("department", "text"), clears_owner=True,
        who_in={"assigned": _DESK},
    ),
    "extend": TicketTransition(
        _same("assigned", "working"), _MINE, ("days", "text"), who_in={"assigned": frozenset({"supervisor"})}
    ),
    "urge": TicketTransition(_same(*OPEN), frozenset({"supervisor", "hall"}), ("text",)),
    "close": TicketTransition(_to("closed", "replied"), _MINE),
    "revisit": TicketTransition(_to("visited", "closed"), _DESK, ("satisfied", "text")),
    "rate": TicketTransition(_to("rated", "visited"), _DESK | _HALL, ("score",)),
    "reopen": TicketTransition(
        _to("assigned", "closed", "visited", "rated", "declined"), _DESK | _HALL, ("text",), clears_owner=True,
        who_in={"declined": frozenset({"supervisor", "hall"})},
    ),
    "note": TicketTransition(_same(*STATES), _DESK, ("text",)),
    "link": TicketTransition(_same(*STATES), _DESK, ("other",)),
    "remind": TicketTransition(_same(*OPEN), _HALL),
    "lapse": TicketTransition(_to("closed", *OPEN), _HALL, ("text",)),
}  # fmt: skip
#: What closing or declining needs besides, by the kind: whether the submission was filed, and under which number.
WRITES_OF_KIND: Mapping[tuple[TicketAction, TicketKind], tuple[Writing, ...]] = {
    ("close", "unresolved"): ("outcome",),
    ("decline", "unresolved"): ("outcome",),
}


def writes(action: TicketAction, kind: TicketKind) -> tuple[Writing, ...]:
    return TRANSITIONS[action].writes + WRITES_OF_KIND.get((action, kind), ())


def next_state(state: TicketState, action: TicketAction, actors: Collection[Actor]) -> TicketState | None:
    """None: the action does not follow this state, or none of these actors may do it there."""
    row = TRANSITIONS[action]
    if state not in row.to or row.actors(state).isdisjoint(actors):
        return None
    return row.to[state]


def actions_for(state: TicketState, actors: Collection[Actor]) -> tuple[TicketAction, ...]:
    """What these actors may do now, in the order of the table."""
    return tuple(action for action in ACTIONS if next_state(state, action, actors) is not None)
