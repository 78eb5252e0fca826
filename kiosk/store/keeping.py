"""Writes a `ConversationEntry` into the tables, inside the transaction of its caller."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from kiosk.store import outbox, ratings, reconciling, run_facts, schema, staff_calls
from kiosk.store.crypto import Keyring
from kiosk.store.entries import CaseEntry, ConversationEntry, EndingEntry
from kiosk.store.errors import StoreError
from kiosk.store.forgetting import is_deleted


def keep(connection: Connection, keys: Keyring, entry: ConversationEntry, hall: str) -> None:
    """Add what the record does not have yet. An ended conversation stays ended and gets no state, and one that was
    deleted stays deleted.
    """
    if is_deleted(connection, entry.conversation):
        return
    ended = _is_ended(connection, entry, hall)
    for case in entry.cases:
        _file(connection, keys, entry.conversation, case)
    for delivery in entry.deliveries:
        outbox.add(connection, keys, delivery, entry.conversation, hall)
    for call in entry.staff_calls:
        staff_calls.add(connection, keys, call, entry, hall)
    for submission in entry.unresolved:
        reconciling.add(connection, keys, submission, entry.conversation)
    for rating in entry.ratings:
        ratings.add(connection, keys, rating, entry, hall)
    run_facts.add(connection, entry)
    if ended:
        return
    if entry.ending is not None:
        _end(connection, keys, entry.conversation, entry.ending)
        run_facts.close(connection, entry.conversation, entry.ending)
    elif entry.state is not None:
        sealed = keys.seal(entry.state, f"conversations/{entry.conversation}/state")
        table = schema.conversations
        connection.execute(update(table).where(table.c.id == entry.conversation).values(state_sealed=sealed))


def _is_ended(connection: Connection, entry: ConversationEntry, hall: str) -> bool:
    """Insert the conversation's row, with `hall`, if it is missing."""
    table = schema.conversations
    found = connection.execute(select(table.c.ended_ms).where(table.c.id == entry.conversation)).first()
    if found is not None:
        return found.ended_ms is not None
    row: dict[str, str | int] = {
        "id": entry.conversation, "device": entry.device, "channel": entry.channel, "began_ms": entry.began_ms,
    }  # fmt: skip
    row |= {"hall": hall, "place": entry.place, "window": entry.window, "scripts": entry.scripts}
    connection.execute(insert(table).values(row))
    return False


def _file(connection: Connection, keys: Keyring, conversation: str, case: CaseEntry) -> None:
    """Insert the case once: service and receipt number identify it within its conversation."""
    table = schema.cases
    known = select(table).where(table.c.conversation == conversation, table.c.service == case.service)
    for before in connection.execute(known).mappings():
        if _opened(keys, before["receipt_sealed"], before["id"]) == case.receipt:
            return
    name = uuid.uuid4().hex
    row = {
        "id": name,
        "conversation": conversation,
        "service": case.service,
        "version": case.version,
        "filed_ms": case.filed_ms,
        "receipt_sealed": keys.seal(case.receipt, f"cases/{name}/receipt"),
        "slots_sealed": keys.seal(json.dumps(case.slots, ensure_ascii=False), f"cases/{name}/slots"),
    }
    connection.execute(insert(table).values(row))


def _opened(keys: Keyring, sealed: bytes, case: str) -> str | None:
    try:
        return keys.open(sealed, f"cases/{case}/receipt")
    except StoreError:  # damaged: it may be the same case, and twice is better than not at all
        return None


def _end(connection: Connection, keys: Keyring, conversation: str, ending: EndingEntry) -> None:
    table = schema.conversations
    values = {
        "ended_ms": ending.ended_ms,
        "ending": ending.reason,
        "service": ending.service,
        "version": ending.version,
        "reasks": ending.reasks,
        "state_sealed": None,
    }
    connection.execute(update(table).where(table.c.id == conversation).values(values))
    if ending.slots:
        connection.execute(insert(schema.slots), _sealed_slots(keys, conversation, ending.slots))


def _sealed_slots(keys: Keyring, conversation: str, slots: Mapping[str, str]) -> list[dict[str, str | bytes]]:
    return [
        {
            "conversation": conversation,
            "name": name,
            "value_sealed": keys.seal(value, f"slots/{conversation}/{name}"),
        }
        for name, value in slots.items()
    ]
