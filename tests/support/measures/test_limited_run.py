"""A measurement ends by itself, at its limit, or when it is told to, and shows what it found. In virtual time."""

from __future__ import annotations

import asyncio

import pytest

from support.measures.limited_run import Tell, carry_out
from support.virtual_time import VirtualTimeLoop


class _Counting:
    """Finds one thing a second."""

    name = "counting"

    def __init__(self, wanted: int, *, good: bool = True, fails_at: int | None = None, closes_s: float = 0.0) -> None:
        self._wanted, self._good, self._fails_at, self._closes_s = wanted, good, fails_at, closes_s
        self.found = 0
        self.shown: list[tuple[float, int]] = []  # loop time, and what was found by then
        self.closed_at = 0.0

    @property
    def takes_s(self) -> float:
        return float(self._wanted)

    async def run(self, tell: Tell) -> None:
        try:
            while self.found < self._wanted:
                await asyncio.sleep(1)
                if self.found == self._fails_at:
                    raise OSError("the hall has gone")
                self.found += 1
                tell(f"{self.found} of {self._wanted}")
        finally:
            await asyncio.sleep(self._closes_s)
            self.closed_at = asyncio.get_running_loop().time()

    def show(self) -> bool:
        self.shown.append((asyncio.get_running_loop().time(), self.found))
        return self._good


def carried_out(
    work: _Counting, limit_s: float, *, told: list[str] | None = None, stopped_after: float | None = None
) -> bool:
    """`told`: the lines. `stopped_after`: seconds."""

    async def inside() -> bool:
        stop = asyncio.Event()
        if stopped_after is not None:
            asyncio.get_running_loop().call_later(stopped_after, stop.set)
        return await carry_out(work, limit_s, stop, [].append if told is None else told.append)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(inside())


def test_it_says_how_long_it_takes_and_how_far_it_is() -> None:
    told = list[str]()
    work = _Counting(2)
    assert carried_out(work, 10, told=told)
    assert told == ["counting: takes about 2 s, ends after 10 s at the latest", "[   1 s] 1 of 2", "[   2 s] 2 of 2"]
    assert work.shown == [(pytest.approx(2), 2)]


def test_results_beyond_their_limits_are_no_success() -> None:
    assert not carried_out(_Counting(2, good=False), 10)


def test_at_its_limit_it_shows_what_there_is_and_then_ends_its_processes() -> None:
    told = list[str]()
    work = _Counting(60, closes_s=5)
    assert not carried_out(work, 3.5, told=told)
    assert work.shown == [(pytest.approx(3.5), 3)]
    assert work.closed_at == pytest.approx(8.5), "shown before, so that a slow end loses nothing"
    assert told[-1].endswith("the limit is reached: what follows is a part of it")


def test_an_interruption_shows_what_there_is() -> None:
    told = list[str]()
    work = _Counting(60)
    assert not carried_out(work, 30, told=told, stopped_after=1.5)
    assert work.shown == [(pytest.approx(1.5), 1)]
    assert told[-1].endswith("interrupted: what follows is a part of it")


def test_a_failure_shows_what_there_is_and_is_raised() -> None:
    work = _Counting(60, fails_at=2)
    with pytest.raises(OSError, match="the hall has gone"):
        carried_out(work, 30)
    assert work.shown == [(pytest.approx(3), 2)]
