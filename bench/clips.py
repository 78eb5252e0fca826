"""What the crowd says, rendered once by Kokoro and kept as npy: no synthesis while the clock runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr import RATE, resample
from kiosk.config import Settings
from kiosk.hall import engines

VOICE = "zm_yunyang"
#: Each has a short answer in the demo hall, and none begins a service.
QUESTIONS = (
    "你们几点上班？", "周末上班吗？", "中午休息吗？", "补办社保卡要多少钱？", "社保卡多久能办好？",
    "居住证多少钱？", "居住证要多久？", "照片有什么要求？", "可以代办吗？", "办理居住证需要什么材料？",
)  # fmt: skip
#: The hall when nobody speaks: hiss about 60 dB under full scale. Digital silence would flatter every listener.
FLOOR_RMS = 30.0


@dataclass(frozen=True, slots=True)
class Clip:
    """`onset`: the first sample that can be heard; `sounding`: behind the last one."""

    text: str
    pcm: NDArray[np.int16]
    onset: int
    sounding: int


def voice_file(models: Path, name: str) -> Path | None:
    """A Kokoro voice: of those that are served, or of `kokoro-voices`; None where it is not here."""
    files = (models / folder / f"{name}.bin" for folder in ("kokoro", "kokoro-voices"))
    return next((file for file in files if file.exists()), None)


def voice_files(models: Path, names: Iterable[str]) -> dict[str, Path]:
    """Raises SystemExit, with what to do, where one is not here."""
    found = {name: voice_file(models, name) for name in names}
    if missing := [name for name, file in found.items() if file is None]:
        raise SystemExit(f"no voice {', '.join(missing)}: fetch it with: kiosk models fetch kokoro-voices")
    return {name: file for name, file in found.items() if file is not None}


async def render(settings: Settings, folder: Path) -> Path:
    """Every question as npy in `folder`, unless it is there. The voice is unloaded again."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [text for text in QUESTIONS if not _file(folder, text).exists()]
    if missing:
        print(f"rendering {len(missing)} of the citizens' questions (once) ...", flush=True)
        voice = engines.load_voice(settings, VOICE)
        try:
            for text in missing:
                speech = await voice.speak(text)
                np.save(_file(folder, text), resample(speech.pcm, speech.rate, RATE))
        finally:
            await voice.close()
    return folder


def load_clips(folder: Path) -> list[Clip]:
    clips = []
    for text in QUESTIONS:
        pcm = np.load(_file(folder, text))
        clips.append(Clip(text, pcm, *audible(pcm)))
    return clips


def audible(pcm: NDArray[np.int16]) -> tuple[int, int]:
    """From the first to behind the last sample that is louder than 40 dB under the peak: where speech really is."""
    level = np.abs(pcm.astype(np.int32))
    loud = np.flatnonzero(level > level.max(initial=1) / 100)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)


def floor(seed: int, seconds: float, rms: float = FLOOR_RMS) -> NDArray[np.int16]:
    """The hall's noise floor: seeded, with less of it in the heights, as a room has."""
    white = np.random.default_rng(seed).normal(size=int(seconds * RATE) + 8)
    low = np.convolve(white, np.ones(8) / 8, mode="valid")[: int(seconds * RATE)]
    return np.asarray(np.rint(low * (rms / max(1e-9, float(low.std())))), np.int16)


def _file(folder: Path, text: str) -> Path:
    return folder / f"{hashlib.sha256(f'{VOICE}/{text}'.encode()).hexdigest()[:16]}.npy"
