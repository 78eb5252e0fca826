"""`kiosk services`: look the hall's service scripts over, and work on them. One file a command."""

from __future__ import annotations

import typer

from kiosk.commands import services_lint, services_schema

app = typer.Typer(help="The hall's service scripts: check them, describe them to an editor.", no_args_is_help=True)
app.command("lint")(services_lint.lint)
app.command("schema")(services_schema.schema)
