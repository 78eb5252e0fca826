"""Operators' accounts in the record, and their sessions in the console. What changes an account is noted in the audit
trail in the same transaction.

A session's token is 256 random bits, so a plain hash of it tells nothing; recovery codes are short, so that they are
kept as keyed marks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from kiosk.store import audit
from kiosk.store.account_tables import account_sessions as sessions
from kiosk.store.account_tables import accounts as table
from kiosk.store.audit import AuditNote
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.kiosks import token_hash

#: Accounts that one hall keeps, disabled ones included; and sessions of one account, of which the oldest goes first.
MOST, MOST_SESSIONS = 1000, 10
_RECOVERY, _LINKED = "accounts/recovery", "accounts/linked"

#: How a session was signed in: by the password and what the account has beside it; by the organisation's server; by
#: that server, which vouched for a second factor.
SignInMeans = Literal["password", "organisation", "organisation-two"]
Write = Callable[[Callable[[Any], Awaitable[Any]]], Awaitable[Any]]
Read = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """`roles`: values of `kiosk.operators.permissions.Role`. `totp`: the secret in base 32; empty: no second factor.
    `linked`: who the person is at the organisation's sign-in server; empty: signs in by password alone. Times: ms since
    1970, UTC; None: never.
    """

    id: str
    account: str
    name: str
    roles: tuple[str, ...]
    password: str = field(repr=False)
    password_ms: int
    one_time: bool
    totp: str = field(repr=False)
    totp_step: int
    recovery: tuple[str, ...] = field(repr=False)
    failures: int
    locked_until_ms: int
    made_ms: int
    disabled_ms: int | None
    signed_in_ms: int | None
    linked: str


@dataclass(frozen=True, slots=True)
class StoredSession:
    """Times: ms since 1970, UTC. `browser`: as it calls itself."""

    id: str
    made_ms: int
    seen_ms: int
    address: str
    browser: str
    means: SignInMeans = "password"


class AccountRegister:
    """Reads and writes them through the store's one way each. Every method may raise `StoreError`."""

    def __init__(self, write: Write, read: Read, keys: Keyring, now_ms: Callable[[], int]) -> None:
        self._write, self._read, self._keys, self.now_ms = write, read, keys, now_ms

    # ---- accounts ----

    async def all(self) -> tuple[StoredAccount, ...]:
        """By what they sign in with."""
        query = select(table).order_by(table.c.account)
        rows: list[RowMapping] = await self._read(lambda connection: list(connection.execute(query).mappings()))
        return tuple(self._account(row) for row in rows)

    async def find(self, account: str) -> StoredAccount | None:
        """By what it signs in with."""
        return await self._one(select(table).where(table.c.account == account))

    async def get(self, account_id: str) -> StoredAccount | None:
        return await self._one(select(table).where(table.c.id == account_id))

    async def linked_to(self, person: str) -> StoredAccount | None:
        """By who it is at the organisation's sign-in server."""
        return await self._one(select(table).where(table.c.linked_mark.in_(self._keys.marks(person, _LINKED))))

    async def add(
        self, account_id: str, account: str, name: str, roles: Sequence[str], password: str, note: AuditNote
    ) -> bool:
        """`password`: the hash of one that has to be changed. False: there is one of this name already."""
        row = {
            "id": account_id, "account": account, "name_sealed": self._keys.seal(name, _place(account_id, "name")),
            "roles": list(roles), "password": password, "password_ms": self.now_ms(), "one_time": 1, "recovery": [],
            "failures": 0, "made_ms": self.now_ms(),
        }  # fmt: skip

        def work(connection: Connection) -> bool:
            if connection.execute(select(table.c.id).where(table.c.account == account)).first() is not None:
                return False
            if len(connection.execute(select(table.c.id)).all()) >= MOST:
                raise StoreError("full", f"The record holds {MOST} accounts already.")
            connection.execute(insert(table).values(row))
            self._note(connection, note)
            return True

        added: bool = await self._write(lambda connection: connection.run_sync(work))
        return added

    async def change(
        self,
        account_id: str,
        changes: Mapping[str, Any],
        note: AuditNote | None,
        *,
        keep_session: str | None = None,
    ) -> bool:
        """`changes`: by column; `name`, `totp` and `linked` come as text and are sealed. `keep_session`: end the
        account's sessions but the one of this id ("": all). False: there is no such account.
        """
        values = self._sealed(account_id, changes)

        def work(connection: Connection) -> bool:
            change = update(table).where(table.c.id == account_id)
            if connection.execute(change.values(values)).rowcount == 0:
                return False
            if keep_session is not None:
                connection.execute(
                    delete(sessions).where(sessions.c.account == account_id, sessions.c.id != keep_session)
                )
            if note is not None:
                self._note(connection, note)
            return True

        done: bool = await self._write(lambda connection: connection.run_sync(work))
        return done

    async def note(self, note: AuditNote) -> None:
        """For the audit trail alone."""
        await self._write(lambda connection: connection.run_sync(self._note, note))

    def recovery_mark(self, code: str) -> str:
        """What a recovery code stands as in `StoredAccount.recovery`."""
        return self._keys.mark(code, _RECOVERY)

    def recovery_marks(self, code: str) -> frozenset[str]:
        """What it stands as by each key, of which there may have been others when it was made."""
        return self._keys.marks(code, _RECOVERY)

    # ---- sessions ----

    async def begin_session(
        self,
        token: str,
        session: StoredSession,
        account_id: str,
        changes: Mapping[str, Any],
        note: AuditNote,
        *,
        instead_of: str = "",
    ) -> None:
        """Sign in: the session, what changes of the account, and the note are one transaction. `instead_of`: the token
        of a session that ends.
        """
        row = {
            "id": session.id, "token_hash": token_hash(token), "account": account_id, "made_ms": session.made_ms,
            "seen_ms": session.seen_ms, "address": session.address, "browser": session.browser,
            "means": session.means,
        }  # fmt: skip
        values = self._sealed(account_id, changes)

        def work(connection: Connection) -> None:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash(instead_of)))
            connection.execute(insert(sessions).values(row))
            of_it = select(sessions.c.id).where(sessions.c.account == account_id).order_by(sessions.c.made_ms.desc())
            surplus = connection.execute(of_it).scalars().all()[MOST_SESSIONS:]
            connection.execute(delete(sessions).where(sessions.c.id.in_(surplus)))
            connection.execute(update(table).where(table.c.id == account_id).values(values))
            self._note(connection, note)

        await self._write(lambda connection: connection.run_sync(work))

    async def session(self, token: str) -> tuple[StoredSession, StoredAccount] | None:
        """Of a token, and whose it is."""

        def work(connection: Connection) -> tuple[RowMapping, RowMapping] | None:
            known = select(sessions).where(sessions.c.token_hash == token_hash(token))
            session = connection.execute(known).mappings().first()
            if session is None:
                return None
            account = connection.execute(select(table).where(table.c.id == session["account"])).mappings().first()
            return None if account is None else (session, account)

        found: tuple[RowMapping, RowMapping] | None = await self._read(work)
        return None if found is None else (_session(found[0]), self._account(found[1]))

    async def sessions(self, account_id: str) -> tuple[StoredSession, ...]:
        """The newest first."""
        query = select(sessions).where(sessions.c.account == account_id).order_by(sessions.c.made_ms.desc())
        rows: list[RowMapping] = await self._read(lambda connection: list(connection.execute(query).mappings()))
        return tuple(map(_session, rows))

    async def seen(self, session_id: str, at_ms: int) -> None:
        change = update(sessions).where(sessions.c.id == session_id).values(seen_ms=at_ms)
        await self._write(lambda connection: connection.execute(change))

    async def end_session(self, session_id: str, account_id: str, note: AuditNote) -> bool:
        """False: the account has no such session."""
        mine = delete(sessions).where(sessions.c.id == session_id, sessions.c.account == account_id)

        def work(connection: Connection) -> bool:
            if connection.execute(mine).rowcount == 0:
                return False
            self._note(connection, note)
            return True

        ended: bool = await self._write(lambda connection: connection.run_sync(work))
        return ended

    async def drop_sessions(self, made_before_ms: int, seen_before_ms: int) -> None:
        """Those that are over by age, or because nobody used them."""
        old = (sessions.c.made_ms < made_before_ms) | (sessions.c.seen_ms < seen_before_ms)
        await self._write(lambda connection: connection.execute(delete(sessions).where(old)))

    # ---- rows ----

    async def _one(self, query: Any) -> StoredAccount | None:
        row: RowMapping | None = await self._read(lambda connection: connection.execute(query).mappings().first())
        return None if row is None else self._account(row)

    def _note(self, connection: Connection, note: AuditNote) -> None:
        audit.append(connection, self._keys, note, self.now_ms())

    def _sealed(self, account_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(changes)
        for name in ("name", "totp", "linked"):
            if name in values:
                text = values.pop(name)
                if name == "linked":
                    values["linked_mark"] = self._keys.mark(text, _LINKED) if text else None
                values[f"{name}_sealed"] = self._keys.seal(text, _place(account_id, name)) if text else None
        return values

    def _account(self, row: RowMapping) -> StoredAccount:
        name, totp, linked = (self._opened(row, column) for column in ("name", "totp", "linked"))
        return StoredAccount(
            row["id"], row["account"], name, tuple(row["roles"]), row["password"], row["password_ms"],
            bool(row["one_time"]), totp, row["totp_step"] or 0, tuple(row["recovery"]), row["failures"],
            row["locked_until_ms"] or 0, row["made_ms"], row["disabled_ms"], row["signed_in_ms"], linked,
        )  # fmt: skip

    def _opened(self, row: RowMapping, column: str) -> str:
        """Empty where nothing is sealed there."""
        sealed = row[f"{column}_sealed"]
        return "" if sealed is None else self._keys.open(sealed, _place(row["id"], column))


def _session(row: Mapping[Any, Any]) -> StoredSession:
    return StoredSession(row["id"], row["made_ms"], row["seen_ms"], row["address"], row["browser"], row["means"])


def _place(account_id: str, column: str) -> str:
    return f"accounts/{account_id}/{column}"
