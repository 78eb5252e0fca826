"""Versions of the scripts and the knowledge in the record: their files by content, and an append-only history.

A version, its files and its first rows are one transaction, and so are the rows of one change: a process that is killed
leaves either the old state or the new one. Of two who change something at once one fails, for their rows would have the
same number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, RowMapping, func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.publishing.bundle import Bundle, digest, hash_of
from kiosk.publishing.lifecycle import Standing, VersionChange, VersionFacts, standing
from kiosk.publishing.rollout import Rollout
from kiosk.publishing.rules import WORDS, PublishingError, PublishingRequest, decide
from kiosk.publishing.verdict import OutcomeCounts
from kiosk.store import audit, schema
from kiosk.store.audit import AuditNote
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.notices import notify

T = TypeVar("T")
versions, files, history, halls = (
    schema.service_versions, schema.service_files, schema.service_history, schema.service_halls,
)  # fmt: skip
#: Endings that are a breakdown or a fault of ours, and the one of a hand-off (`EndingEntry.reason`).
FAILED, HANDED_OFF = ("fault", "lost"), "handoff"
#: A conversation in which a question was put again so often counts as asked again.
REASKS = 2
#: Newest conversations of a version that are counted at most.
COUNTED = 10_000


class Writes(Protocol):
    """How `Store` writes: one transaction."""

    def __call__(self, work: Callable[[Any], Awaitable[Any]]) -> Awaitable[Any]: ...


class Reads(Protocol):
    def __call__(self, work: Callable[[Connection], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class HallReadiness:
    """`done` of the `total` prompts that a version adds to the live ones. `trouble`: why it cannot be loaded."""

    hall: str
    done: int
    total: int
    trouble: str = ""

    @property
    def ready(self) -> bool:
        return not self.trouble and self.done >= self.total


class ServiceVersions:
    """One per `Store` (`Store.versions`). Raises `StoreError`; and `PublishingError` where a rule refuses."""

    def __init__(
        self, read: Reads, write: Writes, keys: Keyring, now_ms: Callable[[], int], hall: str, tell: Callable[[], None]
    ) -> None:
        """`tell`: called when a change of the history is committed."""
        self._read, self._write, self._keys, self._now_ms, self._hall = read, write, keys, now_ms, hall
        self._tell = tell

    async def length(self) -> int:
        """Rows of the history: another number than before says that something has changed."""
        return await self._read(_length)

    async def standing(self) -> Standing:
        return await self._read(lambda connection: _standing(connection, self._keys))

    async def history(self) -> tuple[VersionChange, ...]:
        """The oldest first. A name or reason that does not open is empty."""
        return await self._read(lambda connection: _history(connection, self._keys))

    async def bundle(self, version: int) -> Bundle:
        """Its files, compared with their hash. Raises `StoreError("corrupt")` where they differ."""
        return await self._read(lambda connection: _bundle(connection, version))

    async def add(
        self, bundle: Bundle, author: str, message: str, parent: int | None, *, propose: bool = True
    ) -> VersionFacts:
        """A new version, as a draft or proposed. Raises `PublishingError` where the same files are live or open."""

        def work(connection: Connection) -> VersionFacts:
            now = _standing(connection, self._keys)
            _refuse_repetition(now, bundle.hash)
            if parent is not None and parent not in now.versions:
                raise PublishingError("unknown-version", f"没有版本 {parent}。 There is no version {parent}.")
            number, at_ms = len(now.versions) + 1, self._now_ms()
            facts = VersionFacts(number, bundle.hash, author.strip(), parent, message.strip(), at_ms)
            insert_files(connection, bundle)
            connection.execute(insert(versions).values(_sealed_version(facts, bundle, self._keys)))
            rows = [VersionChange(number, "draft", facts.author, facts.message, at_ms=at_ms)]
            rows += [VersionChange(number, "propose", facts.author, facts.message, at_ms=at_ms)] if propose else []
            self._append(connection, now, rows)
            return facts

        added: VersionFacts = await self._write(lambda connection: connection.run_sync(_at_once(work)))
        self._tell()
        return added

    async def change(self, asked: PublishingRequest, *, two_persons: bool) -> tuple[VersionChange, ...]:
        """Carry out what is asked for. Returns the rows that were appended."""

        def work(connection: Connection) -> tuple[VersionChange, ...]:
            now = _standing(connection, self._keys)
            rows = decide(now, asked, two_persons=two_persons, at_ms=self._now_ms())
            self._append(connection, now, rows)
            return rows

        done: tuple[VersionChange, ...] = await self._write(lambda connection: connection.run_sync(_at_once(work)))
        self._tell()
        return done

    def _append(self, connection: Connection, now: Standing, rows: Iterable[VersionChange]) -> None:
        """The only place where the history grows, and the audit trail of people's deeds with it."""
        for number, row in enumerate(rows, start=now.length + 1):
            connection.execute(insert(history).values(_sealed_row(number, row, self._keys)))
            note = AuditNote(f"scripts: {row.event}", row.who, row.reason, detail=f"version {row.version}")
            audit.append(connection, self._keys, note, row.at_ms or self._now_ms())
        notify(connection)

    # ---- what running halls say ----

    async def report(self, version: int, done: int, total: int, trouble: str = "") -> None:
        """This hall has `done` ready of the `total` prompts that the version adds to those of the live one."""
        row = {"at_ms": self._now_ms(), "done": done, "total": total, "trouble": trouble}

        def work(connection: Connection) -> None:
            mine = (halls.c.hall == self._hall, halls.c.version == version)
            if connection.execute(halls.update().where(*mine).values(row)).rowcount == 0:
                connection.execute(insert(halls).values(row | {"hall": self._hall, "version": version}))

        await self._write(lambda connection: connection.run_sync(work))

    async def readiness(self, version: int, since_ms: int) -> tuple[HallReadiness, ...]:
        """Of the halls that have said so since then."""
        query = select(halls).where(halls.c.version == version, halls.c.at_ms >= since_ms).order_by(halls.c.hall)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(HallReadiness(row.hall, row.done, row.total, row.trouble) for row in rows)

    async def halls(self, since_ms: int) -> frozenset[str]:
        """The halls that follow the record, and have said something since then."""
        query = select(halls.c.hall).where(halls.c.at_ms >= since_ms)
        return frozenset(await self._read(lambda connection: connection.execute(query).scalars().all()))

    async def outcomes(self, scripts: str, since_ms: int) -> OutcomeCounts:
        """Of the ended conversations with this version (its hash) that began since then, the newest `COUNTED`."""
        return await self._read(lambda connection: _outcomes(connection, scripts, since_ms))


