"""Interruptions on the wire of a real hall: from the caller's first sample to silence at their ear, beside how often
a cough or a crackle stops the clerk. On chan_websocket, whose FLUSH tells a stop from a pause of hers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bench.clips import Clip
from bench.phone.asking import BEGINS_S, OVER, WORD, begin_answer
from bench.phone.callers import HeardLine
from bench.phone.sounds import crackle
from bench.phone.telephone_hall import START_S, WARM_CALLS, WARM_S, measured_call, questions, telephone_hall
from bench.turns_over import cough
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.client.phone.surfaces import gateway_of, new_call_id
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import Settings
from kiosk.wire.phone.events import FRAME_MS, Pcm
from support.measures.figures import p50, p95
from support.measures.limited_run import Tell

#: Interruptions that must be heard, and false stops that may happen, %.
LIMIT_HEARD, LIMIT_FALSE = 90.0, 5.0
_SURFACE = "chan-websocket"
_FRAME_S = FRAME_MS / 1000
#: Seconds into an answer at which a sound begins, and for which it is watched; and that a question with a disturbance
#: takes.
_INTO_S, _WATCHED_S, _TRY_S = 0.6, 2.5, 12.0
#: The clerk sounds if a loud frame came within this (s): a pause between two clauses is shorter.
_SOUNDS_S = 0.5
#: Frames of silence that are no pause of hers.
_SILENT = 10


@dataclass(slots=True)
class WireStops:
    """Of one kind of sound. `to_silence`: ms from its first sample to the silent line, of those that stopped her."""

    tries: int = 0
    to_silence: list[float] = field(default_factory=list)


class BargeIns:
    """A `Measurement`: `tries` interruptions, and as many disturbances."""

    name = "barge-in"

    def __init__(self, settings: Settings, tries: int) -> None:
        self._settings, self._tries = settings, tries
        self.found = {"a question": WireStops(), "a cough": WireStops(), "crackle": WireStops()}

    @property
    def takes_s(self) -> float:
        return START_S + WARM_S + self._tries * _TRY_S

    async def run(self, tell: Tell) -> None:
        clips = await questions(self._settings)
        async with telephone_hall(self._settings, WARM_CALLS + 1) as (_, where):
            gateway = gateway_of(_SURFACE, new_call_id(_SURFACE, where.phone))
            assert isinstance(gateway, AsteriskGateway)
            async with measured_call(where, _SURFACE, clips, tell, gateway) as caller:
                await self._interrupt(caller, gateway, clips, tell)

    def show(self) -> bool:
        print("\n| over an answer | tries | the line fell silent | first sample to silence p50 ms | p95 |")
        print("|---|---:|---:|---:|---:|")
        for name, stops in self.found.items():
            times = [f"{figure(stops.to_silence):.0f}" if stops.to_silence else "-" for figure in (p50, p95)]
            print(f"| {name} | {stops.tries} | {len(stops.to_silence)} | " + " | ".join(times) + " |")
        heard, *others = self.found.values()
        right = 100 * len(heard.to_silence) / max(1, heard.tries)
        false = 100 * sum(len(each.to_silence) for each in others) / max(1, sum(each.tries for each in others))
        print(f"\nheard {right:.0f} %, limit {LIMIT_HEARD:g}; false stops {false:.1f} %, limit {LIMIT_FALSE:g}")
        return right >= LIMIT_HEARD and false <= LIMIT_FALSE

    async def _interrupt(self, caller: PhoneCaller, gateway: AsteriskGateway, clips: list[Clip], tell: Tell) -> None:
        """A question into the answer to another one, and a disturbance into the answer to that; again and again."""
        line = HeardLine(caller)
        await line.silence(await line.sound(0.0) or 0.0, OVER)
        for number in range(self._tries):
            if caller.hung_up.is_set():
                tell("the hall hung up")
                return
            first, second = clips[number % len(clips)], clips[(number + 1) % len(clips)]
            if (await begin_answer(caller, line, first)).first is None:
                tell(f"no answer to {first.text}")
                continue
            await asyncio.sleep(_INTO_S)
            ended = await _tried(caller, line, gateway, second.pcm[second.onset :], self.found["a question"])
            if (answer := await line.sound(ended, WORD, BEGINS_S)) is not None:
                await asyncio.sleep(_INTO_S)
                kind, sound = ("a cough", cough(number)) if number % 2 else ("crackle", crackle(number))
                answer = await _tried(caller, line, gateway, sound, self.found[kind])
            await line.silence(answer or ended, OVER)
            if number % 5 == 4:
                tell(f"{number + 1} of {self._tries} questions and disturbances into her words")


async def _tried(caller: PhoneCaller, line: HeardLine, gateway: AsteriskGateway, sound: Pcm, stops: WireStops) -> float:
    """Speak while the clerk sounds; a silent clerk is not counted. Returns the loop time of the first sample."""
    began = asyncio.get_running_loop().time()
    if line.sounded_at(began, _SOUNDS_S):
        stops.tries += 1
        if (silent := await _stopped(caller, line, gateway, sound)) is not None:
            stops.to_silence.append((silent - began) * 1000)
    return await caller.speak(sound[:0])


async def _stopped(caller: PhoneCaller, line: HeardLine, gateway: AsteriskGateway, sound: Pcm) -> float | None:
    """When the line fell silent because the hall flushed it; None: it did not while it was watched."""
    loop = asyncio.get_running_loop()
    flushes, until = gateway.flushes, loop.time() + _WATCHED_S
    caller.speak(sound)
    while loop.time() < until:
        await asyncio.sleep(_FRAME_S)
        if gateway.flushes == flushes:
            continue
        flushed = loop.time()
        if not line.sounded_at(flushed, _SOUNDS_S):
            return None  # she had said it all, and the hall makes sure that nothing of it is left
        return await line.silence(flushed - 2 * _FRAME_S, _SILENT)
    return None
