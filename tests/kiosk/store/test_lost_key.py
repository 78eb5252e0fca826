"""What came back from a backup without its key, or without a part: refused, told, and nothing touched; a new key only
when it is asked for.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from kiosk.config import Settings, load_settings
from kiosk.doctor.folders import check_data, check_record
from kiosk.store import CaseEntry, ConversationEntry, KeyFileError, Store, StoreError
from kiosk.store.keyfile import load
from kiosk.store.new_key import lost_values, make_new_key
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.store.recordings import stored

OTHER = "1 " + "ab" * 32 + "\n"
CASE = ConversationEntry("c1", "k1", "screen", 1000, cases=(CaseEntry("社保卡挂失", "v", "SB12345678", 2000),))


def hall_in(folder: Path) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(folder)})


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    return hall_in(tmp_path / "data")


async def used(hall: Settings) -> None:
    store = await Store.open(hall)
    await store.keep(CASE)
    await store.add_picture("c1", "sha256:aa", "photo", b"\xff\xd8\xff picture", at_ms=1500)
    await store.close()


def record_a_call(hall: Settings) -> Path:
    file = RecordingFile(hall.recordings_dir, load(hall.key_path), RecordingHead("call-1", "c1", "sip", 1000, 8000))
    file.add(0, np.ones((800, 2), np.int16))
    file.finish(800, 0)
    return next(hall.recordings_dir.glob("*.rec"))


def everything(folder: Path) -> dict[str, object]:
    """Every file with its digest; of the database what is in it, for its last reader moves it out of the log."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("hall.db")]
    found: dict[str, object] = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    with TemporaryDirectory() as copy:
        for path in folder.glob("hall.db*"):
            shutil.copy(path, copy)
        if (Path(copy) / "hall.db").exists():
            with closing(sqlite3.connect(Path(copy) / "hall.db")) as connection:
                found["hall.db"] = list(connection.iterdump())
    return found


async def refused(hall: Settings, kind: type[StoreError] = KeyFileError) -> str:
    before = everything(hall.data_dir)
    with pytest.raises(kind) as caught:
        await Store.open(hall)
    assert everything(hall.data_dir) == before, "it touched something"
    assert "Nothing was changed" in str(caught.value) or "nothing was changed" in str(caught.value)
    assert "Fix:" in str(caught.value)
    return str(caught.value)


async def test_both_missing_makes_a_key(hall: Settings) -> None:
    await (await Store.open(hall)).close()
    assert hall.key_path.exists()


async def test_a_copy_of_the_files_of_a_running_hall_needs_its_key(hall: Settings, tmp_path: Path) -> None:
    """Everything stands in the write-ahead log still."""
    store = await Store.open(hall)
    await store.keep(CASE)
    restored = hall_in(tmp_path / "restored")
    restored.data_dir.mkdir()
    for name in ("hall.db", "hall.db-wal"):
        shutil.copy(hall.data_dir / name, restored.data_dir / name)
    await store.close()
    assert "missing" in await refused(restored)
    shutil.copy(hall.key_path, restored.key_path)
    store = await Store.open(restored)
    found = await store.conversation("c1")
    await store.close()
    assert found is not None
    assert [case.receipt for case in found.cases] == ["SB12345678"]


