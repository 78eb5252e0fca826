"""Is speech stretched to elderly speed as good as speech rendered at it?

    python -m bench.stretch [--clauses 130] [--speed 0.8]

Each clause is rendered at normal speed, rendered at the slower one, and stretched from the first. Whisper base hears
all three (wrong syllables; homophones are right), and the lips are held against the sound as in `bench/lips.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from asr import RATE, resample
from asr.whisper.decoder import WhisperDecoder
from bench.lips import closures
from bench.machine import describe
from dialogue import Machine, load_library
from kiosk.config import load_settings
from kiosk.hall.scripts import prompts
from mandarin import exact
from support.measures.distance import distance
from support.measures.scores import normal
from tts import KokoroVoice, Speech
from tts.stretch import stretched

_PAD = np.zeros(int(0.3 * RATE), np.int16)
_RESAMPLES = 5000


@dataclass(slots=True)
class Way:
    """One way to a clause, over all clauses."""

    wrong: list[int] = field(default_factory=list)
    offsets_ms: list[float] = field(default_factory=list)


async def speak(voice: KokoroVoice, texts: list[str], speed: float) -> list[dict[str, Speech]]:
    found = []
    for text in texts:
        normal_speed = await voice.speak(text)
        rendered = await voice.speak(text, speed=speed)
        found.append({"normal": normal_speed, "rendered": rendered, "stretched": stretched(normal_speed, speed)})
    await voice.close()
    return found


def hear(decoder: WhisperDecoder, speech: Speech) -> int:
    """Wrong syllables."""
    pcm = np.concatenate([_PAD, resample(speech.pcm, speech.rate, RATE), _PAD])
    heard = decoder.decode([pcm.astype(np.float32) / 32768.0], beam=5)[0].hypotheses[0].text
    return distance(exact(normal(speech.text)), exact(normal(heard)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, default=130)
    parser.add_argument("--speed", type=float, default=0.8)
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    library = load_library(Path("services"))
    fitting = [text for text in prompts(Machine(library), date.today()) if 9 <= len(text) <= 30 and not text.isascii()]
    texts = random.Random(5).sample(fitting, min(options.clauses, len(fitting)))
    kokoro = settings.models_dir / "kokoro"
    voice = KokoroVoice(kokoro / "model.onnx", kokoro / "zf_xiaoxiao.bin", threads=1)
    spoken = asyncio.run(speak(voice, texts, options.speed))
    decoder = WhisperDecoder(settings.models_dir / "whisper-base", device="cpu", compute_type="int8")
    ways = {name: Way() for name in ("normal", "rendered", "stretched")}
    for clause in spoken:
        for name, way in ways.items():
            way.wrong.append(hear(decoder, clause[name]))
            way.offsets_ms += [one.offset_ms for one in closures(clause[name])[0]]
    decoder.close()
    total = sum(len(exact(normal(text))) for text in texts)
    print(f"{describe()}\n{len(texts)} clauses, {total} syllables, speed {options.speed}")
    for name, way in ways.items():
        low, middle, high = np.percentile(way.offsets_ms, [10, 50, 90])
        wrong = 100 * sum(way.wrong) / total
        print(f"{name:10} {wrong:5.2f} % wrong syllables; lips {middle:+.1f} ms (p10 {low:+.1f}, p90 {high:+.1f})")
    apart = np.array(ways["stretched"].wrong) - np.array(ways["rendered"].wrong)
    chance = np.random.default_rng(1)
    sums = [chance.choice(apart, len(apart)).sum() for _ in range(_RESAMPLES)]
    low, high = np.percentile(sums, [2.5, 97.5])
    print(f"stretched less rendered: {apart.sum():+d} syllables, 95 % {low:+.0f}..{high:+.0f}")


if __name__ == "__main__":
    main()
