"""What changes tickets in the record, each inside the transaction of its caller: opened, acted upon, told to be due.

A change counts the ticket's version up by one and appends one row to its history and one to the audit trail.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Delete, delete, insert, select, update

from kiosk.store import audit, ticket_sources
from kiosk.store.audit import AuditNote
from kiosk.store.crypto import Keyring
from kiosk.store.ticket_sources import TicketSource
from kiosk.store.ticket_tables import work_ticket_events as events
from kiosk.store.ticket_tables import work_tickets as table
from kiosk.store.work_tickets import (
    TicketEvent,
    WorkTicket,
    by_number,
    event_place,
    history,
    local,
    marks,
    one,
    place,
)
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct, TicketDecision, TicketFacts, decide
from kiosk.ticketing.lifecycle import OPEN, Actor, TicketAction

HALL = "大厅"
_HALL_ACTOR: frozenset[Actor] = frozenset({"hall"})
#: Characters of a text that stand in the audit trail too.
_WHY = 200
#: Tickets told to be due in one go.
_AT_ONCE = 100


class TicketConflictError(Exception):
    """Somebody changed the ticket meanwhile. `ticket`: as it is now; `changed`: done since the version seen."""

    def __init__(self, ticket: WorkTicket, changed: tuple[TicketEvent, ...]) -> None:
        super().__init__(f"ticket {ticket.number} has version {ticket.version}")
        self.ticket, self.changed = ticket, changed


class NoSuchTicketError(Exception):
    """There is no ticket of this id or number. `number`: empty: the one that was to be changed."""

    def __init__(self, number: str = "") -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class TicketOpening:
    """`who`: for history and audit."""

    source: TicketSource
    account: str = ""
    who: str = field(default=HALL, repr=False)


def open_one(
    connection: Connection, keys: Keyring, opening: TicketOpening, clock: TicketClock, hall: str, at_ms: int
) -> str:
    """The id of the new ticket, or of the one that its source has already. It is assigned where the rules say so."""
    source = opening.source
    known = select(table.c.id).where(table.c.kind == source.kind, table.c.source == source.source)
    if (name := connection.execute(known).scalar()) is not None:
        return str(name)
    name = uuid.uuid4().hex
    text = "\n".join(source.facts.values())
    department, limit = clock.rules.route(source.kind, source.service, text)
    department = source.department or department
    promised = clock.promised_ms(source.promised, source.at_ms)
    due_ms = clock.due_ms(source.at_ms, limit) if promised is None else promised
    row: dict[str, Any] = {
        "id": name, "number": _free_number(connection, source.number), "version": 1, "state": "new",
        "kind": source.kind, "source": source.source, "hall": hall, "conversation": source.conversation,
        "service": source.service, "department": department, "owner": "", "opened_ms": source.at_ms, "due_ms": due_ms,
        "remind_ms": clock.remind_ms(due_ms), "urged": 0, "main": "",
        "facts_sealed": keys.seal(json.dumps(dict(source.facts), ensure_ascii=False), place(name, "facts")),
    } | marks(keys, source.facts, source.service)  # fmt: skip
    connection.execute(insert(table).values(row))
    told = {"部门": department, "期限": f"{local(due_ms):%Y-%m-%d %H:%M}"}
    if promised is None:
        told |= _unknown(clock, source.at_ms, due_ms)
    decided = TicketDecision("new", None, None, None, told)
    act = TicketAct("note", _HALL_ACTOR, account=opening.account, who=opening.who, text="登记")
    ticket = one(connection, keys, name)
    assert ticket is not None
    _append(connection, keys, ticket, act, decided, 1, at_ms)
    if clock.rules.assigns:
        for action in ("accept", "assign"):
            by_rule = TicketAct(action, _HALL_ACTOR, who=HALL, department=department)
            act_on(connection, keys, name, None, by_rule, clock, at_ms)
    return name


def act_on(
    connection: Connection, keys: Keyring, name: str, version: int | None, act: TicketAct, clock: TicketClock,
    at_ms: int,
) -> WorkTicket:  # fmt: skip
    """The ticket after it. `version`: as the person saw it; None: any, of the hall's own acts.

    Raises `NoSuchTicketError`, `TicketConflictError`, `TicketRuleError`; then nothing was changed.
    """
    ticket = one(connection, keys, name)
    if ticket is None:
        raise NoSuchTicketError
    if act.key and _was_done(connection, name, act.key):
        return ticket
    if version is not None and version != ticket.version:
        raise TicketConflictError(ticket, history(connection, keys, name, version))
    facts = TicketFacts(ticket.state, ticket.kind, ticket.owner, ticket.department, local(ticket.due_ms))
    again = local(clock.again_ms(at_ms))
    decided = decide(facts, act, lambda due, days: clock.later(max(due, local(at_ms)), days), again)
    if decided.due is not None:
        unknown = _unknown(clock, at_ms, round(decided.due.timestamp() * 1000))
        decided = replace(decided, changes={**decided.changes, **unknown})
    if act.action == "link":
        _check_other(connection, keys, ticket, act.other)
    after = ticket.version + 1
    values = _values(keys, ticket, act, decided, clock, at_ms) | {"version": after}
    changed = update(table).where(table.c.id == name, table.c.version == ticket.version).values(values)
    if connection.execute(changed).rowcount != 1:  # another process was faster
        now = one(connection, keys, name)
        if now is None:
            raise NoSuchTicketError
        raise TicketConflictError(now, history(connection, keys, name, ticket.version))
    _append(connection, keys, ticket, act, decided, after, at_ms)
    if decided.state in ("closed", "declined") and act.action != "lapse" and ticket.is_open:
        ticket_sources.finish(connection, keys, ticket, act, at_ms)
    found = one(connection, keys, name)
    assert found is not None
    return found


def tell_due(connection: Connection, keys: Keyring, clock: TicketClock, now_ms: int) -> tuple[WorkTicket, ...]:
    """Mark the open tickets that became overdue (督办), and remind of those that will be. Returns the overdue ones."""
    late = (table.c.state.in_(OPEN), table.c.due_ms <= now_ms, table.c.overdue_ms.is_(None))
    soon = (
        table.c.state.in_(OPEN), table.c.remind_ms <= now_ms, table.c.due_ms > now_ms, table.c.reminded_ms.is_(None),
    )  # fmt: skip
    marked = []
    for where, action, column, text in (
        (late, "urge", "overdue_ms", "超过期限，自动督办"), (soon, "remind", "reminded_ms", ""),
    ):  # fmt: skip
        for name in connection.execute(select(table.c.id).where(*where).limit(_AT_ONCE)).scalars().all():
            told = _hall_act(action, text)
            ticket = act_on(connection, keys, name, None, told, clock, now_ms)
            connection.execute(update(table).where(table.c.id == name).values({column: now_ms}))
            marked += [ticket] if action == "urge" else []
    return tuple(marked)


def purging(before_ms: int) -> Delete:
    """Of those that are not open any more. Open ones stay, whatever their age."""
    return delete(table).where(table.c.state.not_in(OPEN), table.c.opened_ms < before_ms)


def _hall_act(action: str, text: str) -> TicketAct:
    return TicketAct(action, _HALL_ACTOR, who=HALL, text=text)  # type: ignore[arg-type]


def _values(
    keys: Keyring, ticket: WorkTicket, act: TicketAct, decided: TicketDecision, clock: TicketClock, at_ms: int
) -> dict[str, Any]:
    values: dict[str, Any] = {"state": decided.state}
    if decided.owner is not None:
        sealed = keys.seal(act.who, place(ticket.id, "owner")) if decided.owner else None
        values |= {"owner": decided.owner, "owner_sealed": sealed}
    if decided.department is not None:
        values["department"] = decided.department
    if decided.due is not None:
        due_ms = round(decided.due.timestamp() * 1000)
        values |= {"due_ms": due_ms, "remind_ms": clock.remind_ms(due_ms), "overdue_ms": None, "reminded_ms": None}
    by_action: Mapping[TicketAction, dict[str, Any]] = {
        "reply": {"reply_sealed": keys.seal(act.text, place(ticket.id, "reply"))},
        "urge": {"urged": ticket.urged + 1},
        "revisit": {"satisfied": int(bool(act.satisfied))},
        "rate": {"score": act.score},
        "link": {"main": act.other},
    }
    values |= by_action.get(act.action, {})
    if decided.state in ("closed", "declined") and ticket.is_open:
        values["closed_ms"] = at_ms
    return values


def _append(
    connection: Connection, keys: Keyring, ticket: WorkTicket, act: TicketAct, decided: TicketDecision, version: int,
    at_ms: int,
) -> None:  # fmt: skip
    row = {
        "ticket": ticket.id, "version": version, "at_ms": at_ms, "action": act.action, "before": ticket.state,
        "after": decided.state, "changes": dict(decided.changes), "account": act.account, "key": act.key,
        "who_sealed": keys.seal(act.who, event_place(ticket.id, version, "who")),
        "text_sealed": keys.seal(act.text, event_place(ticket.id, version, "text")),
    }  # fmt: skip
    connection.execute(insert(events).values(row))
    detail = f"{ticket.number} {act.action} {ticket.state}>{decided.state} v{version}"
    note = AuditNote("ticket changed", act.who, act.text[:_WHY], ticket.conversation, ticket.number, detail)
    audit.append(connection, keys, note, at_ms)


def _unknown(clock: TicketClock, start_ms: int, due_ms: int) -> dict[str, str]:
    """What the history says of a due time that was counted over a year without its holidays."""
    years = "、".join(f"{year} 年" for year in clock.unknown_years(start_ms, due_ms))
    return {"节假日未录入": years} if years else {}


def _was_done(connection: Connection, ticket: str, key: str) -> bool:
    return (
        connection.execute(select(events.c.id).where(events.c.ticket == ticket, events.c.key == key)).first()
        is not None
    )


def _check_other(connection: Connection, keys: Keyring, ticket: WorkTicket, number: str) -> None:
    other = by_number(connection, keys, number)
    if other is None or other.id == ticket.id:
        raise NoSuchTicketError(number)


def _free_number(connection: Connection, wanted: str) -> str:
    """`wanted`, where it has eight digits and no ticket has it; else eight digits that begin with 9."""
    number = wanted if len(wanted) == 8 and wanted.isascii() and wanted.isdigit() else _drawn()
    while connection.execute(select(table.c.id).where(table.c.number == number)).first() is not None:
        number = _drawn()
    return number


def _drawn() -> str:
    return f"9{secrets.randbelow(10**7):07d}"
