"""The kiosks of a hall in the record: name, place, window, settings, the hash of the token, and when it was last seen.

A token is 256 random bits, so a plain hash of it tells nothing; a code is a few digits, so it is kept as a keyed mark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.schema import events
from kiosk.store.schema import kiosks as table

#: Kiosks that one hall keeps, revoked ones included.
MOST = 1000
#: What `KioskRegister.change` may change.
SETTINGS = frozenset({"name", "place", "window", "volume", "elderly"})
_PURPOSE = "kiosks/code"

Write = Callable[[Callable[[Any], Awaitable[Any]]], Awaitable[Any]]
Read = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class StoredKiosk:
    """`volume`: percent. `token_hash`: empty before it is enrolled. Times: ms since 1970, UTC; None: never.
    `code_until_ms`: until when the code that was given out may be used; None where there is none.
    """

    id: str
    name: str
    place: str = ""
    window: str = ""
    volume: int = 100
    elderly: bool = False
    token_hash: str = field(default="", repr=False)
    code_until_ms: int | None = None
    enrolled_ms: int | None = None
    revoked_ms: int | None = None
    seen_ms: int | None = None
    address: str = ""

    @property
    def enrolled(self) -> bool:
        return bool(self.token_hash) and self.revoked_ms is None


class KioskRegister:
    """Reads and writes them through the store's one way each. Every method may raise `StoreError`."""

    def __init__(self, write: Write, read: Read, keys: Keyring, now_ms: Callable[[], int]) -> None:
        self._write, self._read, self._keys, self._now_ms = write, read, keys, now_ms

    async def all(self) -> tuple[StoredKiosk, ...]:
        """By name."""
        query = select(table).order_by(table.c.name)
        found: list[RowMapping] = await self._read(lambda connection: list(connection.execute(query).mappings()))
        return tuple(map(_kiosk, found))

    async def invite(self, name: str, settings: Mapping[str, Any], code: str, *, name_id: str, lasts_ms: int) -> bool:
        """Make the kiosk, or change one that is there (`settings`, by column), and let `code` enrol it for a while.

        True: it is new. One that is enrolled goes on with its token until the code is used.
        """
        now = self._now_ms()
        values = {"code_mark": self._keys.mark(code, _PURPOSE), "code_until_ms": now + lasts_ms, **settings}

        def work(connection: Connection) -> bool:
            known = connection.execute(select(table.c.id).where(table.c.name == name)).first()
            if known is None:
                _full(connection)
                connection.execute(insert(table).values({"id": name_id, "name": name, "made_ms": now, **values}))
            else:
                connection.execute(update(table).where(table.c.name == name).values(values))
            _told(connection, now, "kiosk invited", name)
            return known is None

        new: bool = await self._write(lambda connection: connection.run_sync(work))
        return new

    async def enrol(self, code: str, token: str) -> StoredKiosk | None:
        """The kiosk that `code` was given out for, which has this token from now on; None where the code is not good.

        A code is good once, and until its time is over.
        """
        now, mark = self._now_ms(), self._keys.mark(code, _PURPOSE)

        def work(connection: Connection) -> StoredKiosk | None:
            good = (table.c.code_mark == mark) & (table.c.code_until_ms > now)
            row = connection.execute(select(table).where(good)).mappings().first()
            if row is None:
                return None
            changes = {
                "token_hash": token_hash(token),
                "code_mark": None,
                "code_until_ms": None,
                "enrolled_ms": now,
                "revoked_ms": None,
            }
            used = connection.execute(update(table).where(good, table.c.id == row["id"]).values(changes)).rowcount
            _told(connection, now, "kiosk enrolled", row["name"])
            return _kiosk({**row, **changes}) if used else None

        kiosk: StoredKiosk | None = await self._write(lambda connection: connection.run_sync(work))
        return kiosk

    async def revoke(self, name: str) -> bool:
        """Its token and its code open nothing any more. False: there is none of this name that is not revoked."""
        now = self._now_ms()
        changes = {"revoked_ms": now, "code_mark": None, "code_until_ms": None}
        return await self._change(name, changes, "kiosk revoked", name, still=True)

    async def change(self, name: str, changes: Mapping[str, Any]) -> bool:
        """`changes`: by column, of `SETTINGS`. False: there is no such kiosk. Raises ValueError for a name that another
        one has.
        """
        assert changes.keys() <= SETTINGS
        told = ", ".join(f"{column} {value}" for column, value in changes.items())
        return await self._change(name, changes, "kiosk changed", f"{name}: {told}", new_name=changes.get("name"))

    async def _change(
        self, name: str, changes: Mapping[str, Any], what: str, told: str, *, still: bool = False,
        new_name: str | None = None,
    ) -> bool:  # fmt: skip
        now = self._now_ms()

        def work(connection: Connection) -> bool:
            if new_name and connection.execute(select(table.c.id).where(table.c.name == new_name)).first():
                raise ValueError(new_name)
            change = update(table).where(table.c.name == name)
            change = change.where(table.c.revoked_ms.is_(None)) if still else change
            done = connection.execute(change.values(dict(changes))).rowcount > 0
            if done:
                _told(connection, now, what, told)
            return done

        done: bool = await self._write(lambda connection: connection.run_sync(work))
        return done

    async def seen(self, kiosk: str, at_ms: int, address: str) -> None:
        """`kiosk`: its id. It was connected from `address` then."""
        change = update(table).where(table.c.id == kiosk).values(seen_ms=at_ms, address=address)
        await self._write(lambda connection: connection.execute(change))

    async def alarmed(self, name: str, address: str) -> None:
        """For the audit trail: its token was shown by another machine while it was connected."""
        now = self._now_ms()
        told = f"{name} from {address}"
        await self._write(lambda connection: connection.run_sync(_told, now, "kiosk token used elsewhere", told))


def token_hash(token: str) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


def _full(connection: Connection) -> None:
    if len(connection.execute(select(table.c.id)).all()) >= MOST:
        raise StoreError("full", f"The record holds {MOST} kiosks already.")


def _told(connection: Connection, at_ms: int, kind: str, detail: str) -> None:
    connection.execute(insert(events).values({"at_ms": at_ms, "conversation": "", "kind": kind, "detail": detail}))


def _kiosk(row: Mapping[Any, Any]) -> StoredKiosk:
    return StoredKiosk(
        row["id"], row["name"], row["place"], row["window"], row["volume"], bool(row["elderly"]),
        row["token_hash"] or "", row["code_until_ms"], row["enrolled_ms"], row["revoked_ms"], row["seen_ms"],
        row["address"],
    )  # fmt: skip
