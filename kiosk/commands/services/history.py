"""`kiosk services history`: the versions, and what became of each."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.services.record import with_record
from kiosk.commands.table_output import print_table
from kiosk.publishing.lifecycle import Standing, VersionChange
from kiosk.publishing.rules import EVENT_WORDS, WORDS
from kiosk.store import Store


def history(
    most: Annotated[int, typer.Option("--most", "-n", min=1, max=10_000, help="最多几行。 The last rows.")] = 50,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，给别的程序用。 One JSON object, for other programs.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """列出版本和发布记录：谁、什么时候、做了什么、为什么。

    The versions and all that was done with them: who, when, what and why. Nothing of it is ever changed or deleted.
    """

    async def read(store: Store) -> tuple[Standing, tuple[VersionChange, ...]]:
        return await store.versions.standing(), await store.versions.history()

    now, rows = with_record(settings_from(config), read)
    if as_json:
        typer.echo(json.dumps(_plain(now, rows[-most:]), ensure_ascii=False, indent=2))
        return
    console = Console()
    table = Table("版本", "状态", "校验值", "从", "作者", "改了什么")
    for one in list(now.versions.values())[-most:]:
        state = WORDS[now.state(one.number)]
        table.add_row(str(one.number), state, one.hash[:12], str(one.parent or ""), one.author, one.message)
    print_table(table, console)
    table = Table("时间", "版本", "做了什么", "谁", "理由")
    for row in rows[-most:]:
        event = EVENT_WORDS[row.event] + (f"：{row.rollout.told}" if row.rollout else "")
        table.add_row(_moment(row.at_ms), str(row.version), event, row.who, row.reason)
    print_table(table, console)


def _moment(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000).astimezone():%Y-%m-%d %H:%M:%S}"


def _plain(now: Standing, rows: tuple[VersionChange, ...]) -> dict[str, Any]:
    return {
        "live": now.live,
        "canary": now.canary,
        "versions": [
            {
                "number": one.number, "state": now.state(one.number), "hash": one.hash, "parent": one.parent,
                "author": one.author, "message": one.message, "at": _moment(one.at_ms),
            }
            for one in now.versions.values()
        ],
        "history": [
            {
                "at": _moment(row.at_ms), "version": row.version, "event": row.event, "who": row.who,
                "reason": row.reason, "rollout": row.rollout.told if row.rollout else "",
            }
            for row in rows
        ],
    }  # fmt: skip
