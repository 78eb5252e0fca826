"""The same citizens, the same sentences, the same pace, at other people's servers with the same model.

A citizen streams 100 ms of sound at a time in real time: hall noise with a question every 8 to 12 s, as at the hall.
Timed is the moment from which the transcript of an utterance never changes again (`support.measures.stable`), counted
from the last audible sample sent. Peers do not speak, so there is no first sound, and their CPU is recognition alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
from numpy.typing import NDArray

from bench.clips import Clip, floor, load_clips
from bench.crowd import Level
from bench.load import Plan
from bench.peer_servers import PEERS, Peer, install
from bench.processes import running, tree
from kiosk.config import Settings
from support.measures.figures import percentile
from support.measures.stable import Snapshot, error_rate, plain, stable_at
from support.pace import Pace, question_times
from support.ports import free_port

_CHUNK = 1600
_START_S, _WARM_S, _IDLE_S, _AFTER_S = 90.0, 8.0, 4.0, 15.0


@dataclass(slots=True)
class Listener:
    """One connection to a peer: its sound laid out beforehand, what was sent when, what came back when."""

    socket: aiohttp.ClientWebSocketResponse
    sound: NDArray[np.int16]
    ends: list[int]
    said: list[str]
    at: int = 0
    gone: bool = False
    ended_at: list[float] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)


def lay_out(plan: Plan, citizen: int, clips: list[Clip]) -> tuple[NDArray[np.int16], list[int], list[str]]:
    """A citizen's whole sound, where each sentence's last audible sample is, and the sentences."""
    draw = random.Random(f"{plan.seed}/words/{citizen}")
    sound = floor(plan.seed + citizen, _IDLE_S + plan.seconds + _AFTER_S + 2, plan.noise).astype(np.int32)
    ends, said = [], []
    for at in question_times(plan.seed, citizen, plan.sessions, plan.seconds, plan.every_s):
        clip, start = draw.choice(clips), int((_IDLE_S + at) * 16_000)
        sound[start : start + len(clip.pcm)] += clip.pcm
        ends.append(start + clip.sounding)
        said.append(clip.text)
    return np.clip(sound, -32768, 32767).astype(np.int16), ends, said


async def measure_peers(settings: Settings, plan: Plan, sizes: list[int]) -> list[Level]:
    """One peer after the other; one that cannot be run is a line of its own, with the reason."""
    levels: list[Level] = []
    for peer in PEERS:
        try:
            python = await install(peer, settings.data_dir.absolute() / "bench" / "peers" / peer.name.lower())
            levels += await _grow(peer, python, settings, plan, sizes)
        except (RuntimeError, TimeoutError, OSError, aiohttp.ClientError) as error:
            print(f"{peer.name}: {error or 'time-out'}", flush=True)
            levels.append(Level(peer.name, 0, 0, 0, [], trouble={f"{error or 'time-out'}": 1}))
    return levels


async def _grow(peer: Peer, python: Path, settings: Settings, plan: Plan, sizes: list[int]) -> list[Level]:
    """A fresh server for every crowd: what one crowd left unfinished must not slow the next."""
    levels: list[Level] = []
    for size in sizes:
        seconds = plan.seconds * (1.2 if size == 1 else 0.7)
        one = Plan("", plan.clips, size, seconds, seed=plan.seed, noise=plan.noise, every_s=plan.every_s)
        print(f"{peer.name}: {size} sessions for {seconds:.0f} s ...", flush=True)
        port, log = free_port(), python.parents[1].with_suffix(".log")
        command = peer.command(python, port, settings.models_dir / "whisper-base")
        async with running(*command, log=log) as server, aiohttp.ClientSession() as http:
            url = f"ws://127.0.0.1:{port}{peer.path}"
            await _warm(peer, http, url, server, plan)
            async with asyncio.timeout(seconds + 120):
                levels.append(await _measure(peer, http, url, server.pid, one))
        print(levels[-1].line(), flush=True)
        if levels[-1].saturated:
            print(f"{peer.name}: saturated at {size} sessions", flush=True)
            break
    return levels


async def _warm(
    peer: Peer, http: aiohttp.ClientSession, url: str, server: asyncio.subprocess.Process, plan: Plan
) -> None:
    """One sentence for nobody: models are loaded with the first one."""
    clips = load_clips(Path(plan.clips))
    deadline = time.monotonic() + _START_S
    while True:
        try:
            first = await _connect(peer, http, url, 0, (floor(9, _WARM_S), [], []))
            break
        except (aiohttp.ClientError, OSError, TimeoutError):
            if server.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError("its server did not start; see its log in data/bench/peers") from None
            await asyncio.sleep(0.5)
    first.sound[8000 : 8000 + len(clips[0].pcm)] += clips[0].pcm
    await _stream([first], _WARM_S)
    await _close([first])
    await asyncio.sleep(1.0)


async def _measure(peer: Peer, http: aiohttp.ClientSession, url: str, pid: int, plan: Plan) -> Level:
    clips = load_clips(Path(plan.clips))
    crowd = [await _connect(peer, http, url, number, lay_out(plan, number, clips)) for number in range(plan.sessions)]
    readers = [asyncio.create_task(_read(peer, listener)) for listener in crowd]
    try:
        before = tree(pid).cpu_s
        late = await _stream(crowd, _IDLE_S)
        quiet = (tree(pid).cpu_s - before) / _IDLE_S
        own, before = time.process_time(), tree(pid).cpu_s
        late = await _stream(crowd, plan.seconds + _AFTER_S)
        used, own = tree(pid).cpu_s - before, time.process_time() - own
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
        await _close(crowd)
    return _level(peer, crowd, plan, quiet, used, own, late)


def _level(
    peer: Peer, crowd: list[Listener], plan: Plan, quiet: float, used: float, own: float, late: list[float]
) -> Level:
    seconds, asked = plan.seconds + _AFTER_S, sum(len(listener.said) for listener in crowd)
    waits, heard = [], []
    for listener in crowd:
        moments = stable_at(listener.snapshots, listener.said)
        heard.append(listener.snapshots[-1].text if listener.snapshots else "")
        for end, moment in zip(listener.ended_at, moments, strict=False):
            if moment is not None:
                waits.append((moment - end) * 1000)
    return Level(
        peer.name, plan.sessions, plan.sessions, asked, waits,
        cpu_s=used,
        idle_cores=quiet,
        busy_cores=used / seconds,
        own_cores=own / seconds,
        late_ms=percentile(late, 95),
        error_rate=error_rate([plain("".join(listener.said)) for listener in crowd], heard),
        trouble={"connection lost": lost} if (lost := sum(listener.gone for listener in crowd)) else {},
        questions=[_protocol(listener) for listener in crowd],
        seconds=seconds,
    )  # fmt: skip


def _protocol(listener: Listener) -> dict[str, Any]:
    """All that the figures were made from, for whoever doubts them."""
    start = listener.ended_at[0] if listener.ended_at else 0.0
    changes = [
        (round(later.at - start, 2), later.text)
        for before, later in itertools.pairwise([Snapshot(0.0, ""), *listener.snapshots])
        if later.text != before.text
    ]
    ends = [round(at - start, 2) for at in listener.ended_at]
    return {"said": listener.said, "ended_at_s": ends, "texts": changes, "cut_in": False}


async def _connect(
    peer: Peer, http: aiohttp.ClientSession, url: str, number: int, laid: tuple[NDArray[np.int16], list[int], list[str]]
) -> Listener:
    async with asyncio.timeout(30):
        socket = await http.ws_connect(url, compress=0, max_msg_size=1 << 24)
        if hello := peer.hello(number):
            await socket.send_str(hello)
        while not peer.ready(json.loads((await socket.receive()).data or "{}")):
            pass
    return Listener(socket, *laid)


async def _stream(crowd: list[Listener], seconds: float) -> list[float]:
    """All of the crowd's sound for so long, a chunk every 100 ms. How late the chunks were, ms."""
    loop = asyncio.get_running_loop()
    sends: set[asyncio.Task[None]] = set()

    def tick(phase: int) -> None:
        for listener in crowd[phase::4]:
            send = asyncio.create_task(_send(listener, loop.time()))
            sends.add(send)
            send.add_done_callback(sends.discard)

    pace, until = Pace(step_s=0.1), loop.time() + seconds
    await pace.run(tick, until=lambda: loop.time() >= until)
    await asyncio.wait(sends, timeout=5) if sends else None
    return pace.late_ms


async def _send(listener: Listener, now: float) -> None:
    first, last = listener.at, listener.at + _CHUNK
    listener.at = last
    listener.ended_at += [now for end in listener.ends if first < end <= last]
    with contextlib.suppress(aiohttp.ClientError, ConnectionError):
        if last <= len(listener.sound):
            await listener.socket.send_bytes(listener.sound[first:last].astype("<i2").tobytes())


async def _read(peer: Peer, listener: Listener) -> None:
    loop = asyncio.get_running_loop()
    async for message in listener.socket:
        if message.type is aiohttp.WSMsgType.TEXT and (text := peer.text(json.loads(message.data))) is not None:
            listener.snapshots.append(Snapshot(loop.time(), text))
    listener.gone = True


async def _close(crowd: list[Listener]) -> None:
    with contextlib.suppress(TimeoutError, aiohttp.ClientError, ConnectionError):
        async with asyncio.timeout(5):
            await asyncio.gather(*(listener.socket.close() for listener in crowd), return_exceptions=True)
