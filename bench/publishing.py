"""Publishing and rolling back through the console while 200 citizens talk: who notices, and when is a version live?

    python -m bench.publishing [--citizens 200] [--times 50] [--postgresql]

`kiosk serve` as a process of its own (`bench.unqueued_kill_hall`: a voice of silence, no ear, no queue; scripts,
record, sessions, console and listeners are the real ones). Citizens type over WebSockets at human pace, one
conversation after the other. An approver signs in to the console, publishes a version and rolls it back, so many times,
without waiting for rendered prompts, as one does in a hall that is never empty. After each change, kiosks and a caller
begin one conversation after the other until they get the version that was made live: what counts is the moment at which
the first conversation began there that the record says has it, from the moment before the request was sent.

Exit status 1: less than nine tenths of the citizens were in a conversation at the median; one was cut off, heard two
versions, or began with an old one when a new one was live already; or publishing took more than 5 s, rolling back more
than 1 s, at the 95th percentile anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bench.kill_citizen import DeadLineError, KillCitizen
from bench.kills import Forks, forking
from bench.published_scripts import MARK, mark_of, prepare
from bench.table import preamble
from dialogue.testing.samples import samples
from kiosk.client import ClientError
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import Settings
from kiosk.demo import server as demo_backend
from kiosk.demo.people import person
from kiosk.operators.permissions import Role
from kiosk.wire import encode
from kiosk.wire import messages as m
from support.card_reading import READER_ENVIRONMENT
from support.console import OperatorBrowser, WallClock
from support.databases import PostgresDatabase, SqliteDatabase, TestDatabase, make_template
from support.measures.figures import p50, p95
from support.ports import free_port
from support.postgres import MISSING, postgres_server, programs

#: Kiosks that begin conversations after each change; the telephone is one more place.
_PLACES = tuple(f"probe-{number}" for number in range(1, 5))
_PHONE = "phone"
#: Seconds between two conversations that are begun at one place, and within which a version must be live.
_PROBE_S, _LIVE_WITHIN_S = 0.1, 120.0
#: What is aimed at, in seconds.
_PUBLISH_S, _ROLL_BACK_S = 5.0, 1.0
_READY_S, _ARRIVE_S = 180.0, 20.0
_MOST_CITIZENS = 10_000
_UNREAD = "SELECT id, device, channel, scripts, began_ms FROM conversations WHERE began_ms >= {} ORDER BY began_ms"


class TypingCitizen(KillCitizen):
    """`heard`: the versions whose words were said to them. `card`: name and number of their own identity card; a hall
    refuses a second reading of one card within a second.
    """

    pause_s, lost_s, look_s = (2.0, 8.0), 60.0, 0.25  # as often as a page reports

    def __init__(self, chance: random.Random, number: int, card: tuple[str, str]) -> None:
        super().__init__(chance, lambda what: None)
        self.device = f"kiosk-{number}"
        self.card = card
        self.heard = set[str]()

    def _hear(self, message: dict[str, Any]) -> bool:
        if message["type"] == "say":
            self.heard.update(MARK.findall(message["text"]))
        return super()._hear(message)


def id_cards() -> Iterator[tuple[str, str]]:
    """Of people of the demo back end."""
    return ((person(number).name, number) for number in samples("id_number", _MOST_CITIZENS, date.today()))


@dataclass(slots=True)
class VersionChange:
    """`asked_ms`: since 1970, before the request was sent. `talking`: citizens in a conversation then. `live_ms`: by
    place, until a conversation began with it.
    """

    what: str
    scripts: str
    asked_ms: int
    answered_ms: float
    talking: int
    live_ms: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class PublishingRun:
    settings: Settings
    database: TestDatabase
    hashes: list[str]
    url: str
    phone_port: int
    console: OperatorBrowser
    citizens_at_once: int
    citizens: list[TypingCitizen] = field(default_factory=list)
    cards: Iterator[tuple[str, str]] = field(default_factory=lambda: id_cards())
    changes: list[VersionChange] = field(default_factory=list)
    cut_off: list[str] = field(default_factory=list)
    over: bool = False

    async def begun_since(self, since_ms: int) -> list[tuple[str, str, str, str, int]]:
        """Id, device, channel, version and time of each conversation that began since then."""
        query = _UNREAD.format(since_ms)
        return await asyncio.to_thread(self.database.sql, self.settings, query)

    # ---- citizens ---------------------------------------------------------------------------------------------------

    async def talk(self, http: aiohttp.ClientSession, number: int, first_s: float) -> None:
        """One citizen after the other at this kiosk."""
        await asyncio.sleep(first_s)
        while not self.over:
            citizen = TypingCitizen(random.Random(f"{number}/{len(self.citizens)}"), number, next(self.cards))
            self.citizens.append(citizen)
            try:
                await citizen.converse(http, self.url)
            except DeadLineError as error:
                self.cut_off.append(f"{citizen.told.conversation or 'before it began'}: {error.__cause__ or 'closed'}")

    # ---- the operator -----------------------------------------------------------------------------------------------

    async def operate(self, http: aiohttp.ClientSession, times: int, chance: random.Random) -> None:
        for version in range(len(self.hashes), len(self.hashes) - times, -1):  # the newest are loaded beforehand
            await asyncio.sleep(chance.uniform(1, 4))
            body = {"expected_live": 1, "now": True}
            await self._change(http, "publish", version, f"/scripts/{version}/publish", body)
            await asyncio.sleep(chance.uniform(1, 4))
            await self._change(http, "roll back", 1, "/scripts/roll-back", {"expected_live": version, "reason": "退"})

    async def _change(
        self, http: aiohttp.ClientSession, what: str, version: int, path: str, body: dict[str, Any]
    ) -> None:
        asked_ms, began = round(time.time() * 1000), time.monotonic()
        status, told = await self.console.post(path, body)
        if status != 200:
            raise SystemExit(f"{what} of version {version} was answered {status}: {told}")
        answered_ms = (time.monotonic() - began) * 1000
        talking = sum(bool(one.told.conversation) and not one.told.ended for one in self.citizens)
        change = VersionChange(what, self.hashes[version - 1], asked_ms, answered_ms, talking)
        self.changes.append(change)
        places = (*_PLACES, _PHONE)
        try:
            async with asyncio.timeout(_LIVE_WITHIN_S), asyncio.TaskGroup() as probes:
                for place in places:
                    probes.create_task(self._probe(http, place, change))
                while len(change.live_ms) < len(places):
                    await asyncio.sleep(_PROBE_S)
                    for _, device, channel, scripts, began_ms in await self.begun_since(asked_ms):
                        place = _PHONE if channel == "phone" else device
                        if scripts == change.scripts and place in places:
                            change.live_ms.setdefault(place, began_ms - asked_ms)
        except TimeoutError:
            missing = ", ".join(place for place in places if place not in change.live_ms)
            raise SystemExit(f"version {version} is not live within {_LIVE_WITHIN_S:g} s at {missing}") from None

    async def _probe(self, http: aiohttp.ClientSession, place: str, change: VersionChange) -> None:
        """Begin conversations there until one has the version."""
        while place not in change.live_ms:
            await (self._call() if place == _PHONE else self._touch(http, place))
            await asyncio.sleep(_PROBE_S)

    async def _call(self) -> None:
        with contextlib.suppress(ClientError):  # the last call is being hung up: the line is busy
            async with PhoneCaller.open("127.0.0.1", self.phone_port):
                await asyncio.sleep(_PROBE_S)

    async def _touch(self, http: aiohttp.ClientSession, place: str) -> None:
        async with http.ws_connect(self.url, protocols=("kiosk.v1",), max_msg_size=1 << 22) as socket:
            abilities = m.Abilities(screen=True, voice=False, touch=True, print=False)
            await socket.send_str(encode(m.Hello(m.VERSION, place, abilities)))
            await socket.send_str(encode(m.Start()))
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT and '"begun"' in frame.data:
                    await socket.send_str(encode(m.Bye("leave")))
                    break


# ---- what came of it -------------------------------------------------------------------------------------------------


async def show(run: PublishingRun) -> int:
    """Prints the figures. How much is wrong."""
    record = await run.begun_since(0)
    of = {name: scripts for name, _, _, scripts, _ in record}
    marks = {scripts: mark_of(number) for number, scripts in enumerate(run.hashes, start=1)}
    talks = [citizen for citizen in run.citizens if citizen.told.conversation]
    ended = collections.Counter(citizen.told.ended or "not over" for citizen in talks)
    mixed = [one for one in talks if one.heard and one.heard != {marks[of[one.told.conversation]]}]
    heard = sum(bool(one.heard) for one in talks)
    late = list(stragglers(run.changes, [(scripts, began_ms) for _, _, _, scripts, began_ms in record]))
    print(
        f"\nchanges {len(run.changes)}; conversations in the record {len(record)}, of citizens {len(talks)}: ", end=""
    )
    print(
        f"{dict(ended)}; {heard} heard a version's words, of {len({of[t.told.conversation] for t in talks})} versions"
    )
    talking = [one.talking for one in run.changes]
    print(f"in a conversation at the changes: {min(talking)} to {max(talking)} citizens, median {p50(talking):.0f}")
    print(f"cut off: {len(run.cut_off)}; mixed versions: {len(mixed)}; began with an old version: {len(late)}")
    for line in (*run.cut_off[:10], *(f"{one.told.conversation} heard {one.heard}" for one in mixed[:10]), *late[:10]):
        print("  wrong:", line)
    slow = 0
    print("\nFrom the request to the first conversation with the version, ms, p50 / p95 / longest\n")
    print("| place | publish | roll back |\n|---|---:|---:|")
    for place in (*_PLACES, _PHONE):
        cells = []
        for what, limit_s in (("publish", _PUBLISH_S), ("roll back", _ROLL_BACK_S)):
            took = [one.live_ms[place] for one in run.changes if one.what == what]
            slow += p95(took) > limit_s * 1000
            cells.append(f"{p50(took):.0f} / {p95(took):.0f} / {max(took):.0f}")
        print(f"| {place} | {' | '.join(cells)} |")
    answered = [one.answered_ms for one in run.changes]
    print(
        f"\nThe console answered after p50 {p50(answered):.0f} ms, p95 {p95(answered):.0f} ms. Probes: {_PROBE_S:g} s"
    )
    not_completed = len(talks) - ended["completed"]
    if not heard or p50(talking) < 0.9 * run.citizens_at_once:
        print(f"expected {run.citizens_at_once} citizens in a conversation: nothing was measured with so many")
        return 1
    return len(run.cut_off) + len(mixed) + len(late) + not_completed + slow


def stragglers(changes: list[VersionChange], begun: list[tuple[str, int]]) -> list[str]:
    """Conversations that began with another version than the one that had been seen live before them. `begun`: version
    and time of each, in order.
    """
    found = []
    for at, change in enumerate(changes):
        until_ms = changes[at + 1].asked_ms if at + 1 < len(changes) else 1 << 62
        within = [(scripts, ms) for scripts, ms in begun if change.asked_ms <= ms < until_ms]
        live_ms = next((ms for scripts, ms in within if scripts == change.scripts), until_ms)
        found += [
            f"{ms - live_ms} ms after {change.what}: {scripts[:12]}"
            for scripts, ms in within
            if ms > live_ms and scripts != change.scripts
        ]
    return found


# ---- the hall --------------------------------------------------------------------------------------------------------


def environment(settings: Settings, ports: list[int], backend: str, citizens: int) -> dict[str, str]:
    return {
        "KIOSK__PUBLIC__PORT": str(ports[0]),
        "KIOSK__OPERATORS__PORT": str(ports[1]),
        "KIOSK__BACKEND__URL": backend,
        **READER_ENVIRONMENT,
        "KIOSK__DATA_DIR": str(settings.data_dir),
        "KIOSK__STORE__URL": settings.store.url,
        "KIOSK__SERVICES__SOURCE": "published",
        "KIOSK__PHONE__AUDIOSOCKET": "on",
        "KIOSK__PHONE__PORT": str(ports[2]),
        "KIOSK__PHONE__CALLS": "40",  # a line is free some seconds after its caller has hung up
        "KIOSK__LIMITS__SESSIONS": str(citizens + 200),
        "KIOSK__LIMITS__CONNECTIONS": str(citizens + 300),
        "KIOSK__LIMITS__LOAD": "1",
        "KIOSK__LOG__LEVEL": "warning",
        "KIOSK__DRAIN_S": "1",
    }


@contextlib.asynccontextmanager
async def hall(forks: Forks, settings: Settings, backend: str, citizens: int) -> AsyncIterator[list[int]]:
    """Its public, operators' and telephone ports."""
    ports, log = [free_port() for _ in range(3)], settings.data_dir / "serve.log"
    pid = await forks.hall(environment(settings, ports, backend, citizens), log)
    process = psutil.Process(pid)
    async with asyncio.timeout(_READY_S), aiohttp.ClientSession() as http:
        while True:
            if not process.is_running():
                raise SystemExit(f"the hall did not start: {log.read_text()[-3000:]}")
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"http://127.0.0.1:{ports[0]}/readyz") as answer:
                    if answer.status == 200:
                        break
            await asyncio.sleep(0.1)
    try:
        yield ports
    finally:
        used = process.cpu_times()
        print(f"\nthe hall used {used.user + used.system:.0f} s of processor, {process.memory_info().rss >> 20} MB")
        process.kill()
        if told := log.read_text(errors="replace").strip():
            print(f"the hall's warnings, the last of them:\n{told[-1500:]}")


