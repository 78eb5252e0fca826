"""Tickets (工单) read from the record: one, its history, those that may be about the same, and a page of the list."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, select

from kiosk.store.crypto import Keyring
from kiosk.store.reading import Opener
from kiosk.store.ticket_tables import work_ticket_events as events
from kiosk.store.ticket_tables import work_tickets as table
from kiosk.ticketing.lifecycle import OPEN, TicketAction, TicketKind, TicketState

#: Names of facts, in the order in which the first that is there is the case's number, the telephone, the subject.
CASES, PHONES, SUBJECTS = ("受理号", "工单号"), ("电话", "手机号", "固话"), ("诉求内容", "问题", "原因", "事项")
#: Tickets that may be about the same, at most.
_ALIKE = 20


@dataclass(frozen=True, slots=True)
class WorkTicket:
    """Times: ms since 1970, UTC. `facts`: name -> value, whole; empty where they do not open. `owner`: an account's id,
    `owner_name` as people call them. `reply`: the last one.
    """

    id: str
    number: str
    version: int
    state: TicketState
    kind: TicketKind
    source: str
    conversation: str
    service: str
    department: str
    owner: str
    opened_ms: int
    due_ms: int
    closed_ms: int | None
    overdue_ms: int | None
    urged: int
    satisfied: bool | None
    score: int | None
    main: str
    facts: Mapping[str, str] = field(repr=False)
    owner_name: str = field(default="", repr=False)
    reply: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def fact(self, names: Sequence[str]) -> str:
        return next((self.facts[name] for name in names if self.facts.get(name)), "")


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """`changes`: what else changed. `account`: of who did it; empty: the hall."""

    version: int
    at_ms: int
    action: TicketAction
    before: TicketState
    after: TicketState
    changes: Mapping[str, str]
    account: str
    who: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Empty: any. `state`: one, or `open`. `due`: overdue, or soon (before `soon_ms`). `words`: all in a ticket."""

    state: str = ""
    kind: str = ""
    department: str = ""
    owner: str = ""
    due: str = ""
    now_ms: int = 0
    soon_ms: int = 0
    words: str = field(default="", repr=False)
    number: str = ""


def one(connection: Connection, keys: Keyring, ticket: str) -> WorkTicket | None:
    row = connection.execute(select(table).where(table.c.id == ticket)).mappings().first()
    return None if row is None else opened(keys, row)


def by_number(connection: Connection, keys: Keyring, number: str) -> WorkTicket | None:
    row = connection.execute(select(table).where(table.c.number == number)).mappings().first()
    return None if row is None else opened(keys, row)


def of(connection: Connection, keys: Keyring, conversation: str) -> tuple[WorkTicket, ...]:
    """Of a conversation, the oldest first."""
    query = select(table).where(table.c.conversation == conversation).order_by(table.c.opened_ms)
    return tuple(opened(keys, row) for row in connection.execute(query).mappings())


def history(connection: Connection, keys: Keyring, ticket: str, since: int = 0) -> tuple[TicketEvent, ...]:
    """The oldest first. `since`: those after this version."""
    opener = Opener(keys)
    query = select(events).where(events.c.ticket == ticket, events.c.version > since).order_by(events.c.version)
    return tuple(
        TicketEvent(
            row["version"], row["at_ms"], row["action"], row["before"], row["after"], row["changes"], row["account"],
            opener.open(row["who_sealed"], event_place(ticket, row["version"], "who")),
            opener.open(row["text_sealed"], event_place(ticket, row["version"], "text")),
        )
        for row in connection.execute(query).mappings()
    )  # fmt: skip


def alike(connection: Connection, keys: Keyring, ticket: WorkTicket) -> tuple[tuple[WorkTicket, tuple[str, ...]], ...]:
    """Others of the same conversation, case number, telephone or subject, each with what is the same."""
    values = marked(ticket.facts, ticket.service)
    alike: list[tuple[str, ColumnElement[bool]]] = [
        (title, table.c[f"{name}_mark"].in_(keys.marks(values[name], _purpose(name))))
        for name, title in (("case", "受理号"), ("phone", "电话"), ("subject", "内容"))
        if values[name]
    ]
    if ticket.conversation:
        alike.append(("会话", table.c.conversation == ticket.conversation))
    if not alike:
        return ()
    found: dict[str, tuple[WorkTicket, tuple[str, ...]]] = {}
    for title, same in alike:
        query = select(table).where(same, table.c.id != ticket.id).order_by(table.c.opened_ms.desc()).limit(_ALIKE)
        for row in connection.execute(query).mappings():
            other, why = found.get(row["id"]) or (opened(keys, row), ())
            found[row["id"]] = (other, (*why, title))
    return tuple(list(found.values())[:_ALIKE])


