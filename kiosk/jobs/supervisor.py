"""Runs the hall's background jobs: a failure is logged and counted, and the job restarts after a growing delay.

A job is a coroutine function that does not return. It need not handle unexpected errors: an error that it does not
catch ends its current run, not the other jobs or the hall.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import Any, Protocol

#: Seconds before a job is restarted: after its first failure, doubling with each further one, and at most.
FIRST_S, LONGEST_S = 1.0, 60.0
#: Seconds that a job must run before it counts as running again.
STEADY_S = 60.0

Work = Callable[[], Awaitable[None]]


class JobMetrics(Protocol):
    def job_failed(self, job: str) -> None: ...
    def job_failing(self, job: str, failing: bool) -> None: ...


@dataclass(slots=True)
class BackgroundJob:
    """`failing`: it failed, and has not run for `STEADY_S` since. `reason`: the last failure's type and place."""

    name: str
    failing: bool = False
    failures: int = 0
    reason: str = ""
    delay_s: float = FIRST_S
    told: set[str] = field(default_factory=set)


class Supervisor:
    """One per hall. `jobs`: each job's state for operators, by name."""

    def __init__(self, metrics: JobMetrics, log: Any) -> None:
        self._metrics, self._log = metrics, log
        self.jobs: dict[str, BackgroundJob] = {}

    def troubles(self) -> dict[str, dict[str, object]]:
        """The failing jobs for `/readyz`: how often and why."""
        return {job.name: {"failures": job.failures, "reason": job.reason} for job in self.jobs.values() if job.failing}

    async def run(self, work: Mapping[str, Work]) -> None:
        """Run all jobs until cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, begin in work.items():
                job = self.jobs[name] = BackgroundJob(name)
                self._metrics.job_failing(name, failing=False)
                group.create_task(self._keep(job, begin), name=name)

    async def _keep(self, job: BackgroundJob, begin: Work) -> None:
        loop = asyncio.get_running_loop()
        while True:
            steady = loop.call_later(STEADY_S, self._steady, job)
            try:
                await begin()
                return
            except Exception as error:  # noqa: BLE001 - whatever a job did not expect ends this run of it, nothing else
                self._failed(job, error)
            finally:
                steady.cancel()
            await asyncio.sleep(job.delay_s)
            job.delay_s = min(2 * job.delay_s, LONGEST_S)

    def _failed(self, job: BackgroundJob, error: Exception) -> None:
        job.failing, job.reason = True, _reason(error)
        job.failures += 1
        self._metrics.job_failed(job.name)
        self._metrics.job_failing(job.name, failing=True)
        if job.reason not in job.told:  # once per kind: a job that fails for days must not fill the log
            job.told.add(job.reason)
            self._log.error("background job failed", stage=job.name, exc_info=error)

    def _steady(self, job: BackgroundJob) -> None:
        if not job.failing:
            return
        job.failing, job.delay_s = False, FIRST_S
        job.told.clear()
        self._metrics.job_failing(job.name, failing=False)
        self._log.info("background job runs again", stage=job.name, count=job.failures)


def _reason(error: Exception) -> str:
    """`PermissionError at retention.py:31`, without the error's text, which may hold personal values."""
    places = extract_tb(error.__traceback__)
    place = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return type(error).__name__ + place
