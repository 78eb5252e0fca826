"""The models on a terminal: a progress bar of the download, and a table of their states.

`python -m kiosk.models.view [--quiet]` is what set-up runs: it fetches the default models into the settings' folder.
With `--quiet` it fetches nothing; exit code 0 means that all are present.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from kiosk.config import ConfigError, load_settings, usual_file
from kiosk.models import files as models

_LOOKS = {
    "ready": "[green]ready[/]",
    "incomplete": "[yellow]incomplete[/]",
    "missing": "[red]missing[/]",
    "unverified": "[yellow]put there by hand, not verified[/]",
}
T = TypeVar("T")


def fetch_shown(names: Iterable[str], directory: Path, console: Console) -> list[str]:
    """`models.fetch`, shown as it goes. Raises `ModelDownloadError`."""
    return shown(console, lambda on_progress: models.fetch(names, directory, on_progress))


def shown(console: Console, work: Callable[[Callable[[models.Progress], None]], T]) -> T:
    """Run `work` with a progress bar on a terminal, or plain lines in a log: one a tenth of all, and one a file."""
    if not console.is_terminal:
        seen = set[tuple[str, int]]()

        def line(step: models.Progress) -> None:
            mark = (step.what, 10 * step.done // step.total if step.total else 0)
            if mark not in seen:
                seen.add(mark)
                console.print(f"  {_percent(step)} {step.what}", style=None)

        return work(line)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("models", total=None)

        def show(step: models.Progress) -> None:
            bar.update(task, description=step.what, completed=step.done, total=step.total)

        return work(show)


def table(statuses: Iterable[models.ModelStatus]) -> Table:
    """One row per model."""
    columns = (Column("model", no_wrap=True, min_width=22), "for", "size", "licence", "state")
    view = Table(*columns, box=None, header_style="bold")
    for status in statuses:
        model = status.model
        lacking = f" ({', '.join(status.missing)})" if status.state == "incomplete" else ""
        size = f"{model.size / 1e6:.0f} MB"
        view.add_row(model.name, model.purpose, size, model.licence, _LOOKS[status.state] + lacking)
    return view


def _percent(step: models.Progress) -> str:
    return f"{100 * step.done // step.total:3d} %" if step.total else ""


def main(arguments: list[str]) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        directory = load_settings(usual_file(), os.environ).models_dir
        names = models.default_names()
        if "--quiet" in arguments:
            return int(not all(models.is_ready(name, directory) for name in names))
        fetch_shown(names, directory, console)
    except (ConfigError, models.ModelDownloadError) as error:
        console.print(f"✗ {error}", style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
