"""Who is decoded next. Sans-I/O: jobs, a clock and the number of idle workers go in, a batch and the dropped come out.

Finals go before speculatives, those before partials; within a class the earliest `due` goes first. The ticket is read
at every look, for it may have changed while the job waited. A partial is only ever a favour: it is dropped as soon as
somebody who has finished speaking must wait, and after `PATIENCE_S`, when its words are old.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from asr.transcript import Ticket, Urgency

#: A partial that has waited longer than this (s) would caption the past.
PATIENCE_S = 0.6
#: Utterances in one batch differ by at most this much sound (s): the encoder's window is padded to the bucket's end.
BUCKET_S = 4.0


@dataclass(slots=True, eq=False)
class Job:
    """One stretch of sound (mono int16 bytes, `seconds` long) that waits for a worker.

    `tries`: workers that have died over it. One that has any is decoded alone: in a batch the others could die of it.
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
    def bucket(self) -> int:
        return math.ceil(self.seconds / BUCKET_S)


@dataclass(frozen=True, slots=True)
class Room:
    """What could be worked on now: `free` idle workers, of which partials must leave `reserve`; `most` jobs in a batch.

    `company_s`: how long a job may wait for others to fill the batch.
    """

    free: int
    reserve: int = 0
    most: int = 1
    company_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """`batch`: for one idle worker, empty when there is nothing to do. `look_at`: look again then, at the latest."""

    batch: tuple[Job, ...] = ()
    dropped: tuple[Job, ...] = ()
    look_at: float = math.inf


class Schedule:
    """The waiting jobs. Bounded by its user: there is one for each call that waits."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._waiting: list[Job] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, job: Job, now: float) -> None:
        job.added = now
        self._waiting.append(job)

    def add_again(self, job: Job) -> None:
        """Back into the queue, where it stood: its worker failed."""
        self._waiting.append(job)

    def cancel(self, job: Job) -> bool:
        """Take it out of the queue. False where it is not in it (any more)."""
        if job not in self._waiting:
            return False
        self._waiting.remove(job)
        return True

    def clear(self) -> tuple[Job, ...]:
        """Everybody out, e.g. because no worker will ever come."""
        waiting, self._waiting = tuple(self._waiting), []
        return waiting

    def urgent(self) -> list[Job]:
        """Finals and speculatives that wait, the next one first."""
        return sorted((job for job in self._waiting if not job.partial), key=_order)

    def take(self, now: float, room: Room) -> Taken:
        """Work for one worker. Call it again while it gives a batch: every call hands out one idle worker's."""
        urgent = self.urgent()
        partials = sorted((job for job in self._waiting if job.partial), key=_order)
        wanted = urgent if urgent else partials if room.free > room.reserve else []
        batch: tuple[Job, ...] = ()
        ready_at = math.inf
        if wanted and room.free > 0:
            batch = _together(wanted, room.most)
            ready_at = _ready_at(batch, wanted, room)
            if now < ready_at:
                batch = ()
        crowded = len(urgent) > (len(batch) if urgent else 0) and room.free - bool(batch) <= 0
        dropped = tuple(j for j in partials if j not in batch and (crowded or now - j.added > self._patience_s))
        gone = {*batch, *dropped}
        self._waiting = [job for job in self._waiting if job not in gone]
        stale_at = min((job.added + self._patience_s for job in self._waiting if job.partial), default=math.inf)
        return Taken(batch, dropped, math.inf if batch else min(ready_at, stale_at))


def _order(job: Job) -> tuple[int, float, float]:
    return job.ticket.urgency, job.ticket.due, job.added


def _together(wanted: list[Job], most: int) -> tuple[Job, ...]:
    """The first job and those behind it that can share its batch: as long, as urgent in kind, and not suspect."""
    first = wanted[0]
    if first.tries:
        return (first,)
    return tuple(j for j in wanted if j.bucket == first.bucket and not j.tries)[:most]


def _ready_at(batch: tuple[Job, ...], wanted: list[Job], room: Room) -> float:
    """When the batch need not wait for company any longer. Whoever waits longest decides: nobody can be put off."""
    if len(batch) == room.most or batch[0].tries:
        return -math.inf
    return min(job.added for job in wanted) + room.company_s
