"""A crowd of citizens in one process of its own, on one clock; started by `bench.latency`, it reports in JSON lines.

    idle -> (the server's idle CPU is read) -> talk -> (its CPU is read again) -> end -> result

The crowd is apart from the server so that its cost cannot be mistaken for the server's, and counts its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.citizen import CrowdCitizen
from bench.clips import floor, load_clips
from support.measures.figures import percentile
from support.pace import EVERY_S, Pace, question_times

#: How long to wait for all to be greeted; for a queue to move; and how long an answer may take at all.
_GREETING_S, _QUEUE_S, _ANSWER_S = 60.0, 8.0, 15.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`kind`: `talk`; `barge` (every other sentence breaks in on the answer); `idle` (attract mode, nobody speaks).

    `noise`: RMS of the hall's noise; 0 = digital silence. `polite`: nobody speaks before the answer is over.
    """

    url: str
    clips: str
    sessions: int
    seconds: float
    idle_s: float = 6.0
    kind: str = "talk"
    noise: float = 30.0
    seed: int = 1
    every_s: tuple[float, float] = EVERY_S
    polite: bool = True

    def command(self) -> list[str]:
        """Not `-m`: the script that runs every bench takes a module with an entry point for a bench of its own."""
        return [sys.executable, "-c", "from bench.load import main; main()", json.dumps(asdict(self))]


def main() -> None:
    asyncio.run(run(Plan(**json.loads(sys.argv[1]))))


def tell(event: str, **facts: Any) -> None:
    print(json.dumps({"event": event, **facts}, ensure_ascii=False), flush=True)


async def run(plan: Plan) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        crowd = Crowd(plan)
        try:
            await crowd.live(http)
        finally:
            await asyncio.gather(*(citizen.close() for citizen in crowd.citizens))


class Crowd:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._clips = load_clips(Path(plan.clips)) if plan.kind != "idle" else []
        self._pace = Pace()
        self._over = False
        self._trouble: dict[str, int] = {}
        self.citizens: list[CrowdCitizen] = []

    async def live(self, http: aiohttp.ClientSession) -> None:
        plan = self._plan
        noise = floor(plan.seed, 10.0, plan.noise)
        clock = asyncio.create_task(self._pace.run(self._tick, until=lambda: self._over), name="crowd.clock")
        for number in range(plan.sessions):
            opening = CrowdCitizen.open(http, plan.url, noise, number * 4999 % 150_000, start=plan.kind != "idle")
            self.citizens.append(await opening)
            await asyncio.sleep(min(0.05, 2.0 / plan.sessions))
        if plan.kind != "idle":
            await self._greeted()
        tell("idle", sessions=len(self.citizens))
        await asyncio.sleep(plan.idle_s)
        self._pace.late_ms.clear()
        own, began = time.process_time(), time.monotonic()
        tell("talk")
        await self._talk()
        tell("end")
        used = (time.process_time() - own) / (time.monotonic() - began)
        self._over = True
        await clock
        tell("result", **self._facts(used))

    async def _talk(self) -> None:
        plan = self._plan
        if plan.kind == "idle":
            await asyncio.sleep(plan.seconds)
            return
        one = self._barge if plan.kind == "barge" else self._converse
        inside = [(number, citizen) for number, citizen in enumerate(self.citizens) if citizen.greeted]
        await asyncio.gather(*(one(number, citizen) for number, citizen in inside))

    async def _greeted(self) -> None:
        """Until all who were let in have heard the greeting. Whom the hall queues does not talk, and is counted."""
        loop = asyncio.get_running_loop()
        deadline, patience = loop.time() + _GREETING_S, loop.time() + _QUEUE_S
        while waiting := [citizen for citizen in self.citizens if not (citizen.greeted or citizen.gone)]:
            only_queued = all(citizen.queued for citizen in waiting)
            if not only_queued:
                patience = loop.time() + _QUEUE_S
            if loop.time() > deadline or loop.time() > patience:
                break
            await asyncio.sleep(0.1)
        self._note("queued by the hall", sum(citizen.queued for citizen in waiting))
        self._note("never greeted", sum(not citizen.queued for citizen in waiting))

    # ---- one citizen ------------------------------------------------------------------------------------------------

    async def _converse(self, number: int, citizen: CrowdCitizen) -> None:
        """Ask when the schedule says so; one who was not answered waits for it, up to a limit."""
        plan = self._plan
        loop, draw = asyncio.get_running_loop(), random.Random(f"{plan.seed}/words/{number}")
        began = loop.time()
        for at in question_times(plan.seed, number, plan.sessions, plan.seconds, plan.every_s):
            await asyncio.sleep(max(0.0, began + at - loop.time()))
            if plan.polite:
                await self._hear_out(citizen, began + plan.seconds)
                await asyncio.sleep(draw.uniform(0.3, 1.0))
            if citizen.gone or loop.time() - began >= plan.seconds:
                break
            await self._ask(citizen, draw)
        await asyncio.sleep(0.5)

    async def _hear_out(self, citizen: CrowdCitizen, until: float) -> None:
        loop = asyncio.get_running_loop()
        while (citizen.clerk_speaking or citizen.state != "listening") and loop.time() < until and not citizen.gone:
            await asyncio.sleep(0.1)

    async def _barge(self, number: int, citizen: CrowdCitizen) -> None:
        """Ask, let her speak a moment, break in with the next question."""
        loop, draw = asyncio.get_running_loop(), random.Random(f"{self._plan.seed}/barge/{number}")
        began = loop.time()
        while loop.time() - began < self._plan.seconds and not citizen.gone:
            await self._ask(citizen, draw)
            await asyncio.sleep(draw.uniform(0.8, 1.8))

    async def _ask(self, citizen: CrowdCitizen, draw: random.Random) -> None:
        """Say one sentence, and wait until the answer to it has begun."""
        loop = asyncio.get_running_loop()
        before = len(citizen.asked)
        citizen.ask(draw.choice(self._clips))
        while citizen.speaking or len(citizen.asked) == before:
            if citizen.gone:
                return
            await asyncio.sleep(0.02)
        question, limit = citizen.asked[-1], loop.time() + _ANSWER_S
        while question.sound_at is None and loop.time() < limit and not citizen.gone:
            await asyncio.sleep(0.05)
        if question.sound_at is None:
            self._note("no answer" if question.text_at else "no text")

    # ---- the clock --------------------------------------------------------------------------------------------------

    def _tick(self, phase: int) -> None:
        for citizen in self.citizens[phase :: self._pace.phases]:
            citizen.tick(self._send)

    def _send(self, sending: Coroutine[Any, Any, None]) -> None:
        """Run a send to its first wait; only one that the socket's buffer holds up becomes a task."""
        try:
            sending.send(None)
        except StopIteration:
            return
        except (aiohttp.ClientError, ConnectionError, RuntimeError):
            self._note("send failed")
            return
        sending.close()  # the frame is in the buffer; what would follow is only waiting for it to drain
        self._note("held up")

    def _note(self, what: str, count: int = 1) -> None:
        if count:
            self._trouble[what] = self._trouble.get(what, 0) + count

    def _facts(self, used: float) -> dict[str, Any]:
        for citizen in self.citizens:
            for error in citizen.errors:
                self._note(error)
            if citizen.gone:
                self._note("connection lost")
        return {
            "questions": [question.facts() for citizen in self.citizens for question in citizen.asked],
            "inside": sum(citizen.greeted for citizen in self.citizens),
            "trouble": self._trouble,
            "own_cores": round(used, 3),
            "late_ms_p95": round(percentile(self._pace.late_ms, 95), 1),
        }
