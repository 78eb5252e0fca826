"""Supervises one worker process: starts it, hands it batches, kills it when it fails, restarts it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from asr.errors import DeviceLostError, RecogniserError
from asr.whisper.hypothesis import Decoded
from asr.whisper.workers.estimate import DecodeEstimate
from asr.whisper.workers.lifecycle import WorkerLifecycle, WorkerState
from asr.whisper.workers.messages import (
    DecodeFailure,
    DecodeRequest,
    DecodeResult,
    SyllablesHeard,
    WorkerReady,
)
from asr.whisper.workers.process import WorkerError, WorkerExited, WorkerMessage, WorkerProcess
from asr.whisper.workers.scheduler import DecodeJob


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How long a worker may take, in seconds.

    Work may take the longer of `stall_s` and `stall_factor` times the estimate, so that load alone is not a stall.
    """

    load_s: float = 120.0
    stall_s: float = 4.0
    stall_factor: float = 3.0
    lost_s: float = 60.0  # how long a lost device is left alone before it is tried again


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """`count` equal workers. `max_batch`: utterances in a batch; `batch_wait_s`: how long one waits for others.

    `initial_cost`: seconds of work for a second of sound, until it has been measured.
    """

    command: tuple[str, ...]
    count: int
    max_batch: int = 1
    batch_wait_s: float = 0.0
    initial_cost: float = 0.15


@dataclass(frozen=True, slots=True)
class Batch:
    """`digits`: a number is expected in all of them."""

    jobs: tuple[DecodeJob, ...]
    beam: int
    digits: bool = False


class Dispatcher(Protocol):
    """Hands out batches and takes their results; `WorkerPool` is one."""

    def dispatch(self) -> None:
        """A worker's state has changed."""
        ...

    def complete(self, batch: Batch, decoded: tuple[Decoded, ...]) -> None: ...

    def syllables(self, batch: Batch, lattices: tuple[bytes, ...]) -> None:
        """What the syllable head heard; the text follows."""
        ...

    def fail(self, batch: Batch, why: str) -> None:
        """The engine reported an error; the worker goes on."""
        ...

    def retry(self, batch: Batch, why: str) -> None:
        """The worker failed while decoding it."""
        ...


class WorkerSupervisor:
    """One worker. `pid`: of its process, None while there is none."""

    def __init__(
        self, spec: WorkerSpec, limits: WorkerLimits, dispatcher: Dispatcher, estimate: DecodeEstimate
    ) -> None:
        self.spec = spec
        self.lifecycle = WorkerLifecycle(limits.lost_s)
        self.pid: int | None = None
        self._limits, self._dispatcher, self._estimate = limits, dispatcher, estimate
        self._events: asyncio.Queue[Batch | WorkerMessage] = asyncio.Queue()
        #: The current run, and earlier ones whose processes are still being killed.
        self._runs: list[asyncio.Task[None]] = []
        self._number = 0

    @property
    def state(self) -> WorkerState:
        return self.lifecycle.state

    def start(self) -> None:
        """Start a process, and keep one running until `dismiss`."""
        self.lifecycle.load()
        self._runs = [run for run in self._runs if not run.done()]
        self._runs.append(asyncio.create_task(self._run(tuple(self._runs)), name="asr.worker.supervisor"))

    def dismiss(self) -> None:
        """Stop the process. The batch in hand, if any, gets no result."""
        if self.lifecycle.state is WorkerState.DOWN:
            return  # a second cancel would interrupt the killing
        self.lifecycle.stop()
        self._runs[-1].cancel()

    async def gone(self) -> None:
        """After `dismiss`: wait until its processes have ended."""
        if self._runs:
            await asyncio.wait(self._runs)

    def give(self, batch: Batch) -> None:
        """Decode `batch`. The worker must be idle."""
        expected = self._estimate.expected_s(batch.jobs, batch.beam)
        self.lifecycle.work(asyncio.get_running_loop().time() + expected)
        self._events.put_nowait(batch)

    def expected_s(self, job: DecodeJob, beam: int) -> float:
        return self._estimate.expected_s((job,), beam)

    # ---- one run: processes, one after the other ---------------------------------------------------------------------

    async def _run(self, before: tuple[asyncio.Task[None], ...]) -> None:
        clock = asyncio.get_running_loop().time
        if before:
            await asyncio.wait(before)
        while True:
            try:
                await self._one_process()
            except RecogniserError as error:
                self.lifecycle.fail(clock(), str(error), lost=isinstance(error, DeviceLostError))
            if (delay := self.lifecycle.again_at - clock()) > 0.0:
                # Only with a back-off: a worker that restarts immediately need not fail the queued jobs.
                self._dispatcher.dispatch()
                await asyncio.sleep(delay)
            self.lifecycle.load()

    async def _one_process(self) -> None:
        events = self._events = asyncio.Queue()
        process = await WorkerProcess.start(self.spec.command, events.put_nowait)
        try:
            self.pid = process.pid
            await self._loaded(events)
            self.lifecycle.idle()
            while True:
                self._dispatcher.dispatch()
                event = await events.get()
                if not isinstance(event, Batch):
                    raise _failure(event)
                await self._work(process, events, event)
        finally:
            self.pid = None
            await process.kill()

    async def _loaded(self, events: asyncio.Queue[Batch | WorkerMessage]) -> None:
        try:
            async with asyncio.timeout(self._limits.load_s):
                message = await events.get()
        except TimeoutError:
            raise WorkerError(f"the recogniser did not load within {self._limits.load_s:g} s") from None
        if not isinstance(message, WorkerReady):
            raise _failure(message)

    async def _work(self, process: WorkerProcess, events: asyncio.Queue[Batch | WorkerMessage], batch: Batch) -> None:
        """Decode one batch. Raises `WorkerError` or `DeviceLostError`, after which the process must be replaced."""
        self._number += 1
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            message = await self._ask(process, events, batch)
            match message:
                case DecodeResult(self._number, decoded) if len(decoded) == len(batch.jobs):
                    self._estimate.learn(batch.jobs, batch.beam, clock() - began)
                    self.lifecycle.idle()
                    self._dispatcher.complete(batch, decoded)
                case DecodeFailure(self._number, why, lost=False):
                    self.lifecycle.idle()
                    self._dispatcher.fail(batch, why)
                case _:
                    raise _failure(message)
        except (WorkerError, DeviceLostError) as error:
            self._dispatcher.retry(batch, str(error))
            raise

    async def _ask(
        self, process: WorkerProcess, events: asyncio.Queue[Batch | WorkerMessage], batch: Batch
    ) -> Batch | WorkerMessage:
        expected = self._estimate.expected_s(batch.jobs, batch.beam)
        limit = max(self._limits.stall_s, self._limits.stall_factor * expected)
        try:
            async with asyncio.timeout(limit):
                await process.send(
                    DecodeRequest(self._number, batch.beam, tuple(job.sound for job in batch.jobs), batch.digits)
                )
                message = await events.get()
                if isinstance(message, SyllablesHeard) and message.number == self._number:
                    if len(message.lattices) == len(batch.jobs):
                        self._dispatcher.syllables(batch, message.lattices)
                    message = await events.get()
                return message
        except TimeoutError:
            raise WorkerError(f"the recogniser process gave no answer within {limit:.1f} s") from None


def _failure(message: Batch | WorkerMessage) -> RecogniserError:
    match message:
        case WorkerExited(why):
            return WorkerError(why)
        case DecodeFailure(_, why, lost):
            return DeviceLostError(why) if lost else WorkerError(why)
        case _:
            return WorkerError("the recogniser process sent a reply to no request")
