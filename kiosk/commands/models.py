"""`kiosk models`: list, fetch, verify."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.train_head import train_head
from kiosk.models import files as models
from kiosk.models import view as model_view

app = typer.Typer(
    help="模型：有哪些、下载、校验。 The models: which there are, fetch them, verify them.", no_args_is_help=True
)
Names = Annotated[
    list[str] | None,
    typer.Argument(
        help="`kiosk models list` 里的名字，不写就是大厅要用的全部。 "
        "Names from `kiosk models list`; all that a hall needs if none."
    ),
]


@app.command("list")
def list_models(config: ConfigOption = None) -> None:
    """列出全部模型：用途、许可、是否已下载。

    Every model, what it is for, its licence, and whether it is here.
    """
    Console().print(model_view.table(models.statuses(settings_from(config).models_dir)))


@app.command()
def fetch(names: Names = None, config: ConfigOption = None) -> None:
    """下载缺少的模型，每个文件都校验 SHA-256。

    Fetch what is missing from the package registries; every file is checked against its SHA-256.
    """
    model_view.fetch_shown(names or models.default_names(), settings_from(config).models_dir, Console())


@app.command()
def verify(names: Names = None, config: ConfigOption = None) -> None:
    """校验已有的模型；损坏或缺少时退出码是 1。

    Hash every byte of the models that are here. Exit status 1 if one is damaged or missing.
    """
    found = models.verify(names or models.default_names(), settings_from(config).models_dir)
    Console().print(model_view.table(found))
    if any(status.state != "ready" for status in found):
        raise typer.Exit(1)


app.command("train-head")(train_head)
