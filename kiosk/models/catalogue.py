"""Larger models for recognition, published on the Hugging Face Hub: none is needed, each is fetched when it is named.

No commit is written here: a revision that nobody on this project could check would only look like a pin. The first
fetch resolves `main`, and `lock_file.py` keeps the commit and the SHA-256 of every file from then on.

Not measured here: whether these weights recognise better. `gain` quotes what others published, and says who. `cost` is
ours: 3 s of sound, 20 tokens, beam 5, int8, one thread of a busy machine, weights of the same shape drawn at random
(`support/made_whisper.py`), since neither time nor memory depends on what the weights are:

    shape              encoder CPU-s    decoder CPU-s    memory MB
    base                    0.06             0.45            200
    large-v3-turbo          0.86             0.64           1070
    medium                  0.52             1.94           1630
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

_FUNASR_NOTICE = (
    "The weights come from Alibaba's FunASR project under its own licence, not under an open-source licence that is "
    "approved by the OSI: it asks you to name the source and the model, and it limits what may be done with them. "
    "Have somebody who may decide for the hall read it."
)
_CER_TABLE = "published in arXiv:2407.04051, not measured by us"


@dataclass(frozen=True, slots=True)
class HubModel:
    """A repository of the hub, and what one has to know before it is downloaded.

    `files`: patterns of the files that are fetched; each must match one. `optional`: the same, but they may be absent.
    `about_bytes`: their size before the hub has said it, an estimate. `memory_mb`: what one loaded copy takes on a
    processor (Whisper: measured with generated weights of the same shape, else an estimate).
    `gpu_mb`: memory that a GPU should have, 0 where the model is meant for the processor. Where there is a
    `licence_notice`, it is shown, and the licence must be accepted.
    """

    name: str
    engine: Literal["whisper", "sherpa"]
    purpose: str
    origin: str
    repository: str
    files: tuple[str, ...]
    optional: tuple[str, ...]
    about_bytes: int
    memory_mb: int
    gpu_mb: int
    gain: str
    cost: str
    licence: str
    licence_url: str
    licence_notice: str = ""

    def wants(self, file: str) -> bool:
        """Whether `file`, a path in the repository, is one of this model's."""
        return any(fnmatchcase(file, pattern) for pattern in (*self.files, *self.optional))

    def lacks(self, files: tuple[str, ...]) -> list[str]:
        """The patterns of required files that none of `files` matches."""
        return [pattern for pattern in self.files if not any(fnmatchcase(file, pattern) for file in files)]


_WHISPER_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")
_SHERPA_FILES = ("model.int8.onnx", "tokens.txt")

TURBO = HubModel(
    "whisper-large-v3-turbo",
    "whisper",
    "hearing, on a GPU: Whisper's large encoder with a small decoder",
    "OpenAI Whisper large-v3-turbo in CTranslate2 format; the repository that faster-whisper names",
    "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    _WHISPER_FILES,
    ("preprocessor_config.json",),
    1_620_000_000,
    1_100,
    4_000,
    f"large-v3, whose encoder it has: 5.1 % of characters wrong on AISHELL-1, Whisper small 10.0 % ({_CER_TABLE})",
    "3 s of speech take one core 1.5 s, whisper-base 0.5 s (measured by us, weights made up)",
    "MIT",
    "https://github.com/openai/whisper/blob/main/LICENSE",
)
MEDIUM = HubModel(
    "whisper-medium",
    "whisper",
    "hearing, on a GPU: for one that large-v3-turbo does not fit",
    "OpenAI Whisper medium, multilingual, in CTranslate2 format; the repository that faster-whisper names",
    "Systran/faster-whisper-medium",
    _WHISPER_FILES,
    ("preprocessor_config.json",),
    1_530_000_000,
    1_650,
    3_000,
    "between Whisper small and large-v3, by size; no figure for Mandarin that we could check",
    "3 s of speech take one core 2.5 s, whisper-base 0.5 s (measured by us, weights made up)",
    "MIT",
    "https://github.com/openai/whisper/blob/main/LICENSE",
)
SENSEVOICE = HubModel(
    "sensevoice",
    "sherpa",
    "hearing, on the processor: SenseVoice small, through sherpa-onnx",
    "FunASR SenseVoice small, int8, as exported for sherpa-onnx",
    "csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17",
    _SHERPA_FILES,
    ("LICENSE",),
    240_000_000,
    500,
    0,
    f"3.0 % of characters wrong on AISHELL-1, Whisper small 10.0 %; 7.8 and 16.7 % on WenetSpeech net ({_CER_TABLE})",
    "speed not measured by us",
    "FunASR Model Open Source License Agreement",
    "https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE",
    _FUNASR_NOTICE,
)
PARAFORMER = HubModel(
    "paraformer",
    "sherpa",
    "hearing, on the processor: Paraformer-zh, through sherpa-onnx",
    "FunASR Paraformer-zh, int8, as exported for sherpa-onnx",
    "csukuangfj/sherpa-onnx-paraformer-zh-2023-09-14",
    _SHERPA_FILES,
    ("LICENSE",),
    245_000_000,
    500,
    0,
    f"2.0 % of characters wrong on AISHELL-1, Whisper small 10.0 %; 6.7 and 16.7 % on WenetSpeech net ({_CER_TABLE})",
    "speed not measured by us",
    "FunASR Model Open Source License Agreement",
    "https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE",
    _FUNASR_NOTICE,
)

CATALOGUE: dict[str, HubModel] = {model.name: model for model in (TURBO, MEDIUM, SENSEVOICE, PARAFORMER)}
