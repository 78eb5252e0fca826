"""All calls that wait to be decoded, all worker processes, and which worker gets which batch.

Primary workers and, where those use a device, a reserve on the CPU: it starts when all primary workers have failed and
is dismissed when they are back. Only each worker's state is stored; everything else is derived from it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice

from asr.errors import BusyError, RecogniserError
from asr.syllables.lattice import Lattice
from asr.whisper.hypothesis import NO_TEXT, Decoded
from asr.whisper.workers.estimate import DecodeEstimate, Demand, waiting_time
from asr.whisper.workers.lifecycle import SERVING, WorkerState
from asr.whisper.workers.scheduler import DecodeJob, Scheduler, Slots
from asr.whisper.workers.supervisor import Batch, WorkerLimits, WorkerSpec, WorkerSupervisor

#: Workers that may fail over one job before it fails too: a batch can exceed a device's memory.
_MAX_TRIES = 2
#: Calls that wait. Overflow: `RecogniserError`.
_MAX_WAITING = 1024
#: Captions are decoded only while finished utterances take up less than this share of the workers.
_CAPTIONS_UNDER = 0.2
#: What a worker takes to load, for estimates (s).
_LOADING_S = 3.0


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What operators see of one worker. `pid` None: it has no process now."""

    state: WorkerState
    pid: int | None
    failures: int
    why: str  # of the last failure


