"""`kiosk models train-head`: a syllable head for the encoder of a Whisper model, made from synthetic speech."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asr.whisper.folder import obstacle_to_whisper
from kiosk.commands.options import ConfigOption, finite, settings_from
from kiosk.commands.output_file import HEAD, output_file
from kiosk.commands.paths import PathOptionError, file_to_read, folder_to_read, folder_to_write
from kiosk.models import view as model_view

_CHECKOUT = Path(__file__).parents[2]
_SHIPPED_FOR = "whisper-base"
#: Beside the model's own weights; there the recogniser looks for it.
_FILE = "syllable-head.npz"
_ENCODER = "for --encoder the folder of a Whisper model in CTranslate2's format"
_LIST = "README.md with a table (| file | … | text |) of the recordings"
_ENCODER_FIX = "leave --encoder out for whisper-base, or name a folder that `kiosk models fetch` made"


class HeadRecipe(StrEnum):
    """The recipes of `train/syllables/recipe.py`, which is in a source checkout alone."""

    SHIPPED = "shipped"
    NOISY = "noisy"


def train_head(
    encoder: Annotated[
        Path | None,
        typer.Option(
            help="Whisper 模型的文件夹（CTranslate2 格式），不写就是 whisper-base。 "
            "Folder of a Whisper model in CTranslate2's format; whisper-base if not given."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="写到哪个文件，不写就放进模型的文件夹。 The file to write; inside the model's folder if not given."
        ),
    ] = None,
    work: Annotated[
        Path,
        typer.Option(
            help="合成的语音和中间结果；中断后再运行会接着做。 "
            "Synthetic speech and what is made of it; a later run continues there."
        ),
    ] = Path("data/train-head"),
    recipe: Annotated[
        HeadRecipe,
        typer.Option(
            help="配方：shipped 是附带的音节头用的；noisy 多练噪声和电话里的号码，回答问题没有更准。 "
            "shipped made the head that is shipped; noisy has more numbers in noise and on the telephone, and was no "
            "better at answers."
        ),
    ] = HeadRecipe.SHIPPED,
    minutes: Annotated[
        float | None,
        typer.Option(
            min=1,
            callback=finite,
            help="合成多少分钟语音，不写就照配方。 Minutes of synthetic speech; as the recipe has it if not given.",
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, help="训练遍数，不写就照配方。 Passes over all copies; as the recipe has it if not given."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            help="随机种子，不写就照配方。 Seed of everything that is drawn; as the recipe has it if not given."
        ),
    ] = None,
    begin: Annotated[
        Path | None,
        typer.Option(
            help="从这个音节头接着训练（同一个 Whisper 模型的）。 Go on from this head of the same Whisper model."
        ),
    ] = None,
    audio: Annotated[
        Path | None,
        typer.Option(
            help="拿来测量的录音：文件夹里的 README.md 列出文件和文字。 "
            "Recordings to measure on: a folder whose README.md lists file and text."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """为一个 Whisper 模型训练音节头：合成语音、听、训练、测量，可以中断后接着做。

    Train a syllable head for a Whisper model: speak, hear, fit, measure. Continues where an earlier run ended. Takes
    hours on two cores; needs a source checkout and `pip install -e .\\[train]`.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    models = settings_from(config).models_dir
    folder = _encoder_folder(encoder, models)
    head = _head_file(out, folder)
    folder_to_write(work, "--work")
    if begin:
        file_to_read(begin, "for --begin a syllable head (.npz)")
    if audio:
        file_to_read(folder_to_read(audio, "for --audio a folder of recordings") / "README.md", _LIST)
    missing = [name for name in ("jax", "optax") if importlib.util.find_spec(name) is None]
    if not (_CHECKOUT / "train" / "syllables").is_dir():
        missing.append("train")
    if missing:
        console.print(
            f"✗ {', '.join(missing)} missing: run it in a source checkout, after `pip install -e .[train]`",
            style="red",
            markup=False,
        )
        raise typer.Exit(1)
    needed = ["kokoro", "kokoro-voices", *([] if encoder else [_SHIPPED_FOR])]
    model_view.fetch_shown(needed, models, console)
    command = [sys.executable, "-m", "train.syllables", "--encoder", folder, "--kokoro", models / "kokoro"]
    command += ["--voices", models / "kokoro-voices", "--work", work, "--out", head, "--recipe", recipe.value]
    given = {"--minutes": minutes, "--epochs": epochs, "--seed": seed, "--begin": begin, "--audio": audio}
    command += [part for name, value in given.items() if value is not None for part in (name, value)]
    path = os.pathsep.join(filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH"))))
    done = subprocess.run([str(part) for part in command], check=False, env={**os.environ, "PYTHONPATH": path})
    raise typer.Exit(done.returncode)


def _encoder_folder(encoder: Path | None, models: Path) -> Path:
    """Raises PathOptionError for a folder that was given and holds no Whisper."""
    if encoder is None:
        return folder_to_write(models / _SHIPPED_FOR, "the model")
    try:
        obstacle = obstacle_to_whisper(folder_to_read(encoder, _ENCODER))
    except PathOptionError as error:
        raise PathOptionError(f"{error}; {_ENCODER_FIX}") from error
    if obstacle:
        raise PathOptionError(f"{encoder}: expected {_ENCODER}; {obstacle}; {_ENCODER_FIX}")
    return encoder


def _head_file(out: Path | None, folder: Path) -> Path:
    """Raises PathOptionError. The folder of a model that is still to be fetched need not exist."""
    if out is None and not folder.exists():
        return folder / _FILE
    try:
        return output_file(out or folder / _FILE, HEAD)
    except PathOptionError as error:
        raise PathOptionError(f"{error}; --out names the file, in a folder that you may write to") from error
