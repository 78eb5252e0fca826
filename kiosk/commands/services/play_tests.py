"""`kiosk services test`: play the conversation tests that stand beside the scripts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from dialogue import Library, ScriptErrors, load_library
from dialogue.script import Script
from dialogue.testing import (
    ConversationTests,
    Coverage,
    Noise,
    Outcome,
    check_conversation_tests,
    coverage,
    describe,
    load_conversation_tests,
)
from dialogue.testing import replay_noisy as replay
from dialogue.testing import run_conversation_test as play
from dialogue.testing.load import SUFFIX
from dialogue.testing.noise import FATES, LEVELS, Fate
from kiosk.commands.table_output import print_table

_FATES: dict[Fate, str] = {
    "understood": "照样听懂", "asked again": "再问就好", "told back": "复述可改", "astray": "听岔了",
    "wrong": "错交",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Run:
    library: Library
    outcomes: tuple[Outcome, ...]
    noises: tuple[tuple[Outcome, Noise], ...]

    @property
    def failed(self) -> bool:
        wrong = any(noise.wrong for _, noise in self.noises)
        return wrong or not all(outcome.passed for outcome in self.outcomes)

    @property
    def services(self) -> tuple[Script, ...]:
        tested = {outcome.test.service for outcome in self.outcomes}
        return tuple(script for script in self.library.scripts if script.name in tested)

    def covered(self, script: Script) -> Coverage:
        return coverage(script, self.outcomes)


def run_tests(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR|FILE]...",
            help="服务脚本的文件夹，或者几个 *.test.yaml。 A services folder, or *.test.yaml files.",
        ),
    ] = None,
    noisy: Annotated[
        int,
        typer.Option(min=0, help="每句话念错多少次，分三档。 Mishear every spoken line this often, at three levels."),
    ] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，给别的程序用。 One JSON object, for other programs.")
    ] = False,
) -> None:
    """跑全部对话测试；有一段不过，退出码是 1。

    Play every conversation test against its script. Exit status 1 if one fails, or noise submits a wrong case.
    """
    console = Console()
    runs = [_run(root, tests, noisy, console) for root, tests in _collect(paths or [Path("services")]).items()]
    if as_json:
        typer.echo(json.dumps([_plain(run) for run in runs], ensure_ascii=False, indent=2))
    else:
        for run in runs:
            _show(run, console)
    raise typer.Exit(1 if any(run.failed for run in runs) else 0)


def _collect(paths: Sequence[Path]) -> dict[Path, ConversationTests]:
    """By services folder. Raises `ScriptErrors` with the mistakes of all test files."""
    found: dict[Path, ConversationTests] = {}
    for path in paths:
        if not path.is_dir() and not path.name.endswith(SUFFIX):
            raise typer.BadParameter(f"{path}：不是文件夹，也不是 *{SUFFIX}")
        root = path if path.is_dir() else path.parent
        before = found[root].tests if root in found else ()
        found[root] = ConversationTests((*before, *load_conversation_tests(path).tests))
    return found


def _run(root: Path, tests: ConversationTests, noisy: int, console: Console) -> _Run:
    library = load_library(root)
    if errors := check_conversation_tests(tests, library):
        raise ScriptErrors(errors)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("对话测试", total=len(tests.tests))
        outcomes = []
        for test in tests.tests:
            progress.update(bar, description=f"{test.service} · {test.name}")
            outcomes.append(play(library, test))
            progress.advance(bar)
        good = [outcome for outcome in outcomes if noisy and outcome.passed]
        noises = []
        progress.reset(bar, total=len(good), visible=bool(good))
        for outcome in good:
            progress.update(bar, description=f"嘈杂 {outcome.test.service} · {outcome.test.name}")
            noises.append((outcome, replay(library, outcome, noisy, seed=zlib.crc32(outcome.test.service.encode()))))
            progress.advance(bar)
    return _Run(library, tuple(outcomes), tuple(noises))


# ---- telling --------------------------------------------------------------------------------------------------------


def _show(run: _Run, console: Console) -> None:
    for outcome in (outcome for outcome in run.outcomes if not outcome.passed):
        console.print(describe(outcome), markup=False, highlight=False, soft_wrap=True)
        console.print()
    if not run.outcomes:
        console.print(f"[yellow]一段对话测试也没有[/]：在脚本旁边放一个 *{SUFFIX}")
        return
    table = Table("服务", "对话", "通过", "走过的分支", title_justify="left")
    for script in run.services:
        mine = [outcome for outcome in run.outcomes if outcome.test.service == script.name]
        passed = sum(outcome.passed for outcome in mine)
        covered = run.covered(script)
        colour = "green" if passed == len(mine) else "red"
        share = f"{len(covered.taken)}/{covered.total}（{covered.share:.0%}）"
        table.add_row(script.name, str(len(mine)), f"[{colour}]{passed}[/]", share)
    print_table(table, console)
    for script in run.services:
        for branch in run.covered(script).missed:
            console.print(
                f"[yellow]没走过[/] {script.file}:{branch.line}  {branch.words}", highlight=False, soft_wrap=True
            )
    if run.noises:
        _show_noise(run, console)


def _show_noise(run: _Run, console: Console) -> None:
    table = Table("嘈杂程度", "句数", *_FATES.values())
    for level in LEVELS:
        counts = _sum(noise.count(level) for _, noise in run.noises)
        total = sum(counts.values())
        cells = (f"{counts[fate]} {counts[fate] / total:.1%}" if total else "0" for fate in FATES)
        table.add_row(level, str(total), *cells)
    print_table(table, console)
    for outcome, noise in run.noises:
        for line in noise.wrong:
            told = f"“{line.said}”听成“{line.heard}”，没有告诉群众就提交了"
            console.print(f"[red]错交[/] {outcome.test.file}:{line.line}  {told}", highlight=False, soft_wrap=True)


def _sum(counts: Iterable[dict[Fate, int]]) -> dict[Fate, int]:
    total: dict[Fate, int] = dict.fromkeys(FATES, 0)
    for count in counts:
        for fate, number in count.items():
            total[fate] += number
    return total


def _plain(run: _Run) -> dict[str, Any]:
    return {
        "services": [
            {
                "service": script.name,
                "dialogues": sum(outcome.test.service == script.name for outcome in run.outcomes),
                "passed": sum(outcome.passed for outcome in run.outcomes if outcome.test.service == script.name),
                "branches": run.covered(script).total,
                "taken": len(run.covered(script).taken),
                "missed": [{"line": branch.line, "words": branch.words} for branch in run.covered(script).missed],
            }
            for script in run.services
        ],
        "failures": [
            {
                "file": outcome.test.file,
                "line": mismatch.line,
                "dialogue": outcome.test.name,
                "what": mismatch.what,
                "wanted": mismatch.expected,
                "got": mismatch.got,
            }
            for outcome in run.outcomes
            for mismatch in outcome.mismatches
        ],
        "noise": {level: _sum(noise.count(level) for _, noise in run.noises) for level in LEVELS if run.noises},
    }
