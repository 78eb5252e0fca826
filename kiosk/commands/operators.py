"""`kiosk operators`: the console's accounts, from the machine itself, and the description of its API."""

from __future__ import annotations

import json

import typer

from kiosk.operators.openapi import openapi
from kiosk.operators.table import described_routes

app = typer.Typer(help="控制台。 The operators' console.", no_args_is_help=True)


@app.callback()
def operators() -> None:
    """控制台的账号和接口。

    The console's accounts and API.
    """


@app.command("openapi")
def describe() -> None:
    """控制台接口的说明（OpenAPI 3.1，JSON）。

    The description of the console's API, OpenAPI 3.1 in JSON.
    """
    typer.echo(json.dumps(openapi(described_routes()), ensure_ascii=False, indent=2))
