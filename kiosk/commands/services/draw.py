"""`kiosk services draw`: a flow chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dialogue import draw as charts
from kiosk.commands.paths import file_to_write
from kiosk.commands.services.pick import FolderOption, pick


def draw(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="A service's name, or its file.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="An SVG file; SERVICE.svg if none.")] = None,
    folder: FolderOption = Path("services"),
) -> None:
    """Draw a service's steps as a flow chart (SVG)."""
    if output is not None:
        file_to_write(output, "the chart")
    _, script = pick(folder, service)
    target = output or file_to_write(Path(f"{script.name}.svg"), "the chart")
    target.write_text(charts.draw(script), encoding="utf-8")
    typer.echo(f"{target}: {script.name}，{len(script.steps)} 步")
