"""`kiosk services interfaces`: what the scripts ask of the back end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dialogue import load_library
from dialogue.script.interfaces import InterfaceField, interfaces
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import INTERFACES, output_file, written_whole
from kiosk.commands.table_output import print_table
from kiosk.dialect.reader import load_dialect
from kiosk.upstream.openapi import openapi as document


def show_interfaces(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="服务脚本的文件夹，不写就用设置里的。 The services folder.")
    ] = None,
    openapi: Annotated[
        bool, typer.Option("--openapi", help="输出 OpenAPI 3.1（JSON）。 An OpenAPI 3.1 document, JSON.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="存到文件，不写就打印出来。 A file; printed if none.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """列出脚本用到的全部接口：发什么、要收到什么。

    Every interface that the scripts call, what it is sent, and what it must return.
    """
    settings = settings_from(config)
    if output is not None:
        output_file(output, INTERFACES, settings)
    uses = interfaces(load_library(folder or settings.services_dir).every)
    if not openapi and output is None:
        table = Table("接口", "种类", "发送", "收到", "服务")
        for use in uses:
            kind = "提交" if use.submits else "查询"
            table.add_row(use.api, kind, _names(use.sends), _names(use.returns), "、".join(use.services))
        print_table(table)
        return
    dialect = load_dialect(settings.backend.mapping)
    made = document(uses, dialect, title=settings.hall.name, server=settings.backend.url)
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        with written_whole(output) as fresh:
            fresh.write_text(text, encoding="utf-8")
        typer.echo(f"{output}: {len(uses)} interfaces")


def _names(fields: tuple[InterfaceField, ...]) -> str:
    return "、".join(f"{field.name}[{'、'.join(field.items)}]" if field.items else field.name for field in fields)
