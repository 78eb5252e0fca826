"""Trains a syllable head: `kiosk models train-head` starts this, and `python -m train.syllables --help` explains it."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import jax
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from asr.errors import RecogniserError
from asr.syllables.head import SyllableHead
from asr.syllables.weights import Array, HeadOrigin, encoder_sha256, read_head, write_head
from train.syllables.cast import held_out, speakers
from train.syllables.clips import Casting, SpokenClip, described, read, synthesise
from train.syllables.fit import FitProgress, fit
from train.syllables.network import Weights, composed, continued
from train.syllables.prompts import from_cache
from train.syllables.recipe import RECIPES, SHIPPED, Recipe
from train.syllables.states import EncoderStates, copies, noises, read_examples
from train.syllables.texts import service
from train.syllables.validation import listed_recordings, on_held_out, on_recordings
from tts import VoiceError

#: The held-out voices say texts of another seed.
_HELD_OUT_SEED = 1
#: Setting `tts.speed`, at which a hall prerenders.
_PACE = 1.0
_DECODER_IN = ("clean", "hall 15 dB", "G.711, 3 % lost")


def main() -> None:
    console = Console()
    options = _options()
    recipe = _recipe(options)
    begin = read_head(options.begin, options.encoder) if options.begin else None
    if options.audio:
        listed_recordings(options.audio)  # before hours of work
    jax.config.update("jax_compilation_cache_dir", str(options.work / "compiled"))
    options.work /= recipe.name  # the clips of one recipe are none of another's
    options.work.mkdir(parents=True, exist_ok=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=console) as progress:
        train, held = _spoken(recipe, options, progress)
        encoder = EncoderStates(options.encoder, device="cpu", compute_type="int8")
        paths = _heard(recipe, train, encoder, options.work, progress)
        origin = HeadOrigin(options.encoder.name, encoder_sha256(options.encoder), 0, asdict(recipe) | described(train))
        _fitted(recipe, paths, origin, begin, options, progress)
    head = SyllableHead.load(options.out, options.encoder)
    for count in on_held_out(head, encoder, held, options.work / "held-out-states", _DECODER_IN):
        console.print(str(count), highlight=False)
    if options.audio:
        for result in on_recordings(head, encoder, options.audio):
            console.print(f"{result.count}   {result.text} {result.number}", highlight=False)
    console.print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m train.syllables", description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of a Whisper model in CTranslate2's format")
    parser.add_argument("--kokoro", type=Path, required=True, help="folder with Kokoro's model.onnx")
    parser.add_argument("--voices", type=Path, required=True, help="folder with Kokoro's voices, .bin")
    parser.add_argument("--work", type=Path, required=True, help="clips, states and checkpoints; a later run continues")
    parser.add_argument("--out", type=Path, required=True, help="the head's file")
    parser.add_argument(
        "--audio", type=Path, help="recordings to measure on: a folder with README.md (file | … | text)"
    )
    parser.add_argument("--begin", type=Path, help="go on from this head of the same encoder")
    parser.add_argument("--cache", type=Path, help="a hall's speech cache (data/speech): learn from its prompts too")
    parser.add_argument("--recipe", choices=RECIPES, default=SHIPPED.name, help="the data and settings it is made of")
    parser.add_argument("--seed", type=int, help="the recipe's, as all below, if not given")
    parser.add_argument("--minutes", type=float, help="of clean speech")
    parser.add_argument("--held-out-minutes", type=float)
    parser.add_argument("--copies", type=_copies, help="numbers of the copies to train on: 0,1,2")
    parser.add_argument("--epochs", type=int)
    return parser.parse_args()


def _copies(written: str) -> tuple[int, ...]:
    return tuple(map(int, written.split(",")))


def _recipe(options: argparse.Namespace) -> Recipe:
    """The recipe that is named, with what else is given. Raises ValueError for a `--begin` that cannot be read."""
    recipe = RECIPES[options.recipe]
    if options.begin:
        try:
            recipe = recipe.continuing(hashlib.sha256(options.begin.read_bytes()).hexdigest())
        except OSError as error:
            raise ValueError(f"{options.begin}: expected a head to go on from ({error.strerror})") from error

    def given(*names: str) -> dict[str, Any]:
        return {name: getattr(options, name) for name in names if getattr(options, name) is not None}

    fit_settings = replace(recipe.fit, **given("seed", "epochs"))
    return replace(recipe, **given("seed", "minutes", "held_out_minutes", "copies"), fit=fit_settings)


def _spoken(
    recipe: Recipe, options: argparse.Namespace, progress: Progress
) -> tuple[list[SpokenClip], list[SpokenClip]]:
    sets = []
    for name, seed, cast, minutes in (
        ("train", recipe.seed, speakers(recipe.seed, recipe.cast), recipe.minutes),
        ("held-out", recipe.seed + _HELD_OUT_SEED, held_out(), recipe.held_out_minutes),
    ):
        folder = options.work / "clips" / name
        task = progress.add_task(f"speech, {name}", total=minutes * 60)
        casting = Casting(seed, recipe.texts, cast, options.kokoro / "model.onnx", options.voices, folder)
        synthesise(casting, minutes * 60, partial(_advance, progress, task, 0))
        sets.append(_first(read(folder), minutes * 60))
    return [*_prompts(options), *sets[0]], sets[1]


def _prompts(options: argparse.Namespace) -> list[SpokenClip]:
    """First, so that more speech behind them leaves them in their places."""
    folder = options.work / "clips" / "prompts"
    if options.cache:
        voice = options.voices / "zf_xiaoxiao.bin"
        from_cache(options.cache, _PACE, options.kokoro / "model.onnx", voice, service.prompts(), folder)
    return list(read(folder))


def _advance(progress: Progress, task: TaskID, begun: int, done: float) -> None:
    progress.update(task, completed=begun + done)


def _first(clips: Iterable[SpokenClip], seconds: float) -> list[SpokenClip]:
    """As many clips as make `seconds`: a folder that holds more gives the same ones. Empty sounds are left out."""
    chosen, total = [], 0.0
    for clip in clips:
        if total >= seconds:
            break
        total += clip.seconds
        if len(clip.pcm):
            chosen.append(clip)
    return chosen


def _heard(
    recipe: Recipe, clips: list[SpokenClip], encoder: EncoderStates, work: Path, progress: Progress
) -> list[Path]:
    task = progress.add_task("states", total=len(recipe.copies) * len(clips))
    paths: list[Path] = []
    for place, number in enumerate(recipe.copies):
        paths += copies(
            clips,
            number,
            recipe,
            encoder,
            work / "states",
            partial(_advance, progress, task, place * len(clips)),
        )
    task = progress.add_task("noises", total=recipe.noises)
    return paths + noises(recipe.noises, encoder, work / "states", recipe.seed, partial(_advance, progress, task, 0))


def _fitted(
    recipe: Recipe,
    paths: list[Path],
    origin: HeadOrigin,
    begin: tuple[HeadOrigin, dict[str, Array]] | None,
    options: argparse.Namespace,
    progress: Progress,
) -> None:
    examples = read_examples(paths)
    whole = replace(origin, width=examples[0].states.shape[1])
    weights = continued(begin[1], whole.width, recipe.fit.size) if begin else None
    task = progress.add_task("fit", total=recipe.fit.epochs)

    def on_epoch(done: FitProgress, weights: Weights) -> None:
        progress.update(task, completed=done.epoch, description=f"fit, {done.loss:.3f} nats a syllable")
        write_head(options.out, whole, composed(weights))

    checkpoint = options.work / f"fit-{_fit_name(recipe, paths)}.npz"
    weights = fit(examples, recipe.fit, checkpoint, on_epoch, weights)
    write_head(options.out, whole, composed(weights))


def _fit_name(recipe: Recipe, paths: list[Path]) -> str:
    """Another recipe or other examples begin another checkpoint."""
    names = "\n".join(path.name for path in paths)
    return hashlib.sha256(f"{recipe}\n{names}".encode()).hexdigest()[:12]


if __name__ == "__main__":
    try:
        main()
    except (RecogniserError, VoiceError, ValueError) as error:
        raise SystemExit(f"train-head: {error}") from error
