"""What one check found, and how the findings are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rich.table import Column, Table
from rich.text import Text

State = Literal["ok", "note", "missing"]
_LOOKS = {"ok": "[green]✓[/]", "note": "[yellow]![/]", "missing": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`note`: works, with a caveat; `missing`: the kiosk, or what is checked, will not serve.

    `fix` is a command or a sentence.
    """

    what: str
    state: State
    detail: str
    fix: str = ""


def exit_code(findings: Iterable[CheckResult]) -> int:
    """1 if anything is missing."""
    return int(any(finding.state == "missing" for finding in findings))


def table(findings: Iterable[CheckResult]) -> Table:
    """A table without truncation: long text, such as a path, continues in the next line."""
    columns = [Column("", no_wrap=True), *(Column(name, overflow="fold") for name in ("what", "is", "how to fix it"))]
    view = Table(*columns, box=None, header_style="bold")
    for finding in findings:
        view.add_row(_LOOKS[finding.state], *map(Text, (finding.what, finding.detail, finding.fix)))
    return view
