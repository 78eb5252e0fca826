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

#: In `Connection.info`: the notes and heads of the rows that this transaction has appended, for the log.
APPENDED = "audit/appended"
#: The hash before the first row.
BEGINNING = "0" * 64
#: Problems that one check names; there may be more.
NAMED = 20
#: Rows that are read at once: some milliseconds, in which nobody is served.
AT_ONCE = 200


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
class AuditSearch:
    """Which rows. `before`: a number; 0: from the newest. `what`, `text`: a part of it; `text` of any column."""

    before: int = 0
    what: str = ""
    text: str = field(default="", repr=False)
    case: str = field(default="", repr=False)
    since_ms: int | None = None
    until_ms: int | None = None


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
        "previous": BEGINNING if before is None else before.hash,
    }
    row["hash"] = _hash(row)
    row["seal"] = keys.mark(f"{number} {row['hash']}", "audit/seal")
    connection.execute(insert(table).values(row))
    head = AuditHead(number, str(row["hash"]))
    connection.info.setdefault(APPENDED, []).append((note, head))
    return head


def mark(keys: Keyring, case: str) -> str:
    """By which rows of a case number are found."""
    return keys.mark(case, "audit/case") if case else ""


def read(connection: Connection, keys: Keyring, limit: int, *, case: str = "") -> tuple[AuditRow, ...]:
    """The newest first. `case`: those of one case number."""
    query = select(table).order_by(table.c.number.desc()).limit(limit)
    if case:
        query = query.where(table.c.subject.in_(keys.marks(case, "audit/case")))
    return tuple(_opened(keys, row) for row in connection.execute(query).mappings())


def found(connection: Connection, keys: Keyring, wanted: AuditSearch) -> tuple[tuple[AuditRow, ...], int]:
    """Of the next `AT_ONCE` rows before `wanted.before`, the newest first, those that fit; and the number of the last
    one that was looked at: 0, none is left.
    """
    query = select(table).order_by(table.c.number.desc()).limit(AT_ONCE)
    if wanted.before:
        query = query.where(table.c.number < wanted.before)
    if wanted.what:
        query = query.where(table.c.what.icontains(wanted.what, autoescape=True))
    if wanted.since_ms is not None:
        query = query.where(table.c.at_ms >= wanted.since_ms)
    if wanted.until_ms is not None:
        query = query.where(table.c.at_ms < wanted.until_ms)
    if wanted.case:
        query = query.where(table.c.subject.in_(keys.marks(wanted.case, "audit/case")))
    rows = [_opened(keys, row) for row in connection.execute(query).mappings()]
    left = rows[-1].number if len(rows) == AT_ONCE else 0
    return tuple(row for row in rows if _has(row, wanted.text.casefold())), left


def _has(row: AuditRow, text: str) -> bool:
    return any(text in (part or "").casefold() for part in (row.who, row.why, row.detail, row.conversation, row.what))


class AuditChecking:
    """Checks every row, a few at a time: `step` until it says that none is left, then `result`. `noted`: a row as it
    was noted elsewhere.
    """

    def __init__(self, keys: Keyring, noted: AuditHead | None = None) -> None:
        self._keys, self._noted = keys, noted
        self._problems, self._last, self._unsealed = list[str](), AuditHead(0, BEGINNING), 0

    def step(self, connection: Connection) -> bool:
        """False: none is left."""
        query = select(table).where(table.c.number > self._last.number).order_by(table.c.number).limit(AT_ONCE)
        rows = connection.execute(query).mappings().all()
        for row in rows:
            self._check(row)
        return len(rows) == AT_ONCE

    def result(self) -> AuditCheck:
        noted, last, problems = self._noted, self._last, list(self._problems)
        if noted is not None and noted.number > last.number:
            problems.append(f"Rows are missing at the end: {noted.number} was noted, the last one is {last.number}.")
        return AuditCheck(last, tuple(problems[:NAMED]), self._unsealed)

    def _check(self, row: RowMapping) -> None:
        keys, noted = self._keys, self._noted
        self._problems += _wrong(row, self._last)
        if row["who_sealed"][:1] not in {bytes([name]) for name in keys.keys}:
            self._unsealed += 1
        elif row["seal"] not in keys.marks(f"{row['number']} {row['hash']}", "audit/seal"):
            self._problems.append(f"Row {row['number']} has a seal that was not made with the record's key.")
        self._last = AuditHead(row["number"], row["hash"])
        if noted is not None and noted.number == row["number"] and noted.hash != row["hash"]:
            self._problems.append(f"Row {noted.number} has another hash than the one that was noted.")


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
