"""`kiosk knowledge gaps`: what citizens asked and nobody could answer, the most frequent first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import note_access, with_store
from kiosk.commands.table_output import print_table
from kiosk.config import Settings
from kiosk.hall.gap_groups import GapGroup, group_of, grouped
from kiosk.store import GapList, Store

#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_COLUMNS = ("问题", "次数", "最后一次", "第一次", "业务", "设备", "其他问法")

app = typer.Typer(help="知识。 The hall's knowledge.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """知识。 The hall's knowledge."""


@app.command()
def gaps(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV，给表格软件。 Print CSV for a spreadsheet.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="输出知识文件的模板，填上答案和出处。 Print YAML to paste and fill in.")
    ] = False,
    done: Annotated[
        str, typer.Option("--done", help="这个问题答好了，从单子上划掉。 Strike this question: it has an answer now.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """列出没人答得上来的问题：意思一样的算一个，问得最多的在前；号码和姓名记的时候就去掉了。

    List the questions that nobody could answer, those that ask the same as one, the most frequent first. Numbers and
    names were left out when they were recorded. Every reading is noted in the audit trail.
    """
    if as_json + as_csv + template + bool(done) > 1:
        raise typer.BadParameter("--json、--csv、--template、--done 只写一个。 Give one of them.")
    settings = settings_from(config)
    if done:
        struck = with_store(settings, lambda store: _strike(store, settings, done))
        if not struck:
            typer.echo(f"单子上没有“{done}”。 The list has no such question.", err=True)
            raise typer.Exit(1)
        typer.echo(f"“{struck.questions[0]}”划掉了，一共问过 {struck.times} 次。 Struck: asked {struck.times} times.")
        return
    found = with_store(settings, lambda store: _read(store, settings))
    groups = grouped(found.gaps)
    if as_json:
        typer.echo(json.dumps([_told(one) for one in groups], ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(_csv(groups), nl=False)
    elif template:
        typer.echo(_yaml(groups), nl=False)
    else:
        _print(groups)
    if found.unreadable:
        typer.echo(f"有 {found.unreadable} 条打不开。 {found.unreadable} do not open.", err=True)


async def _read(store: Store, settings: Settings) -> GapList:
    await note_access(store, settings, "gaps read")
    return await store.gaps()


async def _strike(store: Store, settings: Settings, question: str) -> GapGroup | None:
    """The group that `question` is in, deleted; None where there is none. An answer that is not found makes it anew."""
    mine = group_of(grouped((await store.gaps()).gaps), question)
    if mine is not None:
        await store.strike_gaps(mine.ids)
        await note_access(store, settings, "gap struck", detail=f"asked {mine.times} times")
    return mine


# ---- how it is told -------------------------------------------------------------------------------------------------


def _print(groups: Iterable[GapGroup]) -> None:
    table = Table("次数", "问题", "业务", "最后一次", "设备")
    for one in groups:
        question = one.questions[0] + (f"（另有 {len(one.questions) - 1} 种问法）" if len(one.questions) > 1 else "")
        table.add_row(str(one.times), question, one.service, _day(one.last), "、".join(one.devices))
    print_table(table)


def _told(one: GapGroup) -> dict[str, object]:
    return {
        "question": one.questions[0],
        "wordings": list(one.questions),
        "service": one.service,
        "times": one.times,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "kiosks": list(one.devices),
    }


def _csv(groups: Iterable[GapGroup]) -> str:
    """With a byte-order mark, by which spreadsheets know UTF-8, and no cell that they would work out."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in groups:
        others = "；".join(one.questions[1:])
        row = (
            one.questions[0],
            one.times,
            _day(one.last),
            _day(one.first),
            one.service,
            "、".join(one.devices),
            others,
        )
        writer.writerow([cell if isinstance(cell, int) else _inert(cell) for cell in row])
    return text.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def _yaml(groups: Iterable[GapGroup]) -> str:
    """Entries of 问答, for the file of the service in services/knowledge."""
    lines = []
    for one in groups:
        wordings = ", ".join(json.dumps(question, ensure_ascii=False) for question in one.questions)
        of = f"业务: {json.dumps(one.service, ensure_ascii=False)}\n    " if one.service else ""
        lines.append(f"  # 问过 {one.times} 次\n  - 问法: [{wordings}]\n    {of}答案: \n    出处: \n")
    return "问答:\n" + "".join(lines) if lines else ""


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
