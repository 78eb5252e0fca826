"""`kiosk services schema`: the script format, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dialogue.script.schema import schema as script_schema
from kiosk.commands.output_file import SCHEMA, output_file, written_whole


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="存到文件，不写就打印出来。 A file; printed if none.")
    ] = None,
) -> None:
    """服务脚本的 JSON Schema，编辑器用它提示和检查。

    The JSON Schema of a service script: editors complete and check with it while you type.
    """
    if output is not None:
        output_file(output, SCHEMA)
    text = json.dumps(script_schema(), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        with written_whole(output) as fresh:
            fresh.write_text(text, encoding="utf-8")
        typer.echo(f"{output}: {len(text)} characters")
