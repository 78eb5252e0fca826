"""`kiosk models`: list, fetch, verify."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.models import files as models
from kiosk.models import view as model_view

app = typer.Typer(help="The models: which there are, fetch them, verify them.", no_args_is_help=True)
Names = Annotated[
    list[str] | None, typer.Argument(help="Names from `kiosk models list`; all that a hall needs if none.")
]


@app.command("list")
def list_models(config: ConfigOption = None) -> None:
    """Every model, what it is for, its licence, and whether it is here."""
    Console().print(model_view.table(models.statuses(settings_from(config).models_dir)))


@app.command()
def fetch(names: Names = None, config: ConfigOption = None) -> None:
    """Fetch what is missing from the package registries; every file is checked against its SHA-256."""
    model_view.fetch_shown(names or models.default_names(), settings_from(config).models_dir, Console())


@app.command()
def verify(names: Names = None, config: ConfigOption = None) -> None:
    """Hash every byte of the models that are here. Exit status 1 if one is damaged or missing."""
    found = models.verify(names or models.default_names(), settings_from(config).models_dir)
    Console().print(model_view.table(found))
    if any(status.state != "ready" for status in found):
        raise typer.Exit(1)
