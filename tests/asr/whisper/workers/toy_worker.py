"""A worker without a model, for what a real one cannot be told to do: `python toy_worker.py FOLDER`.

Its reading is the first sample of the sound, the size of the batch and the beam. While FOLDER holds a file `lost`, its
device is lost; while it holds `wait`, it does not answer; while it holds `head`, it says as many syllables as the first
sample is before that. A first sample of -13 kills it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.errors import DeviceLostError, RecogniserError
from asr.syllables.lattice import pack
from asr.whisper.hypothesis import Decoded, Hypothesis
from asr.whisper.workers.worker import serve
from support.posteriors import posteriors

POISON, WRONG = -13, -14


def lattice_of(first: int) -> bytes:
    """So many syllables."""
    return pack(posteriors(["yi"] * first)).data


class Toy:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def decode(
        self,
        sounds: Sequence[NDArray[np.float32]],
        *,
        beam: int,
        digits: bool = False,
        on_syllables: Callable[[list[bytes]], None] | None = None,
    ) -> list[Decoded]:
        print("a native library prints what it likes")
        os.write(1, b"where it likes\n")
        if (self._folder / "lost").exists():
            raise DeviceLostError("CUDA failed with error out of memory")
        first = [round(float(sound[0]) * 32768) for sound in sounds]
        if POISON in first:
            os.kill(os.getpid(), signal.SIGKILL)
        if WRONG in first:
            raise RecogniserError("the engine did not like it")
        if (self._folder / "head").exists() and on_syllables is not None:
            on_syllables([lattice_of(one) for one in first])
        while any(first) and (self._folder / "wait").exists():
            time.sleep(0.002)
        return [
            Decoded((Hypothesis(f"{one} of {len(first)} beam {beam}{' digits' * digits}", -0.1, -0.5),), 0.1)
            for one in first
        ]


if __name__ == "__main__":
    sys.exit(serve(lambda: Toy(Path(sys.argv[1]))))
