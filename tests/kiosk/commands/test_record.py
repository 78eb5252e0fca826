"""`kiosk record` and `kiosk audit`: read, exported and deleted by case number, each time noted first."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.config import Settings, load_settings
from kiosk.store import CaseEntry, ConversationEntry, DeliveryEntry, EndingEntry, Store
from kiosk.store.data_lock import sole_user_of
from kiosk.store.keyfile import load
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.wire.aigc import AIGC_KEY

NAME, PHONE, RECEIPT = "王小明", "13800138000", "SB12345678"
PICTURE = b"\x89PNG\r\n\x1a\n a picture"
BEGAN = 1_790_000_000_000


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A settings file whose record holds one ended conversation with a case, a picture and a recorded call."""
    path = tmp_path / "config.yaml"
    path.write_text("data_dir: data\n", encoding="utf-8")
    asyncio.run(fill(load_settings(path, {})))
    return path


async def fill(hall: Settings) -> None:
    slots = {"姓名": NAME, "手机号": PHONE}
    store = await Store.open(hall)
    case = CaseEntry("社保卡挂失", "2026-11-20", RECEIPT, BEGAN + 1000, slots)
    sent = DeliveryEntry("d1", "message", BEGAN, json.dumps({"to": PHONE}))
    ending = EndingEntry("completed", "社保卡挂失", "2026-11-20", BEGAN + 60_000, slots)
    await store.keep(
        ConversationEntry("c1", "kiosk-1", "screen", BEGAN, cases=(case,), deliveries=(sent,), ending=ending)
    )
    await store.turn("c1", "citizen", "voice", "said", f"我叫{NAME}", at_ms=BEGAN)
    await store.turn("c1", "clerk", "voice", "said", "请问您的手机号？[/] 再说一遍", heard="请问您的", at_ms=BEGAN)
    await store.turn("c1", "backend", "sbk.status", "answered", '{"卡状态": "正常"}', at_ms=BEGAN)
    await store.event("service", "c1", "社保卡挂失 2026-11-20")
    await store.add_picture("c1", "sha256:aa", "photo", PICTURE, at_ms=BEGAN)
    await store.close()
    file = RecordingFile(
        hall.recordings_dir, load(hall.key_path), RecordingHead("exchange-1", "c1", "sip", BEGAN, 8000)
    )
    file.add(0, np.ones((800, 2), np.int16))
    file.finish(800, 0)


def run(config: Path, *words: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*words, "--config", str(config)])
    told = "" if result.exception is None or isinstance(result.exception, SystemExit) else str(result.exception)
    return result.exit_code, result.output + told


def noted(config: Path) -> list[tuple[str, str | None, str | None]]:
    async def read() -> list[tuple[str, str | None, str | None]]:
        store = await Store.open(load_settings(config, {}))
        rows = await store.audit_trail(100)
        await store.close()
        return [(row.what, row.who, row.why) for row in reversed(rows)]

    return asyncio.run(read())


def test_it_is_listed_and_shown_with_who_and_why(config: Path) -> None:
    code, listed = run(config, "record", "list", "--who", "张老师")
    assert code == 0, listed
    assert RECEIPT in listed
    assert "社保卡挂失" in listed
    assert RECEIPT not in run(config, "record", "list", "--service", "别的")[1]
    for number in (RECEIPT, "c1", f" {RECEIPT} "):
        code, shown = run(config, "record", "show", number, "--reason", "群众要求查阅", "--who", "张老师")
        assert code == 0, shown
        for text in (
            NAME,
            PHONE,
            RECEIPT,
            "请问您的手机号？[/] 再说一遍",
            "听到的是 heard：请问您的",
            "completed",
            "sbk.status",
            "卡状态：正常",
            "AI-gen",
        ):
            assert text in shown, text
    rows = noted(config)
    assert [row[0] for row in rows] == ["cases listed", "cases listed", *["record read"] * 3]
    assert str(rows[2][1]).startswith("张老师 (")
    assert rows[2][2] == "群众要求查阅"


def test_without_a_reason_nothing_is_shown(config: Path) -> None:
    code, told = run(config, "record", "show", RECEIPT)
    assert code == 2
    assert "--reason" in told
    assert noted(config) == []


def test_an_unknown_number_is_told(config: Path) -> None:
    for number in ("SB1", "", "\x00", "x" * 500):
        code, told = run(config, "record", "show", number, "--reason", "x")
        assert code != 0
        assert "kiosk record list" in told or "Missing" in told, told
    assert noted(config) == []


