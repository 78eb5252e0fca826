"""Which job is decoded next. Sans-I/O: jobs, a clock and the idle workers go in; a batch and the dropped jobs come out.

Finals go before speculatives, those before partials; within a class the earliest `due` goes first. The ticket is read
at every call of `take`, because it may change while the job waits. A partial is best effort: it is dropped when a final
or speculative has to wait, and after `MAX_PARTIAL_WAIT_S`, when its text would be out of date.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from asr.transcript import Ticket, Urgency

#: A partial that has waited longer than this (s) is dropped.
MAX_PARTIAL_WAIT_S = 0.6
#: Utterances in one batch differ by at most this much sound (s): the encoder's window is padded to the bucket's end.
BUCKET_S = 4.0


@dataclass(slots=True, eq=False)
class DecodeJob:
    """One stretch of sound (mono int16 bytes, `seconds` long) that waits for a worker.

    `tries`: workers that died while decoding it. A job with any is decoded alone, so that it cannot fail a batch.
    """

    sound: bytes
    seconds: float
    ticket: Ticket = field(default_factory=Ticket)
    added: float = -math.inf
    tries: int = 0

    @property
    def partial(self) -> bool:
        return self.ticket.urgency is Urgency.PARTIAL

    @property
    def bucket(self) -> tuple[int, bool, bool]:
        """Jobs of one bucket may share a batch: of similar length, and decoded in the same style."""
        return math.ceil(self.seconds / BUCKET_S), self.ticket.number, self.ticket.syllables_only


@dataclass(frozen=True, slots=True)
class Slots:
    """Capacity now: `free` idle workers, of which partials must leave `reserve`; `max_batch` jobs in a batch.

    `batch_wait_s`: how long a job may wait for others to fill the batch.
    """

    free: int
    reserve: int = 0
    max_batch: int = 1
    batch_wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """`batch`: for one idle worker, empty when there is nothing to do. `dispatch_at`: when to call `take` again."""

    batch: tuple[DecodeJob, ...] = ()
    dropped: tuple[DecodeJob, ...] = ()
    dispatch_at: float = math.inf


class Scheduler:
    """The waiting jobs. The caller bounds their number: there is one for each call under way."""

    def __init__(self, max_partial_wait_s: float = MAX_PARTIAL_WAIT_S) -> None:
        self._max_partial_wait_s = max_partial_wait_s
        self._waiting: list[DecodeJob] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, job: DecodeJob, now: float) -> None:
        job.added = now
        self._waiting.append(job)

    def add_again(self, job: DecodeJob) -> None:
        """Queue a job whose worker failed again, with its first `added` time."""
        self._waiting.append(job)

    def cancel(self, job: DecodeJob) -> bool:
        """Take it out of the queue. False where it is not in it."""
        if job not in self._waiting:
            return False
        self._waiting.remove(job)
        return True

    def clear(self) -> tuple[DecodeJob, ...]:
        """Empty the queue and return its jobs."""
        waiting, self._waiting = tuple(self._waiting), []
        return waiting

    def urgent(self) -> list[DecodeJob]:
        """Finals and speculatives that wait, in the order in which they will be decoded."""
        return sorted((job for job in self._waiting if not job.partial), key=_order)

    def take(self, now: float, slots: Slots) -> Assignment:
        """Work for one worker. Call it until its batch is empty: each batch is for one idle worker."""
        urgent = self.urgent()
        partials = sorted((job for job in self._waiting if job.partial), key=_order)
        wanted = urgent if urgent else partials if slots.free > slots.reserve else []
        batch: tuple[DecodeJob, ...] = ()
        ready_at = math.inf
        if wanted and slots.free > 0:
            batch = _together(wanted, slots.max_batch)
            ready_at = _ready_at(batch, wanted, slots)
            if now < ready_at:
                batch = ()
        crowded = len(urgent) > (len(batch) if urgent else 0) and slots.free - bool(batch) <= 0
        dropped = tuple(j for j in partials if j not in batch and (crowded or now - j.added > self._max_partial_wait_s))
        gone = {*batch, *dropped}
        self._waiting = [job for job in self._waiting if job not in gone]
        stale_at = min((job.added + self._max_partial_wait_s for job in self._waiting if job.partial), default=math.inf)
        return Assignment(batch, dropped, math.inf if batch else min(ready_at, stale_at))


def _order(job: DecodeJob) -> tuple[int, float, float]:
    return job.ticket.urgency, job.ticket.due, job.added


def _together(wanted: list[DecodeJob], max_batch: int) -> tuple[DecodeJob, ...]:
    """The first job and those behind it that can share its batch: of its bucket, and never tried before."""
    first = wanted[0]
    if first.tries:
        return (first,)
    return tuple(j for j in wanted if j.bucket == first.bucket and not j.tries)[:max_batch]


def _ready_at(batch: tuple[DecodeJob, ...], wanted: list[DecodeJob], slots: Slots) -> float:
    """When the batch stops waiting for more jobs. The job that has waited longest decides, so no job can starve."""
    if len(batch) == slots.max_batch or batch[0].tries:
        return -math.inf
    return min(job.added for job in wanted) + slots.batch_wait_s
