"""Does a clause that a citizen waits for feel the prompts that are rendered in the background?

    python -m bench.prerender [--clauses 30]

The same clauses, spoken alone and while the niced thread renders prompts without a rest; the time of each to its last
sample. The voice as a hall has it (`tts.threads` of config.yaml, its default 2).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import numpy as np

from bench.lips import SENTENCES
from bench.machine import describe
from kiosk.config import load_settings
from tts import KokoroVoice, clauses


async def measure(voice: KokoroVoice, texts: list[str]) -> list[float]:
    """Seconds each clause took."""
    found = []
    for text in texts:
        await asyncio.sleep(0.5)
        began = time.perf_counter()
        await voice.speak(text)
        found.append(time.perf_counter() - began)
    return found


async def prerender(voice: KokoroVoice, texts: Iterator[str]) -> None:
    for text in texts:
        await voice.prerender(text)


async def compare(models: Path, count: int) -> None:
    voice = KokoroVoice(models / "kokoro" / "model.onnx", models / "kokoro" / "zf_xiaoxiao.bin", threads=2)
    texts = [clause for sentence in SENTENCES for clause in clauses(sentence)][:count]
    await voice.warm()
    await voice.prerender(texts[0])
    alone, beside = [], []
    for half in (texts[::2], texts[1::2]):  # in turns, so that what else the machine does falls on both
        alone += await measure(voice, half)
        work = asyncio.create_task(prerender(voice, cycle(texts)))
        beside += await measure(voice, half)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    await voice.close()
    print(describe())
    for name, times in (("alone", alone), ("beside prerendering", beside)):
        low, middle, high = np.percentile(times, [10, 50, 90])
        print(f"{name:20} p10 {low:.2f} s, median {middle:.2f} s, p90 {high:.2f} s")
    ratio = np.median(np.array(beside) / np.array(alone))
    print(f"median of the ratios, clause by clause: {ratio:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, default=30)
    asyncio.run(compare(load_settings(None, os.environ).models_dir, parser.parse_args().clauses))


if __name__ == "__main__":
    main()