def test_where_there_is_no_record_none_is_made(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("data_dir: data\n", encoding="utf-8")
    code, told = run(path, "record", "list")
    assert code != 0
    assert "no record yet" in told
    assert not (tmp_path / "data").exists()


def test_an_export_has_all_of_it_and_says_so(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    code, told = run(config, "record", "export", RECEIPT, "--out", str(out), "--reason", "监察调阅", "--who", "李科长")
    assert code == 0, told
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as made:
        names = set(made.namelist())
        manifest = json.loads(made.read("manifest.json"))
        listed = {one["name"]: one for one in manifest["files"]}
        assert names == {"manifest.json", *listed}
        for name, one in listed.items():
            data = made.read(name)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"]), name
        record = json.loads(made.read("record.json"))
        text = made.read("record.txt").decode()
        pictures = [made.read(name) for name in names if name.startswith("pictures/")]
        sounds = [made.read(name) for name in names if name.startswith("recordings/")]
    assert manifest["reason"] == "监察调阅"
    assert manifest["by"].startswith("李科长 (")
    assert record["conversation"]["cases"][0]["receipt"] == RECEIPT
    assert record["conversation"]["turns"][0]["text"] == f"我叫{NAME}"
    assert record["deliveries"][0]["body"] == {"to": PHONE}
    assert record["recordings"][0]["file"] in listed
    assert record[AIGC_KEY]["Label"] == "1"
    assert NAME in text
    assert pictures == [PICTURE]
    assert len(sounds) == 1
    assert sounds[0].startswith(b"RIFF")
    assert b"AIGC" in sounds[0]
    assert [row[0] for row in noted(config)] == ["record exported"]
    assert not list(tmp_path.glob(".*part"))


def test_a_damaged_recording_does_not_hold_the_rest_back(config: Path, tmp_path: Path) -> None:
    (path,) = (tmp_path / "data" / "recordings").glob("*.rec")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    out = tmp_path / "case.zip"
    code, told = run(config, "record", "export", RECEIPT, "--out", str(out), "--reason", "x")
    assert code == 0, told
    with zipfile.ZipFile(out) as made:
        (unreadable,) = json.loads(made.read("manifest.json"))["unreadable"]
        assert not [name for name in made.namelist() if name.startswith("recordings/")]
    assert "does not open" in unreadable


def test_an_export_that_cannot_be_written_leaves_no_part(config: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "writestr", full)
        code, told = run(config, "record", "export", RECEIPT, "--out", str(tmp_path / "case.zip"), "--reason", "x")
    assert code != 0
    assert "No space left" in told
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".*part"))


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def beside_a_hall(config: Path, work: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """While another event loop has the record open, as a hall does, with its locks."""
    hall = load_settings(config, {})
    opened, over = threading.Event(), threading.Event()

    async def serve() -> None:
        with sole_user_of(hall.data_dir):
            store = await Store.open(hall)
            await store.conversation("c1")
            opened.set()
            await asyncio.to_thread(over.wait)
            assert await store.conversation("c1") is None
            await store.event("still here")
            await store.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert opened.wait(60)
        return work()
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("running", [False, True])
def test_a_deleted_case_is_gone_and_the_trail_says_who(config: Path, tmp_path: Path, running: bool) -> None:
    def delete() -> tuple[int, str]:
        return run(config, "record", "delete", RECEIPT, "--reason", f"{NAME}要求删除", "--yes")

    code, told = beside_a_hall(config, delete) if running else delete()
    assert code == 0, told
    assert list((tmp_path / "data" / "recordings").iterdir()) == []
    assert RECEIPT not in run(config, "record", "list")[1]
    assert run(config, "record", "show", RECEIPT, "--reason", "x")[0] != 0
    code, shown = run(config, "audit", "show", "--case", RECEIPT)
    assert code == 0
    assert "record deleted" in shown
    assert f"{NAME}要求删除" in shown
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [text for text in (NAME, PHONE, RECEIPT) if text.encode() in data], path


def test_deleting_asks(config: Path) -> None:
    result = CliRunner().invoke(
        app, ["record", "delete", RECEIPT, "--reason", "x", "--config", str(config)], input="n\n"
    )
    assert result.exit_code == 1
    assert RECEIPT in result.output
    assert noted(config) == []
    assert RECEIPT in run(config, "record", "list")[1]


def test_the_trail_is_verified(config: Path) -> None:
    run(config, "record", "show", RECEIPT, "--reason", "x")
    code, told = run(config, "audit", "verify")
    assert code == 0, told
    head = told.split()[-1]
    assert head.startswith("1:")
    assert run(config, "audit", "verify", "--noted", head)[0] == 0
    assert run(config, "audit", "verify", "--noted", f"2:{'0' * 64}")[0] == 1
    assert run(config, "audit", "verify", "--noted", "2")[0] == 2
