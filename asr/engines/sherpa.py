"""SenseVoice, Paraformer and Zipformer-CTC through sherpa-onnx, as a `Recogniser`.

An optional extra: `pip install hall-clerk[sherpa]`. The weights are not shipped (see docs/third-party.md);
`sherpa_model.py` says which files a folder holds.

Not measured: accuracy and speed with real weights. The tests load small generated models of the three kinds through the
real engine and decode real sound with them.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from asr.engines.in_process import EngineText, InProcessRecogniser
from asr.engines.sherpa_model import EXPECTED, SherpaModel, find_model
from asr.errors import RecogniserError
from asr.transcript import RATE

#: SenseVoice was trained on at most this much (s).
LONGEST_S = 30.0
#: Silence (s) put behind the sound: a frame of these models spans seven of the front end's, and the last may be lost.
_TAIL_S = 0.3


class SherpaRecogniser(InProcessRecogniser):
    """SenseVoice, Paraformer or Zipformer-CTC, whichever the folder holds."""

    longest_s = LONGEST_S

    def __init__(
        self, folder: str | Path, *, device: Literal["cpu", "cuda"] = "cpu", threads: int = 2, workers: int = 1
    ) -> None:
        """`folder`: see `sherpa_model.py`. Reads nothing yet. Raises ValueError for numbers out of range.

        `cuda` needs a build of sherpa-onnx with CUDA; the one on PyPI prints a warning and uses the CPU.
        """
        super().__init__(folder, device=device, threads=threads, workers=workers)

    def _load(self) -> Any:
        return load_engine(find_model(self._folder), self._device, self._threads)

    def _write(self, engine: Any, sound: NDArray[np.float32]) -> EngineText:
        try:
            stream = engine.create_stream()
            stream.accept_waveform(RATE, np.concatenate([sound, np.zeros(int(_TAIL_S * RATE), np.float32)]))
            engine.decode_stream(stream)
            result = stream.result
        except RuntimeError as error:
            raise RecogniserError(f"sherpa-onnx failed: {error}") from error
        return EngineText(result.text, _mean(getattr(result, "ys_log_probs", [])))


def load_engine(found: SherpaModel, device: str, threads: int) -> Any:
    """A `sherpa_onnx.OfflineRecognizer`. Raises `RecogniserError` where the package is missing or refuses the model."""
    try:
        import sherpa_onnx
    except ImportError as error:
        raise RecogniserError(
            "asr.engine is sherpa, but sherpa-onnx is not installed. Fix: pip install hall-clerk[sherpa] "
            f"(the model's folder holds {EXPECTED})"
        ) from error
    make = sherpa_onnx.OfflineRecognizer
    common = {"tokens": str(found.tokens), "num_threads": threads, "provider": device}
    model = str(found.model)
    try:
        match found.kind:
            case "sense_voice":
                return make.from_sense_voice(model=model, language="zh", use_itn=False, **common)
            case "paraformer":
                return make.from_paraformer(paraformer=model, **common)
            case "zipformer_ctc":
                return make.from_zipformer_ctc(model=model, **common)
    except (RuntimeError, ValueError) as error:
        raise RecogniserError(f"sherpa-onnx cannot load {found.model}: {error}") from error


def _mean(values: list[float]) -> float | None:
    """The mean log-probability; None where there is none, or one that is positive or not finite."""
    usable = [v for v in values if math.isfinite(v) and v <= 0.0]
    return sum(usable) / len(usable) if usable and len(usable) == len(values) else None
