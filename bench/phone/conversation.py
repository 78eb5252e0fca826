"""A real hall with its models, called by telephone in real time: the first answer at the first and at the last minute
of one call, interruptions on the wire, and how many calls a core carries.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import numpy as np

from asr import RATE
from bench.clips import Clip, load_clips, render
from bench.hall_process import HallProcess, hall_running, roomy
from bench.phone.false_stops import crackle
from bench.processes import tree
from bench.turns_over import cough
from kiosk.client import ClientError
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.client.phone.surfaces import calling, gateway_of, line_address, new_call_id
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.config import Settings
from kiosk.wire.phone.events import FRAME_MS, Pcm
from support.measures.figures import p50, p95
from support.ports import free_port

#: The best figure of an open pipeline, from the end of speech to the first sound; and what may be added by minute 15.
LIMIT_MS, LIMIT_DRIFT_MS = 1000.0, 150.0
_PASSWORD = "bench"
_QUIET_S, _ANSWER_S = 0.8, 60.0
#: Loud frames in a row that are speech: an earcon is shorter.
_SPEECH = 8


@dataclass(slots=True)
class Calls:
    """`answers`: (seconds since the call began, ms from the end of speech to the first word)."""

    answers: list[tuple[float, float]] = field(default_factory=list)
    lost: int = 0


@contextlib.asynccontextmanager
async def telephone_hall(settings: Settings, calls: int) -> AsyncIterator[tuple[HallProcess, Settings]]:
    """A hall that answers `calls` calls on AudioSocket and chan_websocket; and the settings by which it is called."""
    port = free_port()
    phone = {
        "KIOSK__PHONE__AUDIOSOCKET": "on",
        "KIOSK__PHONE__PORT": str(port),
        "KIOSK__PHONE__CHAN_WEBSOCKET": "on",
        "KIOSK__PHONE__PASSWORD": _PASSWORD,
        "KIOSK__PHONE__CALLS": str(calls),
        "KIOSK__PHONE__LONGEST_S": "14400",
    }
    async with hall_running(settings, roomy(2 * calls + 8) | phone, door=False) as hall:
        public = int(hall.ws.rpartition(":")[2].partition("/")[0])
        yield (
            hall,
            replace(
                settings,
                phone=replace(settings.phone, host="127.0.0.1", port=port, secret="", password=_PASSWORD),
                public=replace(settings.public, host="127.0.0.1", port=public, tls_cert=None),
            ),
        )


async def first_answer(settings: Settings, minutes: float) -> int:
    """One call of that length, with a question every 15 s. 1: the last minute's answers come later than the first's."""
    clips = load_clips(await render(settings, settings.data_dir / "bench" / "citizens"))
    async with telephone_hall(settings, 2) as (_, where), _call(where, "audiosocket") as caller:
        found = await _ask(caller, clips, minutes * 60)
    early = [ms for at, ms in found.answers if at <= 60]
    late = [ms for at, ms in found.answers if at > minutes * 60 - 60]
    print(f"\nOne call of {minutes:g} minutes, {len(found.answers)} questions, {found.lost} without an answer\n")
    print("| | questions | end of speech to the first word, p50 ms | p95 |\n|---|---:|---:|---:|")
    for name, values in (("minute 1", early), (f"minute {minutes:g}", late)):
        print(f"| {name} | {len(values)} | {p50(values):.0f} | {p95(values):.0f} |")
    drift = p50(late) - p50(early)
    print(f"\nlater by {drift:.0f} ms, limit {LIMIT_DRIFT_MS:.0f}; at minute 1 limit {LIMIT_MS:.0f}")
    return int(not early or not late or drift > LIMIT_DRIFT_MS or p50(early) > LIMIT_MS)


async def capacity(settings: Settings, sizes: list[int], seconds: float) -> int:
    """So many calls at once, each with a question every 15 s. 1: one of the crowds had no answer within the limit."""
    clips = load_clips(await render(settings, settings.data_dir / "bench" / "citizens"))
    print("\n| calls | questions | without an answer | first word p50 ms | p95 | cores of the hall | calls a core |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    slow = 0
    async with telephone_hall(settings, max(sizes)) as (hall, where):
        for size in sizes:
            before, began = tree(hall.process.pid).cpu_s, asyncio.get_running_loop().time()
            crowd = await asyncio.gather(*(_caller(where, clips, seconds, number) for number in range(size)))
            cores = (tree(hall.process.pid).cpu_s - before) / (asyncio.get_running_loop().time() - began)
            times = [ms for one in crowd for _, ms in one.answers]
            lost = sum(one.lost for one in crowd)
            slow |= int(not times or p50(times) > LIMIT_MS)
            row = f"| {size} | {len(times)} | {lost} | {p50(times):.0f} | {p95(times):.0f} "
            print(row + f"| {cores:.2f} | {size / max(cores, 1e-6):.1f} |", flush=True)
    print(f"\nlimit: first word p50 {LIMIT_MS:.0f} ms")
    return slow


async def barge_in(settings: Settings, tries: int) -> int:
    """Questions, coughs and crackle into the clerk's answers, on chan_websocket: how soon the line is silent."""
    clips = load_clips(await render(settings, settings.data_dir / "bench" / "citizens"))
    stops, false, over = list[float](), 0, 0
    async with telephone_hall(settings, 2) as (_, where):
        gateway = gateway_of("chan-websocket", new_call_id("chan-websocket", where.phone))
        assert isinstance(gateway, AsteriskGateway)
        async with _call(where, "chan-websocket", gateway) as caller:
            for number in range(2 * tries):
                await caller.turn(_QUIET_S, _ANSWER_S)
                clip = clips[number % len(clips)]
                await _answering(caller, clip)
                disturbance = cough(number) if number % 4 == 1 else crackle(number)
                sound = clips[(number + 1) % len(clips)].pcm if number % 2 == 0 else disturbance
                ms = await _stopped(caller, gateway, sound)
                over += number % 2
                if number % 2:
                    false += ms is not None
                elif ms is not None:
                    stops.append(ms)
    print("\n| | tries | the line fell silent | first sound to silence p50 ms | p95 |\n|---|---:|---:|---:|---:|")
    print(f"| a question | {tries} | {len(stops)} | {p50(stops):.0f} | {p95(stops):.0f} |")
    print(f"| a cough or crackle | {over} | {false} | - | - |")
    return int(len(stops) < 0.9 * tries or false > 0.05 * over)


