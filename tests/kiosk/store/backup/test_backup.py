"""A backup beside a hall that writes, restored whole; whatever is torn, forged, newer or another's is refused first."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.config import Settings, load_settings
from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, KeyFileError, Store, StoreError
from kiosk.store.audit import AuditNote
from kiosk.store.backup import archive, making, snapshot
from kiosk.store.backup.making import make_backup
from kiosk.store.backup.manifest import BackupManifest
from kiosk.store.backup.restoring import Restored, check_backup, restore_backup
from kiosk.store.backup.switching import finish_switch
from kiosk.store.keyfile import add_new, load

BEGAN = 1_790_000_000_000
WHO = AuditNote("record restored", "张老师")
RECORDING = f"{BEGAN}-00112233445566ff.rec"


def silent(step: str, done: int, total: int) -> None:
    """No progress is shown."""


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    settings = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data")})
    asyncio.run(add(settings, "c1"))
    settings.recordings_dir.mkdir()
    (settings.recordings_dir / RECORDING).write_bytes(b"sealed sound")
    (settings.recordings_dir / f"{BEGAN}-00112233445566aa.part").write_bytes(b"still going on")
    return settings


async def add(settings: Settings, *names: str) -> None:
    store = await Store.open(settings)
    for name in names:
        case = CaseEntry("社保卡挂失", "v1", f"SB-{name}", BEGAN)
        ending = EndingEntry("completed", "社保卡挂失", "v1", BEGAN + 1, {"姓名": "王小明"})
        await store.keep(ConversationEntry(name, "kiosk-1", "screen", BEGAN, cases=(case,), ending=ending))
        await store.audit(AuditNote("record read", "张老师", "群众要求", name))
    await store.close()


def conversations(settings: Settings) -> set[str]:
    with contextlib.closing(sqlite3.connect(settings.data_dir / "hall.db")) as record:
        return {row[0] for row in record.execute("SELECT id FROM conversations")}


def audited(settings: Settings) -> list[str]:
    async def read() -> list[str]:
        store = await Store.open(settings)
        rows, check = await store.audit_trail(1000), await store.check_audit(None)
        await store.close()
        assert check.problems == ()
        return [row.what for row in rows]

    return asyncio.run(read())


def back_up(settings: Settings, file: Path) -> BackupManifest:
    return make_backup(settings, load(settings.key_path), file, silent)


def restored(settings: Settings, file: Path, *, replace: bool = True) -> Restored:
    return restore_backup(settings, file, WHO, replace=replace, on_step=silent)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_whole_its_owners_alone_and_holds_no_key(hall: Settings, tmp_path: Path) -> None:
    manifest = back_up(hall, file := tmp_path / "hall.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "hall.zip"]
    with zipfile.ZipFile(file) as made:
        assert set(made.namelist()) == {"hall.db", "hall-id", f"recordings/{RECORDING}", "manifest.json"}
        inside = b"".join(made.read(name) for name in made.namelist())
    secret = hall.key_path.read_text().split()[1]
    assert secret.encode() not in inside
    assert bytes.fromhex(secret) not in inside
    assert manifest.key_ids == (1,)
    assert manifest.left_out == (f"{BEGAN}-00112233445566aa.part",)
    assert (manifest.conversations, manifest.oldest_ms, manifest.audit.number) == (1, BEGAN, 1)


def test_restored_into_an_empty_folder_with_its_key(hall: Settings, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "hall.zip")
    there = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "new")})
    with pytest.raises(KeyFileError, match="密钥 1 加密"):
        restored(there, tmp_path / "hall.zip", replace=False)
    there.data_dir.mkdir(exist_ok=True)
    there.key_path.write_bytes(hall.key_path.read_bytes())
    there.key_path.chmod(0o600)
    done = restored(there, tmp_path / "hall.zip", replace=False)
    assert (done.aside, done.taken.conversations) == ((), 0)
    assert conversations(there) == {"c1"}
    assert (there.recordings_dir / RECORDING).read_bytes() == b"sealed sound"
    assert (there.data_dir / "hall-id").read_bytes() == (hall.data_dir / "hall-id").read_bytes()
    assert audited(there) == ["record restored", "record read"]
    assert not list(there.data_dir.glob(".*"))


def test_writes_go_on_meanwhile_and_what_was_written_before_is_in_it(hall: Settings, tmp_path: Path) -> None:
    """Writers of another connection commit between two steps of the copy: it neither begins again nor mixes times."""
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        record.executemany(
            "INSERT INTO events (at_ms, conversation, kind, detail) VALUES (?, 'c1', 'x', ?)",
            [(BEGAN + n, "x" * 900) for n in range(4000)],
        )
        record.commit()
    steps, written = list[int](), 0

    def on_step(step: str, done: int, total: int) -> None:
        nonlocal written
        if step != "database":
            return
        steps.append(done)
        with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
            record.execute("INSERT INTO events (at_ms, conversation, kind, detail) VALUES (1, 'c1', 'late', '')")
            record.commit()
        written += 1

    make_backup(hall, load(hall.key_path), tmp_path / "hall.zip", on_step)
    assert steps == sorted(steps), "it began again"
    assert written > 2
    restored(hall, tmp_path / "hall.zip")
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        counts = dict(record.execute("SELECT kind, count(*) FROM events GROUP BY kind"))
    assert counts == {"x": 4000}


def test_a_store_goes_on_writing_while_backups_are_made(hall: Settings, tmp_path: Path) -> None:
    stop, names = threading.Event(), list[str]()

    async def write() -> None:
        store = await Store.open(hall)
        while not stop.is_set():
            name = f"w{len(names)}"
            await store.keep(ConversationEntry(name, "k", "screen", BEGAN, ending=EndingEntry("completed", "", "", 1)))
            names.append(name)
        await store.close()

    writer = threading.Thread(target=lambda: asyncio.run(write()))
    writer.start()
    try:
        while len(names) < 5:
            assert writer.is_alive()
        before = set(names)
        back_up(hall, tmp_path / "hall.zip")
    finally:
        stop.set()
        writer.join()
    restored(hall, tmp_path / "hall.zip")
    found = conversations(hall)
    assert before <= found
    assert found - {"c1"} == {f"w{n}" for n in range(len(found) - 1)}, "a moment of the record, without holes"


def test_a_record_that_is_there_is_replaced_only_if_told_and_kept_aside(hall: Settings, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "hall.zip")
    asyncio.run(add(hall, "c2"))
    before = files_of(hall.data_dir)
    with pytest.raises(StoreError, match="--replace"):
        restored(hall, tmp_path / "hall.zip", replace=False)
    assert files_of(hall.data_dir) == before
    done = restored(hall, tmp_path / "hall.zip")
    assert conversations(hall) == {"c1"}
    [aside] = done.aside
    with contextlib.closing(sqlite3.connect(aside / "hall.db")) as old:
        assert {row[0] for row in old.execute("SELECT id FROM conversations")} == {"c1", "c2"}
    assert (aside / "recordings" / RECORDING).exists()


def test_what_was_deleted_on_request_since_is_deleted_again(hall: Settings, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "hall.zip")

    async def forget() -> None:
        store = await Store.open(hall)
        await store.forget("c1")
        await store.close()

    asyncio.run(forget())
    assert restored(hall, tmp_path / "hall.zip").taken.ended == 1
    assert conversations(hall) == set()


def test_a_drill_changes_nothing(hall: Settings, tmp_path: Path) -> None:
    back_up(hall, tmp_path / "hall.zip")
    before = files_of(hall.data_dir)
    assert check_backup(hall, tmp_path / "hall.zip", WHO, silent).manifest.conversations == 1
    assert files_of(hall.data_dir) == before


# ---- what is refused, and leaves everything as it was ----


def torn(file: Path, hall: Settings) -> None:
    os.truncate(file, file.stat().st_size - 50)


def flipped(file: Path, hall: Settings) -> None:
    """A bit of the sealed database: the zip's own checksum is put right, the manifest's hash is not."""
    rewrite(file, "hall.db", lambda data: data[:-10] + bytes([data[-10] ^ 1]) + data[-9:])


def manifest_changed(file: Path, hall: Settings) -> None:
    def change(data: bytes) -> bytes:
        told = json.loads(data)
        body = json.loads(told["backup"]) | {"conversations": 7}
        return json.dumps(told | {"backup": json.dumps(body)}).encode()

    rewrite(file, "manifest.json", change)


def climbing_out(file: Path, hall: Settings) -> None:
    def change(data: bytes) -> bytes:
        told = json.loads(data)
        body = json.loads(told["backup"])
        body["files"].append({"name": "../../evil", "size": 1, "sha256": ""})
        return json.dumps(told | {"backup": json.dumps(body)}).encode()

    rewrite(file, "manifest.json", change)


def another_key(file: Path, hall: Settings) -> None:
    hall.key_path.write_text("1 " + "ab" * 32 + "\n")


def no_key_two(file: Path, hall: Settings) -> None:
    add_new(hall.key_path, frozenset())
    back_up(hall, file)
    hall.key_path.write_text(hall.key_path.read_text().splitlines()[0] + "\n")


def of_a_newer_version(file: Path, hall: Settings) -> None:
    tampered(file, hall, "UPDATE alembic_version SET version_num = '9999'")


def audit_changed(file: Path, hall: Settings) -> None:
    tampered(file, hall, "DROP TRIGGER audit_is_not_changed; UPDATE audit SET detail = 'x' WHERE number = 1")


def tampered(file: Path, hall: Settings, sql: str) -> None:
    """A backup that is right in itself, of a record that somebody changed."""
    kept = (hall.data_dir / "hall.db").read_bytes()
    with contextlib.closing(sqlite3.connect(hall.data_dir / "hall.db")) as record:
        for row in record.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall():
            sql = sql.replace(
                "DROP TRIGGER audit_is_not_changed", f"DROP TRIGGER {row[0]}; DROP TRIGGER audit_is_not_changed"
            )
        record.executescript(sql.replace("; DROP TRIGGER audit_is_not_changed", ""))
        record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    back_up(hall, file)
    (hall.data_dir / "hall.db").write_bytes(kept)


def rewrite(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(file) as old:
        inside = {one: old.read(one) for one in old.namelist()}
    inside[name] = change(inside[name])
    with zipfile.ZipFile(file, "w") as made:
        for one, data in inside.items():
            made.writestr(one, data)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (torn, "no whole archive"), (flipped, "hall.db is not the file"), (manifest_changed, "manifest was changed"),
        (climbing_out, "no backup has"), (another_key, "another hall's key file"), (no_key_two, "lacks key 2"),
        (of_a_newer_version, "newer version"), (audit_changed, "audit trail in the backup was changed"),
    ],
)  # fmt: skip
def test_refused_before_anything_is_touched(
    hall: Settings, tmp_path: Path, spoil: Callable[[Path, Settings], None], told: str
) -> None:
    back_up(hall, file := tmp_path / "hall.zip")
    spoil(file, hall)
    before = files_of(hall.data_dir)
    with pytest.raises(StoreError, match=told):
        restored(hall, file)
    assert files_of(hall.data_dir) == before
    with pytest.raises(StoreError, match=told):
        check_backup(hall, file, WHO, silent)


def test_a_full_disk_leaves_the_earlier_backup(hall: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(hall, file := tmp_path / "hall.zip")
    before = file.read_bytes()

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "take_snapshot", full)
    with pytest.raises(StoreError, match="An earlier one of this name is still there"):
        back_up(hall, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "hall.zip"]


def test_too_little_space_is_told_first(hall: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(hall, tmp_path / "hall.zip")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 1 << 20}))
    with pytest.raises(StoreError, match="MB are free") as said:
        back_up(hall, tmp_path / "hall.zip")
    assert said.value.kind == "full"
    with pytest.raises(StoreError, match="MB are free"):
        restored(hall, tmp_path / "hall.zip")


def test_a_disk_that_spoils_what_was_written_is_seen(
    hall: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = archive.check_archive

    def after_a_flip(part: Path, on_progress: snapshot.OnProgress) -> BackupManifest:
        flipped(part, hall)
        return real(part, on_progress)

    monkeypatch.setattr(making, "check_archive", after_a_flip)
    with pytest.raises(StoreError, match="not the file"):
        back_up(hall, tmp_path / "hall.zip")
    assert not (tmp_path / "hall.zip").exists()


def test_another_database_has_its_own_tools(hall: Settings, tmp_path: Path) -> None:
    elsewhere = load_settings(
        None, {"KIOSK__DATA_DIR": str(hall.data_dir), "KIOSK__STORE__URL": "postgresql+asyncpg://hall@db/hall"}
    )
    with pytest.raises(StoreError, match="pg_dump"):
        back_up(elsewhere, tmp_path / "hall.zip")


# ---- kill -9 ----

KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.config import load_settings
from kiosk.store.audit import AuditNote
from kiosk.store.backup.making import make_backup
from kiosk.store.backup.restoring import restore_backup
from kiosk.store.keyfile import load
what, data, file, left = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
settings = load_settings(None, {"KIOSK__DATA_DIR": data})

def count(event, args):
    global left
    named = str(args[0]) if args else ""
    if event == "os.rename" and ("replaced-" in str(args) or ".restore-" in named or "restoring" in str(args)):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

def step(name, done, total):
    global left
    left -= what == "backup"
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

if what == "backup":
    make_backup(settings, load(settings.key_path), file, step)
else:
    sys.addaudithook(count)
    restore_backup(settings, file, AuditNote("record restored", "x"), replace=True, on_step=step)
print("whole")
"""


