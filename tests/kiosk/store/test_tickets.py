"""Call-back tickets in the record: one a number and day, sealed, closed once, gone in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import Store, tickets
from kiosk.store.tickets import TicketEntry

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ONE, TWO = "13800138000", "01062845678"


class Clock:
    at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(hall: Settings, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=clock)
    yield opened
    await opened.close()


async def test_one_a_number_and_day(store: Store, clock: Clock) -> None:
    added = [await store.add_ticket(TicketEntry(phone, "busy")) for phone in (ONE, ONE, TWO)]
    clock.at += timedelta(days=1)
    added.append(await store.add_ticket(TicketEntry(ONE, "unanswered", "社保卡挂失", "c1")))
    assert added == [True, False, True, True]
    found = await store.tickets()
    assert [(ticket.phone, ticket.reason) for ticket in found] == [(ONE, "busy"), (TWO, "busy"), (ONE, "unanswered")]
    assert (found[-1].service, found[-1].conversation, found[-1].at) == ("社保卡挂失", "c1", clock.at)


async def test_they_are_closed_once(store: Store, clock: Clock) -> None:
    await store.add_ticket(TicketEntry(ONE, "busy"))
    (ticket,) = await store.tickets()
    assert [await store.close_ticket(ticket.id) for _ in range(2)] == [True, False]
    assert not await store.close_ticket(999)
    assert await store.tickets() == ()
    (closed,) = await store.tickets(done=True)
    assert closed.done == clock.at


async def test_a_closed_one_is_opened_again_by_the_same_number(store: Store, clock: Clock) -> None:
    await store.add_ticket(TicketEntry(ONE, "busy"))
    (first,) = await store.tickets()
    await store.close_ticket(first.id)
    clock.at += timedelta(hours=1)
    again = TicketEntry(ONE, "unanswered", "社保卡挂失", "c2")
    assert [await store.add_ticket(again) for _ in range(2)] == [True, False]
    (ticket,) = await store.tickets(done=True)
    expected = replace(first, at=clock.at, reason="unanswered", service="社保卡挂失", conversation="c2")
    assert ticket == expected


async def test_one_is_found_by_its_number_beyond_what_a_list_holds(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for phone in (ONE, TWO):
        await store.add_ticket(TicketEntry(phone, "busy"))
    first, second = await store.tickets()
    monkeypatch.setattr(tickets, "LISTED", 1)
    assert await store.tickets() == (first,)
    assert await store.ticket(second.id) == second
    assert await store.ticket(77) is None


async def test_numbers_are_sealed_and_leave_with_the_purge(store: Store, tmp_path: Path, clock: Clock) -> None:
    await store.add_ticket(TicketEntry(ONE, "busy"))
    assert not any(ONE.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    await store.purge(clock.at + timedelta(days=1))
    assert await store.tickets(done=True) == ()
