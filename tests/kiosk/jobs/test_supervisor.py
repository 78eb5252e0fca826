"""A background job that fails is told, counted and started again; the others never notice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from kiosk.jobs.supervisor import LONGEST_S, STEADY_S, Supervisor
from kiosk.telemetry.metrics import Metrics

pytestmark = pytest.mark.virtual_time


class Told:
    """A log that remembers its lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def error(self, event: str, **fields: Any) -> None:
        self.lines.append((event, fields))

    info = error

    def count(self, event: str) -> int:
        return [one for one, _ in self.lines].count(event)


class Worker:
    """Fails the first `times`, `after` so many seconds; then works on."""

    def __init__(self, times: int, after: float = 0.0, error: Callable[[], Exception] = RuntimeError) -> None:
        self.times, self.after, self.error = times, after, error
        self.begun: list[float] = []

    async def run(self) -> None:
        self.begun.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.after)
        if len(self.begun) <= self.times:
            raise self.error()
        await asyncio.Event().wait()


@pytest.fixture
async def start() -> AsyncIterator[Callable[..., tuple[Supervisor, Metrics, Told]]]:
    running: list[asyncio.Task[None]] = []

    def begin(**workers: Worker) -> tuple[Supervisor, Metrics, Told]:
        metrics, log = Metrics(), Told()
        supervisor = Supervisor(metrics, log)
        running.append(asyncio.create_task(supervisor.run({name: one.run for name, one in workers.items()})))
        return supervisor, metrics, log

    yield begin
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def number(metrics: Metrics, name: str, job: str) -> float:
    return metrics.registry.get_sample_value(name, {"job": job}) or 0


async def test_one_fails_and_the_others_live_on(start: Callable[..., tuple[Supervisor, Metrics, Told]]) -> None:
    good, bad = Worker(0), Worker(3)
    supervisor, metrics, log = start(good=good, bad=bad)
    await asyncio.sleep(0.5)
    assert set(supervisor.troubles()) == {"bad"}
    assert supervisor.troubles()["bad"]["failures"] == 1
    assert "RuntimeError at test_supervisor.py:" in str(supervisor.troubles()["bad"]["reason"])
    assert number(metrics, "kiosk_background_failing", "bad") == 1
    await asyncio.sleep(20)
    assert len(good.begun) == 1
    assert len(bad.begun) == 4
    assert number(metrics, "kiosk_background_failures_total", "bad") == 3
    assert log.count("background job failed") == 1  # of one kind
    await asyncio.sleep(STEADY_S)
    assert supervisor.troubles() == {}
    assert number(metrics, "kiosk_background_failing", "bad") == 0
    assert log.count("background job runs again") == 1


async def test_the_delay_grows_and_begins_anew(start: Callable[..., tuple[Supervisor, Metrics, Told]]) -> None:
    worker = Worker(9)
    start(job=worker)
    await asyncio.sleep(400)
    waits = [round(later - earlier) for earlier, later in zip(worker.begun, worker.begun[1:], strict=False)]
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_S, LONGEST_S, LONGEST_S]
    worker = Worker(2, after=STEADY_S + 1)
    start(job=worker)
    await asyncio.sleep(3 * STEADY_S)
    assert [round(at - worker.begun[0]) for at in worker.begun] == [0, 62, 124]


async def test_each_kind_is_logged_once(start: Callable[..., tuple[Supervisor, Metrics, Told]]) -> None:
    kinds = iter([ValueError, KeyError, ValueError, KeyError, ValueError])
    _, _, log = start(job=Worker(5, error=lambda: next(kinds)("李桂英 11010519491231002X")))
    await asyncio.sleep(100)
    assert log.count("background job failed") == 2


async def test_being_told_to_stop_is_no_failure() -> None:
    metrics, log = Metrics(), Told()
    running = asyncio.create_task(Supervisor(metrics, log).run({"job": Worker(0).run}))
    await asyncio.sleep(1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert log.lines == []
