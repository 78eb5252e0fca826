"""Deliveries in order: none overtakes another, none is tried twice at once, a failing one holds the others back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from kiosk.hall.ordered_line import Attempted, InLine, OrderedLine
from kiosk.store.outbox import IN_LINE

pytestmark = pytest.mark.virtual_time


@dataclass
class Row:
    id: str
    at_ms: int
    kind: str = "staff.first"
    attempts: int = 0
    body: str | None = "{}"


class World:
    """A record's rows, and a carrier that fails as often as it is told. `tried`: each attempt, by id, with its time."""

    def __init__(self, *rows: Row, failures: int = 0, takes_s: float = 1.0) -> None:
        self.rows, self.failures, self.takes_s = list(rows), failures, takes_s
        self.tried: list[tuple[str, float]] = []
        self.settled: list[str] = []
        self.line = OrderedLine(self.read, self.attempt)

    async def read(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: row.at_ms)[:IN_LINE]

    async def attempt(self, one: InLine) -> Attempted:
        self.tried.append((one.id, asyncio.get_running_loop().time()))
        await asyncio.sleep(self.takes_s)
        if self.failures:
            self.failures -= 1
            return Attempted(accepted=False, again_s=10.0)
        self.rows = [row for row in self.rows if row.id != one.id]
        self.settled.append(one.id)
        return Attempted(accepted=True)


async def test_what_waits_in_the_record_goes_before_what_is_new() -> None:
    world = World(Row("b", 2), Row("a", 1))
    await world.line.refill()
    world.line.add(InLine("c", 3, "{}"))
    await asyncio.sleep(10)
    assert world.settled == ["a", "b", "c"]
    assert [at for _, at in world.tried] == [0.0, 1.0, 2.0], "one after the other"
    await world.line.close()


async def test_one_that_fails_holds_the_others_back_and_counts() -> None:
    world = World(Row("a", 1), Row("b", 2), failures=3)
    await world.line.refill()
    await asyncio.sleep(30)
    assert [name for name, _ in world.tried] == ["a", "a", "a"]
    assert world.line.failures == 3
    await asyncio.sleep(30)
    assert world.settled == ["a", "b"]
    assert world.line.failures == 0
    await world.line.close()


async def test_an_older_one_that_comes_late_does_not_wait_for_a_failing_newer_one() -> None:
    world = World(failures=1)
    world.line.whole = True
    world.line.add(InLine("new", 5, "{}"))
    await asyncio.sleep(3)
    world.line.add(InLine("old", 1, "{}"))
    await asyncio.sleep(20)
    assert world.settled == ["old", "new"]
    await world.line.close()


async def test_a_reading_that_is_older_than_an_outcome_brings_nothing_back() -> None:
    world = World(Row("a", 1))
    await world.line.refill()
    before = await world.read()
    await asyncio.sleep(5)
    world.rows = before
    await world.line.refill()
    await asyncio.sleep(5)
    assert len(world.tried) == 1
    await world.line.close()


async def test_more_than_it_holds_stay_in_the_record_and_keep_their_place() -> None:
    rows = [Row(f"{n:04}", n) for n in range(IN_LINE + 5)]
    world = World(*rows, takes_s=0.01)
    await world.line.refill()
    assert not world.line.whole
    assert len(world.line) == IN_LINE
    await asyncio.sleep(60)
    await world.line.refill()
    await asyncio.sleep(60)
    assert world.settled == [row.id for row in rows]
    assert world.line.whole
    await world.line.close()
