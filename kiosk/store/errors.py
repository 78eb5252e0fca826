"""Errors of the record. A session catches `StoreError`, counts it, and continues."""

from __future__ import annotations

import sqlite3
from typing import Literal

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

#: full: no space; locked: another process holds it; readonly: no permission to write; corrupt: not a valid database;
#: unknown: no such conversation; newer: of a newer version; key: sealed with a missing key; other: see text.
Kind = Literal["full", "locked", "readonly", "corrupt", "unknown", "newer", "key", "other"]

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
    name = type(getattr(error, "orig", None) or error).__name__
    return StoreError("other", f"The record failed: {name}.")
