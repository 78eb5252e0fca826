"""Calls for staff in the record: which conversation needed somebody, why, and when who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Select, Update, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.entries import ConversationEntry, StaffCallEntry
from kiosk.store.errors import StoreError
from kiosk.store.schema import staff_calls as table

#: Calls that one list holds.
LISTED = 500
#: How a call was closed: by a member of staff; because the citizen hung up or chose another way; by nobody for a long
#: time; because a member of staff vouched for the citizen, or did not.
StaffCallEnding = Literal["", "done", "left", "forgotten", "vouched", "not_vouched"]
#: Why the citizen is not at the kiosk any more: touched 结束; the connection was lost and did not come back; the
#: conversation ended by itself. Empty: the conversation goes on, or staff had come before.
CitizenGone = Literal["", "bye", "lost", "over"]


@dataclass(frozen=True, slots=True)
class StoredStaffCall:
    """Times: ms since 1970, UTC; None: it has not happened. `stage`: how many destinations in line were told, but one.
    `values`: JSON; None where it does not open. `who`: who came; empty where nobody has, or it does not open.
    `told_ms`: when the citizen was told that nobody came.
    """

    id: str
    conversation: str
    device: str
    channel: str
    reason: str
    danger: str
    service: str
    called_ms: int
    stage: int
    nobody_ms: int | None
    taken_ms: int | None
    arrived_ms: int | None
    closed_ms: int | None
    ending: StaffCallEnding
    values: str | None = field(repr=False)
    who: str = field(default="", repr=False)
    place: str = ""
    window: str = ""
    told_ms: int | None = None
    gone_ms: int | None = None
    gone: CitizenGone = ""


def add(connection: Connection, keys: Keyring, entry: StaffCallEntry, of: ConversationEntry, hall: str) -> None:
    """Repeating it changes nothing."""
    if connection.execute(select(table.c.id).where(table.c.id == entry.id)).first() is not None:
        return
    row = {
        "id": entry.id,
        "hall": hall,
        "conversation": of.conversation,
        "device": of.device,
        "channel": of.channel,
        "place": of.place,
        "window": of.window,
        "reason": entry.reason,
        "danger": entry.danger,
        "service": entry.service,
        "called_ms": entry.at_ms,
        "stage": entry.stage,
        "ending": "",
        "values_sealed": keys.seal(entry.values, _place(entry.id, "values")),
    }
    connection.execute(insert(table).values(row))


def changing(keys: Keyring, name: str, changes: Mapping[str, Any], who: str | None) -> Update:
    """`changes`: by column. `who`: replaces who comes; None keeps it."""
    values = dict(changes)
    if who is not None:
        values["who_sealed"] = keys.seal(who, _place(name, "who"))
    return update(table).where(table.c.id == name).values(values)


def still_open(connection: Connection, keys: Keyring, hall: str) -> tuple[StoredStaffCall, ...]:
    """Those of this hall that are not closed, the oldest first; of more than `LISTED` the newest."""
    query = select(table).where(table.c.closed_ms.is_(None), table.c.hall == hall)
    return _read(connection, keys, query.order_by(table.c.called_ms.desc(), table.c.id).limit(LISTED))[::-1]


def newest(connection: Connection, keys: Keyring, limit: int) -> tuple[StoredStaffCall, ...]:
    return _read(connection, keys, select(table).order_by(table.c.called_ms.desc(), table.c.id).limit(limit))


def of(connection: Connection, keys: Keyring, conversation: str) -> tuple[StoredStaffCall, ...]:
    """Of a conversation, the oldest first."""
    query = select(table).where(table.c.conversation == conversation)
    return _read(connection, keys, query.order_by(table.c.called_ms, table.c.id))


def _read(connection: Connection, keys: Keyring, query: Select[Any]) -> tuple[StoredStaffCall, ...]:
    return tuple(
        StoredStaffCall(
            row["id"], row["conversation"], row["device"], row["channel"], row["reason"], row["danger"], row["service"],
            row["called_ms"], row["stage"], row["nobody_ms"], row["taken_ms"], row["arrived_ms"], row["closed_ms"],
            row["ending"], _opened(keys, row["values_sealed"], _place(row["id"], "values")),
            _opened(keys, row["who_sealed"], _place(row["id"], "who")) or "", row["place"], row["window"],
            row["told_ms"], row["gone_ms"], row["gone"],
        )
        for row in connection.execute(query).mappings()
    )  # fmt: skip


def _opened(keys: Keyring, sealed: bytes | None, place: str) -> str | None:
    try:
        return None if sealed is None else keys.open(sealed, place)
    except StoreError:
        return None


def _place(name: str, column: str) -> str:
    return f"staff_calls/{name}/{column}"
