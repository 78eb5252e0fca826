"""What stops the clerk on the telephone, and how soon: interruptions beside coughs, 嗯 and the noise of lines.

The whole call runs in virtual time (`virtual_calls.py`): line, codec, voice activity, Whisper with the syllable head
that is shipped, turn-taking. The clerk says the greeting; the sound begins 1.5 s into it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bench.clips import voice_files
from bench.phone.callers import HeardLine
from bench.phone.sounds import crackle, hiss
from bench.phone.virtual_calls import VirtualEars, in_virtual_time, virtual_call, virtual_ears
from bench.turn_cases import own_cases
from bench.turns_over import cough, speak
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.config import Settings
from kiosk.wire.phone.events import Pcm
from support.measures.figures import p50, p95
from support.measures.limited_run import Tell

#: Seconds into the greeting at which the sound begins, for which it is watched, and between two looks.
_AT_S, _WATCHED_S, _LOOK_S = 1.5, 4.0, 0.005
#: Most of a false stop that may happen, %; and an interruption that must be heard.
LIMIT_FALSE, LIMIT_HEARD = 5.0, 90.0
_FRAME_S = 0.02
#: Seconds of CPU for each sound.
_EACH_S = 1.2


@dataclass(slots=True)
class Stops:
    """`to_stop`: ms from the caller's first audible sample to the hall's flush; `to_silence`: to the silent line."""

    cases: int = 0
    to_stop: list[float] = field(default_factory=list)
    to_silence: list[float] = field(default_factory=list)


class FalseStops:
    """A `Measurement`. `cases`: sounds of each kind, and of each of `voices` where they are words. `head` false:
    without the syllable head.
    """

    def __init__(self, settings: Settings, cases: int, voices: list[str], *, head: bool) -> None:
        self.name = f"false-stops, {'with' if head else 'without'} the syllable head, voices {', '.join(voices)}"
        self._settings, self._cases, self._voices, self._head = settings, cases, voices, head
        self.found: dict[str, Stops] = {}

    @property
    def takes_s(self) -> float:
        return self._cases * (3 + 2 * len(self._voices)) * _EACH_S

    async def run(self, tell: Tell) -> None:
        groups = await self._sounds()
        async with virtual_ears(self._settings, head=self._head) as ears:
            for group, sounds in groups.items():
                stops = self.found[group] = Stops()
                for sound in sounds:
                    await in_virtual_time(lambda sound=sound, stops=stops: _try(sound, ears, stops))  # type: ignore[misc]
                tell(f"{group}: {len(stops.to_stop)} of {stops.cases} stopped her")

    def show(self) -> bool:
        print(
            "\n| over the greeting | calls | the clerk stopped | to the stop p50 ms | p95 | to silence p50 ms | p95 |"
        )
        print("|---|---:|---:|---:|---:|---:|---:|")
        for group, stops in self.found.items():
            share = f"{len(stops.to_stop)} ({100 * len(stops.to_stop) / max(1, stops.cases):.0f} %)"
            times = [f"{f(ms):.0f}" if ms else "-" for ms in (stops.to_stop, stops.to_silence) for f in (p50, p95)]
            print(f"| {group} | {stops.cases} | {share} | " + " | ".join(times) + " |")
        heard, *others = [*self.found.values(), Stops()]
        false = 100 * sum(len(each.to_stop) for each in others) / max(1, sum(each.cases for each in others))
        right = 100 * len(heard.to_stop) / max(1, heard.cases)
        print(f"\nfalse stops {false:.1f} %, limit {LIMIT_FALSE:g}")
        print(f"interruptions heard {right:.0f} %, limit {LIMIT_HEARD:g}")
        return false <= LIMIT_FALSE and right >= LIMIT_HEARD

    async def _sounds(self) -> dict[str, list[Pcm]]:
        voice_files(self._settings.models_dir, self._voices)
        groups: dict[str, list[Pcm]] = {"interruptions": [], "嗯, 好的, 对": []}
        for name in self._voices:
            sounds, _ = await speak(self._settings, own_cases((name,)))
            groups["interruptions"] += sounds["interruptions"][: self._cases]
            groups["嗯, 好的, 对"] += sounds["back-channels"][: self._cases]
        noises = {"coughs and bangs": cough, "crackle": crackle, "hiss and hum": hiss}
        return groups | {name: [make(seed) for seed in range(self._cases)] for name, make in noises.items()}


async def _try(sound: Pcm, ears: VirtualEars, stops: Stops) -> None:
    gateway = AsteriskGateway("1.1")
    async with virtual_call(ears, gateway) as caller:
        line = HeardLine(caller)
        await line.sound(0.0)
        await asyncio.sleep(_AT_S)
        stops.cases += 1
        loop = asyncio.get_running_loop()
        flushes, began = gateway.flushes, loop.time()
        caller.speak(sound)
        while loop.time() - began < _WATCHED_S:
            await asyncio.sleep(_LOOK_S)
            if gateway.flushes > flushes:
                stops.to_stop.append((loop.time() - began) * 1000)
                if (silent := await line.silence(loop.time() - _FRAME_S, 1)) is not None:
                    stops.to_silence.append((silent - began) * 1000)
                return
