"""`kiosk services lint`: the mistakes in the services folder, and how to fix them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from dialogue.errors import Problems
from dialogue.lint import Finding, Report
from dialogue.sources import decoded
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.hall.folder_report import report_on

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_LEVELS = {"error": "错误", "warning": "提醒", "note": "说明"}
#: Suffixes of files whose lines are quoted.
_QUOTED = frozenset({".yaml", ".yml", ".md", ".csv"})
#: Unicode categories: control characters, invisible formatting (it can reverse a line), halves of a pair.
_UNSHOWN = frozenset({"Cc", "Cf", "Cs"})


def lint(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="服务脚本的文件夹。 The services folder.")] = Path(
        "services"
    ),
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，给别的程序用。 One JSON object, for other programs.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="提醒也算错误。 Warnings count as errors.")] = False,
    config: ConfigOption = None,
) -> None:
    """检查全部脚本、知识、对话测试和接口对照文件；有错误时退出码是 1。

    Check every script, its knowledge, its tests and the mapping of the back end. Exit status 1 if there is an error.
    """
    report = report_on(folder, settings_from(config))
    if as_json:
        typer.echo(json.dumps(_plain(report), ensure_ascii=False, indent=2))
    else:
        show_report(report, Console())
    raise typer.Exit(1 if report.errors or (strict and report.warnings) else 0)


def _plain(report: Report) -> dict[str, object]:
    return {
        "files": report.files,
        "knowledge_files": report.knowledge_files,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "notes": len(report.notes),
        "findings": [asdict(finding) for finding in report.findings],
    }


def show_report(report: Report, console: Console) -> None:
    lines: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.file not in lines:
            lines[finding.file] = _lines(Path(finding.file))
        console.print(_told(finding, lines[finding.file]), soft_wrap=True)
    files = f"{report.files} 个脚本和测试文件、{report.knowledge_files} 个知识文件"
    if report.errors or report.warnings:
        console.print(f"{files}：{len(report.errors)} 个错误，{len(report.warnings)} 个提醒")
    else:
        console.print(f"[green]✓[/] {files}，没有问题")


def _told(finding: Finding, lines: list[str]) -> Text:
    """Place, mistake, the line itself, and the fix."""
    colour = _COLOURS[finding.level]
    text = Text.assemble(
        (f"{finding.file}:{finding.line}", "bold"),
        "  ",
        (_LEVELS[finding.level], f"bold {colour}"),
        f"  {_shown(finding.message)}  ",
        (f"[{finding.code}]", "dim"),
        "\n",
    )
    if finding.quote:
        text.append(f"    {_shown(finding.quote)[:100]}\n", "cyan")
    elif 0 < finding.line <= len(lines):
        text.append(f"    {_shown(lines[finding.line - 1].strip())[:100]}\n", "cyan")
    if finding.fix:
        text.append(f"    → {_shown(finding.fix)}\n")
    return text


def _lines(path: Path) -> list[str]:
    """The lines of a text file; none of a binary document (Excel, Word)."""
    if path.suffix.lower() not in _QUOTED or not path.is_file():
        return []
    text = decoded(path.read_bytes(), Problems(path))
    return [] if text is None else text.splitlines()


def _shown(text: str) -> str:
    """The text without control characters, which a terminal would act on."""
    return "".join(char if unicodedata.category(char) not in _UNSHOWN else "·" for char in text)
