"""What tickets are made of: rows of the record without a ticket; and what closing a ticket does to its row.

A row and its ticket are one matter: closing the ticket closes the row in the same transaction, and a row that was
closed by itself (`kiosk todo done`, `kiosk backend settle`, the bell page) lapses its ticket.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, cast, exists, func, or_, select

from kiosk.store import gaps, ratings, reconciling, schema, tickets, to_do
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.outbox import place_of
from kiosk.store.records import Gap
from kiosk.store.ticket_tables import work_ticket_events as events
from kiosk.store.ticket_tables import work_tickets as table
from kiosk.store.work_tickets import WorkTicket
from kiosk.ticketing.deciding import TicketAct
from kiosk.ticketing.lifecycle import OPEN, TicketKind

#: Rows of one kind that become tickets in one go.
AT_ONCE = 100
#: Older hand-offs and complaints become no tickets: a record that was there before tickets were.
_SINCE_MS = 30 * 86_400_000
_CALLBACKS: Mapping[str, str] = {"busy": "线路忙", "unanswered": "转人工没人接", "closed": "下班时间来电"}
_LOST: Mapping[str, str] = {"refused": "短信被拒", "expired": "短信一直没发出去", "undelivered": "短信没送到"}


@dataclass(frozen=True, slots=True)
class TicketSource:
    """A row that becomes a ticket. `source`: its id. `number`: the ticket's, where the citizen was told one.
    `department`, `promised`: where and until which day (`2026-11-27`) it was promised; empty: by the rules.
    """

    kind: TicketKind
    source: str
    at_ms: int
    facts: Mapping[str, str] = field(repr=False)
    service: str = ""
    conversation: str = ""
    number: str = ""
    department: str = ""
    promised: str = ""


def waiting(connection: Connection, keys: Keyring, complaints: Collection[str], now_ms: int) -> list[TicketSource]:
    """Rows without a ticket, but for questions (`waiting_gaps`). `complaints`: services whose cases are complaints."""
    return [
        *_callbacks(connection, keys), *_handoffs(connection, keys, now_ms), *_ratings(connection, keys),
        *_complaints(connection, keys, complaints, now_ms), *_unresolved(connection, keys),
        *_messages(connection, keys),
    ]  # fmt: skip


def waiting_gaps(connection: Connection, keys: Keyring, times: int) -> list[TicketSource]:
    """Questions that stayed without an answer so often, without a ticket. Opens every question."""
    query = select(table.c.source).where(table.c.kind == "gap")
    known = set(connection.execute(query).scalars())
    often = (one for one in gaps.read(connection, keys).gaps if one.times >= times and not known & set(one.ids))
    return [_of_gap(one) for one in often][:AT_ONCE]


def settled(connection: Connection) -> list[str]:
    """Tickets that are open and whose row was closed by itself; of a ticket that was reopened: closed since then."""
    callbacks, rated, sent, unknown = schema.tickets, schema.ratings, schema.deliveries, schema.reconciliations
    reopening = select(func.max(events.c.at_ms)).where(events.c.ticket == table.c.id, events.c.action == "reopen")
    reopened_ms = func.coalesce(reopening.scalar_subquery(), -1)
    never = table.c.closed_ms.is_(None)
    rows = (
        ("callback", exists().where(cast(callbacks.c.id, String) == table.c.source, callbacks.c.done_ms > reopened_ms)),
        ("rating", exists().where(rated.c.id == table.c.source, rated.c.done_ms > reopened_ms)),
        ("message", exists().where(sent.c.id == table.c.source, sent.c.done_ms > reopened_ms)),
        ("unresolved", and_(never, exists().where(unknown.c.id == table.c.source, unknown.c.state != "open"))),
        ("gap", and_(never, ~exists().where(schema.gaps.c.id == table.c.source))),
    )
    done = or_(*(and_(table.c.kind == kind, closed) for kind, closed in rows))
    query = select(table.c.id).where(table.c.state.in_(OPEN), done).limit(AT_ONCE)
    return list(connection.execute(query).scalars())


def called_again(connection: Connection) -> list[str]:
    """Tickets of call-backs that were closed or declined, whose caller asked again on the same day."""
    callbacks = schema.tickets
    again = exists().where(
        cast(callbacks.c.id, String) == table.c.source, callbacks.c.done_ms.is_(None),
        callbacks.c.at_ms > table.c.closed_ms,
    )  # fmt: skip
    query = select(table.c.id).where(table.c.kind == "callback", table.c.state.not_in(OPEN))
    return list(connection.execute(query.where(again).limit(AT_ONCE)).scalars())


def finish(connection: Connection, keys: Keyring, ticket: WorkTicket, act: TicketAct, at_ms: int) -> None:
    """Close the row of a ticket that is closed or declined."""
    match ticket.kind:
        case "callback":
            connection.execute(tickets.closing(int(ticket.source), at_ms))
        case "rating":
            connection.execute(ratings.closing(ticket.source, at_ms))
        case "message":
            connection.execute(to_do.closing_message(ticket.source, at_ms))
        case "gap":
            found = gaps.read(connection, keys).gaps
            same = next((one.ids for one in found if ticket.source in one.ids), (ticket.source,))
            connection.execute(gaps.striking(same))
        case "unresolved":
            query = select(schema.reconciliations.c.number).where(schema.reconciliations.c.id == ticket.source)
            number = connection.execute(query).scalar()
            if number is not None:
                receipt = act.receipt.strip() if act.outcome == "filed" else ""
                state: reconciling.ReconciliationState = "filed" if receipt else "not_filed"
                reconciling.settle(connection, keys, number, receipt, state, at_ms)
        case _:
            pass


def _callbacks(connection: Connection, keys: Keyring) -> Iterator[TicketSource]:
    rows = schema.tickets
    query = select(rows).where(rows.c.done_ms.is_(None), _fresh("callback", cast(rows.c.id, String)))
    for row in connection.execute(query.order_by(rows.c.id).limit(AT_ONCE)).mappings():
        one = tickets.one(connection, keys, row["id"])
        assert one is not None
        facts = _facts({"电话": one.phone or "", "为什么": _CALLBACKS.get(one.reason, one.reason), "业务": one.service})
        yield TicketSource("callback", str(one.id), row["at_ms"], facts, one.service, one.conversation)


def _handoffs(connection: Connection, keys: Keyring, now_ms: int) -> Iterator[TicketSource]:
    """Calls for staff that nobody took: the line ended, or the citizen went, and they are over."""
    rows = schema.staff_calls
    nobody = or_(rows.c.nobody_ms.is_not(None), rows.c.gone != "", rows.c.ending == "forgotten")
    query = select(rows).where(
        rows.c.closed_ms.is_not(None), rows.c.taken_ms.is_(None), rows.c.ending.in_(("left", "forgotten", "")), nobody,
        rows.c.reason != "vouch", rows.c.called_ms > now_ms - _SINCE_MS, _fresh("handoff", rows.c.id),
    )  # fmt: skip
    for row in connection.execute(query.order_by(rows.c.called_ms).limit(AT_ONCE)).mappings():
        try:
            told = dict(json.loads(keys.open(row["values_sealed"], f"staff_calls/{row['id']}/values")))
        except (StoreError, ValueError, TypeError):
            told = {}
        place = {"为什么": row["danger"] or row["reason"], "业务": row["service"], "地点": row["place"]}
        yield TicketSource(
            "handoff", row["id"], row["called_ms"], _facts({**told, **place}), row["service"], row["conversation"]
        )


def _ratings(connection: Connection, keys: Keyring) -> Iterator[TicketSource]:
    rows = schema.ratings
    query = select(rows).where(rows.c.score <= ratings.POOR, rows.c.done_ms.is_(None), _fresh("rating", rows.c.id))
    for row in connection.execute(query.order_by(rows.c.at_ms).limit(AT_ONCE)).mappings():
        told = {
            title: _open(keys, row[f"{name}_sealed"], f"ratings/{row['id']}/{name}")
            for title, name in (("受理号", "number"), ("原因", "reason"), ("电话", "phone"))
        }
        facts = _facts({"评分": f"{row['score']} 分", "业务": row["service"], **told})
        yield TicketSource("rating", row["id"], row["at_ms"], facts, row["service"], row["conversation"])


def _complaints(
    connection: Connection, keys: Keyring, services: Collection[str], now_ms: int
) -> Iterator[TicketSource]:
    rows = schema.cases
    query = select(rows).where(
        rows.c.service.in_(services), rows.c.filed_ms > now_ms - _SINCE_MS, _fresh("complaint", rows.c.id)
    )
    for row in connection.execute(query.order_by(rows.c.filed_ms).limit(AT_ONCE)).mappings():
        sealed, number = row["slots_sealed"], _open(keys, row["receipt_sealed"], f"cases/{row['id']}/receipt")
        told = {} if sealed is None else _opened(_open(keys, sealed, f"cases/{row['id']}/slots"))
        department, promised = str(told.pop("承办单位", "") or ""), str(told.get("答复日期", "") or "")
        yield TicketSource(
            "complaint", row["id"], row["filed_ms"], _facts({**told, "工单号": number}), row["service"],
            row["conversation"], number, department, promised,
        )  # fmt: skip


def _unresolved(connection: Connection, keys: Keyring) -> Iterator[TicketSource]:
    rows = schema.reconciliations
    query = select(rows).where(rows.c.state == "open", _fresh("unresolved", rows.c.id))
    for row in connection.execute(query.order_by(rows.c.at_ms).limit(AT_ONCE)).mappings():
        told = _opened(_open(keys, row["values_sealed"], f"reconciliations/{row['id']}/values"))
        facts = _facts({"业务": row["service"], "接口": row["api"], **told})
        yield TicketSource(
            "unresolved", row["id"], row["at_ms"], facts, row["service"], row["conversation"], row["number"]
        )


def _messages(connection: Connection, keys: Keyring) -> Iterator[TicketSource]:
    rows = schema.deliveries
    query = select(rows).where(
        rows.c.kind == "message", rows.c.state.in_(tuple(_LOST)), rows.c.done_ms.is_(None), _fresh("message", rows.c.id)
    )
    for row in connection.execute(query.order_by(rows.c.at_ms).limit(AT_ONCE)).mappings():
        body: dict[str, Any] = _opened(_open(keys, row["body_sealed"], place_of(row["id"])))
        values: dict[str, Any] = body["values"] if isinstance(body.get("values"), dict) else {}
        service = str(values.get("业务", ""))
        told = {"受理号": str(values.get("号", "")), "手机号": str(body.get("to", "")), "为什么": _LOST[row["state"]]}
        facts = _facts({"业务": service, **told})
        yield TicketSource("message", row["id"], row["at_ms"], facts, service, row["conversation"])


def _of_gap(one: Gap) -> TicketSource:
    facts = _facts({"问题": one.question, "次数": str(one.times), "设备": "、".join(one.devices)})
    return TicketSource("gap", one.ids[0], round(one.last.timestamp() * 1000), facts, one.service)


def _fresh(kind: TicketKind, source: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(table.c.kind == kind, table.c.source == source)


def _facts(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in told.items() if value not in ("", None)}


def _open(keys: Keyring, sealed: bytes, place: str) -> str:
    try:
        return keys.open(sealed, place)
    except StoreError:
        return ""


def _opened(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