def page(
    connection: Connection, keys: Keyring, wanted: TicketFilter, skip: int, most: int,
    text: Callable[[WorkTicket], str] | None = None,
) -> list[WorkTicket]:  # fmt: skip
    """Overdue ones first, then the open ones by due time, then the others, the newest first. `text`: in which words are
    looked for; None: in everything.
    """
    late = and_(table.c.state.in_(OPEN), table.c.due_ms <= wanted.now_ms)
    rank = case((late, 0), (table.c.state.in_(OPEN), 1), else_=2)
    due = case((table.c.state.in_(OPEN), table.c.due_ms), else_=0)
    query = _where(select(table), wanted).order_by(rank, due, table.c.opened_ms.desc(), table.c.id)
    if not wanted.words:
        query = query.limit(most).offset(skip)
        return [opened(keys, row) for row in connection.execute(query).mappings()]
    found = list[WorkTicket]()
    for row in connection.execute(query).mappings():
        ticket = opened(keys, row)
        if _has((text or _whole)(ticket), wanted.words):
            found.append(ticket)
            if len(found) == skip + most:
                break
    return found[skip:]


def counts(connection: Connection, wanted: TicketFilter) -> tuple[dict[str, int], int, int]:
    """How many of each state, of all that fit but for the state; of these the overdue; and how many fit whole.

    Words are not looked for here.
    """
    anything = TicketFilter(
        "", wanted.kind, wanted.department, wanted.owner, "", wanted.now_ms, wanted.soon_ms, "", wanted.number
    )
    query = _where(select(table.c.state, func.count()), anything).group_by(table.c.state)
    of_states = {str(state): int(count) for state, count in connection.execute(query)}
    late = and_(table.c.state.in_(OPEN), table.c.due_ms <= wanted.now_ms)
    overdue = connection.execute(_where(select(func.count()).select_from(table), anything).where(late)).scalar_one()
    whole = connection.execute(_where(select(func.count()).select_from(table), wanted)).scalar_one()
    return of_states, int(overdue), int(whole)


def open_counts(connection: Connection, now_ms: int) -> dict[str, int]:
    """Open tickets that are in time, and overdue ones."""
    late = table.c.due_ms <= now_ms
    query = select(late, func.count()).where(table.c.state.in_(OPEN)).group_by(late)
    found = {bool(is_late): int(count) for is_late, count in connection.execute(query)}
    return {"open": found.get(False, 0), "overdue": found.get(True, 0)}


def _where(query: Select[Any], wanted: TicketFilter) -> Select[Any]:
    for column, value in (
        (table.c.kind, wanted.kind), (table.c.department, wanted.department), (table.c.owner, wanted.owner),
        (table.c.number, wanted.number),
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    if wanted.state:
        query = query.where(table.c.state.in_(OPEN) if wanted.state == "open" else table.c.state == wanted.state)
    if wanted.due:
        late = table.c.due_ms <= (wanted.now_ms if wanted.due == "overdue" else wanted.soon_ms)
        query = query.where(table.c.state.in_(OPEN), late)
    return query


def _whole(ticket: WorkTicket) -> str:
    return "\n".join((ticket.number, ticket.service, ticket.department, *ticket.facts.values()))


def _has(text: str, words: str) -> bool:
    told = text.casefold()
    return all(word in told for word in words.casefold().split())


def marked(facts: Mapping[str, str], service: str) -> dict[str, str]:
    """What the marks are made of: case, phone, subject; empty where there is none."""
    first = {
        name: next((facts[key] for key in keys if facts.get(key)), "")
        for name, keys in (("case", CASES), ("phone", PHONES), ("subject", SUBJECTS))
    }
    plain = "".join(one for one in first["subject"].casefold() if one.isalnum())
    return first | {"subject": f"{service}\n{plain}" if len(plain) > 3 else ""}


def marks(keys: Keyring, facts: Mapping[str, str], service: str) -> dict[str, str]:
    """By column."""
    values = marked(facts, service).items()
    return {f"{name}_mark": keys.mark(value, _purpose(name)) if value else "" for name, value in values}


def opened(keys: Keyring, row: RowMapping) -> WorkTicket:
    opener, name = Opener(keys), row["id"]
    told = opener.open(row["facts_sealed"], place(name, "facts"))
    return WorkTicket(
        name, row["number"], row["version"], row["state"], row["kind"], row["source"], row["conversation"],
        row["service"], row["department"], row["owner"], row["opened_ms"], row["due_ms"], row["closed_ms"],
        row["overdue_ms"], row["urged"], None if row["satisfied"] is None else bool(row["satisfied"]), row["score"],
        row["main"], json.loads(told) if told else {},
        "" if row["owner_sealed"] is None else opener.open(row["owner_sealed"], place(name, "owner")),
        "" if row["reply_sealed"] is None else opener.open(row["reply_sealed"], place(name, "reply")),
    )  # fmt: skip


def local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000).astimezone()


def place(ticket: str, column: str) -> str:
    return f"work_tickets/{ticket}/{column}"


def event_place(ticket: str, version: int, column: str) -> str:
    return f"work_ticket_events/{ticket}/{version}/{column}"


def _purpose(name: str) -> str:
    return f"work_tickets/{name}"