async def test_a_copy_without_its_log_is_no_new_record(hall: Settings, tmp_path: Path) -> None:
    store = await Store.open(hall)
    await store.keep(CASE)
    restored = hall_in(tmp_path / "restored")
    restored.data_dir.mkdir()
    shutil.copy(hall.data_dir / "hall.db", restored.data_dir / "hall.db")  # what a `cp` of one file gives
    await store.close()
    with closing(sqlite3.connect(f"file:{restored.data_dir / 'hall.db'}?immutable=1", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,), "it has a table already"
    assert "hall.db-wal" in await refused(restored, StoreError)
    shutil.copy(hall.key_path, restored.key_path)
    (restored.data_dir / "hall-id").write_text("0123456789abcdef\n")
    assert "hall.db-wal" in await refused(restored, StoreError)
    assert any(check.fix or check.state == "missing" for check in check_record(restored))


async def test_a_log_without_its_database_is_not_deleted(hall: Settings, tmp_path: Path) -> None:
    store = await Store.open(hall)
    await store.keep(CASE)
    restored = hall_in(tmp_path / "restored")
    restored.data_dir.mkdir()
    for name in ("hall.db-wal", "key"):
        shutil.copy(hall.data_dir / name, restored.data_dir / name)
    await store.close()
    before = (restored.data_dir / "hall.db-wal").read_bytes()
    assert "hall.db-wal" in await refused(restored, StoreError)
    assert (restored.data_dir / "hall.db-wal").read_bytes() == before


async def test_recordings_alone_need_their_key(hall: Settings, tmp_path: Path) -> None:
    await used(hall)
    record_a_call(hall)
    restored = hall_in(tmp_path / "restored")
    shutil.copytree(hall.recordings_dir, restored.recordings_dir)
    assert "recorded calls" in await refused(restored)
    assert not restored.key_path.exists()
    assert any(check.what == "key" and check.state == "missing" for check in check_data(restored))
    restored.key_path.write_text(OTHER)
    restored.key_path.chmod(0o600)
    assert "not the key file" in await refused(restored)
    shutil.copy(hall.key_path, restored.key_path)
    await (await Store.open(restored)).close()
    assert [one.head.call for one in stored(restored.recordings_dir, load(restored.key_path))[0]] == ["call-1"]


async def test_a_journal_alone_needs_its_key(hall: Settings, tmp_path: Path) -> None:
    store = await Store.open(hall)
    await store.journalled()
    await store.journal(CASE)
    await store.close()
    restored = hall_in(tmp_path / "restored")
    restored.data_dir.mkdir()
    shutil.copy(hall.journal_path, restored.journal_path)
    assert "journal" in await refused(restored)
    restored.key_path.write_text(OTHER)
    restored.key_path.chmod(0o600)
    assert "not the key file" in await refused(restored)


async def test_pictures_alone_need_their_key(hall: Settings) -> None:
    """Whatever table the sealed values stand in, and though the canary is gone."""
    await used(hall)
    with closing(sqlite3.connect(hall.data_dir / "hall.db")) as connection, connection:
        connection.execute("DELETE FROM canary")
        for table in ("turns", "slots", "cases"):
            connection.execute(f"DELETE FROM {table}")
    key = hall.key_path.read_text()
    hall.key_path.unlink()
    assert "missing" in await refused(hall)
    hall.key_path.write_text(OTHER)
    hall.key_path.chmod(0o600)
    assert "not the key file" in await refused(hall)
    hall.key_path.write_text(key)
    await (await Store.open(hall)).close()


@pytest.mark.parametrize("there", ["", OTHER])
async def test_a_new_key_goes_on_and_the_old_one_may_come_back(hall: Settings, there: str) -> None:
    await used(hall)
    record_a_call(hall)
    old = hall.key_path.read_text()
    hall.key_path.unlink()
    if there:
        hall.key_path.write_text(there)
        hall.key_path.chmod(0o600)
    before = await lost_values(hall)
    assert (before.rows["conversations"], before.rows["cases"], before.rows["pictures"]) == (1, 1, 1)
    assert before.recordings == 1
    assert (await make_new_key(hall)).rows == before.rows
    assert hall.key_path.stat().st_mode & 0o077 == 0
    with pytest.raises(KeyFileError, match="without --new-key"):
        await lost_values(hall)

    store = await Store.open(hall)
    lost = await store.conversation("c1")
    await store.keep(ConversationEntry("c2", "k1", "screen", 3000, cases=(CaseEntry("s", "v", "SB2", 4000),)))
    found = await store.conversation("c2")
    await store.close()
    assert lost is not None
    assert lost.cases[0].receipt == ""
    assert any(place.endswith("/receipt") for place in lost.unreadable)
    assert found is not None
    assert found.cases[0].receipt == "SB2"

    new = [line for line in hall.key_path.read_text().splitlines() if line not in there.splitlines()]
    hall.key_path.write_text(old + "\n".join(new) + "\n")  # in the place of the line with the same number
    store = await Store.open(hall)
    again = [(await store.conversation(name)) for name in ("c1", "c2")]
    await store.close()
    assert [talk.cases[0].receipt for talk in again if talk is not None] == ["SB12345678", "SB2"]


async def test_a_key_that_is_not_lost_is_not_replaced(hall: Settings) -> None:
    with pytest.raises(KeyFileError, match="will be made"):
        await make_new_key(hall)
    await used(hall)
    before = hall.key_path.read_text()
    with pytest.raises(KeyFileError, match="opens what is sealed"):
        await make_new_key(hall)
    hall.key_path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        await make_new_key(hall)
    assert hall.key_path.read_text() == before
