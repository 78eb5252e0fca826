"""Reads a conversation back, opening what is sealed."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.records import ANSWERED, BackEndAnswer, Case, Conversation, Event, LeftOpen, TurnRecord


class Opener:
    """Opens sealed values, and collects the places of those that do not open, so that one does not hide the others."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys
        self.unreadable: list[str] = []

    def open(self, sealed: bytes, place: str) -> str:
        try:
            return self._keys.open(sealed, place)
        except StoreError:
            self.unreadable.append(place)
            return ""

    def moment(self, ms: object, place: str) -> datetime:
        """1970 where it is not a time: SQLite stores any type in any column."""
        try:
            return datetime.fromtimestamp(ms / 1000, UTC)  # type: ignore[operator]
        except (TypeError, ValueError, OverflowError, OSError):
            self.unreadable.append(place)
            return datetime.fromtimestamp(0, UTC)


def conversation(connection: Connection, keys: Keyring, name: str) -> Conversation | None:
    table, opener = schema.conversations, Opener(keys)
    row = connection.execute(select(table).where(table.c.id == name)).mappings().first()
    if row is None:
        return None
    timings = _timings(connection, name)
    rows = _turns(connection, name)
    turns = tuple(_turn(row, timings.get(row["id"]), opener) for row in rows if row["who"] != ANSWERED)
    answers = tuple(_answer(row, opener) for row in rows if row["who"] == ANSWERED)
    slots = {
        slot["name"]: opener.open(slot["value_sealed"], f"slots/{name}/{slot['name']}")
        for slot in _rows(connection, schema.slots, name, schema.slots.c.name)
    }
    cases = tuple(_case(case, opener) for case in _rows(connection, schema.cases, name, schema.cases.c.filed_ms))
    events = tuple(
        Event(opener.moment(event["at_ms"], f"events/{event['id']}/at_ms"), event["kind"], event["detail"])
        for event in _rows(connection, schema.events, name, schema.events.c.id)
    )
    return Conversation(
        id=row["id"],
        device=row["device"],
        channel=row["channel"],
        place=row["place"],
        window=row["window"],
        began=opener.moment(row["began_ms"], f"conversations/{name}/began_ms"),
        ended=None if row["ended_ms"] is None else opener.moment(row["ended_ms"], f"conversations/{name}/ended_ms"),
        ending=row["ending"],
        service=row["service"],
        version=row["version"],
        turns=turns,
        slots=slots,
        cases=cases,
        events=events,
        unreadable=tuple(opener.unreadable),
        scripts=row["scripts"],
        answers=answers,
    )


def left_open(connection: Connection, hall: str) -> tuple[LeftOpen, ...]:
    table = schema.conversations
    ours = (table.c.hall == hall).label("ours")
    query = select(table.c.id, table.c.device, table.c.channel, table.c.began_ms, ours)
    rows = connection.execute(query.where(table.c.ended_ms.is_(None)).order_by(table.c.began_ms))
    return tuple(LeftOpen(row.id, row.device, row.channel, row.began_ms, bool(row.ours)) for row in rows)


def _turns(connection: Connection, name: str) -> list[RowMapping]:
    table = schema.turns
    columns = [column for column in table.c if column is not table.c.timings]
    query = select(*columns).where(table.c.conversation == name).order_by(table.c.number)
    return list(connection.execute(query).mappings())


def _timings(connection: Connection, name: str) -> dict[str, Any]:
    """By turn, without values that are not JSON, on which the driver would fail the whole query."""
    table = schema.turns
    query = select(table.c.id, table.c.timings)
    try:
        rows = connection.execute(query.where(table.c.conversation == name)).all()
        return {row.id: row.timings for row in rows}
    except (ValueError, TypeError):
        names = connection.execute(select(table.c.id).where(table.c.conversation == name)).scalars().all()
    found: dict[str, Any] = {}
    for turn in names:
        with contextlib.suppress(ValueError, TypeError):
            found[turn] = connection.execute(query.where(table.c.id == turn)).one().timings
    return found


def _turn(row: RowMapping, timings: Any, opener: Opener) -> TurnRecord:
    heard, place = row["heard_sealed"], f"turns/{row['id']}"
    if not isinstance(timings, dict):
        opener.unreadable.append(f"{place}/timings")
        timings = {}
    return TurnRecord(
        number=row["number"],
        at=opener.moment(row["at_ms"], f"{place}/at_ms"),
        who=row["who"],
        via=row["via"],
        kind=row["kind"],
        text=opener.open(row["text_sealed"], f"{place}/text"),
        heard=None if heard is None else opener.open(heard, f"{place}/heard"),
        timings=timings,
    )


def _answer(row: RowMapping, opener: Opener) -> BackEndAnswer:
    place = f"turns/{row['id']}"
    fields = answer_fields(opener.open(row["text_sealed"], f"{place}/text"))
    return BackEndAnswer(opener.moment(row["at_ms"], f"{place}/at_ms"), row["via"], fields)


def answer_fields(text: str) -> dict[str, str | None]:
    """Of the text of a back end's row; none where it does not open."""
    found: dict[str, str | None] = json.loads(text or "{}")
    return found


def _case(row: RowMapping, opener: Opener) -> Case:
    receipt = opener.open(row["receipt_sealed"], f"cases/{row['id']}/receipt")
    sealed = row["slots_sealed"]
    slots = json.loads(opener.open(sealed, f"cases/{row['id']}/slots") or "{}") if sealed else {}
    return Case(
        row["service"], opener.moment(row["filed_ms"], f"cases/{row['id']}/filed_ms"), receipt, row["version"], slots
    )


def _rows(connection: Connection, table: Table, name: str, order: Column[Any]) -> list[RowMapping]:
    query = select(table).where(table.c.conversation == name).order_by(order)
    return list(connection.execute(query).mappings())
