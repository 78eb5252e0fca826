"""`kiosk services draw`: a flow chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dialogue import draw as charts
from kiosk.commands.output_file import CHART, output_file, written_whole
from kiosk.commands.services.pick import FolderOption, pick


def draw(
    service: Annotated[
        str, typer.Argument(metavar="SERVICE", help="服务名称，或者它的文件。 A service's name, or its file.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="SVG 文件，不写就是 服务名.svg。 An SVG file; SERVICE.svg if none."),
    ] = None,
    folder: FolderOption = Path("services"),
) -> None:
    """把一项服务的步骤画成流程图（SVG）。

    Draw a service's steps as a flow chart (SVG).
    """
    if output is not None:
        output_file(output, CHART)
    _, script = pick(folder, service)
    target = output or output_file(Path(f"{script.name}.svg"), CHART)
    with written_whole(target) as fresh:
        fresh.write_text(charts.draw(script), encoding="utf-8")
    typer.echo(f"{target}: {script.name}，{len(script.steps)} 步")
