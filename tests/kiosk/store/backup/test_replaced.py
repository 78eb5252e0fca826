"""What was deleted, disabled or revoked since a backup stays so after its restore, and after the next one."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest

from kiosk.config import Settings, load_settings
from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry, EndingEntry, Store, UnresolvedEntry
from kiosk.store.audit import AuditNote
from kiosk.store.backup.making import make_backup
from kiosk.store.backup.replaced import TakenOver
from kiosk.store.backup.restoring import restore_backup
from kiosk.store.keyfile import load
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.store.removing import recordings_of, remove

BEGAN = 1_790_000_000_000


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data")})


def do(hall: Settings, work: Callable[[Store], Awaitable[object]]) -> None:
    async def run() -> None:
        store = await Store.open(hall)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


def talk(name: str, *, ended: bool = True, unresolved: bool = False) -> ConversationEntry:
    ending = EndingEntry("completed", "社保卡挂失", "v1", BEGAN + 1, {"姓名": "王小明"}) if ended else None
    submission = UnresolvedEntry("12345678", "社保卡挂失", "v1", "sbk.loss", f"k-{name}", BEGAN, {"姓名": "王小明"})
    return ConversationEntry(name, "k", "screen", BEGAN, ending=ending, unresolved=(submission,) if unresolved else ())


def keep(hall: Settings, entry: ConversationEntry) -> None:
    do(hall, lambda store: store.keep(entry))


def delete(hall: Settings, name: str) -> None:
    do(hall, lambda store: remove(store, hall, load(hall.key_path), name, running=False))


def back_up(hall: Settings, name: str) -> Path:
    make_backup(hall, load(hall.key_path), file := hall.data_dir.parent / name, lambda *_: None)
    return file


def restore(hall: Settings, file: Path) -> TakenOver:
    who = AuditNote("record restored", "张老师")
    return restore_backup(hall, file, who, replace=True, on_step=lambda *_: None).taken


def column(hall: Settings, query: str) -> list[object]:
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        return [row[0] for row in record.execute(query)]


def test_one_that_was_open_in_the_backup(hall: Settings) -> None:
    keep(hall, talk("c1", ended=False))
    file = back_up(hall, "a.zip")
    keep(hall, talk("c1"))
    delete(hall, "c1")
    assert restore(hall, file) == TakenOver(open=1)
    assert column(hall, "SELECT id FROM conversations") == []
    keep(hall, talk("c1"))  # one that comes late
    assert column(hall, "SELECT id FROM conversations") == []


def test_one_whose_submission_was_unresolved_in_the_backup(hall: Settings) -> None:
    keep(hall, talk("c1", unresolved=True))
    file = back_up(hall, "a.zip")
    do(hall, lambda store: store.settle("12345678", ""))
    delete(hall, "c1")
    assert restore(hall, file) == TakenOver(unresolved=1)
    assert column(hall, "SELECT id FROM conversations") == []
    assert column(hall, "SELECT number FROM reconciliations") == []


def test_the_list_of_deletions_outlives_a_restore(hall: Settings) -> None:
    keep(hall, talk("c0"))
    first = back_up(hall, "first.zip")
    keep(hall, talk("c1"))
    second = back_up(hall, "second.zip")
    delete(hall, "c1")
    noted = column(hall, "SELECT at_ms FROM deleted")
    assert restore(hall, first) == TakenOver()
    assert column(hall, "SELECT at_ms FROM deleted") == noted, "it ages as before"
    assert restore(hall, second) == TakenOver(ended=1)
    assert column(hall, "SELECT id FROM conversations") == ["c0"]
    assert restore(hall, second) == TakenOver(ended=1)


def test_the_recorded_call_of_a_deleted_conversation(hall: Settings) -> None:
    for name in ("c1", "c2"):
        keep(hall, talk(name))
        head = RecordingHead(f"call-{name}", name, "audiosocket", BEGAN, 8000)
        recording = RecordingFile(hall.recordings_dir, load(hall.key_path), head)
        recording.add(0, np.ones((800, 2), np.int16))
        recording.finish(800, 0)
    file = back_up(hall, "a.zip")
    delete(hall, "c1")
    assert restore(hall, file) == TakenOver(ended=1, recordings=1)
    assert recordings_of(hall, load(hall.key_path), "c1") == []
    assert len(recordings_of(hall, load(hall.key_path), "c2")) == 1


def test_disabled_accounts_and_revoked_kiosks_stay_so(hall: Settings) -> None:
    note = AuditNote("account made", "test")

    async def make(store: Store) -> None:
        for name in ("zhang", "li"):
            await store.accounts.add(name, name, name, (Role.EDITOR,), "hash", note)

    do(hall, make)
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        for name in ("K1", "K2"):
            _insert(record, "kiosks", {"name": name})
        _insert(record, "account_sessions", {"account": "li"})
        record.commit()
    file = back_up(hall, "a.zip")
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        record.execute("UPDATE accounts SET disabled_ms = 7 WHERE id = 'zhang'")
        record.execute("UPDATE kiosks SET revoked_ms = 8 WHERE name = 'K1'")
        record.commit()
    assert restore(hall, file) == TakenOver(disabled=("zhang",), revoked=("K1",))
    assert column(hall, "SELECT disabled_ms FROM accounts ORDER BY id") == [None, 7]
    assert column(hall, "SELECT revoked_ms FROM kiosks ORDER BY name") == [8, None]
    assert column(hall, "SELECT count(*) FROM account_sessions") == [0]


def _insert(record: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """With something in each column that must not be empty."""
    for _, name, kind, must, default, _ in record.execute(f"PRAGMA table_info({table})").fetchall():
        if must and default is None and name not in values:
            values[name] = 1 if "INT" in kind.upper() else f"{next(iter(values.values()))} {name}"
    marks = ", ".join("?" * len(values))
    record.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def test_a_replaced_record_that_cannot_be_read_is_told(hall: Settings) -> None:
    keep(hall, talk("c1"))
    file = back_up(hall, "a.zip")
    delete(hall, "c1")
    (hall.data_dir / "hall.db").write_bytes(b"no database" * 100)
    assert restore(hall, file) == TakenOver(readable=False)
