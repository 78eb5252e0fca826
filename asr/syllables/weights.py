"""The file of a syllable head: int8 matrices with one scale a column, and what the head was made for and of."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr.errors import RecogniserError
from asr.syllables.inventory import SYLLABLES

Array = NDArray[np.float32]

#: The head for the model that `make models` fetches.
WEIGHTS = Path(__file__).parent / "whisper-base.npz"

_FORMAT = 1
_ABOUT, _SCALE = "about", ".scale"


@dataclass(frozen=True, slots=True)
class HeadOrigin:
    """What a head was made for and of.

    `encoder`: the name of the Whisper model; `encoder_sha256`: of its `model.bin`; `width`: numbers in one of its
    states. `recipe`: seed, data and settings, as `train/syllables` wrote them.
    """

    encoder: str
    encoder_sha256: str
    width: int
    recipe: dict[str, Any]


def write_head(path: Path, origin: HeadOrigin, arrays: dict[str, Array]) -> None:
    """Arrays named `….kernel` are stored as int8, the others as float32."""
    stored: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if name.endswith(".kernel"):
            scale = np.maximum(np.abs(array).reshape(-1, array.shape[-1]).max(axis=0), 1e-8) / 127
            stored[name] = np.rint(array / scale).astype(np.int8)
            stored[name + _SCALE] = scale.astype(np.float32)
        else:
            stored[name] = array.astype(np.float32)
    about = json.dumps({"format": _FORMAT, "syllables": _inventory_sha256(), **asdict(origin)}, ensure_ascii=False)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **{_ABOUT: np.array(about), **stored})
    part.replace(path)


def read_head(path: Path, encoder: Path | None = None) -> tuple[HeadOrigin, dict[str, Array]]:
    """The origin and the arrays as float32. `encoder`: the folder of the Whisper model whose states it will be given.

    Raises `RecogniserError` for a file that is missing, damaged, of another version, or made for another encoder. The
    encoder's file is hashed, which takes about 0.3 s for 145 MB.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            stored = {name: archive[name] for name in archive.files}
        about = json.loads(str(stored.pop(_ABOUT)))
        origin = HeadOrigin(about["encoder"], about["encoder_sha256"], int(about["width"]), about["recipe"])
        version, syllables = about["format"], about["syllables"]
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise RecogniserError(f"{path}: not a syllable head ({error})") from error
    if version != _FORMAT or syllables != _inventory_sha256():
        raise RecogniserError(
            f"{path}: a syllable head of another version (format {version}, expected {_FORMAT}, or other syllables); "
            "train it again: `kiosk models train-head`"
        )
    if encoder is not None:
        _check_encoder(path, origin, encoder)
    return origin, {
        name: array * stored[name + _SCALE] if name + _SCALE in stored else array
        for name, array in stored.items()
        if not name.endswith(_SCALE)
    }


def encoder_sha256(folder: Path) -> str:
    """The hash that names the encoder in `folder`. Raises `RecogniserError` if it holds no model."""
    try:
        with (folder / "model.bin").open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RecogniserError(f"no speech model: {folder / 'model.bin'} cannot be read ({error.strerror})") from error


def _check_encoder(path: Path, origin: HeadOrigin, encoder: Path) -> None:
    found = encoder_sha256(encoder)
    if found != origin.encoder_sha256:
        raise RecogniserError(
            f"{path} was trained for the encoder of {origin.encoder} ({origin.encoder_sha256[:12]}…), and {encoder} "
            f"holds another one ({found[:12]}…): train a head for it (`kiosk models train-head`)"
        )


def _inventory_sha256() -> str:
    return hashlib.sha256(" ".join(SYLLABLES).encode()).hexdigest()[:16]
