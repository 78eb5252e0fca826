"""What an act does to a ticket: the rules of `lifecycle` applied to facts, without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kiosk.ticketing.lifecycle import (
    ACTION_TITLES,
    STATE_TITLES,
    TRANSITIONS,
    Actor,
    TicketAction,
    TicketKind,
    TicketState,
    Writing,
    next_state,
    writes,
)

#: Characters of the shortest and the longest text.
SHORTEST, LONGEST = 2, 2000
#: Working days of one extension.
MOST_DAYS = 30
_NEEDED: Mapping[Writing, str] = {
    "text": f"请写明内容或原因，至少 {SHORTEST} 个字。 Expected text.",
    "department": "请选部门。 Expected a department.",
    "days": f"请写延几个工作日，1 到 {MOST_DAYS}。 Expected days.",
    "satisfied": "请写明市民是不是满意。 Expected satisfied, true or false.",
    "score": "请写评价，1 到 5 分。 Expected a score from 1 to 5.",
    "other": "请写另一张工单的号。 Expected the number of another ticket.",
    "outcome": "请写明结果：办成了（写受理号），还是没有办成。 Expected outcome, filed with a receipt, or not_filed.",
}


class TicketRuleError(Exception):
    """An act that the rules refuse. `code`: not_now (not in this state), not_yours (another actor), missing (something
    must be written).
    """

    def __init__(self, code: Literal["not_now", "not_yours", "missing"], message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class TicketAct:
    """`actors`: what the person is, without `owner`: that is known by `account` and the ticket. `account`: the id;
    empty: the hall. `outcome`, `receipt`: of a submission that nobody knew of. `key`: an act of one key is done once.
    """

    action: TicketAction
    actors: frozenset[Actor]
    account: str = ""
    who: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    department: str = ""
    days: int = 0
    satisfied: bool | None = None
    score: int = 0
    other: str = ""
    outcome: Literal["", "filed", "not_filed"] = ""
    receipt: str = field(default="", repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What the rules look at. `due`: local time."""

    state: TicketState
    kind: TicketKind
    owner: str
    department: str
    due: datetime


@dataclass(frozen=True, slots=True)
class TicketDecision:
    """`owner` None: it stays. `due` None: it stays. `changes`: what the history tells, nothing personal."""

    state: TicketState
    owner: str | None
    department: str | None
    due: datetime | None
    changes: Mapping[str, str]


def actors_of(facts: TicketFacts, act: TicketAct) -> frozenset[Actor]:
    mine = act.account and facts.owner == act.account and "seat" in act.actors
    return act.actors | {"owner"} if mine else act.actors


def decide(
    facts: TicketFacts, act: TicketAct, later: Callable[[datetime, int], datetime], again: datetime
) -> TicketDecision:
    """`later`: a due time so many working days later; `again`: due time of a ticket that is reopened now.

    Raises `TicketRuleError`.
    """
    row, actors = TRANSITIONS[act.action], actors_of(facts, act)
    title = ACTION_TITLES[act.action]
    if facts.state not in row.to:
        told = f"“{STATE_TITLES[facts.state]}”的工单不能{title}。 {act.action} does not follow {facts.state}."
        raise TicketRuleError("not_now", told)
    after = next_state(facts.state, act.action, actors)
    if after is None:
        told = f"这张工单不由您{title}：请接单的人或负责人来办。 Expected another person for {act.action}."
        raise TicketRuleError("not_yours", told)
    for name in writes(act.action, facts.kind):
        if not _written(act, name):
            raise TicketRuleError("missing", f"{title}：{_NEEDED[name]}")
    if act.action == "transfer" and act.department == facts.department and not facts.owner:
        raise TicketRuleError("missing", "转派：请选另一个部门。 Expected another department.")
    owner = act.account if act.action == "take" else "" if row.clears_owner else None
    department = act.department or None if act.action in ("assign", "transfer") else None
    due = later(facts.due, act.days) if act.action == "extend" else again if act.action == "reopen" else None
    return TicketDecision(after, owner, department, due, _told(act, department, due))


def _written(act: TicketAct, name: Writing) -> bool:
    match name:
        case "text":
            return SHORTEST <= len(act.text.strip()) <= LONGEST
        case "department":
            return bool(act.department)
        case "days":
            return 1 <= act.days <= MOST_DAYS
        case "satisfied":
            return act.satisfied is not None
        case "score":
            return 1 <= act.score <= 5
        case "other":
            return bool(act.other)
        case "outcome":
            return act.outcome == "not_filed" or (act.outcome == "filed" and bool(act.receipt.strip()))


def _told(act: TicketAct, department: str | None, due: datetime | None) -> dict[str, str]:
    told: dict[str, str] = {}
    if department:
        told["部门"] = department
    if due is not None:
        told["期限"] = f"{due:%Y-%m-%d %H:%M}"
    if act.satisfied is not None and act.action == "revisit":
        told["满意"] = "是" if act.satisfied else "否"
    if act.score and act.action == "rate":
        told["评分"] = str(act.score)
    if act.other and act.action == "link":
        told["关联"] = act.other
    if act.outcome and act.action in ("close", "decline"):
        told["结果"] = "办成了" if act.outcome == "filed" else "没有办成"
    return told
