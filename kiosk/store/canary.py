"""Whether the key file belongs to this record: a known text, sealed, in the record itself.

Checked before anything is written. A record of a release without a canary is checked by its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Connection, LargeBinary, delete, func, insert, inspect, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.keyfile import LostKeyError

_TEXT = "hall-clerk"
_PLACE = "canary/1/sealed"
#: Rows of each table that are tried, the newest first: a single one may be damaged.
_ROWS = 20


#: What to do where the key is really lost.
NEW_KEY = "If it is lost, what is sealed can never be read again; to go on without it: kiosk serve --new-key"


def holds_sealed(connection: Connection) -> bool:
    """Whether anything in the record needs a key."""
    for column in _sealed_columns(connection):
        if connection.execute(select(column).where(column.is_not(None)).limit(1)).first() is not None:
            return True
    return False


def key_ids(connection: Connection) -> frozenset[int]:
    """The keys with which the record is sealed, by their ids. Reads every row."""
    found = set[int]()
    for column in _sealed_columns(connection):
        first = func.substr(column, 1, 1)
        rows = connection.execute(select(first).where(column.is_not(None)).distinct()).scalars()
        found |= {bytes(row)[0] for row in rows if isinstance(row, bytes | memoryview) and len(bytes(row))}
    return frozenset(found)


def check(connection: Connection, keys: Keyring, path: Path) -> None:
    """Raises `LostKeyError` if the record was sealed with another key than `path` holds. Writes nothing."""
    canary = _canary(connection)
    if canary is not None:
        trouble = _trouble(keys, canary, _PLACE)
        if trouble is None:
            return
        if trouble == "key":
            raise LostKeyError(
                f"The key file {path} lacks key {canary[0]}, with which the record is sealed. Nothing was changed. "
                f"Fix: restore the newest copy of {path}; it has a line that begins with {canary[0]}. {NEW_KEY}"
            )
    rows = [(sealed, place) for sealed, place in _sealed(connection) if canary is None or sealed[0] == canary[0]]
    if (rows or canary) and not any(_trouble(keys, sealed, place) is None for sealed, place in rows):
        raise other(path, "the record")


def is_current(connection: Connection, keys: Keyring) -> bool:
    """Whether the canary is sealed with the current key. Writes nothing."""
    canary = _canary(connection)
    return canary is not None and canary[0] == keys.current and _trouble(keys, canary, _PLACE) is None


def renew(connection: Connection, keys: Keyring) -> None:
    """Seal the canary with the current key, if it is not already."""
    if is_current(connection, keys):
        return
    connection.execute(delete(schema.canary))
    connection.execute(insert(schema.canary).values({"id": 1, "sealed": keys.seal(_TEXT, _PLACE)}))


def missing(path: Path, what: str) -> LostKeyError:
    """`what`: what needs the key, such as `the record`."""
    return LostKeyError(
        f"The key file {path} is missing, and {what} holds values that only it opens. No new key was made, and "
        f"nothing was changed. Fix: restore {path} from its copy (mode 600), or set store.key_file to where it is. "
        f"{NEW_KEY}"
    )


def other(path: Path, what: str) -> LostKeyError:
    """The key file is there, and is another record's."""
    return LostKeyError(
        f"{path} is not the key file of this record: nothing in {what} opens with it. Nothing was changed. "
        f"Fix: restore {path} from its copy. {NEW_KEY}"
    )


def _canary(connection: Connection) -> bytes | None:
    if not inspect(connection).has_table("canary"):
        return None
    return connection.execute(select(schema.canary.c.sealed)).scalar()


def _sealed_columns(connection: Connection) -> list[Column[bytes]]:
    """Of the tables that this record has, which may be of an earlier release."""
    have = inspect(connection)
    names = set(have.get_table_names())
    found = list[Column[bytes]]()
    for table in schema.metadata.sorted_tables:
        there = {column["name"] for column in have.get_columns(table.name)} if table.name in names else set[str]()
        found += [one for one in table.c if isinstance(one.type, LargeBinary) and one.name in there]
    return found


def _sealed(connection: Connection) -> Iterator[tuple[bytes, str]]:
    """Sealed values, the newest of each table, with their places."""
    turns, slots, gaps, talks = schema.turns, schema.slots, schema.gaps, schema.conversations
    cases, pictures, sent = schema.cases, schema.pictures, schema.deliveries
    queries = (
        (select(turns.c.text_sealed, turns.c.id).order_by(turns.c.at_ms.desc()), "turns/{}/text"),
        (select(talks.c.state_sealed, talks.c.id).order_by(talks.c.began_ms.desc()), "conversations/{}/state"),
        (select(slots.c.value_sealed, slots.c.conversation, slots.c.name), "slots/{}/{}"),
        (select(gaps.c.question_sealed, gaps.c.id).order_by(gaps.c.at_ms.desc()), "gaps/{}/question"),
        (select(cases.c.receipt_sealed, cases.c.id).order_by(cases.c.filed_ms.desc()), "cases/{}/receipt"),
        (select(pictures.c.data_sealed, pictures.c.conversation, pictures.c.digest), "pictures/{}/{}"),
        (select(sent.c.body_sealed, sent.c.id).order_by(sent.c.at_ms.desc()), "deliveries/{}/body"),
    )
    have = inspect(connection)
    names = set(have.get_table_names())
    for query, place in queries:
        table = place.partition("/")[0]
        wanted = {column.name for column in query.selected_columns}
        if table in names and wanted <= {column["name"] for column in have.get_columns(table)}:
            for sealed, *parts in connection.execute(query.limit(_ROWS)):
                if sealed:
                    yield sealed, place.format(*parts)


def _trouble(keys: Keyring, sealed: bytes, place: str) -> str | None:
    try:
        keys.open(sealed, place)
    except StoreError as error:
        return error.kind
    return None
