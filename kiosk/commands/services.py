"""`kiosk services`: look the hall's service scripts over, and work on them. One file a command."""

from __future__ import annotations

import typer

from kiosk.commands import services_draw, services_lint, services_schema, services_test, services_try

app = typer.Typer(help="The hall's service scripts: check, test, try and draw them.", no_args_is_help=True)
app.command("lint")(services_lint.lint)
app.command("schema")(services_schema.schema)
app.command("test")(services_test.run_tests)
app.command("try")(services_try.try_)
app.command("draw")(services_draw.draw)