def _at_once(work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """Two who append the same row: the second is told."""

    def told(connection: Connection) -> T:
        try:
            return work(connection)
        except IntegrityError:
            text = "别人同时改了，您的没有改成；看一遍再来。 Another person was quicker; nothing of yours was changed."
            raise PublishingError("changed-meanwhile", text) from None

    return told


def _length(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(history)).scalar_one()


def _standing(connection: Connection, keys: Keyring) -> Standing:
    facts = (
        _opened_version(row, keys) for row in connection.execute(_columns().order_by(versions.c.number)).mappings()
    )
    try:
        return standing(facts, _history(connection, keys))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError("corrupt", f"The history of the scripts' versions is damaged: {error}.") from None


@cache
def _columns() -> Any:
    return select(*[column for column in versions.c if column is not versions.c.digests])


def _history(connection: Connection, keys: Keyring) -> tuple[VersionChange, ...]:
    rows = connection.execute(select(history).order_by(history.c.number)).mappings()
    return tuple(_opened_row(row, keys) for row in rows)


def _bundle(connection: Connection, version: int) -> Bundle:
    row = connection.execute(select(versions.c.hash, versions.c.digests).where(versions.c.number == version)).first()
    if row is None:
        raise PublishingError("unknown-version", f"没有版本 {version}。 There is no version {version}.")
    found: dict[str, bytes] = {}
    for path, name in row.digests.items():
        data = connection.execute(select(files.c.data).where(files.c.digest == name)).scalar()
        if data is None or digest(data) != name:
            raise StoreError("corrupt", f"Version {version} of the scripts is damaged: {path} is not what was stored.")
        found[path] = data
    if hash_of(row.digests) != row.hash:
        raise StoreError("corrupt", f"Version {version} of the scripts is damaged: its hash is another one.")
    return Bundle(found)


def insert_files(connection: Connection, bundle: Bundle) -> None:
    for path, name in bundle.digests.items():
        if connection.execute(select(files.c.digest).where(files.c.digest == name)).first() is None:
            connection.execute(insert(files).values({"digest": name, "data": bundle.files[path]}))


def _refuse_repetition(now: Standing, content: str) -> None:
    for one in now.versions.values():
        state = now.state(one.number)
        if one.hash == content and state in ("draft", "proposed", "approved", "canary", "live"):
            raise PublishingError(
                "wrong-state",
                f"内容和版本 {one.number}（{WORDS[state]}）一样。 Version {one.number} ({state}) has these files.",
            )


def _outcomes(connection: Connection, scripts: str, since_ms: int) -> OutcomeCounts:
    table = schema.conversations
    mine = (table.c.scripts == scripts, table.c.began_ms >= since_ms, table.c.ended_ms.is_not(None))
    newest = select(table.c.ending, table.c.reasks).where(*mine).order_by(table.c.began_ms.desc()).limit(COUNTED)
    rows = connection.execute(newest).all()
    return OutcomeCounts(
        len(rows),
        sum(row.ending in FAILED for row in rows),
        sum(row.ending == HANDED_OFF for row in rows),
        sum((row.reasks or 0) >= REASKS for row in rows),
    )


# ---- sealed columns ----


def _sealed_version(facts: VersionFacts, bundle: Bundle, keys: Keyring) -> dict[str, Any]:
    place = f"service_versions/{facts.number}"
    return {
        "number": facts.number,
        "hash": facts.hash,
        "parent": facts.parent,
        "at_ms": facts.at_ms,
        "digests": bundle.digests,
        "author_sealed": keys.seal(facts.author, f"{place}/author"),
        "message_sealed": keys.seal(facts.message, f"{place}/message"),
    }


def _opened_version(row: RowMapping, keys: Keyring) -> VersionFacts:
    place = f"service_versions/{row['number']}"
    author = _opened(keys, row["author_sealed"], f"{place}/author")
    message = _opened(keys, row["message_sealed"], f"{place}/message")
    return VersionFacts(row["number"], row["hash"], author, row["parent"], message, row["at_ms"])


def _sealed_row(number: int, row: VersionChange, keys: Keyring) -> dict[str, Any]:
    place = f"service_history/{number}"
    return {
        "number": number,
        "at_ms": row.at_ms,
        "version": row.version,
        "event": row.event,
        "rollout": row.rollout.to_json() if row.rollout else "",
        "who_sealed": keys.seal(row.who, f"{place}/who"),
        "reason_sealed": keys.seal(row.reason, f"{place}/reason"),
    }


def _opened_row(row: RowMapping, keys: Keyring) -> VersionChange:
    place = f"service_history/{row['number']}"
    who, reason = (_opened(keys, row[f"{name}_sealed"], f"{place}/{name}") for name in ("who", "reason"))
    rollout = Rollout.from_json(row["rollout"]) if row["rollout"] else None
    return VersionChange(row["version"], row["event"], who, reason, rollout, row["at_ms"])


def _opened(keys: Keyring, sealed: bytes, place: str) -> str:
    try:
        return keys.open(sealed, place)
    except StoreError:
        return ""
