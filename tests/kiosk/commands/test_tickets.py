"""`kiosk phone tickets`: who waits for a call back, and that it was done."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner

from kiosk.commands.phone import app
from kiosk.config import load_settings
from kiosk.store import Store
from kiosk.store.tickets import TicketEntry


def with_ticket(folder: Path) -> Path:
    """A settings file whose record holds one ticket."""
    config = folder / "config.yaml"
    config.write_text("data_dir: data\n", encoding="utf-8")

    async def fill() -> None:
        store = await Store.open(load_settings(config, {}))
        await store.add_ticket(TicketEntry("13800138000", "busy", "社保卡挂失"))
        await store.close()

    asyncio.run(fill())
    return config


def run(config: Path, *words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["tickets", *words, "--config", str(config)])
    return shown.exit_code, shown.output


def test_they_are_listed_with_the_number_and_closed_once(tmp_path: Path) -> None:
    config = with_ticket(tmp_path)
    code, listed = run(config, "list")
    assert code == 0
    assert "13800138000" in listed
    assert "线路忙" in listed
    assert run(config, "done", "1")[0] == 0
    code, again = run(config, "done", "1")
    assert (code, "No open ticket" in again) == (1, True)
    assert "13800138000" not in run(config, "list")[1]
    assert "13800138000" in run(config, "list", "--all")[1]


def test_reading_them_is_noted(tmp_path: Path) -> None:
    config = with_ticket(tmp_path)
    run(config, "list")

    with closing(sqlite3.connect(tmp_path / "data" / "hall.db")) as record:
        assert record.execute("SELECT what FROM audit").fetchall() == [("tickets read",)]
