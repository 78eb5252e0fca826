"""Checks a sherpa-onnx model folder before the engine loads it: on a model it cannot use, the engine ends the process.

A folder holds `model.int8.onnx` or `model.onnx` and `tokens.txt`, as sherpa-onnx's own releases do. The kind of model
is `model_type` in the metadata of its file; the name of the folder does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from asr.engines.onnx_metadata import read_metadata
from asr.errors import RecogniserError

SherpaKind = Literal["sense_voice", "paraformer", "zipformer_ctc"]

MODEL_FILES = ("model.int8.onnx", "model.onnx")
EXPECTED = "model.int8.onnx or model.onnx, and tokens.txt"

_KINDS: dict[str, SherpaKind] = {
    "sense_voice_ctc": "sense_voice",
    "paraformer": "paraformer",
    "zipformer2_ctc": "zipformer_ctc",
}
_FRONT_END = ("vocab_size", "lfr_window_size", "lfr_window_shift", "neg_mean", "inv_stddev")
#: Metadata keys that each kind must have (sherpa-onnx 1.12 to 2.0 call `exit` where one is missing).
_NEEDED: dict[SherpaKind, tuple[str, ...]] = {
    "sense_voice": (
        *_FRONT_END, "normalize_samples", "with_itn", "without_itn",
        "lang_auto", "lang_zh", "lang_en", "lang_ja", "lang_ko", "lang_yue",
    ),
    "paraformer": _FRONT_END,
    "zipformer_ctc": (),
}  # fmt: skip
#: Tokens without which the decoder of that kind ends the process.
_MARKS: dict[SherpaKind, tuple[str, ...]] = {"sense_voice": (), "paraformer": ("</s>",), "zipformer_ctc": ()}


@dataclass(frozen=True, slots=True)
class SherpaModel:
    kind: SherpaKind
    model: Path
    tokens: Path


def find_model(folder: Path) -> SherpaModel:
    """Raises `RecogniserError`, which names what was expected, for a folder without a whole model of a known kind."""
    model = next((folder / name for name in MODEL_FILES if (folder / name).is_file()), None)
    tokens = folder / "tokens.txt"
    if model is None or not tokens.is_file():
        raise RecogniserError(f"expected {EXPECTED} in {folder}; they are not there")
    try:
        notes = read_metadata(model)
        known = tokens.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise RecogniserError(f"cannot read the model in {folder}: {error}") from error
    kind = _KINDS.get(notes.get("model_type", ""))
    if kind is None:
        raise RecogniserError(
            f"{model} says it is a {notes.get('model_type', 'model of no type')!r}; expected {', '.join(_KINDS)}"
        )
    if missing := [name for name in _NEEDED[kind] if name not in notes]:
        raise RecogniserError(f"{model} says nothing of {', '.join(missing)}; take it as sherpa-onnx publishes it")
    _check_tokens(tokens, known, int(notes["vocab_size"]) if notes.get("vocab_size", "").isdigit() else 0, kind)
    return SherpaModel(kind, model, tokens)


def _check_tokens(path: Path, lines: list[str], vocabulary: int, kind: SherpaKind) -> None:
    numbered = [line.rsplit(maxsplit=1) for line in lines if line.strip()]
    if any(not parts[-1].isdigit() for parts in numbered) or len(numbered) < max(1, vocabulary):
        raise RecogniserError(f"{path} is not the model's: expected {vocabulary} lines of a token and its number")
    symbols = {parts[0] for parts in numbered}
    if missing := [mark for mark in _MARKS[kind] if mark not in symbols]:
        raise RecogniserError(f"{path} is not the model's: it has no {', '.join(missing)}")
