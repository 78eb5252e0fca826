"""Reads a conversation back, opening what is sealed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, Table, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.records import Case, Conversation, Event, Gap, GapList, LeftOpen, TurnRecord

_NO_WORD = re.compile(r"[\W_]+")


class _Opener:
    """Opens what opens, and remembers the places of what does not: one damaged row must not hide the others."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys
        self.unreadable: list[str] = []

    def open(self, sealed: bytes, place: str) -> str:
        try:
            return self._keys.open(sealed, place)
        except StoreError:
            self.unreadable.append(place)
            return ""


def conversation(connection: Connection, keys: Keyring, name: str) -> Conversation | None:
    table, opener = schema.conversations, _Opener(keys)
    row = connection.execute(select(table).where(table.c.id == name)).mappings().first()
    if row is None:
        return None
    turns = tuple(_turn(turn, opener) for turn in _rows(connection, schema.turns, name, schema.turns.c.number))
    slots = {
        slot["name"]: opener.open(slot["value_sealed"], f"slots/{name}/{slot['name']}")
        for slot in _rows(connection, schema.slots, name, schema.slots.c.name)
    }
    cases = tuple(_case(case, opener) for case in _rows(connection, schema.cases, name, schema.cases.c.filed_ms))
    return Conversation(
        id=row["id"],
        device=row["device"],
        channel=row["channel"],
        began=_moment(row["began_ms"]),
        ended=None if row["ended_ms"] is None else _moment(row["ended_ms"]),
        ending=row["ending"],
        service=row["service"],
        version=row["version"],
        turns=turns,
        slots=slots,
        cases=cases,
        events=tuple(
            Event(_moment(event["at_ms"]), event["kind"], event["detail"])
            for event in _rows(connection, schema.events, name, schema.events.c.id)
        ),
        unreadable=tuple(opener.unreadable),
    )


def gaps(connection: Connection, keys: Keyring) -> GapList:
    """The same question in the same service counts as one, the most frequent first."""
    found: dict[tuple[str, str], Gap] = {}
    opener = _Opener(keys)
    for row in connection.execute(select(schema.gaps).order_by(schema.gaps.c.at_ms)).mappings():
        damaged = len(opener.unreadable)
        question = opener.open(row["question_sealed"], f"gaps/{row['id']}/question")
        if len(opener.unreadable) > damaged:
            continue
        key = (row["service"], _NO_WORD.sub("", question).lower())
        known, at = found.get(key), _moment(row["at_ms"])
        times, first = (known.times, known.first) if known else (0, at)
        found[key] = Gap(question, row["service"], times + 1, first, at)
    return GapList(tuple(sorted(found.values(), key=lambda gap: (-gap.times, gap.first))), len(opener.unreadable))


def left_open(connection: Connection) -> tuple[LeftOpen, ...]:
    table = schema.conversations
    query = select(table.c.id, table.c.device, table.c.channel, table.c.began_ms).where(table.c.ended_ms.is_(None))
    return tuple(LeftOpen(*row) for row in connection.execute(query.order_by(table.c.began_ms)))


def _turn(row: RowMapping, opener: _Opener) -> TurnRecord:
    heard = row["heard_sealed"]
    return TurnRecord(
        number=row["number"],
        at=_moment(row["at_ms"]),
        who=row["who"],
        via=row["via"],
        kind=row["kind"],
        text=opener.open(row["text_sealed"], f"turns/{row['id']}/text"),
        heard=None if heard is None else opener.open(heard, f"turns/{row['id']}/heard"),
        timings=row["timings"],
    )


def _case(row: RowMapping, opener: _Opener) -> Case:
    receipt = opener.open(row["receipt_sealed"], f"cases/{row['id']}/receipt")
    sealed = row["slots_sealed"]
    slots = json.loads(opener.open(sealed, f"cases/{row['id']}/slots") or "{}") if sealed else {}
    return Case(row["service"], _moment(row["filed_ms"]), receipt, row["version"], slots)


def _rows(connection: Connection, table: Table, name: str, order: Column[Any]) -> list[RowMapping]:
    query = select(table).where(table.c.conversation == name).order_by(order)
    return list(connection.execute(query).mappings())


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
