"""Errors of the record. A session catches `StoreError`, counts it, and continues."""

from __future__ import annotations

import sqlite3
from typing import Literal

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

#: full: no space; locked: another process holds it; readonly: no permission to write; corrupt: not a valid database;
#: away: the database server does not answer; refused: it lets this user not in; unknown: no such conversation; newer:
#: of a newer version; key: sealed with a missing key; other: see text.
Kind = Literal["full", "locked", "readonly", "corrupt", "away", "refused", "unknown", "newer", "key", "other"]

_SIGNS: tuple[tuple[str, Kind], ...] = (
    ("disk is full", "full"),
    ("disk i/o error", "full"),
    ("database is locked", "locked"),
    ("database table is locked", "locked"),
    ("readonly database", "readonly"),
    ("unable to open database", "readonly"),
    ("malformed", "corrupt"),
    ("not a database", "corrupt"),
)
#: By PostgreSQL's error code, or the first characters of it. Its own texts may repeat values: they are not told.
_CODES: tuple[tuple[str, Kind, str], ...] = (
    ("28", "refused", "does not accept the user or the password of store.url: correct them, or its pg_hba.conf"),
    (
        "3D000",
        "refused",
        "has no database of the name in store.url: make it (createdb -O USER NAME), or correct the name",
    ),
    ("53300", "away", "has no connection left: raise max_connections, or end other programs"),
    ("53100", "full", "has no space left on its disk: free some"),
    ("53", "away", "lacks memory or another resource: see its log"),
    ("55P03", "locked", "let another program write meanwhile, which took too long: end it"),
    ("40", "locked", "let another program write meanwhile: nothing was changed"),
    ("25006", "readonly", "accepts no writes: it is a standby; put the primary into store.url"),
    ("42501", "readonly", "does not let the user of store.url do this: make it the owner of the database"),
    ("XX00", "corrupt", "says that its data are damaged: see its log"),
    ("08", "away", "does not answer: start it, or correct the host and port in store.url"),
    ("57P", "away", "is stopping or starting: start it"),
)


class StoreError(Exception):
    """The record could not be written or read. The text never holds a stored value."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def translate(error: SQLAlchemyError | sqlite3.Error | OSError) -> StoreError:
    """SQLAlchemy's error as a `StoreError`, with the driver's text only: SQLAlchemy's own repeats parameters."""
    said = str(getattr(error, "orig", None) or error) if not isinstance(error, OSError) else str(error.strerror)
    if isinstance(error, IntegrityError):
        return StoreError("unknown", "There is no such conversation, or it was recorded already.")
    for sign, kind in _SIGNS:
        if sign in said.lower():
            return StoreError(kind, f"The record failed: {said}.")
    orig = getattr(error, "orig", None)
    if (told := of_server(orig)) is not None:
        return told
    if isinstance(error, TimeoutError | ConnectionError) or getattr(error, "connection_invalidated", False):
        return StoreError("away", "The record failed: its database server went away.")
    return StoreError("other", f"The record failed: {type(orig or error).__name__}.")


def of_server(error: object) -> StoreError | None:
    """What an error of PostgreSQL means; None: it has no code that is known."""
    code = getattr(error, "sqlstate", None) or ""
    for sign, kind, what in _CODES:
        if code.startswith(sign):
            return StoreError(kind, f"The record failed: its database server {what} (error {code}).")
    return None
