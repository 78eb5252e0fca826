"""`kiosk knowledge gaps`: what nobody could answer, by meaning, as a table, JSON, CSV and a template; and struck."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue.errors import Problems
from dialogue.knowledge.yaml_file import load_knowledge
from kiosk.commands.knowledge import app
from kiosk.config import load_settings
from kiosk.store import Store

BEGAN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ASKED = (
    ("有轮椅借吗", "", "kiosk-1"), ("护照多少钱", "", "kiosk-1"), ("办护照要多少钱", "", "kiosk-2"),
    ("护照怎么收费", "", "kiosk-2"), ("=HYPERLINK(\"http://x\")能点吗", "社保卡挂失", ""),
)  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text("data_dir: data\n", encoding="utf-8")

    async def fill() -> None:
        store = await Store.open(load_settings(file, {}))
        for minutes, (question, service, device) in enumerate(ASKED):
            await store.add_gap(question, service, BEGAN + timedelta(minutes=minutes), device=device)
        await store.close()

    asyncio.run(fill())
    return file


def run(config: Path, *words: str) -> tuple[int, str]:
    shown = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["gaps", *words, "--config", str(config)])
    return shown.exit_code, shown.output if shown.exit_code else shown.stdout


def test_the_most_frequent_first_by_meaning(config: Path) -> None:
    code, text = run(config, "--json")
    assert code == 0
    first, *others = json.loads(text)
    assert (first["times"], first["kiosks"]) == (3, ["kiosk-1", "kiosk-2"])
    assert sorted(first["wordings"]) == ["办护照要多少钱", "护照多少钱", "护照怎么收费"]
    assert first["last"] == (BEGAN + timedelta(minutes=3)).isoformat()
    assert [one["times"] for one in others] == [1, 1]
    code, table = run(config)
    assert code == 0
    assert "另有 2 种问法" in table


def test_a_spreadsheet_works_nothing_out(config: Path) -> None:
    code, text = run(config, "--csv")
    assert (code, text[0]) == (0, "\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:]))
    assert head[0] == "问题"
    assert [row[1] for row in rows] == ["3", "1", "1"]
    assert [row[0] for row in rows if "HYPERLINK" in row[0]] == ['\'=HYPERLINK("http://x")能点吗']


def test_the_template_is_a_knowledge_file_once_it_is_filled_in(config: Path) -> None:
    code, text = run(config, "--template")
    assert code == 0
    filled = "来源: 本大厅办事指南\n" + text.replace("答案: ", "答案: 请到服务台问。").replace("出处: ", "出处: 公告")
    problems = Problems(config)
    passages = load_knowledge(filled, "x.yaml", problems)
    assert problems.errors == []
    assert sorted(passages[0].questions) == ["办护照要多少钱", "护照多少钱", "护照怎么收费"]
    assert {one.service for one in passages} == {"", "社保卡挂失"}


def test_one_is_struck_with_all_its_wordings(config: Path) -> None:
    code, text = run(config, "--done", "办护照要多少钱？")
    assert code == 0
    assert "3 次" in text
    assert run(config, "--done", "护照多少钱")[0] == 1
    assert {one["question"] for one in json.loads(run(config, "--json")[1])} == {ASKED[0][0], ASKED[4][0]}


def test_two_ways_to_print_at_once(config: Path) -> None:
    assert run(config, "--json", "--csv")[0] == 2


def test_reading_and_striking_are_noted(config: Path) -> None:
    run(config)
    run(config, "--done", "有轮椅借吗")

    with closing(sqlite3.connect(config.parent / "data" / "hall.db")) as record:
        noted = record.execute("SELECT what FROM audit ORDER BY number").fetchall()
    assert noted == [("gaps read",), ("gap struck",)]
