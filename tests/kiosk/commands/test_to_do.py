"""`kiosk todo`: whom staff call back, with the whole number, and that it was done."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.commands.to_do import app
from kiosk.config import load_settings
from kiosk.store import ConversationEntry, DeliveryEntry, RatingEntry, Store

BODY = json.dumps({"template": "receipt", "to": "13900139000", "values": {"业务": "居住证办理", "号": "JZ1"}})


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text("data_dir: data\n", encoding="utf-8")

    async def fill() -> None:
        store = await Store.open(load_settings(file, {}))
        rating = RatingEntry("ab" * 32, store.now_ms(), "社保卡挂失", "", 1, "SB1", "等得太久", "13800138000")
        await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 0, ratings=(rating,)))
        await store.add_delivery(DeliveryEntry("cd" * 32, "message", store.now_ms() + 1, BODY))
        await store.delivery_tried("cd" * 32, "refused")
        await store.close()

    asyncio.run(fill())
    return file


def run(config: Path, *words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*words, "--config", str(config)])
    return shown.exit_code, shown.output


def test_they_are_listed_with_the_number_and_closed_once(config: Path) -> None:
    code, listed = run(config, "list")
    assert code == 0
    for told in ("13800138000", "差评（1 分）", "等得太久", "13900139000", "短信被拒", "JZ1"):
        assert told in listed
    assert run(config, "done", "abababab")[0] == 0
    assert run(config, "done", "abababab")[0] == 1
    assert "13800138000" not in run(config, "list")[1]
    assert "13800138000" in run(config, "list", "--all")[1]


def test_what_names_several_closes_none(config: Path) -> None:
    code, told = run(config, "done", "")
    assert (code, "got 2" in told) == (1, True)


def test_reading_them_is_noted(config: Path) -> None:
    run(config, "list")
    with closing(sqlite3.connect(config.parent / "data" / "hall.db")) as record:
        assert record.execute("SELECT what FROM audit").fetchall() == [("to-do read",)]
