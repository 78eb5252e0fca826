"""Reads a conversation back, opening what is sealed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.records import Case, Conversation, Event, Gap, TurnRecord

_NO_WORD = re.compile(r"[\W_]+")


def conversation(connection: Connection, keys: Keyring, name: str) -> Conversation | None:
    """Raises `StoreError` when a value does not open."""
    table = schema.conversations
    row = connection.execute(select(table).where(table.c.id == name)).mappings().first()
    if row is None:
        return None
    return Conversation(
        id=row["id"],
        device=row["device"],
        channel=row["channel"],
        began=_moment(row["began_ms"]),
        ended=None if row["ended_ms"] is None else _moment(row["ended_ms"]),
        ending=row["ending"],
        service=row["service"],
        version=row["version"],
        turns=tuple(_turn(turn, keys) for turn in _rows(connection, schema.turns, name, schema.turns.c.number)),
        slots={
            slot["name"]: keys.open(slot["value_sealed"], f"slots/{name}/{slot['name']}")
            for slot in _rows(connection, schema.slots, name, schema.slots.c.name)
        },
        case=_case(connection, keys, name),
        events=tuple(
            Event(_moment(event["at_ms"]), event["kind"], event["detail"])
            for event in _rows(connection, schema.events, name, schema.events.c.id)
        ),
    )


def gaps(connection: Connection, keys: Keyring) -> tuple[Gap, ...]:
    """The same question in the same service counts as one, the most frequent first. Raises as `conversation` does."""
    found: dict[tuple[str, str], Gap] = {}
    for row in connection.execute(select(schema.gaps).order_by(schema.gaps.c.at_ms)).mappings():
        question = keys.open(row["question_sealed"], f"gaps/{row['id']}/question")
        key = (row["service"], _NO_WORD.sub("", question).lower())
        known, at = found.get(key), _moment(row["at_ms"])
        times, first = (known.times, known.first) if known else (0, at)
        found[key] = Gap(question, row["service"], times + 1, first, at)
    return tuple(sorted(found.values(), key=lambda gap: (-gap.times, gap.first)))


def _turn(row: RowMapping, keys: Keyring) -> TurnRecord:
    heard = row["heard_sealed"]
    return TurnRecord(
        number=row["number"],
        at=_moment(row["at_ms"]),
        who=row["who"],
        via=row["via"],
        kind=row["kind"],
        text=keys.open(row["text_sealed"], f"turns/{row['id']}/text"),
        heard=None if heard is None else keys.open(heard, f"turns/{row['id']}/heard"),
        timings=row["timings"],
    )


def _case(connection: Connection, keys: Keyring, name: str) -> Case | None:
    for row in _rows(connection, schema.cases, name, schema.cases.c.conversation):
        receipt = keys.open(row["receipt_sealed"], f"cases/{name}/receipt")
        return Case(row["service"], _moment(row["filed_ms"]), receipt)
    return None


def _rows(connection: Connection, table: Table, name: str, order: Column[Any]) -> list[RowMapping]:
    query = select(table).where(table.c.conversation == name).order_by(order)
    return list(connection.execute(query).mappings())


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
