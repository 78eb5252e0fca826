"""What stops the clerk on the telephone, and how soon: interruptions beside coughs, 嗯 and the noise of lines.

The whole call runs in virtual time: line, codec, voice activity, Whisper, turn-taking. Each recognition takes
`DECODE_S`, as on an idle core, so that a busy machine changes nothing. The clerk says the greeting; the sound begins
1.5 s into it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from asr import RATE, SegmenterHub
from asr.whisper.decoder import WhisperDecoder
from bench.turns_over import cough, speak
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.wire.phone.events import Pcm
from support.measures.figures import p50, p95
from support.models_in_virtual_time import CachedRecogniser, Inline
from support.phone_calls import exchange
from support.virtual_time import VirtualTimeLoop

#: Seconds into the greeting at which the sound begins, and for which it is watched.
_AT_S, _WATCHED_S = 1.5, 4.0
#: Most of a false stop that may happen, %; and an interruption that must be heard.
LIMIT_FALSE, LIMIT_HEARD = 5.0, 90.0


@dataclass(slots=True)
class Stops:
    """`to_stop`: ms from the caller's first audible sample to the hall's flush; `to_silence`: to the silent line."""

    cases: int = 0
    to_stop: list[float] = field(default_factory=list)
    to_silence: list[float] = field(default_factory=list)


def run(settings: Settings, *, cases: int) -> int:
    """`cases`: of each group at most. 1: a limit was passed."""
    sounds, _ = asyncio.run(speak(settings))
    groups: dict[str, list[Pcm]] = {
        "interruptions": sounds["interruptions"][:cases],
        "嗯, 好的, 对": sounds["back-channels"][:cases],
        "coughs and bangs": [cough(seed) for seed in range(cases)],
        "crackle": [crackle(seed) for seed in range(cases)],
        "hiss and hum": [hiss(seed) for seed in range(cases)],
    }
    vad = engines.load_voice_activity(settings)
    decoder = WhisperDecoder(settings.models_dir / "whisper-base", device="cpu", compute_type="int8")
    recogniser, found = CachedRecogniser(decoder), {}
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        for group, some in groups.items():
            found[group] = Stops()
            for sound in some:
                runner.run(_try(sound, vad, recogniser, found[group]))
            print(f"{group}: {len(found[group].to_stop)} of {len(some)} stopped her", flush=True)
    decoder.close()
    return show(found)


async def _try(sound: Pcm, vad: Any, recogniser: CachedRecogniser, stops: Stops) -> None:
    gateway = AsteriskGateway("1.1")
    inline = Inline()
    hub = SegmenterHub(vad, inline)
    async with (
        exchange(vad=vad, segmenter_hub=hub, recogniser=recogniser) as hall,
        hall.connected(gateway, "chan-websocket") as (caller, _, _),
    ):
        while not (caller.heard and is_loud(caller.heard[-1])):
            await asyncio.sleep(0.02)
        await asyncio.sleep(_AT_S)
        stops.cases += 1
        flushes, began = gateway.flushes, asyncio.get_running_loop().time()
        caller.speak(sound)
        await _watch(gateway, caller, flushes, began, stops)
    await hub.close()


async def _watch(gateway: AsteriskGateway, caller: PhoneCaller, flushes: int, began: float, stops: Stops) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() - began < _WATCHED_S:
        await asyncio.sleep(0.02)
        if gateway.flushes > flushes:
            stops.to_stop.append((loop.time() - began) * 1000)
            while is_loud(caller.heard[-1]):
                await asyncio.sleep(0.02)
            stops.to_silence.append((loop.time() - began) * 1000)
            return


def crackle(seed: int) -> Pcm:
    """A bad contact: 2 s of clicks at random times, 5 to 40 a second, as loud as a voice."""
    draw = np.random.default_rng(seed)
    sound = np.zeros(2 * RATE)
    for _ in range(int(draw.uniform(10, 80))):
        at = int(draw.integers(0, len(sound) - 200))
        sound[at : at + 200] += draw.standard_normal(200) * np.exp(-np.arange(200) / draw.uniform(4, 40))
    return np.asarray(np.rint(sound / np.abs(sound).max() * 16_000), np.int16)


def hiss(seed: int) -> Pcm:
    """Wind or a road: 2.5 s of coloured noise that swells and falls, under a hum of 50 Hz and its overtones."""
    draw = np.random.default_rng(seed)
    time = np.arange(round(2.5 * RATE)) / RATE
    noise = np.convolve(draw.standard_normal(len(time)), np.ones(int(draw.integers(2, 12))), mode="same")
    swell = np.sin(np.pi * time / 2.5) * (1 + 0.5 * np.sin(2 * np.pi * draw.uniform(1, 5) * time))
    hum = sum(np.sin(2 * np.pi * 50 * overtone * time) / overtone for overtone in (1, 2, 3, 5, 7))
    sound = noise / noise.std() * swell + 0.3 * hum
    return np.asarray(np.rint(sound / np.abs(sound).max() * draw.uniform(3_000, 12_000)), np.int16)


def show(found: dict[str, Stops]) -> int:
    print("\n| over the greeting | calls | the clerk stopped | to the stop p50 ms | p95 | to silence p50 ms | p95 |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for group, stops in found.items():
        share = f"{len(stops.to_stop)} ({100 * len(stops.to_stop) / max(1, stops.cases):.0f} %)"
        times = [f"{f(ms):.0f}" if ms else "-" for ms in (stops.to_stop, stops.to_silence) for f in (p50, p95)]
        print(f"| {group} | {stops.cases} | {share} | " + " | ".join(times) + " |")
    heard, *others = found.values()
    false = 100 * sum(len(each.to_stop) for each in others) / max(1, sum(each.cases for each in others))
    right = 100 * len(heard.to_stop) / max(1, heard.cases)
    print(f"\nfalse stops {false:.1f} %, limit {LIMIT_FALSE:g}")
    print(f"interruptions heard {right:.0f} %, limit {LIMIT_HEARD:g}")
    return 0 if false <= LIMIT_FALSE and right >= LIMIT_HEARD else 1
