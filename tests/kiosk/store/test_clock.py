"""A clock in 2099 or 2015 deletes nothing; a hall that was really off for months purges again after a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
import structlog
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.config import Settings
from kiosk.hall import Hall
from kiosk.jobs.retention import Retention
from kiosk.store import ConversationEntry, EndingEntry, Store
from kiosk.store.clock import AHEAD_MS, BEHIND_MS, PROBATION_MS, Belief, judge
from kiosk.telemetry.metrics import Metrics
from support.databases import TestDatabase

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
NOW_MS = round(NOW.timestamp() * 1000)
HOUR, DAY = 3_600_000, 86_400_000


@given(st.lists(st.tuples(st.integers(0, HOUR), st.integers(-BEHIND_MS, AHEAD_MS)), max_size=30))
def test_a_clock_that_is_about_right_is_believed_and_the_floor_never_falls(steps: list[tuple[int, int]]) -> None:
    belief = Belief(NOW_MS)
    for ran_ms, gap in steps:
        wall_ms, floor = belief.trusted_ms + gap, belief.trusted_ms
        belief, verdict = judge(belief, wall_ms, ran_ms)
        assert verdict == "believed"
        assert belief.trusted_ms >= floor
        assert belief.doubted_ms is None


@given(st.sampled_from([-4000, -30, -1, 15, 90, 26_000]), st.lists(st.integers(0, 6 * HOUR), max_size=20))
@example(-1, [18_000_000, 21_600_000, 21_600_000, 21_600_000])
def test_one_boot_with_a_wrong_clock_is_not_believed_within_a_week(days: int, looks: list[int]) -> None:
    belief, wall_ms, ran = Belief(NOW_MS), NOW_MS + days * DAY, 0
    for ran_ms in looks:
        wall_ms, ran = wall_ms + ran_ms, ran + ran_ms
        belief, verdict = judge(belief, wall_ms, ran_ms)
        caught_up = days < 0 and wall_ms >= NOW_MS - BEHIND_MS  # as late as the trusted time: it deletes nothing
        assert verdict == ("ahead" if days > 0 else "behind") or ran >= PROBATION_MS or caught_up
    belief, verdict = judge(belief, NOW_MS + HOUR, 0)  # the next boot has the right time
    assert verdict == "believed" or ran >= PROBATION_MS


def test_a_long_pause_heals_in_a_week_of_running_though_the_hall_is_off_at_night() -> None:
    belief, wall_ms, days = Belief(NOW_MS), NOW_MS + 90 * DAY, 0
    verdict = "ahead"
    while verdict != "believed":
        days += 1
        belief, verdict = judge(belief, wall_ms, 0)
        for _ in range(18):  # nine hours of half hours
            wall_ms += HOUR // 2
            belief, verdict = judge(belief, wall_ms, HOUR // 2)
        wall_ms += 15 * HOUR
    assert days == 19
    assert belief.doubted_ms is None


def test_a_doubted_clock_that_jumps_again_starts_anew() -> None:
    belief, _ = judge(Belief(NOW_MS), NOW_MS + 90 * DAY, 0)
    belief, _ = judge(belief, NOW_MS + 90 * DAY + 6 * DAY, 6 * DAY)
    assert belief.doubted_for_ms == 6 * DAY
    belief, verdict = judge(belief, NOW_MS + 2 * DAY + 400 * DAY, 2 * DAY)
    assert (verdict, belief.doubted_for_ms) == ("ahead", 0)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def talk(store: Store, name: str) -> None:
    entry = ConversationEntry(name, "kiosk-1", "screen", store.now_ms())
    await store.keep(replace(entry, ending=EndingEntry("completed", "社保卡挂失", "", store.now_ms())))


async def boot(settings: Settings, clock: Clock, name: str) -> str:
    """A start, one conversation, and the purge of 30 days."""
    store = await Store.open(settings, now=clock)
    verdict = await store.look_at_clock(0.0)
    await talk(store, name)
    if verdict == "believed":
        await store.purge(clock.now - timedelta(days=30))
    await store.close()
    return verdict


async def test_wrong_clocks_delete_nothing_and_what_they_dated_grows_old_all_the_same(hall: Settings) -> None:
    settings, clock = hall, Clock()

    async def there() -> list[str]:
        store = await Store.open(settings, now=clock)
        names = ["first", "in 2099", "in 2015", "right again"]
        found = [name for name in names if await store.conversation(name) is not None]
        await store.close()
        return found

    assert await boot(settings, clock, "first") == "believed"
    clock.now = NOW.replace(year=2099)
    assert await boot(settings, clock, "in 2099") == "ahead"
    clock.now = NOW.replace(year=2015)
    assert await boot(settings, clock, "in 2015") == "behind"
    clock.now = NOW + timedelta(days=1)
    assert await boot(settings, clock, "right again") == "believed"
    assert await there() == ["first", "in 2099", "in 2015", "right again"]
    for _ in range(4):
        clock.now += timedelta(days=10)
        assert await boot(settings, clock, f"at {clock.now}") == "believed"
    assert await there() == []


async def test_a_clock_that_jumps_while_the_purge_waits_for_the_database_deletes_nothing(hall: Settings) -> None:
    """It is judged, and read no more: here it is far ahead for everybody but the one who judged it."""
    settings, clock = hall, Clock()
    clock.now = NOW.replace(year=2015)
    store = await Store.open(settings, now=clock)
    await talk(store, "kept")
    running = SimpleNamespace(settings=settings, store=store, metrics=Metrics(), log=structlog.get_logger())
    chore = Retention(cast(Hall, running))
    await chore.look(0.0, purge=True)
    assert await store.conversation("kept") is not None
    for _ in range(4):
        clock.now += timedelta(days=10)
        await chore.look(0.0, purge=True)
    assert await store.conversation("kept") is None
    await store.close()


async def test_a_purge_is_proved_by_a_second_count(
    database: TestDatabase, hall: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, clock = hall, Clock()
    store = await Store.open(settings, now=clock)
    await talk(store, "old")
    running = SimpleNamespace(settings=settings, store=store, metrics=Metrics(), log=structlog.get_logger())
    chore = Retention(cast(Hall, running))
    await chore.look(0.0, purge=True)
    real = Store.purge

    async def nothing(self: Store, before: datetime) -> int:
        return 0

    for _ in range(4):
        clock.now += timedelta(days=10)
        monkeypatch.setattr(Store, "purge", nothing)
        await chore.look(0.0, purge=True)
    monkeypatch.setattr(Store, "purge", real)
    await chore.look(0.0, purge=True)
    told = [row[0] for row in database.sql(hall, "SELECT detail FROM events WHERE kind = 'purged' ORDER BY id")]
    assert told[0].endswith(": 0; left: 0")
    assert told[-2].endswith(": 0; left: conversations 1")
    assert told[-1].endswith(": 1; left: 0")
    await store.close()
