"""Keeps one worker process alive and at work: starts it, hands it batches, kills it when it fails, starts it again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from asr.errors import DeviceLostError, RecogniserError
from asr.whisper.hypothesis import Heard
from asr.whisper.workers.estimate import Pace
from asr.whisper.workers.messages import Done, Failed, Order, Ready
from asr.whisper.workers.process import Child, Gone, Said, WorkerError
from asr.whisper.workers.scheduler import Job
from asr.whisper.workers.state import Post, State


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a worker may take, in seconds.

    Work may take `stall_factor` times what is expected, and in any case `stall_s`: an overloaded machine is no stall.
    """

    load_s: float = 120.0
    stall_s: float = 4.0
    stall_factor: float = 3.0
    lost_s: float = 60.0  # how long a lost device is left alone before it is tried again


@dataclass(frozen=True, slots=True)
class Crew:
    """`count` workers of one make. `most`: utterances in a batch; `company_s`: how long one may wait for others.

    `first_guess`: seconds of work for a second of sound, until it has been measured.
    """

    command: tuple[str, ...]
    count: int
    most: int = 1
    company_s: float = 0.0
    first_guess: float = 0.15


@dataclass(frozen=True, slots=True)
class Batch:
    jobs: tuple[Job, ...]
    beam: int


class Desk(Protocol):
    """Where batches come from and go back to."""

    def look(self) -> None:
        """A worker's state has changed."""
        ...

    def settle(self, batch: Batch, heard: tuple[Heard, ...]) -> None: ...

    def refuse(self, batch: Batch, why: str) -> None:
        """The engine could not do it, and said so."""
        ...

    def retry(self, batch: Batch, why: str) -> None:
        """The worker failed over it."""
        ...


class Keeper:
    """One worker's place. `pid`: of its process, None where there is none."""

    def __init__(self, crew: Crew, limits: Limits, desk: Desk, pace: Pace) -> None:
        self.crew = crew
        self.post = Post(limits.lost_s)
        self.pid: int | None = None
        self._limits, self._desk, self._pace = limits, desk, pace
        self._events: asyncio.Queue[Batch | Said] = asyncio.Queue()
        #: The life that is lived now, and those before it whose processes are still being ended.
        self._lives: list[asyncio.Task[None]] = []
        self._number = 0

    @property
    def state(self) -> State:
        return self.post.state

    def start(self) -> None:
        """Have a worker here from now on."""
        self.post.load()
        self._lives = [life for life in self._lives if not life.done()]
        self._lives.append(asyncio.create_task(self._live(tuple(self._lives)), name="asr.worker.supervisor"))

    def dismiss(self) -> None:
        """No worker is wanted here any more. Its work in hand, if any, is not answered."""
        if self.post.state is State.DOWN:
            return  # a second cancel would interrupt the killing
        self.post.stop()
        self._lives[-1].cancel()

    async def gone(self) -> None:
        """After `dismiss`: wait until nothing is left of it."""
        if self._lives:
            await asyncio.wait(self._lives)

    def give(self, batch: Batch) -> None:
        """To an idle worker only."""
        expected = self._pace.expected_s(batch.jobs, batch.beam)
        self.post.work(asyncio.get_running_loop().time() + expected)
        self._events.put_nowait(batch)

    def expected_s(self, job: Job, beam: int) -> float:
        return self._pace.expected_s((job,), beam)

    # ---- a worker's lives -------------------------------------------------------------------------------------------

    async def _live(self, before: tuple[asyncio.Task[None], ...]) -> None:
        clock = asyncio.get_running_loop().time
        if before:
            await asyncio.wait(before)
        while True:
            try:
                await self._one_life()
            except RecogniserError as error:
                self.post.fail(clock(), str(error), lost=isinstance(error, DeviceLostError))
            if (rest := self.post.again_at - clock()) > 0.0:
                # Without a rest nobody is told: who waits may hope for a worker that is started again at once.
                self._desk.look()
                await asyncio.sleep(rest)
            self.post.load()

    async def _one_life(self) -> None:
        events = self._events = asyncio.Queue()
        child = await Child.start(self.crew.command, events.put_nowait)
        try:
            self.pid = child.pid
            await self._loaded(events)
            self.post.idle()
            while True:
                self._desk.look()
                order = await events.get()
                if not isinstance(order, Batch):
                    raise _failure(order)
                await self._work(child, events, order)
        finally:
            self.pid = None
            await child.kill()

    async def _loaded(self, events: asyncio.Queue[Batch | Said]) -> None:
        try:
            async with asyncio.timeout(self._limits.load_s):
                said = await events.get()
        except TimeoutError:
            raise WorkerError(f"the recogniser did not load within {self._limits.load_s:g} s") from None
        if not isinstance(said, Ready):
            raise _failure(said)

    async def _work(self, child: Child, events: asyncio.Queue[Batch | Said], batch: Batch) -> None:
        """One batch. Raises `WorkerError` or `DeviceLostError`, after which the worker must go."""
        self._number += 1
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            said = await self._ask(child, events, batch)
            match said:
                case Done(self._number, heard) if len(heard) == len(batch.jobs):
                    self._pace.learn(batch.jobs, batch.beam, clock() - began)
                    self.post.idle()
                    self._desk.settle(batch, heard)
                case Failed(self._number, why, lost=False):
                    self.post.idle()
                    self._desk.refuse(batch, why)
                case _:
                    raise _failure(said)
        except (WorkerError, DeviceLostError) as error:
            self._desk.retry(batch, str(error))
            raise

    async def _ask(self, child: Child, events: asyncio.Queue[Batch | Said], batch: Batch) -> Batch | Said:
        expected = self._pace.expected_s(batch.jobs, batch.beam)
        limit = max(self._limits.stall_s, self._limits.stall_factor * expected)
        try:
            async with asyncio.timeout(limit):
                await child.tell(Order(self._number, batch.beam, tuple(job.sound for job in batch.jobs)))
                return await events.get()
        except TimeoutError:
            raise WorkerError(f"the recogniser process gave no answer within {limit:.1f} s") from None


def _failure(said: Batch | Said) -> RecogniserError:
    match said:
        case Gone(why):
            return WorkerError(why)
        case Failed(_, why, lost):
            return DeviceLostError(why) if lost else WorkerError(why)
        case _:
            return WorkerError("the recogniser process answers what nobody asked")
