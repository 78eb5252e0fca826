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
    if (own := model / "syllable-head.npz").is_file():
        return SyllableHead.load(own, model)
    shipped = _HERE / f"{model.name}.npz"
    if not shipped.is_file():
        return None
    try:
        return SyllableHead.load(shipped, model)
    except RecogniserError as error:
        print(f"no syllable head: {error}", file=sys.stderr)
        return None
