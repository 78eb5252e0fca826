"""Restores a backup: unpacked beside the record, checked, made ready, and only then put in its place.

What was deleted on request, disabled or revoked since the backup was made is so in it too (`replaced`), and what it
replaces is kept aside. Blocking.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.config import Settings
from kiosk.store import audit, canary, schema
from kiosk.store.audit import AuditChecking, AuditNote
from kiosk.store.backup.archive import read_manifest, unpack
from kiosk.store.backup.making import OnStep
from kiosk.store.backup.manifest import DATABASE, HALL_ID, JOURNAL, RECORDINGS, BackupManifest, damaged, is_sealed
from kiosk.store.backup.replaced import ReplacedRecord, TakenOver, delete_recordings, read_replaced, take_over
from kiosk.store.backup.snapshot import check_pages, facts_of, reading, settle
from kiosk.store.backup.switching import STAGE, FileMove, is_unfinished, refuse_unfinished, switch
from kiosk.store.crypto import Keyring
from kiosk.store.engine import make_engine, sqlite_file
from kiosk.store.errors import StoreError, translate
from kiosk.store.keyfile import LostKeyError, load
from kiosk.store.migrate import configuration, upgrade
from kiosk.store.opening import database_may_hold
from kiosk.store.sealed_files import sealed_files

_BUSY_MS = 5000
#: Bytes of the disk that must stay free besides.
_RESERVE = 64 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside`: the folders of what was there before. `to_send`: deliveries of the outbox that wait, of which some may
    have been sent after the backup was made.
    """

    manifest: BackupManifest
    aside: tuple[Path, ...]
    taken: TakenOver
    to_send: int


def check_backup(settings: Settings, file: Path, who: AuditNote, on_step: OnStep) -> Restored:
    """All that `restore_backup` does before it changes anything, beside a running hall. Raises as it does."""
    keys, manifest = _readable(settings, file)
    _check_room(settings.data_dir, manifest)
    with _stage(settings, settings.data_dir) as stage:
        return _prepare(keys, settings, file, stage, who, ReplacedRecord, on_step)


def restore_backup(settings: Settings, file: Path, who: AuditNote, *, replace: bool, on_step: OnStep) -> Restored:
    """The caller holds the record's locks. `who`: for the audit trail of the restored record. `replace`: a record that
    is there is kept aside; else it is refused. Raises `StoreError`, `LostKeyError`, OSError: nothing was changed then,
    but for a failure in the last step, which `finish_switch` goes on with.
    """
    refuse_unfinished(settings)
    database = _database(settings)
    keys, manifest = _readable(settings, file)
    if not replace and _holds_something(settings):
        raise StoreError(
            "other",
            f"{settings.data_dir} 里已经有记录，什么也没有改。要用备份换掉它，请加 --replace（原来的留在旁边）。 There "
            f"is a "
            "record already, and nothing was changed. Fix: --replace restores the backup and keeps the old one aside.",
        )
    _check_room(database.parent, manifest)
    # `stage` is beside the database, so that each file is renamed within its disk; data_dir may be another one.
    with _stage(settings, database.parent) as stage, _stage(settings, settings.data_dir) as beside:
        done = _prepare(keys, settings, file, stage, who, lambda: read_replaced(database), on_step)
        moves = _moves(settings, database, stage, beside, done.manifest)
        switch(settings, moves)
    aside = tuple(sorted({one.aside.parent for one in moves if one.aside.exists()}))
    for folder in {one.aside.parent for one in moves} - set(aside):
        folder.rmdir()
    return Restored(done.manifest, aside, done.taken, done.to_send)