async def measure(database: TestDatabase, folder: Path, citizens: int, times: int) -> int:
    settings = database.settings(folder / "data")
    hashes = await prepare(settings, times + 1)
    async with (
        demo_backend.running("http://127.0.0.1:0", folder / "office") as backend,
        forking("bench.unqueued_kill_hall") as forks,
        hall(forks, settings, backend, citizens) as ports,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
        aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(force_close=True)
        ) as console,  # the hall may close a connection that lies idle between two changes
    ):
        browser = OperatorBrowser(f"http://127.0.0.1:{ports[1]}", console, WallClock())
        status, told = await browser.sign_in(Role.APPROVER, code=browser.code())
        if status != 200:
            raise SystemExit(f"signing in was answered {status}: {told}")
        run = PublishingRun(
            settings, database, hashes, f"ws://127.0.0.1:{ports[0]}/ws", ports[2], browser, citizens
        )  # fmt: skip
        began, chance = time.monotonic(), random.Random(1)
        async with asyncio.TaskGroup() as kiosks:
            for number in range(citizens):
                kiosks.create_task(run.talk(http, number, chance.uniform(0, _ARRIVE_S)))
            await asyncio.sleep(_ARRIVE_S)  # until every kiosk has its citizen
            await run.operate(http, times, chance)
            print(f"{times} times published and rolled back in {time.monotonic() - began:.0f} s")
            run.over = True
        return await show(run)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--times", type=int, default=50, help="publishes, each rolled back")
    parser.add_argument("--postgresql", action="store_true", help="the record on a PostgreSQL of its own")
    options = parser.parse_args()
    print(preamble(), flush=True)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="publishing-")))
        database: TestDatabase = SqliteDatabase()
        if options.postgresql:
            if (found := programs()) is None:
                raise SystemExit(MISSING)
            server = stack.enter_context(postgres_server(found))
            database = PostgresDatabase(server, make_template(server))
        wrong = asyncio.run(measure(database, folder, options.citizens, options.times))
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
