"""Which syllable head belongs to which encoder."""

from __future__ import annotations

import sys
from pathlib import Path

from asr.errors import RecogniserError
from asr.syllables.head import SyllableHead

_HERE = Path(__file__).parent


def head_for(model: Path) -> SyllableHead | None:
    """The head trained on the encoder of this model folder: a file of the folder's name, in it or beside this module.

    None where there is none, or where the one beside this module is of another encoder: the decoder then works alone.
    Raises `RecogniserError` for a file in the model's folder that cannot be used: it was put there for this model.
    """
    path = _path(model)
    if path is None or path.parent != _HERE:
        return None if path is None else SyllableHead.load(path, model)
    try:
        return SyllableHead.load(path, model)
    except RecogniserError as error:
        print(f"no syllable head: {error}", file=sys.stderr)
        return None


def has_head(model: Path) -> bool:
    """Whether there is a file of a head for this model folder; it is not read."""
    return _path(model) is not None


def _path(model: Path) -> Path | None:
    candidates = (model / "syllable-head.npz", _HERE / f"{model.name}.npz")
    return next((path for path in candidates if path.is_file()), None)