def killed(what: str, hall: Settings, file: Path, after: int) -> bool:
    """Whether it was killed; False: it was done before."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, what, str(hall.data_dir), str(file), str(after)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == (-signal.SIGKILL if "whole" not in done.stdout else 0), done.stderr
    return "whole" not in done.stdout


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_backup_that_is_killed_leaves_the_earlier_one_and_the_next_succeeds(
    hall: Settings, tmp_path: Path, after: int
) -> None:
    back_up(hall, file := tmp_path / "hall.zip")
    asyncio.run(add(hall, "c2"))
    before = file.read_bytes()
    assert killed("backup", hall, file, after)
    assert file.read_bytes() == before
    assert back_up(hall, file).conversations == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "hall.zip"]


def test_a_restore_that_is_killed_anywhere_is_finished_or_never_began(hall: Settings, tmp_path: Path) -> None:
    back_up(hall, file := tmp_path / "hall.zip")
    asyncio.run(add(hall, "c2"))
    (hall.data_dir / "hall.db").with_name("hall.db-wal").write_bytes(b"")
    states, after = list[str](), 0
    while killed("restore", hall, file, after):
        began = (hall.data_dir / "restoring.json").exists()
        if began:
            with pytest.raises(StoreError, match="kiosk restore --finish"):
                asyncio.run(Store.open(hall))
        assert finish_switch(hall) is began
        assert conversations(hall) == ({"c1"} if began else {"c1", "c2"})
        assert not list(hall.data_dir.glob(".restore-*"))
        assert (hall.recordings_dir / RECORDING).read_bytes() == b"sealed sound"
        assert audited(hall)[0] == ("record restored" if began else "record read")
        if began:
            asyncio.run(add(hall, "c2"))
        states.append("finished" if began else "never began")
        after += 1
    assert states.count("finished") >= 5, states
    assert "never began" in states
    assert conversations(hall) == {"c1"}
