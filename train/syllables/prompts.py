"""Speech that a hall has already: the fixed prompts of its scripts, as its speech cache holds them.

A hall prerenders half an hour of prompts (`kiosk/jobs/prerender.py`), which cost a training run nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from train.syllables.clips import as_clip, write_clip
from train.syllables.texts.mixture import Utterance, said_syllables
from tts import CachedVoice, KokoroVoice


def from_cache(cache: Path, pace: float, model: Path, voice: Path, texts: Sequence[str], folder: Path) -> int:
    """Write a clip for each text that `cache` holds in this voice; returns how many there are. Files there stay.

    `pace`: the speed at which the hall prerenders, setting `tts.speed`. Nothing is synthesised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_held(CachedVoice(KokoroVoice(model, voice), cache, pace=pace), voice.stem, texts, folder))


async def _held(voice: CachedVoice, speaker: str, texts: Sequence[str], folder: Path) -> int:
    count = 0
    for number, text in enumerate(texts):
        path = folder / f"{speaker}-{number:06d}.npz"
        syllables = said_syllables(text)
        if not path.exists() and syllables:
            speech = await voice.held(text)
            if speech is not None:
                write_clip(path, as_clip(Utterance("prompt", text, syllables), speaker, speech))
        count += path.exists()
    await voice.close()
    return count
