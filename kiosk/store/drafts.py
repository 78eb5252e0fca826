"""Drafts of the scripts: a named copy of a version's files that editors change, save by save.

Nothing that was saved is overwritten: each save is a row, also one that came too late. It is kept aside then, and the
editor gets both texts and the one that they began with.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.publishing.bundle import LARGEST_FILE, Bundle, checked
from kiosk.store.crypto import Keyring
from kiosk.store.draft_tables import script_drafts as drafts
from kiosk.store.draft_tables import script_saves as saves
from kiosk.store.draft_tables import script_trials as trials
from kiosk.store.errors import StoreError
from kiosk.store.schema import service_files
from kiosk.store.versions import Reads, Writes, insert_files

#: A discarded draft can be brought back for so long (ms); so long, too, what was typed to a draft is kept.
KEPT_MS = 30 * 24 * 3_600_000
#: Compressed bytes of all saves of one draft.
MOST_SAVED = 64 << 20


class DraftFullError(Exception):
    """The draft has no room for another save. The text is for the person, Chinese and English."""


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """`parent`: the version that it was copied from. `revision`: of the newest save; 0: none yet. `editors`: who saved
    something that counts, in the order of their first save. `proposed`: the version that was made of it last.
    """

    id: str
    name: str
    parent: int | None
    at_ms: int
    who: str
    discarded_ms: int | None
    proposed: int | None
    revision: int
    saved_ms: int
    editors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftFile:
    """`revision`: of the save that it is by; 0: as it was copied. `data` None: it was deleted. `added`: in the draft;
    what the draft was copied from has no such file.
    """

    path: str
    revision: int
    data: bytes | None = field(repr=False)
    added: bool = False


@dataclass(frozen=True, slots=True)
class DraftSave:
    """One row. `counts`: False: another save was quicker, and it was set aside."""

    path: str
    revision: int
    base: int
    at_ms: int
    who: str
    counts: bool


@dataclass(frozen=True, slots=True)
class SaveConflict:
    """A save came too late. `revision`: under which it is kept aside. `base` None: the file did not exist then."""

    revision: int
    theirs: DraftFile
    their_who: str
    their_at_ms: int
    base: DraftFile | None


class ScriptDrafts:
    """One per `Store` (`Store.drafts`). Raises `StoreError`; of a draft that does not exist it returns None."""

    def __init__(self, read: Reads, write: Writes, keys: Keyring, now_ms: Callable[[], int]) -> None:
        self._read, self._write, self._keys, self._now_ms = read, write, keys, now_ms

    async def add(self, name: str, draft: str, bundle: Bundle, parent: int | None, who: str) -> None:
        """`draft`: its id, which nothing else has."""
        values = {
            "id": draft,
            "at_ms": self._now_ms(),
            "parent": parent,
            "digests": bundle.digests,
            "name_sealed": self._keys.seal(name, f"script_drafts/{draft}/name"),
            "who_sealed": self._keys.seal(who, f"script_drafts/{draft}/who"),
        }

        def work(connection: Connection) -> None:
            insert_files(connection, bundle)
            connection.execute(insert(drafts).values(values))

        await self._write(lambda connection: connection.run_sync(work))

    async def listed(self) -> tuple[DraftFacts, ...]:
        """All of them, the newest first."""

        def work(connection: Connection) -> tuple[DraftFacts, ...]:
            rows = connection.execute(select(drafts).order_by(drafts.c.at_ms.desc(), drafts.c.id)).all()
            return tuple(_facts(connection, self._keys, row) for row in rows)

        return await self._read(work)

    async def one(self, draft: str) -> DraftFacts | None:
        def work(connection: Connection) -> DraftFacts | None:
            row = connection.execute(select(drafts).where(drafts.c.id == draft)).first()
            return None if row is None else _facts(connection, self._keys, row)

        return await self._read(work)

    async def files(self, draft: str) -> tuple[DraftFile, ...] | None:
        """As they are now, by path; without those that were deleted."""
        return await self._read(lambda connection: _files(connection, draft))

    async def file(self, draft: str, path: str, revision: int | None = None) -> DraftFile | None:
        """As it was saved under this revision; None: as it is now."""
        return await self._read(lambda connection: _file(connection, draft, path, revision))

    async def bundle(self, draft: str) -> tuple[Bundle, int] | None:
        """What it holds now, and its revision. Raises `BundleError` where its files are too many or too large."""

        def work(connection: Connection) -> tuple[Bundle, int] | None:
            found = _files(connection, draft)
            if found is None:
                return None
            return checked({one.path: one.data for one in found if one.data is not None}), _revision(connection, draft)

        return await self._read(work)

    async def save(
        self, draft: str, path: str, base: int, data: bytes | None, who: str
    ) -> DraftSave | SaveConflict | None:
        """`base`: the revision of the file that the person began with; 0 for one as it was copied, or a new one.
        `data` None: delete it. What the file holds already is no new save. Raises `BundleError` for a path that leads
        elsewhere, `DraftFullError`.
        """
        checked({path: data or b""})

        def work(connection: Connection) -> DraftSave | SaveConflict | None:
            if not _exists(connection, draft):
                return None
            now = _file(connection, draft, path)
            if now is not None and now.data == data:
                return DraftSave(path, now.revision, base, self._now_ms(), who, counts=True)
            counts = now is None or base == now.revision
            row = self._row(connection, draft, path, base, data, who, counts=counts)
            connection.execute(insert(saves).values(row))
            if now is None or counts:
                return DraftSave(path, row["revision"], base, row["at_ms"], who, counts=True)
            theirs = connection.execute(
                select(saves).where(saves.c.draft == draft, saves.c.revision == now.revision)
            ).first()
            their_who = "" if theirs is None else _opened_who(self._keys, theirs)
            at_ms = 0 if theirs is None else theirs.at_ms
            return SaveConflict(row["revision"], now, their_who, at_ms, _file(connection, draft, path, base))

        done: DraftSave | SaveConflict | None = await self._write(lambda connection: connection.run_sync(work))
        return done

    def _row(
        self, connection: Connection, draft: str, path: str, base: int, data: bytes | None, who: str, *, counts: bool
    ) -> dict[str, Any]:
        packed = None if data is None else zlib.compress(data)
        held = connection.execute(select(func.sum(func.length(saves.c.data))).where(saves.c.draft == draft)).scalar()
        if (held or 0) + len(packed or b"") > MOST_SAVED:
            text = (
                f"这份草稿存过的已经超过 {MOST_SAVED >> 20} MB，请另建一份草稿接着改。"
                " This draft has no room for another save: begin a new one."
            )
            raise DraftFullError(text)
        revision = _revision(connection, draft) + 1
        return {
            "draft": draft,
            "revision": revision,
            "path": path,
            "base": base,
            "at_ms": self._now_ms(),
            "outcome": "saved" if counts else "set_aside",
            "data": packed,
            "who_sealed": self._keys.seal(who, f"script_saves/{draft}/{revision}/who"),
        }

    async def saves(self, draft: str, path: str, most: int) -> tuple[DraftSave, ...]:
        """Of a file, the newest first, those that were set aside too."""
        query = select(saves).where(saves.c.draft == draft, saves.c.path == path)
        query = query.order_by(saves.c.revision.desc()).limit(most)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return tuple(
            DraftSave(row.path, row.revision, row.base, row.at_ms, _opened_who(self._keys, row), row.outcome == "saved")
            for row in rows
        )

    async def discard(self, draft: str) -> None:
        await self._set(draft, discarded_ms=self._now_ms())

    async def restore(self, draft: str) -> None:
        await self._set(draft, discarded_ms=None)

    async def mark_proposed(self, draft: str, version: int) -> None:
        await self._set(draft, proposed=version)

    async def _set(self, draft: str, **values: int | None) -> None:
        change = update(drafts).where(drafts.c.id == draft).values(values)
        await self._write(lambda connection: connection.execute(change))

    async def purge(self) -> None:
        """Delete what was discarded, and what was typed, more than `KEPT_MS` ago."""
        before = self._now_ms() - KEPT_MS

        def work(connection: Connection) -> None:
            gone = select(drafts.c.id).where(drafts.c.discarded_ms < before)
            connection.execute(delete(trials).where(trials.c.at_ms < before))
            for table in (trials, saves):
                connection.execute(delete(table).where(table.c.draft.in_(gone)))
            connection.execute(delete(drafts).where(drafts.c.discarded_ms < before))

        await self._write(lambda connection: connection.run_sync(work))


def _facts(connection: Connection, keys: Keyring, row: Row[Any]) -> DraftFacts:
    query = select(saves).where(saves.c.draft == row.id, saves.c.outcome == "saved").order_by(saves.c.revision)
    counted = connection.execute(query.with_only_columns(saves.c.draft, saves.c.revision, saves.c.who_sealed)).all()
    editors = dict.fromkeys(_opened_who(keys, one) for one in counted)
    last = connection.execute(select(func.max(saves.c.at_ms)).where(saves.c.draft == row.id)).scalar()
    place = f"script_drafts/{row.id}"
    return DraftFacts(
        row.id, opened(keys, row.name_sealed, f"{place}/name"), row.parent, row.at_ms,
        opened(keys, row.who_sealed, f"{place}/who"), row.discarded_ms, row.proposed,
        _revision(connection, row.id), last or row.at_ms, tuple(editors),
    )  # fmt: skip


def _exists(connection: Connection, draft: str) -> bool:
    return connection.execute(select(drafts.c.id).where(drafts.c.id == draft)).first() is not None


def _revision(connection: Connection, draft: str) -> int:
    return connection.execute(select(func.max(saves.c.revision)).where(saves.c.draft == draft)).scalar() or 0


def _files(connection: Connection, draft: str) -> tuple[DraftFile, ...] | None:
    row = connection.execute(select(drafts.c.digests).where(drafts.c.id == draft)).first()
    if row is None:
        return None
    newest = (
        select(func.max(saves.c.revision)).where(saves.c.draft == draft, saves.c.outcome == "saved")
    ).group_by(saves.c.path)  # fmt: skip
    changed = connection.execute(select(saves).where(saves.c.draft == draft, saves.c.revision.in_(newest))).all()
    found = {
        one.path: DraftFile(one.path, one.revision, _unpacked(one.data), one.path not in row.digests) for one in changed
    }
    copied = [path for path in row.digests if path not in found]
    found |= {path: DraftFile(path, 0, _copied(connection, row.digests[path])) for path in copied}
    return tuple(found[path] for path in sorted(found) if found[path].data is not None)


def _file(connection: Connection, draft: str, path: str, revision: int | None = None) -> DraftFile | None:
    """None: there was none. One that was deleted is there, without data."""
    query = select(saves).where(saves.c.draft == draft, saves.c.path == path)
    if revision is None:
        query = query.where(saves.c.outcome == "saved").order_by(saves.c.revision.desc()).limit(1)
    else:
        query = query.where(saves.c.revision == revision)
    row = connection.execute(query).first()
    if row is not None:
        return DraftFile(path, row.revision, _unpacked(row.data))
    whole = connection.execute(select(drafts.c.digests).where(drafts.c.id == draft)).first()
    if revision or whole is None or path not in whole.digests:
        return None
    return DraftFile(path, 0, _copied(connection, whole.digests[path]))


def _copied(connection: Connection, digest: str) -> bytes:
    data: bytes | None = connection.execute(
        select(service_files.c.data).where(service_files.c.digest == digest)
    ).scalar()
    if data is None:
        raise StoreError("corrupt", "A draft of the scripts is damaged: a file that it was copied from is missing.")
    return data


def _unpacked(data: bytes | None) -> bytes | None:
    return None if data is None else zlib.decompressobj().decompress(data, LARGEST_FILE)


def _opened_who(keys: Keyring, row: Any) -> str:
    """`row`: with `draft`, `revision` and `who_sealed`."""
    return opened(keys, row.who_sealed, f"script_saves/{row.draft}/{row.revision}/who")


def opened(keys: Keyring, sealed: bytes, place: str) -> str:
    try:
        return keys.open(sealed, place)
    except StoreError:
        return ""
