"""kill -9 of a process that writes, again and again: what was acknowledged is there, once, and the chain is whole."""

from __future__ import annotations

import random

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from support.databases import TestDatabase
from support.killed_writer import writing

KILLS = 30


@pytest.mark.kills
async def test_a_writer_that_is_killed_loses_and_doubles_nothing(database: TestDatabase, hall: Settings) -> None:
    dice, acknowledged, again = random.Random(4), list[str](), ""
    for run in range(KILLS):
        with writing(hall, f"r{run}", again) as told:
            acknowledged += [told.recv() for _ in range(dice.randint(1, 6))]
            for _ in range(dice.randrange(20_000)):  # so that it dies at another moment of its writing
                pass
        try:
            while True:
                acknowledged.append(told.recv())  # told before it died
        except (EOFError, OSError):  # OSError: it died while it told
            again = f"r{run}-{int(acknowledged[-1].partition('-')[2]) + 1}"  # under way, and perhaps written
    store = await Store.open(hall)
    checked = await store.check_audit()
    await store.close()
    assert checked.problems == ()
    noted = [name for (name,) in database.sql(hall, "SELECT conversation FROM audit ORDER BY number")]
    cases = [name for (name,) in database.sql(hall, "SELECT conversation FROM cases")]
    turns = database.sql(hall, "SELECT conversation, count(*), max(number) FROM turns GROUP BY conversation")
    for found in (noted, cases):
        assert set(acknowledged) <= set(found)
        assert len(found) == len(set(found)), "nothing is doubled"
    assert {name for name, _, _ in turns} >= set(acknowledged)
    assert {(count, last) for _, count, last in turns} == {(1, 1)}
    assert len(set(cases) - set(acknowledged)) <= KILLS, "at most what was under way at each kill"
    assert len(acknowledged) >= KILLS
