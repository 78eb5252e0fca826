"""The audit trail of people who read, export, change or delete what the record holds of citizens: who, when, what, why.

Rows are only appended (triggers refuse anything else; on other databases, revoke the role's right to), and each holds
the hash of the one before, so that a row that was changed, moved or taken out is seen. Hashes cover the rows as they
are stored: `check` needs no key for them. With the key it checks the seals too, which nobody can make without it.

Rows cut off at the end are seen by comparing a number and hash noted elsewhere (`AuditHead`): the log has each.
It outlives what it names. Nothing of a citizen is in it: a case number stands as a keyed hash, `who` and `why` sealed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.schema import audit as table

#: The hash before the first row.
_BEGINNING = "0" * 64
#: Problems that one check names; there may be more.
NAMED = 20


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What is to be noted. `what`: one of a few fixed phrases. `case`: a case number, of which a keyed hash is kept.
    `detail`: nothing personal. `who`, `why`: as the person says.
    """

    what: str
    who: str = field(repr=False)
    why: str = field(default="", repr=False)
    conversation: str = ""
    case: str = field(default="", repr=False)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest row: its number, from 1, and its hash in hex. Number 0: there is none."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row, opened. `who`, `why`: None where they do not open."""

    number: int
    at: datetime
    what: str
    who: str | None = field(repr=False)
    why: str | None = field(repr=False)
    conversation: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """`problems`: what is wrong, as sentences, the first `NAMED`. `unsealed`: rows whose key is not in the key file."""

    head: AuditHead
    problems: tuple[str, ...]
    unsealed: int


def append(connection: Connection, keys: Keyring, note: AuditNote, at_ms: int) -> AuditHead:
    before = connection.execute(select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)).first()
    number = 1 if before is None else before.number + 1
    row: dict[str, object] = {
        "number": number,
        "at_ms": at_ms,
        "what": note.what,
        "conversation": note.conversation,
        "subject": mark(keys, note.case),
        "detail": note.detail,
        "who_sealed": keys.seal(note.who, _place(number, "who")),
        "why_sealed": keys.seal(note.why, _place(number, "why")),
        "previous": _BEGINNING if before is None else before.hash,
    }
    row["hash"] = _hash(row)
    row["seal"] = keys.mark(f"{number} {row['hash']}", "audit/seal")
    connection.execute(insert(table).values(row))
    return AuditHead(number, str(row["hash"]))


def mark(keys: Keyring, case: str) -> str:
    """By which rows of a case number are found."""
    return keys.mark(case, "audit/case") if case else ""


def read(connection: Connection, keys: Keyring, limit: int, *, case: str = "") -> tuple[AuditRow, ...]:
    """The newest first. `case`: those of one case number."""
    query = select(table).order_by(table.c.number.desc()).limit(limit)
    if case:
        query = query.where(table.c.subject.in_(keys.marks(case, "audit/case")))
    return tuple(_opened(keys, row) for row in connection.execute(query).mappings())


def check(connection: Connection, keys: Keyring, noted: AuditHead | None = None) -> AuditCheck:
    """Every row. `noted`: a row as it was noted elsewhere."""
    problems, last, unsealed = list[str](), AuditHead(0, _BEGINNING), 0
    for row in connection.execute(select(table).order_by(table.c.number)).mappings():
        problems += _wrong(row, last)
        if row["who_sealed"][:1] not in {bytes([name]) for name in keys.keys}:
            unsealed += 1
        elif row["seal"] not in keys.marks(f"{row['number']} {row['hash']}", "audit/seal"):
            problems.append(f"Row {row['number']} has a seal that was not made with the record's key.")
        last = AuditHead(row["number"], row["hash"])
        if noted is not None and noted.number == last.number and noted.hash != last.hash:
            problems.append(f"Row {noted.number} has another hash than the one that was noted.")
    if noted is not None and noted.number > last.number:
        problems.append(f"Rows are missing at the end: {noted.number} was noted, the last one is {last.number}.")
    return AuditCheck(last, tuple(problems[:NAMED]), unsealed)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _wrong(row: RowMapping, last: AuditHead) -> Iterator[str]:
    number = row["number"]
    if number != last.number + 1:
        yield f"Rows are missing between {last.number} and {number}."
    elif row["previous"] != last.hash:
        yield f"Row {number} does not follow row {last.number}: one of them was changed."
    if row["hash"] != _hash(row):
        yield f"Row {number} was changed."


def _hash(row: RowMapping | dict[str, object]) -> str:
    fields = ("number", "at_ms", "what", "conversation", "subject", "detail", "who_sealed", "why_sealed", "previous")
    values = [row[name] for name in fields]
    told = [bytes(value).hex() if isinstance(value, bytes | memoryview) else value for value in values]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode(errors="surrogatepass")).hexdigest()


def _opened(keys: Keyring, row: RowMapping) -> AuditRow:
    number = row["number"]
    return AuditRow(
        number, datetime.fromtimestamp(row["at_ms"] / 1000, UTC), row["what"],
        _open(keys, row["who_sealed"], _place(number, "who")), _open(keys, row["why_sealed"], _place(number, "why")),
        row["conversation"], row["detail"],
    )  # fmt: skip


def _open(keys: Keyring, sealed: bytes, place: str) -> str | None:
    try:
        return keys.open(sealed, place)
    except StoreError:
        return None


def _place(number: int, column: str) -> str:
    return f"audit/{number}/{column}"
