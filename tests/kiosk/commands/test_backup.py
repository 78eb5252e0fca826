"""`kiosk backup` and `kiosk restore`: beside a running hall, and refused into one; both are in the audit trail."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.config import load_settings
from kiosk.store import ConversationEntry, EndingEntry, Store
from kiosk.store.data_lock import sole_user_of

BEGAN = 1_790_000_000_000


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text("data_dir: data\n", encoding="utf-8")

    async def fill() -> None:
        store = await Store.open(load_settings(path, {}))
        await store.keep(ConversationEntry("c1", "k", "screen", BEGAN, ending=EndingEntry("completed", "", "", BEGAN)))
        await store.close()

    asyncio.run(fill())
    return path


def run(config: Path, *words: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*words, "--config", str(config)])
    told = "" if result.exception is None or isinstance(result.exception, SystemExit) else str(result.exception)
    return result.exit_code, result.output + told


def test_beside_a_running_hall_and_back_into_a_stopped_one(config: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "hall.zip")
    with sole_user_of(tmp_path / "data", tmp_path / "data" / "hall.db"):
        code, told = run(config, "backup", file, "--who", "张老师")
        assert code == 0, told
        for text in ("1 次会话", "密钥 1", "不在备份里", "最晚"):
            assert text in told, text
        code, told = run(config, "restore", file, "--check")
        assert (code, "可以恢复" in told) == (0, True), told
        code, told = run(config, "restore", file, "--replace")
        assert code != 0
        assert "in use by another hall" in told
    assert "--replace" in run(config, "restore", file)[1]
    code, told = run(config, "restore", file, "--replace", "--reason", "换机器")
    assert code == 0, told
    assert "replaced-" in told
    assert "no purge reaches it" in told.replace("\n", "")
    shown = run(config, "audit", "show")[1]
    for text in ("record backed up", "record restored", "换机器", "张老师"):
        assert text in shown, text
    assert run(config, "audit", "verify")[0] == 0


def test_no_file_and_nothing_to_finish(config: Path, tmp_path: Path) -> None:
    assert run(config, "restore")[0] == 2
    assert "没有做了一半的恢复" in run(config, "restore", "--finish")[1]
    code, told = run(config, "restore", str(tmp_path / "none.zip"))
    assert code != 0
    assert "no such file" in told
    code, told = run(config, "backup", str(tmp_path))
    assert code != 0
    assert "this is a folder" in told
