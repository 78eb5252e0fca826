"""The tickets (工单) of a hall: what changes them and what the hall reads of them, through the record's two ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from kiosk.store import schema, ticket_acts, ticket_sources, work_tickets
from kiosk.store.crypto import Keyring
from kiosk.store.ticket_acts import NoSuchTicketError, TicketOpening
from kiosk.store.ticket_sources import TicketSource
from kiosk.store.work_tickets import WorkTicket
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct, TicketRuleError
from kiosk.ticketing.lifecycle import Actor

T = TypeVar("T")
_HALL: frozenset[Actor] = frozenset({"hall"})
#: What values of a row raise that cannot be worked with. A record that cannot be written raises `StoreError`.
_UNFIT = (ValueError, TypeError, ArithmeticError, OSError)


@dataclass(frozen=True, slots=True)
class TicketIntake:
    """`new`: tickets made. `undated`: sources of new tickets whose promised day could not be used: the rules' time
    limit counts. `failed`: row or ticket -> type of the error.
    """

    new: int
    undated: tuple[str, ...]
    failed: Mapping[str, str]


class TicketRegister:
    """One per record. Reads for people's lists are functions of `work_tickets`, for a connection of their own."""

    def __init__(
        self, write: Callable[[Any], Awaitable[Any]], read: Callable[[Callable[[Connection], Any]], Awaitable[Any]],
        keys: Keyring, now_ms: Callable[[], int], hall: str,
    ) -> None:  # fmt: skip
        self._write, self._read, self.keys, self.now_ms, self._hall = write, read, keys, now_ms, hall
        self._questions: tuple[int, int] = (0, 0)  # count and time of the newest, as they were looked at last

    async def open(self, openings: Sequence[TicketOpening], clock: TicketClock) -> list[str]:
        """Their ids; a source that has a ticket already keeps it."""
        at_ms = self.now_ms()

        def work(connection: Connection) -> list[str]:
            return [
                ticket_acts.open_one(connection, self.keys, one, clock, self._hall, at_ms) for one in openings
            ]  # fmt: skip

        return await self._in_one(work)

    async def act(self, ticket: str, version: int | None, act: TicketAct, clock: TicketClock) -> WorkTicket:
        """The ticket after it. Raises `NoSuchTicketError`, `TicketConflictError`, `TicketRuleError`."""
        at_ms = self.now_ms()
        return await self._in_one(
            lambda connection: ticket_acts.act_on(connection, self.keys, ticket, version, act, clock, at_ms)
        )

    async def take_in(self, complaints: Collection[str], clock: TicketClock) -> TicketIntake:
        """Make tickets of what waits for one, lapse those whose matter was closed elsewhere, and reopen those of
        callers who asked again. Each row on its own: one that cannot become a ticket holds up no other.
        """
        at_ms = self.now_ms()
        found: list[TicketSource] = await self._read(
            lambda connection: ticket_sources.waiting(connection, self.keys, complaints, at_ms)
        )
        found += await self._new_questions(clock.rules.gap_times)
        failed, undated = dict[str, str](), list[str]()
        for one in found:
            try:
                await self.open([TicketOpening(one)], clock)
            except _UNFIT as error:
                failed[one.source] = type(error).__name__
                continue
            if one.promised and clock.promised_ms(one.promised, one.at_ms) is None:
                undated.append(one.source)
        acts = (
            (ticket_sources.settled, TicketAct("lapse", _HALL, who=ticket_acts.HALL, text="这件事已经在别处办完")),
            (ticket_sources.called_again, TicketAct("reopen", _HALL, who=ticket_acts.HALL, text="又来电要求回电")),
        )
        for which, act in acts:
            for name in await self._read(which):
                try:
                    await self.act(name, None, act, clock)
                except (TicketRuleError, NoSuchTicketError):  # somebody was faster
                    continue
                except _UNFIT as error:
                    failed[name] = type(error).__name__
        return TicketIntake(len(found) - sum(one.source in failed for one in found), tuple(undated), failed)

    async def tell_due(self, clock: TicketClock) -> tuple[WorkTicket, ...]:
        """Mark those that became overdue and remind of others; the newly overdue ones."""
        at_ms = self.now_ms()
        return await self._in_one(lambda connection: ticket_acts.tell_due(connection, self.keys, clock, at_ms))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Reads of `work_tickets`, which are short."""
        found: T = await self._read(work)
        return found

    async def one(self, ticket: str) -> WorkTicket | None:
        return await self.read(lambda connection: work_tickets.one(connection, self.keys, ticket))

    async def by_number(self, number: str) -> WorkTicket | None:
        return await self.read(lambda connection: work_tickets.by_number(connection, self.keys, number))

    async def open_counts(self) -> dict[str, int]:
        """`open`: in time; `overdue`."""
        at_ms = self.now_ms()
        return await self.read(lambda connection: work_tickets.open_counts(connection, at_ms))

    async def _new_questions(self, times: int) -> list[TicketSource]:
        """Looked for only where a question was added or struck: each look opens all of them."""
        query = select(func.count(), func.coalesce(func.max(schema.gaps.c.at_ms), 0))
        now = await self._read(lambda connection: tuple(connection.execute(query).one()))
        if now == self._questions:
            return []
        found = await self.read(lambda connection: ticket_sources.waiting_gaps(connection, self.keys, times))
        self._questions = (0, 0) if len(found) == ticket_sources.AT_ONCE else now
        return found

    async def _in_one(self, work: Callable[[Connection], T]) -> T:
        """In one transaction."""
        done: T = await self._write(lambda connection: connection.run_sync(work))
        return done
