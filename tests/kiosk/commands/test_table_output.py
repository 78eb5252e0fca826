"""Tables are never cut, wherever they are shown."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Column, Table

from kiosk.commands.table_output import print_table

ROOT = Path(__file__).parents[3]
KEY = "95831afe" * 12


def shown(width: int, *, terminal: bool, fold: bool = False) -> str:
    columns = (Column(name, overflow="fold" if fold else "ellipsis") for name in ("编号", "Idempotency-Key", "手机号"))
    table = Table(*columns)
    table.add_row("1", KEY, "13800138000")
    table.add_row("2", "", "[red]13900139000[/]")
    out = io.StringIO()
    print_table(table, Console(file=out, width=width, force_terminal=terminal, color_system=None, legacy_windows=False))
    return out.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(80, False), (80, True), (40, True), (200, True)])
def test_nothing_is_cut(width: int, terminal: bool) -> None:
    told = shown(width, terminal=terminal)
    assert KEY in told
    assert "13900139000" in told
    assert "…" not in told
    assert "[red]" not in told


def test_a_table_where_it_fits_and_rows_where_it_does_not() -> None:
    assert "┃" in shown(80, terminal=False)
    assert "┃" in shown(200, terminal=True)
    rows = shown(80, terminal=True).splitlines()
    assert rows[:5] == ["编号  1", f"Idempotency-Key  {KEY}", "手机号  13800138000", "", "编号  2"]


def test_columns_that_fold_stay_a_table() -> None:
    assert "┃" in shown(80, terminal=True, fold=True)


def test_every_command_prints_its_tables_that_way() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "kiosk" / "commands").rglob("*.py")}
    assert any("print_table(" in text for text in sources.values())
    wrong = r"[Cc]onsole(\(\))?\.print\((table|view|_table|with_store|model_view)\b"
    assert [path.name for path, text in sources.items() if path.stem != "table_output" and re.search(wrong, text)] == []
