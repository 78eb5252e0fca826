"""Random telephone calls in virtual time, on every surface: what callers, peers and networks do to a call, and what
must not stay behind.

Callers speak, key, are silent, talk on; peers send nothing, send bursts, send garbage, say things out of order; either
side hangs up at any moment, also before the call has said which it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from asr import Transcript
from kiosk.client import ClientError
from kiosk.client.phone.surfaces import SURFACES, gateway_of
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings
from kiosk.wire.phone.events import Pcm, frame_samples
from support.fakes import Voice
from support.phone_calls import Exchange, take_line
from support.speech_stand_in import SpeakingCitizen

_WORDS = (
    "我的社保卡丢了",
    "同意",
    "是的",
    "不对",
    "转人工",
    "再见",
    "几点下班",
    "嗯",
    "什么",
    "我想想",
    "不用了，谢谢",
)
_KEYS = ("1", "2", "0", "#", "*", "110105198506123729", "13800138000", "11*#", "0" * 40)
#: Messages that no peer of the surface should send; on a stream, bytes of any kind.
_GARBAGE = ("", "{", "[]", "null", "HANGUP", "MEDIA_START", "MEDIA_XOFF", '{"event":"start"}', '{"event":"mark"}')
_CALLERS = tuple(f"138001380{number:02d}" for number in range(40))
_AT_ONCE = 6


@dataclass(slots=True)
class Lives:
    """What became of `calls` lives. `left`: what stayed behind, by its name; empty: nothing."""

    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)
    left: dict[str, int] = field(default_factory=dict)


async def live(calls: int, seed: int) -> Lives:
    """Live them, `_AT_ONCE` at a time, in one hall with fewer lines than that. In virtual time."""
    lives, draw = Lives(), random.Random(seed)
    files, tasks = _open_files(), len(asyncio.all_tasks())
    phone = PhoneSettings(calls=_AT_ONCE - 1, calls_per_caller=10_000)
    hall = Exchange(phone, voice=Voice(quicker=6))
    await hall.lines.announcements.prepare(hall.hall.machine, hall.ledger.believed.date(), 1.0)
    left = iter(range(calls))

    async def one_after_another() -> None:
        for _ in left:
            await _one(hall, lives, random.Random(draw.random()))
            lives.calls += 1

    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))
    await asyncio.sleep(60)  # grace periods and hooks
    begun, ended = len(hall.ledger.channels), len(hall.ledger.finished)
    lives.left = {
        "lines": len(hall.lines),
        "sessions": len(hall.hall.sessions),
        "conversations without an ending": begun - ended,
        "places for a conversation": _places_missing(hall, phone.calls),
    }
    await hall.close()
    await asyncio.sleep(1)
    gc.collect()
    lives.left |= {"tasks": len(asyncio.all_tasks()) - tasks, "open files": _open_files() - files}
    lives.left = {what: count for what, count in lives.left.items() if count}
    return lives


async def _one(hall: Exchange, lives: Lives, draw: random.Random) -> None:
    """One call. What happens to it is drawn."""
    surface, call_id = draw.choice(SURFACES), str(uuid.UUID(int=draw.getrandbits(128)))
    gateway = gateway_of(surface, call_id, caller=draw.choice(_CALLERS))
    before = len(hall.spoken.streams)
    async with hall.connected(gateway, surface) as (caller, _, connection):
        caller.silent = draw.random() < 0.1
        for _ in range(draw.randint(0, 6)):
            if caller.hung_up.is_set():
                break
            citizen = hall.spoken.streams[before] if len(hall.spoken.streams) > before else None
            deed = draw.choice(("wait", "speak", "key", "hear out", "burst", "garbage", "talk on"))
            lives.deeds[deed] += 1
            match deed:
                case "wait":
                    await asyncio.sleep(draw.random() * draw.choice((0.01, 0.2, 3)))
                case "key":
                    keys = draw.choice(_KEYS)
                    await caller.press(keys)
                    if keys == "0":
                        await asyncio.sleep(12)  # alone it asks for a human, and the call is handed over
                case "hear out":
                    await _hear_out(caller, draw)
                case "burst":
                    for _ in range(draw.choice((5, 60, 400))):
                        gateway.tick(None if caller.silent else _noise(gateway.rate))
                case "garbage":
                    with contextlib.suppress(OSError):  # the hall has hung up on it
                        for frame in _garbage(surface, draw):
                            await connection.send(frame)
                case _ if citizen is not None:
                    await _speak(citizen, deed, draw)
    lives.outcomes[hall.lines.outcome(call_id) or "never identified"] += 1


async def _hear_out(caller: PhoneCaller, draw: random.Random) -> None:
    with contextlib.suppress(ClientError):  # the clerk said nothing in that time, or did not stop
        await caller.turn(quiet_s=0.5, within_s=draw.choice((1, 5, 10)))


async def _speak(citizen: SpeakingCitizen, deed: str, draw: random.Random) -> None:
    if deed == "speak":
        await citizen.says(draw.choice(_WORDS))
        return
    await citizen.voice()
    if draw.random() < 0.5:
        await citizen.partial(draw.choice(_WORDS))
    await asyncio.sleep(draw.random())
    if draw.random() < 0.7:  # else the call ends in the middle of the word
        refused = draw.choice((None, "no_speech", "loop"))
        await citizen.words(Transcript("" if refused else draw.choice(_WORDS), 0.5, 0.5, 1.0, refused=refused))


def _garbage(surface: str, draw: random.Random) -> list[bytes | str]:
    kinds = (1, 3, 60) if draw.random() < 0.9 else (2,)
    if surface == "audiosocket":
        return [draw.randbytes(draw.choice((1, 3, 300))) for _ in range(draw.choice(kinds))]
    texts = (*_GARBAGE, json.dumps({"event": draw.choice(("media", "dtmf", "DTMF_END", "MEDIA_MARK_PROCESSED"))}))
    return [
        draw.choice(texts) if draw.random() < 0.8 else draw.randbytes(draw.choice((0, 1, 161)))
        for _ in range(draw.choice(kinds))
    ]


def _noise(rate: int) -> Pcm:
    return np.random.default_rng(1).integers(-2_000, 2_000, frame_samples(rate)).astype(np.int16)


def _places_missing(hall: Exchange, places: int) -> int:
    """How many of the hall's lines are no longer answered by a conversation."""
    names = [f"after all {number}" for number in range(places)]
    for name in names:
        take_line(hall.lines, name)
    missing = sum(hall.lines.answer(name, "", 0.0) is not None for name in names)
    for name in names:
        hall.lines.unclaim(name, name)
        hall.lines.release(name)
    return missing


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