@contextlib.asynccontextmanager
async def _call(where: Settings, surface: str, gateway: AsteriskGateway | None = None) -> AsyncIterator[PhoneCaller]:
    call_id = new_call_id(surface, where.phone)
    made = gateway or gateway_of(surface, call_id)
    async with calling(where, surface, made, line_address(where, surface), call_id) as caller:
        yield caller


async def _caller(where: Settings, clips: list[Clip], seconds: float, number: int) -> Calls:
    await asyncio.sleep(number * 0.5)
    async with _call(where, "audiosocket") as caller:
        return await _ask(caller, clips[number % len(clips) :] + clips[: number % len(clips)], seconds)


async def _ask(caller: PhoneCaller, clips: list[Clip], seconds: float) -> Calls:
    found, loop = Calls(), asyncio.get_running_loop()
    began, number = loop.time(), 0
    await caller.turn(_QUIET_S, _ANSWER_S)
    while loop.time() - began < seconds and not caller.hung_up.is_set():
        asked, clip = loop.time(), clips[number % len(clips)]
        number += 1
        since, ended = len(caller.heard), await _said(caller, clip)
        try:
            await caller.turn(_QUIET_S, _ANSWER_S)
        except ClientError:
            found.lost += 1
            continue
        if (first := first_word(caller, since, ended)) is not None:
            found.answers.append((ended - began, (first - ended) * 1000))
        await asyncio.sleep(max(0.0, asked + 15 - loop.time()))
    return found


async def _said(caller: PhoneCaller, clip: Clip) -> float:
    """Say it; the loop time at which its last audible sample was sent."""
    return await caller.speak(clip.pcm) - (len(clip.pcm) - clip.sounding) / RATE


def first_word(caller: PhoneCaller, since: int, after: float) -> float | None:
    """Loop time at which the clerk's first word began that was heard behind `after`."""
    loud = np.array([is_loud(pcm) for pcm in caller.heard[since:]])
    for at in range(len(loud) - _SPEECH):
        if loud[at : at + _SPEECH].all() and caller.heard_at[since + at] > after:
            return caller.heard_at[since + at]
    return None


async def _answering(caller: PhoneCaller, clip: Clip) -> None:
    """Ask, and wait until the clerk has been answering for a moment."""
    since, ended = len(caller.heard), await _said(caller, clip)
    async with asyncio.timeout(_ANSWER_S):
        while first_word(caller, since, ended) is None:
            await asyncio.sleep(FRAME_MS / 1000)
    await asyncio.sleep(0.6)


async def _stopped(caller: PhoneCaller, gateway: AsteriskGateway, sound: Pcm) -> float | None:
    """Milliseconds until the line is silent because the hall flushed it; None: it was not within 3 s."""
    loop = asyncio.get_running_loop()
    flushes, began = gateway.flushes, loop.time()
    caller.speak(sound)
    while loop.time() - began < 3:
        await asyncio.sleep(FRAME_MS / 1000)
        if gateway.flushes > flushes:
            while is_loud(caller.heard[-1]):
                await asyncio.sleep(FRAME_MS / 1000)
            return (caller.heard_at[-1] - began) * 1000
    return None
