"""Whether the key file belongs to this record: a known text, sealed, in the record itself.

Checked before anything is written. A record of a release without a canary is checked by its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.keyfile import KeyFileError

_TEXT = "hall-clerk"
_PLACE = "canary/1/sealed"
#: Rows of each table that are tried, the newest first: a single one may be damaged.
_ROWS = 20


def holds_sealed(connection: Connection) -> bool:
    """Whether anything in the record needs a key."""
    return _canary(connection) is not None or next(_sealed(connection), None) is not None


def check(connection: Connection, keys: Keyring, path: Path) -> None:
    """Raises `KeyFileError` if the record was sealed with another key than `path` holds. Writes nothing."""
    canary = _canary(connection)
    if canary is not None:
        trouble = _trouble(keys, canary, _PLACE)
        if trouble is None:
            return
        if trouble == "key":
            raise KeyFileError(
                f"The key file {path} lacks key {canary[0]}, with which the record is sealed. Nothing was changed. "
                f"Fix: restore the newest copy of {path}; it has a line that begins with {canary[0]}."
            )
    rows = [(sealed, place) for sealed, place in _sealed(connection) if canary is None or sealed[0] == canary[0]]
    if (rows or canary) and not any(_trouble(keys, sealed, place) is None for sealed, place in rows):
        raise KeyFileError(
            f"{path} is not the key file of this record: nothing in the record opens with it. Nothing was changed. "
            f"Fix: restore {path} from its copy. If it is lost, what is sealed can never be read again: move "
            "the record and the key file away and start again."
        )


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


def missing(path: Path) -> KeyFileError:
    return KeyFileError(
        f"The key file {path} is missing, and the record holds values that only it opens. No new key was made, and "
        f"nothing was changed. Fix: restore {path} from its copy (mode 600), or set store.key_file to where it is. If "
        "it is lost, these values can never be read again: move the record away and start again."
    )


def _canary(connection: Connection) -> bytes | None:
    if not inspect(connection).has_table("canary"):
        return None
    return connection.execute(select(schema.canary.c.sealed)).scalar()


def _sealed(connection: Connection) -> Iterator[tuple[bytes, str]]:
    """Sealed values of every table of the first release, with their places."""
    turns, slots, gaps, talks = schema.turns, schema.slots, schema.gaps, schema.conversations
    queries = (
        (select(turns.c.text_sealed, turns.c.id).order_by(turns.c.at_ms.desc()), "turns/{}/text"),
        (select(talks.c.state_sealed, talks.c.id).order_by(talks.c.began_ms.desc()), "conversations/{}/state"),
        (select(slots.c.value_sealed, slots.c.conversation, slots.c.name), "slots/{}/{}"),
        (select(gaps.c.question_sealed, gaps.c.id).order_by(gaps.c.at_ms.desc()), "gaps/{}/question"),
    )
    have = inspect(connection)
    for query, place in queries:
        table = place.partition("/")[0]
        if have.has_table(table):
            for sealed, *names in connection.execute(query.limit(_ROWS)):
                if sealed:
                    yield sealed, place.format(*names)


def _trouble(keys: Keyring, sealed: bytes, place: str) -> str | None:
    try:
        keys.open(sealed, place)
    except StoreError as error:
        return error.kind
    return None
