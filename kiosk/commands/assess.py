"""`kiosk assess`: the periodic security self-assessment, as a report with a verdict on each item."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from kiosk.assess.assessment import assess
from kiosk.assess.report import chromium, counts, html, write_pdf
from kiosk.assess.verdict import AssessedItem
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import PDF, REPORT, output_file, written_whole
from kiosk.commands.record_store import ReasonOption, WhoOption, note_access, with_store
from kiosk.store import Store
from kiosk.store.backup.making import program

_COLOURS = {"pass": "green", "fail": "red", "not_assessed": "yellow"}


def assess_(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="报告写到哪个文件，比如 report.html。 The report's file, HTML."),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="旁边再写一份 PDF；要有 Chromium。 A PDF beside it; needs Chromium.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，给别的程序用。 One JSON object, for other programs.")
    ] = False,
    who: WhoOption = "",
    reason: ReasonOption = "",
    config: ConfigOption = None,
) -> None:
    """定期安全评估（自评）：逐项给出合格、不合格、未评，写明对应的条款；有不合格的，退出码是 1。

    Security self-assessment: a verdict on each item, with the clause it answers. Exit status 1 if one fails.
    """
    settings = settings_from(config)
    if output is not None:
        if pdf and output.suffix.lower() == ".pdf":
            raise typer.BadParameter("-o 写 HTML 的文件名，PDF 写在旁边。 Expected the HTML's name for -o.")
        output_file(output, REPORT, settings)
        if pdf:
            output_file(output.with_suffix(".pdf"), PDF, settings)
    elif pdf:
        raise typer.BadParameter("--pdf 要和 -o 一起用。 Expected -o FILE too.")
    console = Console(stderr=True)

    async def work(store: Store) -> list[AssessedItem]:
        await note_access(store, settings, "self-assessment", who=who, why=reason)
        columns = (SpinnerColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("", total=None)
            return await assess(settings, store, lambda name: progress.update(bar, description=name))

    verdicts, now = with_store(settings, work), datetime.now()
    if output is not None:
        with written_whole(output) as fresh:
            fresh.write_text(html(verdicts, settings.hall.name, program(), now), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps({"at": now.isoformat(), "items": [asdict(one) for one in verdicts]}, ensure_ascii=False))
    else:
        _show(verdicts)
    if output is not None:
        typer.echo(f"{output}", err=True)
        if pdf:
            _pdf(output)
    raise typer.Exit(1 if any(one.kind == "fail" for one in verdicts) else 0)


def _show(verdicts: list[AssessedItem]) -> None:
    for one in verdicts:
        typer.secho(f"{one.word}  {one.title}", fg=_COLOURS[one.kind], bold=True)
        typer.echo(f"    {one.found}")
        if one.fix:
            typer.echo(f"    {'怎么改' if one.kind == 'fail' else '为什么没评'}：{one.fix}")
        typer.echo(f"    {'；'.join(one.clauses)}")
    typer.echo(counts(verdicts))


def _pdf(page: Path) -> None:
    browser = chromium()
    if browser is None:
        typer.echo("没有 Chromium，没有写 PDF；用浏览器打开 HTML 再打印。 No Chromium: no PDF was written.", err=True)
        return
    pdf = page.with_suffix(".pdf")
    try:
        with written_whole(pdf) as fresh:
            if not write_pdf(page, fresh, browser):
                raise FileNotFoundError(pdf)
        typer.echo(f"{pdf}", err=True)
    except FileNotFoundError:
        typer.echo("Chromium 没有写成 PDF；用浏览器打开 HTML 再打印。 Chromium wrote no PDF.", err=True)