class WorkerPool:
    """Bound to the event loop of its first use; nothing runs before that."""

    def __init__(
        self, spec: WorkerSpec, reserve: WorkerSpec | None = None, *, beam: int = 5, limits: WorkerLimits | None = None
    ) -> None:
        """`reserve`: works while no primary worker can. `beam`: for finals; partials are decoded with beam 1."""
        self._limits = limits = limits or WorkerLimits()
        self._beam = beam
        self._primary = self._supervisors(spec, limits)
        self._reserve = self._supervisors(reserve, limits) if reserve else ()
        self._schedule = Scheduler()
        self._demand = Demand()
        self._calls: dict[DecodeJob, asyncio.Future[Decoded]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._changed = asyncio.Event()
        self._closed = False

    @property
    def on_reserve(self) -> bool:
        """Whether the reserve serves: all primary workers have failed, and none is back."""
        back = any(supervisor.state in (WorkerState.IDLE, WorkerState.BUSY) for supervisor in self._primary)
        return bool(self._reserve) and not back and all(supervisor.lifecycle.failures for supervisor in self._primary)

    @property
    def workers(self) -> tuple[WorkerStatus, ...]:
        """All of them, primary ones first."""
        return tuple(WorkerStatus(k.state, k.pid, k.lifecycle.failures, k.lifecycle.why) for k in self._all)

    @property
    def backlog_s(self) -> float:
        """How long a final handed in now would wait (s), from what such sound took lately."""
        serving = [supervisor for supervisor in self._all if supervisor.state in SERVING]
        if not serving:
            return 0.0
        now = asyncio.get_running_loop().time()
        busy = {WorkerState.IDLE: 0.0, WorkerState.LOADING: _LOADING_S}
        first = serving[0]
        # One job counts for each batch.
        costs = (
            first.expected_s(job, self._beam) for job in islice(self._schedule.urgent(), 0, None, first.spec.max_batch)
        )
        return waiting_time((busy.get(k.state, max(0.0, k.lifecycle.busy_until - now)) for k in serving), costs)

    @property
    def timeout_s(self) -> float:
        """How long (s) the decoding of one job may take: the time to a stall, for each try."""
        return _MAX_TRIES * self._limits.stall_s

    async def warm(self) -> None:
        """Load every worker. Raises `RecogniserError` when none of them can work."""
        self._start()
        while any(supervisor.state is WorkerState.LOADING for supervisor in self._all):
            self._changed.clear()
            await self._changed.wait()
        self._check_open()
        if not any(supervisor.state in (WorkerState.IDLE, WorkerState.BUSY) for supervisor in self._all):
            raise RecogniserError(self._why())

    async def decode(self, job: DecodeJob) -> Decoded:
        """Decode one job. Cancelling takes it out of the queue. Raises `RecogniserError`, `BusyError`."""
        self._start()
        if len(self._schedule) >= _MAX_WAITING:
            raise RecogniserError(f"expected at most {_MAX_WAITING} utterances in the queue; it is full")
        loop = asyncio.get_running_loop()
        call: asyncio.Future[Decoded] = loop.create_future()
        self._calls[job] = call
        self._schedule.add(job, loop.time())
        if not job.partial:
            self._demand.add(self._all[0].expected_s(job, self._beam), loop.time())
        self.dispatch()
        try:
            return await call
        finally:
            self._schedule.cancel(job)
            self._calls.pop(job, None)

    async def close(self) -> None:
        """End all processes; calls under way fail with `RecogniserError`. May be called twice."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._schedule.clear()
        for job in list(self._calls):
            self._fail(job, RecogniserError("the recogniser is closed"))
        for supervisor in self._all:
            supervisor.dismiss()
        self._changed.set()
        await asyncio.gather(*(supervisor.gone() for supervisor in self._all))

    # ---- called by supervisors ---------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """A state has changed: hand out batches to idle workers, drop partials, fail jobs that no worker can take."""
        if self._closed:
            return
        self._changed.set()
        self._balance()
        now = asyncio.get_running_loop().time()
        while True:
            idle = [supervisor for supervisor in self._all if supervisor.state is WorkerState.IDLE]
            taken = self._schedule.take(now, self._slots(idle))
            for job in taken.dropped:
                self._fail(job, BusyError("a partial gave way: workers are busy with finished utterances"))
            if not taken.batch:
                break
            first = taken.batch[0]
            idle[0].give(Batch(taken.batch, self._beam_of(first), first.ticket.number))
        if not any(supervisor.state in SERVING for supervisor in self._all):
            for job in self._schedule.clear():
                self._fail(job, RecogniserError(self._why()))
        self._dispatch_later(taken.dispatch_at)

    def complete(self, batch: Batch, decoded: tuple[Decoded, ...]) -> None:
        for job, one in zip(batch.jobs, decoded, strict=True):
            call = self._calls.get(job)
            if call is not None and not call.done():
                call.set_result(one)

    def syllables(self, batch: Batch, lattices: tuple[bytes, ...]) -> None:
        for job, lattice in zip(batch.jobs, lattices, strict=True):
            call = self._calls.get(job)
            if job.ticket.on_syllables is not None and call is not None and not call.done():
                job.ticket.on_syllables(Lattice(lattice))

    def fail(self, batch: Batch, why: str) -> None:
        for job in batch.jobs:
            self._fail(job, RecogniserError(why))

    def retry(self, batch: Batch, why: str) -> None:
        """Queue the batch's jobs again; partials, and jobs that have failed twice, fail."""
        for job in batch.jobs:
            job.tries += 1
            if job.partial or job.tries >= _MAX_TRIES:
                self._fail(job, RecogniserError(why))
            elif job in self._calls:
                self._schedule.add_again(job)

    # ---- inside -----------------------------------------------------------------------------------------------------

    @property
    def _all(self) -> tuple[WorkerSupervisor, ...]:
        return (*self._primary, *self._reserve)

    def _supervisors(self, spec: WorkerSpec, limits: WorkerLimits) -> tuple[WorkerSupervisor, ...]:
        estimate = DecodeEstimate(spec.initial_cost)
        return tuple(WorkerSupervisor(spec, limits, self, estimate) for _ in range(spec.count))

    def _check_open(self) -> None:
        if self._closed:
            raise RecogniserError("the recogniser is closed")

    def _start(self) -> None:
        self._check_open()
        for supervisor in self._primary:
            if supervisor.state is WorkerState.DOWN:
                supervisor.start()

    def _balance(self) -> None:
        """Start the reserve when the primary workers have failed; dismiss it, its batch done, when one is back."""
        for supervisor in self._reserve:
            if self.on_reserve and supervisor.state is WorkerState.DOWN:
                supervisor.start()
            elif not self.on_reserve and supervisor.state not in (WorkerState.DOWN, WorkerState.BUSY):
                supervisor.dismiss()

    def _slots(self, idle: list[WorkerSupervisor]) -> Slots:
        """Partials leave one worker free for the next final, where there is more than one.

        In a busy hall they leave all of them: even on a worker of its own, a caption slows finals down.
        """
        serving = sum(supervisor.state in SERVING for supervisor in self._all)
        busy = self._demand.share(serving, asyncio.get_running_loop().time()) > _CAPTIONS_UNDER
        reserve = serving if busy else int(serving > 1)
        if not idle:
            return Slots(0, reserve)
        return Slots(len(idle), reserve, idle[0].spec.max_batch, idle[0].spec.batch_wait_s)

    def _beam_of(self, job: DecodeJob) -> int:
        if job.ticket.syllables_only:
            return NO_TEXT
        return 1 if job.partial else self._beam

    def _dispatch_later(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(when, self.dispatch) if when < float("inf") else None

    def _fail(self, job: DecodeJob, error: RecogniserError) -> None:
        call = self._calls.get(job)
        if call is not None and not call.done():
            call.set_exception(error)

    def _why(self) -> str:
        return next((k.lifecycle.why for k in reversed(self._all) if k.lifecycle.why), "the recogniser has no worker")
