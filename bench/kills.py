"""kill -9 at random moments of conversations at human pace, locked databases, full disks: is anything filed lost?

    python -m bench.kills --count 200

Several halls (real processes, `bench.kill_hall`) with citizens in front of them are killed: half of the times around
the confirming tap, else while a receipt or a goodbye comes, or at any moment. Meanwhile the SQLite file of a hall is
locked by another process for 1 to 60 s, or its disk (a small tmpfs; only as root) is full. Then every receipt that a
citizen saw, every case that the back end filed and every case in the record are held against each other.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bench.kill_citizen import DeadLineError, KillCitizen, Told
from kiosk.config import Settings
from kiosk.demo import server as demo_backend
from kiosk.demo.office import Office
from kiosk.store import Store
from support.card_reading import READER_ENVIRONMENT
from support.measures.figures import p50, p95
from support.ports import free_port

#: Where a kill comes: which event is waited for, and how long after it (s).
MOMENTS = (
    ("tap", 0.0, 0.15), ("tap", 0.0, 0.9), ("receipt", 0.0, 0.1), ("goodbye", 0.0, 0.05), ("any", 0.0, 6.0),
    ("any", 0.0, 3.0),
)  # fmt: skip
_WEIGHTS = (5, 4, 3, 1, 4, 3)
_CITIZENS = 4
_READY_S = 120.0
#: A page that stays away so long is not waited for; seconds.
_GRACE_S, _RESTART_GRACE_S = 1, 30


@dataclass(slots=True)
class Tally:
    kills: collections.Counter[str] = field(default_factory=collections.Counter)
    starts_s: list[float] = field(default_factory=list)
    locks_s: list[float] = field(default_factory=list)
    full_s: list[float] = field(default_factory=list)
    tapped: int = 0  # killed between a confirming tap and its receipt
    told: list[Told] = field(default_factory=list)


class Forks:
    """The process that halls are forked from."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self._one = process, asyncio.Lock()

    async def hall(self, environment: dict[str, str], log: Path) -> int:
        """Its process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._one:
            self._process.stdin.write(json.dumps([environment, str(log)]).encode() + b"\n")
            await self._process.stdin.drain()
            return int(await self._process.stdout.readline())


class KilledHall:
    """One hall, its citizens, and what goes wrong with it."""

    def __init__(self, folder: Path, backend: str, chance: random.Random, tally: Tally, forks: Forks) -> None:
        self._folder, self._chance, self._tally, self._forks = folder, chance, tally, forks
        self._port = free_port()
        self.url = f"ws://127.0.0.1:{self._port}/ws"
        self._environment = {
            "KIOSK__PUBLIC__PORT": str(self._port),
            "KIOSK__OPERATORS__PORT": str(free_port()),
            "KIOSK__BACKEND__URL": backend,
            **READER_ENVIRONMENT,
            "KIOSK__DATA_DIR": str(folder),
            "KIOSK__TURNS__RESUME_GRACE_S": str(_GRACE_S),
            "KIOSK__TURNS__RESTART_GRACE_S": str(_RESTART_GRACE_S),
            "KIOSK__LIMITS__LOAD": "1",
            "KIOSK__LOG__LEVEL": "warning",
            "KIOSK__DRAIN_S": "1",
        }
        self._pid, self._log = 0, folder.parent / f"{folder.name}.log"
        self._up = asyncio.Event()
        self._events: dict[str, asyncio.Event] = collections.defaultdict(asyncio.Event)
        self._citizens: dict[int, KillCitizen] = {}

    async def start(self) -> None:
        began = time.monotonic()
        self._pid = await self._forks.hall(self._environment, self._log)
        async with asyncio.timeout(_READY_S), aiohttp.ClientSession() as http:
            while True:
                if not psutil.pid_exists(self._pid):
                    raise SystemExit(f"a hall did not start again: {self._log.read_text()[-3000:]}")
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"http://127.0.0.1:{self._port}/healthz") as answer:
                        if answer.status == 200:
                            break
                await asyncio.sleep(0.05)
        self._tally.starts_s.append(time.monotonic() - began)
        self._up.set()

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        self._up.clear()
        os.kill(self._pid, number)
        while psutil.pid_exists(self._pid):
            await asyncio.sleep(0.01)

    async def kill_at(self, moment: tuple[str, float, float]) -> None:
        """At that moment, or after 15 s at any."""
        what, low, high = moment
        await asyncio.sleep(self._chance.uniform(0, 5))  # so that some get to their receipt in between
        if what != "any":
            self._events[what].clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._events[what].wait(), 15)
        await asyncio.sleep(self._chance.uniform(low, high))
        self._tally.tapped += any(citizen.told.tapped for citizen in self._citizens.values())
        await self.kill()
        self._tally.kills[what] += 1
        await self.start()

    async def citizens(self, http: aiohttp.ClientSession) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(_CITIZENS):
                group.create_task(self._stream(http, number))

    async def _stream(self, http: aiohttp.ClientSession, number: int) -> None:
        """One citizen after the other, until cancelled."""
        while True:
            citizen = self._citizens[number] = KillCitizen(self._chance, lambda what: self._events[what].set())
            self._tally.told.append(citizen.told)
            while not citizen.told.ended:
                await self._up.wait()
                try:
                    await citizen.converse(http, self.url)
                except DeadLineError:
                    await asyncio.sleep(0.05)
                    if self._chance.random() < 0.15:
                        citizen.told.ended = "walked away"
            if citizen.told.token and self._chance.random() < 0.3 and citizen.told.ended != "walked away":
                await self._comes_back(http, citizen.told)

    async def _comes_back(self, http: aiohttp.ClientSession, told: Told) -> None:
        """With the token of a conversation that has ended: it must open nothing."""
        again = KillCitizen(self._chance, lambda what: None)
        again.told.token = told.token
        await self._up.wait()
        with contextlib.suppress(DeadLineError):
            await asyncio.wait_for(again.converse(http, self.url), 5)
        if again.told.resumed:
            raise SystemExit(f"a token resumed a conversation that was over ({told.ended})")

    async def lock(self, seconds: float) -> None:
        """As another program does that writes into the same file."""
        script = (
            "import sqlite3,sys,time; c=sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60);"
            "c.execute('BEGIN IMMEDIATE'); time.sleep(float(sys.argv[2]))"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, str(self._folder / "hall.db"), str(seconds)
        )
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        self._tally.locks_s.append(seconds)

    async def fill(self, seconds: float) -> None:
        ballast = self._folder / "ballast"
        try:
            with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            await asyncio.sleep(seconds)
        finally:
            ballast.unlink(missing_ok=True)
        self._tally.full_s.append(seconds)

    async def quiet(self) -> None:
        """Until the record has closed every conversation."""
        async with asyncio.timeout(120):
            while True:
                with contextlib.closing(sqlite3.connect(self._folder / "hall.db", timeout=10)) as record:
                    if record.execute("SELECT count(*) FROM conversations WHERE ended_ms IS NULL").fetchone() == (0,):
                        return
                await asyncio.sleep(0.5)


async def trouble(hall: KilledHall, chance: random.Random, disk: bool, longest_s: float) -> None:
    """One thing after the other, until cancelled: the database locked for 1 to 60 s, or the disk full."""
    while True:
        await asyncio.sleep(chance.uniform(2, 15))
        seconds = min(longest_s, 60 ** chance.random())
        await (hall.fill(min(seconds, 20)) if disk and chance.random() < 0.6 else hall.lock(seconds))


async def one_hall(hall: KilledHall, kills: int, chance: random.Random, *, disk: bool, longest_s: float) -> None:
    await hall.start()
    async with aiohttp.ClientSession() as http:
        tasks = [asyncio.create_task(hall.citizens(http)), asyncio.create_task(trouble(hall, chance, disk, longest_s))]
        try:
            for moment in chance.choices(MOMENTS, _WEIGHTS, k=kills):
                await hall.kill_at(moment)
                if tasks[0].done():
                    tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await hall.quiet()
    await hall.kill(signal.SIGTERM)


# ---- what the record has ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    conversation: str
    receipt: str


async def recorded(folder: Path) -> tuple[list[Case], collections.Counter[str]]:
    """Every case in the record, and how conversations ended."""
    store = await Store.open(replace(Settings(), data_dir=folder))
    with contextlib.closing(sqlite3.connect(folder / "hall.db")) as record:
        names = [name for (name,) in record.execute("SELECT id FROM conversations")]
    cases, endings = [], collections.Counter[str]()
    for name in names:
        found = await store.conversation(name)
        assert found is not None
        assert not found.unreadable, found.unreadable
        endings[found.ending or "open"] += 1
        cases += [Case(name, case.receipt) for case in found.cases]
    await store.close()
    return cases, endings


def filed(folder: Path) -> list[Case]:
    """Every case of the back end."""
    with contextlib.closing(sqlite3.connect(folder / "demo-backend.db")) as office:
        rows = office.execute("SELECT key, answer FROM submissions WHERE api != 'queue.take'").fetchall()
    return [Case(key.partition(":")[0], next(iter(json.loads(answer).values()))) for key, answer in rows]


def slowed(handle: Any, chance: random.Random) -> Any:
    """A back end that is a network away: up to 0.4 s before it files, and up to 0.4 s before its answer is here."""

    def slow(self: Office, api: str, params: Any, key: str) -> Any:
        time.sleep(chance.uniform(0, 0.4) if key else 0.02)
        answer = handle(self, api, params, key)
        time.sleep(chance.uniform(0, 0.4) if key else 0.02)
        return answer

    return slow


def show(tally: Tally, cases: list[Case], office: list[Case], endings: collections.Counter[str]) -> int:
    """Prints the figures. How many cases are wrong."""
    seen = [Case(told.conversation, receipt) for told in tally.told for receipt in told.receipts]
    counts, back = collections.Counter(cases), collections.Counter(office)
    lost = [case for case in seen if counts[case] == 0]
    missing = [case for case in office if counts[case] == 0]
    twice = [case for case, times in (counts + back).items() if counts[case] > 1 or back[case] > 1]
    invented = [case for case in cases if back[case] == 0]
    again = [conversation for conversation, times in _by_key(office).items() if times > 2]
    print(f"kills -9: {tally.kills.total()} ({dict(tally.kills)}), {tally.tapped} between a tap and its receipt")
    print(f"starts: p50 {p50(tally.starts_s):.1f} s, p95 {p95(tally.starts_s):.1f} s")
    locks, full = tally.locks_s, tally.full_s
    print(f"locked: {len(locks)} times, {sum(locks):.0f} s, longest {max(locks, default=0):.0f} s")
    print(f"disk full: {len(full)} times, {sum(full):.0f} s")
    resumed, refused = sum(told.resumed for told in tally.told), sum(told.refused for told in tally.told)
    print(f"conversations: {len(tally.told)}; resumed {resumed} times, not taken up {refused}; {dict(endings)}")
    print(f"receipts of a case sent before the kill, shown after it: {sum(told.answered_after for told in tally.told)}")
    print(f"receipts seen {len(seen)}, cases in the record {len(cases)}, cases of the back end {len(office)}")
    print(
        f"receipts seen and not in the record: {len(lost)}; filed and not in the record: {len(missing)}; twice: "
        f"{len(twice)}; in the record and never filed: {len(invented)}; more than two cases: {len(again)}"
    )
    for case in (*lost, *missing, *twice, *invented):
        print("  wrong:", case)
    if not seen:
        print("no receipt was seen: nothing was measured")
        return 1
    return len(lost) + len(missing) + len(twice) + len(invented) + len(again)


def _by_key(office: list[Case]) -> collections.Counter[str]:
    return collections.Counter(case.conversation for case in office)


@contextlib.asynccontextmanager
async def forking(module: str = "bench.kill_hall") -> AsyncIterator[Forks]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=pipe, stdout=pipe, start_new_session=True
    )
    try:
        yield Forks(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A tmpfs of 12 MB at `folder`, if that is allowed; gives whether it was."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="kills in all")
    parser.add_argument("--halls", type=int, default=4, help="killed at the same time")
    parser.add_argument("--longest", type=float, default=60, help="the longest lock, in seconds")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, tally, began = random.Random(options.seed), Tally(), time.monotonic()
    handle = Office.handle
    Office.handle = slowed(handle, chance)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="kills-") as place, contextlib.ExitStack() as stack:
        root = Path(place)
        async with demo_backend.running("http://127.0.0.1:0", root / "office") as backend, forking() as forks:
            halls, cases, endings = [], [], collections.Counter[str]()
            for number in range(options.halls):
                folder = root / f"hall-{number}"
                disk = stack.enter_context(small_disk(folder)) if number % 2 else False
                hall = KilledHall(folder, backend, random.Random(chance.random()), tally, forks)
                kills = options.count // options.halls + (number < options.count % options.halls)
                halls.append(one_hall(hall, kills, chance, disk=disk, longest_s=options.longest))
            await asyncio.gather(*halls)
            for number in range(options.halls):
                found, ended = await recorded(root / f"hall-{number}")
                cases += found
                endings += ended
        wrong = show(tally, cases, filed(root / "office"), endings)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
