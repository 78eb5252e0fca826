"""`kiosk services lint`: everything that is wrong with the services, and how to mend it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from dialogue.lint import Finding, Report
from dialogue.lint import lint as look_over

_COLOURS = {"error": "red", "warning": "yellow"}
_LEVELS = {"error": "错误", "warning": "提醒"}


def lint(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The services folder.")] = Path("services"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
) -> None:
    """Look over every script, its knowledge and its tests. Exit status 1 if something must be mended."""
    report = look_over(folder, date.today())
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        _show(report, Console())
    raise typer.Exit(1 if report.errors or (strict and report.findings) else 0)


def _plain(report: Report) -> dict[str, object]:
    return {
        "files": report.files,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "findings": [asdict(finding) for finding in report.findings],
    }


def _show(report: Report, console: Console) -> None:
    lines: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.file not in lines:
            lines[finding.file] = _lines(Path(finding.file))
        console.print(_told(finding, lines[finding.file]), soft_wrap=True)
    errors, warnings = len(report.errors), len(report.warnings)
    if report.findings:
        console.print(f"{report.files} 个文件：{errors} 个错误，{warnings} 个提醒")
    else:
        console.print(f"[green]✓[/] {report.files} 个文件，没有问题")


def _told(finding: Finding, lines: list[str]) -> Text:
    """Where, what, the line itself, and how to mend it."""
    colour = _COLOURS[finding.level]
    text = Text.assemble(
        (f"{finding.file}:{finding.line}", "bold"),
        "  ",
        (_LEVELS[finding.level], f"bold {colour}"),
        f"  {finding.message}  ",
        (f"[{finding.code}]", "dim"),
        "\n",
    )
    if 0 < finding.line <= len(lines):
        text.append(f"    {lines[finding.line - 1].strip()[:100]}\n", "cyan")
    if finding.fix:
        text.append(f"    → {finding.fix}\n")
    return text


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if path.is_file() else []
