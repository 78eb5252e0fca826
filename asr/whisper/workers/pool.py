"""The hall's decoding: all calls that wait, all worker processes, and who gets what.

A crew of workers, and for a crew on a device another in reserve, which is started when the first has failed and is
dismissed when it is back. What is true is kept (each post's state); everything else is derived from that.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice

from asr.errors import BusyError, RecogniserError
from asr.whisper.hypothesis import Heard
from asr.whisper.workers.estimate import Demand, Pace, waiting_time
from asr.whisper.workers.scheduler import Job, Room, Schedule
from asr.whisper.workers.state import HOPEFUL, State
from asr.whisper.workers.supervisor import Batch, Crew, Keeper, Limits

#: A device may find a batch too much for its memory: its failure is that batch's too, but once is an accident.
_TRIES = 2
#: Calls that wait. Overflow: `RecogniserError`; a hall with so many has stopped answering long ago.
_MOST_WAITING = 1024
#: Captions are made while finished utterances take up less than this share of the workers.
_CAPTIONS_UNDER = 0.2
#: What a worker takes to load, for estimates (s).
_LOADING_S = 3.0


@dataclass(frozen=True, slots=True)
class Worker:
    """A look at one worker, for operators. `pid` None: it has no process now."""

    state: State
    pid: int | None
    failures: int
    why: str  # of the last failure


class Pool:
    """Bound to the event loop of its first use; nothing runs before that."""

    def __init__(self, crew: Crew, reserve: Crew | None = None, *, beam: int = 5, limits: Limits | None = None) -> None:
        """`reserve`: works while no worker of `crew` can. `beam`: for finals; partials are decoded with beam 1."""
        limits = limits or Limits()
        self._beam = beam
        self._crew = self._keepers(crew, limits)
        self._reserve = self._keepers(reserve, limits) if reserve else ()
        self._schedule = Schedule()
        self._demand = Demand()
        self._calls: dict[Job, asyncio.Future[Heard]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()
        self._closed = False

    @property
    def on_reserve(self) -> bool:
        """Does the reserve serve? While the crew has failed and is not back."""
        back = any(keeper.state in (State.IDLE, State.BUSY) for keeper in self._crew)
        return bool(self._reserve) and not back and all(keeper.post.failures for keeper in self._crew)

    @property
    def workers(self) -> tuple[Worker, ...]:
        """All of them, the crew first."""
        return tuple(Worker(k.state, k.pid, k.post.failures, k.post.why) for k in self._all)

    @property
    def backlog_s(self) -> float:
        """How long a final handed in now would wait, from what such sound took lately."""
        serving = [keeper for keeper in self._all if keeper.state in HOPEFUL]
        if not serving:
            return 0.0
        now = asyncio.get_running_loop().time()
        busy = {State.IDLE: 0.0, State.LOADING: _LOADING_S}
        first = serving[0]
        # Of those that share a batch, one counts.
        costs = (first.expected_s(job, self._beam) for job in islice(self._schedule.urgent(), 0, None, first.crew.most))
        return waiting_time((busy.get(k.state, max(0.0, k.post.busy_until - now)) for k in serving), costs)

    async def warm(self) -> None:
        """Load every worker. Raises `RecogniserError` when there is none that could work."""
        self._start()
        while any(keeper.state is State.LOADING for keeper in self._all):
            self._changed.clear()
            await self._changed.wait()
        self._check_open()
        if not any(keeper.state in (State.IDLE, State.BUSY) for keeper in self._all):
            raise RecogniserError(self._why())

    async def ask(self, job: Job) -> Heard:
        """Have it decoded. Cancelling takes it out of the queue. Raises `RecogniserError`, `BusyError`."""
        self._start()
        if len(self._schedule) >= _MOST_WAITING:
            raise RecogniserError(f"{_MOST_WAITING} utterances wait already")
        loop = asyncio.get_running_loop()
        call: asyncio.Future[Heard] = loop.create_future()
        self._calls[job] = call
        self._schedule.add(job, loop.time())
        if not job.partial:
            self._demand.add(self._all[0].expected_s(job, self._beam), loop.time())
        self.look()
        try:
            return await call
        finally:
            self._schedule.cancel(job)
            self._calls.pop(job, None)

    async def close(self) -> None:
        """End all processes; calls under way fail with `RecogniserError`. Calling it twice does no harm."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._schedule.clear()
        for job in list(self._calls):
            self._fail(job, RecogniserError("the recogniser is closed"))
        for keeper in self._all:
            keeper.dismiss()
        self._changed.set()
        await asyncio.gather(*(keeper.gone() for keeper in self._all))

    # ---- what keepers call ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Something has changed: hand out what can be handed out, drop what must be dropped."""
        if self._closed:
            return
        self._changed.set()
        self._balance()
        now = asyncio.get_running_loop().time()
        while True:
            idle = [keeper for keeper in self._all if keeper.state is State.IDLE]
            taken = self._schedule.take(now, self._room(idle))
            for job in taken.dropped:
                self._fail(job, BusyError("a partial gave way: workers are busy with finished utterances"))
            if not taken.batch:
                break
            idle[0].give(Batch(taken.batch, 1 if taken.batch[0].partial else self._beam))
        if not any(keeper.state in HOPEFUL for keeper in self._all):
            for job in self._schedule.clear():
                self._fail(job, RecogniserError(self._why()))
        self._look_again(taken.look_at)

    def settle(self, batch: Batch, heard: tuple[Heard, ...]) -> None:
        for job, one in zip(batch.jobs, heard, strict=True):
            call = self._calls.get(job)
            if call is not None and not call.done():
                call.set_result(one)

    def refuse(self, batch: Batch, why: str) -> None:
        for job in batch.jobs:
            self._fail(job, RecogniserError(why))

    def retry(self, batch: Batch, why: str) -> None:
        """Once more, on whichever worker is idle first; a partial is not worth it, and twice is no accident."""
        for job in batch.jobs:
            job.tries += 1
            if job.partial or job.tries >= _TRIES:
                self._fail(job, RecogniserError(why))
            elif job in self._calls:
                self._schedule.add_again(job)

    # ---- inside -----------------------------------------------------------------------------------------------------

    @property
    def _all(self) -> tuple[Keeper, ...]:
        return (*self._crew, *self._reserve)

    def _keepers(self, crew: Crew, limits: Limits) -> tuple[Keeper, ...]:
        pace = Pace(crew.first_guess)
        return tuple(Keeper(crew, limits, self, pace) for _ in range(crew.count))

    def _check_open(self) -> None:
        if self._closed:
            raise RecogniserError("the recogniser is closed")

    def _start(self) -> None:
        self._check_open()
        for keeper in self._crew:
            if keeper.state is State.DOWN:
                keeper.start()

    def _balance(self) -> None:
        """The reserve comes when the crew has failed, and goes when that is back, each with its work done."""
        for keeper in self._reserve:
            if self.on_reserve and keeper.state is State.DOWN:
                keeper.start()
            elif not self.on_reserve and keeper.state not in (State.DOWN, State.BUSY):
                keeper.dismiss()

    def _room(self, idle: list[Keeper]) -> Room:
        """Partials leave one worker to whoever finishes speaking next, where there is more than one.

        In a busy hall they leave all of them: even on a worker of its own, a caption slows down what others wait for.
        """
        serving = sum(keeper.state in HOPEFUL for keeper in self._all)
        busy = self._demand.share(serving, asyncio.get_running_loop().time()) > _CAPTIONS_UNDER
        reserve = serving if busy else int(serving > 1)
        if not idle:
            return Room(0, reserve)
        return Room(len(idle), reserve, idle[0].crew.most, idle[0].crew.company_s)

    def _look_again(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(when, self.look) if when < float("inf") else None

    def _fail(self, job: Job, error: RecogniserError) -> None:
        call = self._calls.get(job)
        if call is not None and not call.done():
            call.set_exception(error)

    def _why(self) -> str:
        return next((k.post.why for k in reversed(self._all) if k.post.why), "the recogniser has no worker")