def _readable(settings: Settings, file: Path) -> tuple[Keyring, BackupManifest]:
    """The keys, of which the backup needs some, and its manifest. Raises `LostKeyError`, `StoreError`."""
    manifest, body, seal = read_manifest(file)
    path = settings.key_path
    named = "、".join(map(str, manifest.key_ids))
    if not path.exists():
        raise LostKeyError(
            f"备份是用密钥 {named} 加密的，{path} 不在：先把那时的密钥文件放回去（权限 600）。什么也没有改。 "
            f"The backup is sealed "
            f"with key {named}, and {path} is missing: put the key file of that time there first (mode 600). Nothing "
            "was changed."
        )
    keys = load(path)
    if lacking := [name for name in manifest.key_ids if name not in keys.keys]:
        raise LostKeyError(
            f"{path} 里没有密钥 {lacking[0]}，备份是用它加密的：先把那一行放回密钥文件。什么也没有改。 "
            f"{path} lacks key {lacking[0]}, with which the backup is sealed: put that line back first. "
            "Nothing was changed."
        )
    if not is_sealed(body, seal, keys):
        raise LostKeyError(
            f"{path} 不是做备份时的密钥（编号相同，内容不同），或者备份的清单被改过。什么也没有改。 {path} is another "
            f"hall's key "
            "file, or the backup's manifest was changed. Nothing was changed. Fix: use the key file of the hall that "
            "made the backup."
        )
    revisions = {one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if manifest.revision not in revisions:
        raise StoreError(
            "newer",
            f"备份是更新的程序做的（{manifest.program}，表结构 {manifest.revision}）：请先升级程序。什么也没有改。 The "
            f"backup was "
            f"made by a newer version of this program ({manifest.program}): install it first. Nothing was changed.",
        )
    return keys, manifest


def _prepare(
    keys: Keyring,
    settings: Settings,
    file: Path,
    stage: Path,
    who: AuditNote,
    replaced: Callable[[], ReplacedRecord],
    on_step: OnStep,
) -> Restored:
    """Unpack into `stage`, check it, and bring it to this version's schema. `replaced`: asked once all is checked."""
    manifest = unpack(file, stage, lambda done, total: on_step("unpack", done, total))
    database = stage / DATABASE
    on_step("database", 0, 1)
    check_pages(database)
    facts = facts_of(database)
    if facts.revision != manifest.revision or facts.audit != manifest.audit:
        raise damaged("its database is not of the revision, or not of the audit trail, that its manifest names")
    with reading(database) as connection:
        canary.check(connection, keys, settings.key_path)
        checking = AuditChecking(keys, manifest.audit)
        while checking.step(connection):
            on_step("audit", 0, 1)
        if problems := checking.result().problems:
            raise StoreError(
                "corrupt",
                f"备份里的审计记录被改过，什么也没有改：{problems[0]} The audit trail in the backup was changed: "
                f"{problems[0]} Nothing was changed. Fix: use another backup.",
            )
    before = replaced()
    taken, to_send = asyncio.run(_make_ready(database, keys, who, before))
    taken = delete_recordings(stage / RECORDINGS, keys, before, taken)
    with closing(sqlite3.connect(database, isolation_level=None)) as plain:
        settle(plain)
    check_pages(database)
    return Restored(manifest, (), taken, to_send)


async def _make_ready(database: Path, keys: Keyring, who: AuditNote, before: ReplacedRecord) -> tuple[TakenOver, int]:
    """Migrate, take over what was deleted, disabled and revoked since, and note it. Raises `StoreError`."""
    now_ms = round(datetime.now(UTC).timestamp() * 1000)
    engine = make_engine(f"sqlite+aiosqlite:///{database}", _BUSY_MS, pooled=False)

    def work(connection: Connection) -> tuple[TakenOver, int]:
        upgrade(connection)
        canary.renew(connection, keys)
        taken, sent = take_over(connection, keys, before), schema.deliveries
        told: dict[str, int | tuple[str, ...]] = {"deleted again": taken.conversations}
        told |= {"disabled": taken.disabled, "revoked": taken.revoked}
        detail = "; ".join(f"{name} {_listed(of)}" for name, of in told.items() if of)
        audit.append(connection, keys, replace(who, detail=who.detail or detail), now_ms)
        waiting = connection.execute(select(sent.c.id).where(sent.c.state == "waiting")).all()
        return taken, len(waiting)

    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except SQLAlchemyError as error:
        raise translate(error) from None
    finally:
        await engine.dispose()


def _listed(of: int | tuple[str, ...]) -> str:
    return str(of) if isinstance(of, int) else ", ".join(of)


def _moves(
    settings: Settings, database: Path, stage: Path, beside: Path, manifest: BackupManifest
) -> tuple[FileMove, ...]:
    names = {one.name for one in manifest.files}
    stamp = f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    by_database, by_data = database.parent / stamp, settings.data_dir / stamp
    moves = [
        FileMove(Path(f"{database}{end}"), None, by_database / f"{database.name}{end}")
        for end in ("-wal", "-shm", "-journal")
    ]
    moves.append(FileMove(database, stage / DATABASE, by_database / database.name))
    for name, place in (
        (JOURNAL, settings.journal_path),
        (HALL_ID, settings.data_dir / HALL_ID),
        (RECORDINGS.rstrip("/"), settings.recordings_dir),
    ):
        there = name in names or any(one.startswith(f"{name}/") for one in names)
        if there and stage.parent != beside.parent:
            shutil.move(stage / name, beside / name)
        moves.append(
            FileMove(
                place, (beside if stage.parent != beside.parent else stage) / name if there else None, by_data / name
            )
        )
    return tuple(moves)


def _holds_something(settings: Settings) -> bool:
    try:
        return database_may_hold(settings) or bool(sealed_files(settings))
    except StoreError:
        return True


def _database(settings: Settings) -> Path:
    database = sqlite_file(settings.database_url)
    if database is None:
        raise StoreError(
            "other",
            "store.url 是别的数据库，请用它自己的工具恢复。 The record is in another database: restore it by that "
            "server's "
            "own tools.",
        )
    database = database.resolve()
    database.parent.mkdir(0o700, parents=True, exist_ok=True)
    return database


def _check_room(folder: Path, manifest: BackupManifest) -> None:
    needed, free = sum(one.size for one in manifest.files) * 2 + _RESERVE, shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            "full",
            f"{folder} 只剩 {free >> 20} MB，恢复要 {needed >> 20} MB，什么也没有改。 The restore needs {needed >> 20} "
            f"MB and "
            f"{free >> 20} MB are free. Nothing was changed. Fix: free some space.",
        )


@contextmanager
def _stage(settings: Settings, parent: Path) -> Iterator[Path]:
    """Deleted at the end, unless a switch is half done; one that a kill left is deleted by `finish_switch`."""
    stage = parent / f"{STAGE}{secrets.token_hex(4)}"
    stage.mkdir(0o700)
    try:
        yield stage
    finally:
        if not is_unfinished(settings):
            shutil.rmtree(stage, ignore_errors=True)
