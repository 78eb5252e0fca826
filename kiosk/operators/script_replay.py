"""A proposed version against the real conversations of the last days: started, watched, stopped.

One replay a hall runs at a time, in a process of its own. What is answered has a placeholder for each personal value.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from kiosk.hall.replay.comparing import KINDS
from kiosk.hall.replay.recorded import REASONS
from kiosk.hall.replay.worker import MOST_DAYS, replay_into
from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route, SignedIn, not_found
from kiosk.store.audit import AuditNote

ReplayState = Literal["none", "running", "done", "cancelled", "failed"]


class ReplayBody(RequestBody):
    """`days`: of which the conversations are played."""

    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS)] = 7


class ReplayReason(ApiAnswer):
    """Conversations that were not played again. `told`: why, for people."""

    reason: str
    told: str
    count: int


class ReplayStep(ApiAnswer):
    """`did`: the citizen; empty: he came. `calls`: interfaces. `asks`: the question that is open then. `other`: it goes
    otherwise than in the other course.
    """

    did: str
    said: list[str]
    calls: list[str]
    asks: str
    other: bool


class ReplayCourse(ApiAnswer):
    """`slots`: pairs of name and value. `stopped`: an interface that has no recorded answer; empty: none."""

    steps: list[ReplayStep]
    services: list[str]
    slots: list[list[str]]
    ended: str
    stopped: str


class ReplayedTalk(ApiAnswer):
    """`kinds`: what goes otherwise, for people."""

    id: str
    began_ms: int
    service: str
    channel: str
    kinds: list[str]
    before: ReplayCourse
    after: ReplayCourse


class ReplayStanding(ApiAnswer):
    """The last replay of this hall since its start. `version`: which was played. `trouble`: why it failed. `total`,
    `same`, `otherwise`: conversations. `talks`: those that go otherwise, the first 200.
    """

    state: ReplayState
    version: int
    days: int
    done: int
    total: int
    trouble: str
    same: int
    otherwise: int
    not_replayed: list[ReplayReason]
    talks: list[ReplayedTalk]


def routes(console: Console) -> tuple[Route, ...]:
    desk = ReplayDesk(console)
    read, path = Permission.SCRIPTS_READ, "/scripts/{number}/replay"
    return (
        Route("GET", path, read, desk.standing, "重放 · The replay of this version", answer=ReplayStanding),
        Route(
            "POST", path, read, desk.start, "重放真实会话 · Play real conversations against it", body=ReplayBody,
            answer=ReplayStanding, errors={409: ("busy",)},
        ),
        Route("POST", f"{path}/cancel", read, desk.cancel, "停下 · Stop the replay", answer=ReplayStanding),
    )  # fmt: skip


def _none(version: int, days: int = 7, state: ReplayState = "none") -> ReplayStanding:
    return ReplayStanding(
        state=state, version=version, days=days, done=0, total=0, trouble="", same=0, otherwise=0, not_replayed=[],
        talks=[],
    )  # fmt: skip


class ReplayDesk:
    """The handlers, and the one process."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = _none(0)
        self._process: SpawnProcess | None = None

    async def standing(self, request: web.Request, who: SignedIn) -> ReplayStanding:
        number = await self._number(request)
        return self._last if self._last.version == number else _none(number)

    async def start(self, request: web.Request, who: SignedIn, body: ReplayBody) -> ReplayStanding:
        number = await self._number(request)
        if self._last.state == "running":
            text = f"正在重放版本 {self._last.version}：等它做完，或者先停下。 A replay is running: wait, or cancel it."
            raise RequestRefusedError(409, "busy", text)
        self._last = _none(number, body.days, "running")
        with ExitStack() as undo:
            undo.callback(self._forget, number)
            detail = f"version {number}, {body.days} days"
            await self._console.hall.store.audit(AuditNote("conversations replayed", who.who, detail=detail))
            await self._launch(self._last)
            undo.pop_all()
        return self._last

    def _forget(self, number: int) -> None:
        """A replay that was asked for and did not begin."""
        self._last = _none(number)

    async def cancel(self, request: web.Request, who: SignedIn) -> ReplayStanding:
        number = await self._number(request)
        if self._last.version == number and self._last.state == "running":
            self._last.state = "cancelled"
            if self._process is not None:
                self._process.terminate()
        return self._last if self._last.version == number else _none(number)

    async def _launch(self, last: ReplayStanding) -> None:
        settings, context = self._console.hall.settings, get_context("spawn")
        receiver, sender = context.Pipe(duplex=False)
        args = (settings, last.version, last.days, sender)
        process = context.Process(target=replay_into, args=args, daemon=True)
        await asyncio.to_thread(process.start)
        sender.close()
        self._process = process
        if last.state != "running":  # cancelled meanwhile
            process.terminate()
        loop = asyncio.get_running_loop()

        def follow() -> None:
            with suppress(RuntimeError):  # the loop is closed: the hall ends
                while (told := _next(receiver)) is not None:
                    loop.call_soon_threadsafe(_tell, last, told)
                process.join()
                loop.call_soon_threadsafe(_gone, last)

        # A thread of its own, which the hall's end does not wait for.
        Thread(target=follow, name="replay", daemon=True).start()

    async def _number(self, request: web.Request) -> int:
        known = (await self._console.hall.store.versions.standing()).versions
        number = request.match_info["number"]
        if not number.isascii() or not number.isdecimal() or len(number) > 9 or int(number) not in known:
            raise not_found("版本")
        return int(number)


def _next(receiver: Pipe) -> Any:
    """Blocking. None: the process is gone."""
    try:
        return receiver.recv()
    except (EOFError, OSError):
        return None


def _tell(last: ReplayStanding, told: tuple[Any, ...]) -> None:
    match told:
        case ("progress", int(done), int(total)):
            last.done, last.total = done, total
        case ("done", dict(result)) if last.state == "running":
            _fill(last, result)
        case ("failed", str(why)):
            last.state, last.trouble = "failed", why


def _gone(last: ReplayStanding) -> None:
    if last.state == "running":
        last.state, last.trouble = "failed", "重放的进程没有了，请再试一次；还这样，请看服务器的日志。"


def _fill(last: ReplayStanding, result: dict[str, Any]) -> None:
    last.state = "done"
    last.total, last.same, last.otherwise = result["total"], result["same"], result["otherwise"]
    last.done = last.total
    found = sorted(result["not_replayed"].items(), key=lambda pair: -pair[1])
    last.not_replayed = [ReplayReason(reason=reason, told=REASONS[reason], count=count) for reason, count in found]
    last.talks = [
        msgspec.convert({**talk, "kinds": [KINDS[kind] for kind in talk["kinds"]]}, ReplayedTalk)
        for talk in result["talks"]
    ]
