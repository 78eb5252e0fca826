"""A process that writes the record until it is killed, and tells each write once the record has acknowledged it."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from dialogue.script.calendar import NO_CALENDAR
from kiosk.config import Settings
from kiosk.store import CaseEntry, ConversationEntry, DeliveryEntry, Store
from kiosk.store.audit import AuditNote
from kiosk.store.ticket_acts import TicketOpening
from kiosk.store.ticket_sources import TicketSource
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.rules import load_rules
from support.databases import TestDatabase

#: By table, the query for the conversations of its rows: of each that was acknowledged there must be exactly one.
WRITTEN = {
    "conversations": "SELECT id FROM conversations",
    "cases": "SELECT conversation FROM cases",
    "deliveries": "SELECT conversation FROM deliveries",
    "work_tickets": "SELECT conversation FROM work_tickets",
    "turns": "SELECT conversation FROM turns",
    "audit": "SELECT conversation FROM audit WHERE what = 'record read'",
}
_TORN = (
    "SELECT number FROM work_tickets t WHERE version <> "
    "(SELECT count(*) FROM work_ticket_events WHERE work_ticket_events.ticket = t.id)"
)


def entry(name: str) -> ConversationEntry:
    """A conversation with one case and its message. The case's receipt is the name."""
    case = CaseEntry("社保卡挂失", "2026-11-20", name, 2000, {"手机号": "13800138000"})
    message = DeliveryEntry(f"message-{name}", "message", 2000, '{"to": "13800138000"}')
    return ConversationEntry(name, "kiosk-1", "screen", 1000, state="{}", cases=(case,), deliveries=(message,))


def ticket(name: str) -> TicketOpening:
    return TicketOpening(TicketSource("manual", name, 2000, {"事项": "路灯坏了"}, "社保卡挂失", name))


@contextmanager
def writing(settings: Settings, run: str, again: str) -> Iterator[Connection]:
    """Killed with SIGKILL at the end. The connection gives the name of each conversation that was written, ticket, turn
    and audit row included. `again`: written first, as a journal would after a crash; empty: nothing.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.killed_writer", "kiosk.store.migrate", "asyncpg", "aiosqlite"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_write, args=(settings, run, again, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def killed_again_and_again(settings: Settings, kills: Iterable[int], dice: random.Random) -> list[str]:
    """A process for each of `kills`, one after the other, each killed at a random moment of its writing. The names that
    were acknowledged, in order. Blocking.
    """
    acknowledged, again = list[str](), ""
    for run in kills:
        with writing(settings, f"r{run}", again) as told:
            acknowledged += [told.recv() for _ in range(dice.randint(1, 6))]
            for _ in range(dice.randrange(20_000)):  # so that it dies at another moment of its writing
                pass
        try:
            while True:
                acknowledged.append(told.recv())  # told before it died
        except (EOFError, OSError):  # OSError: it died while it told
            again = f"r{run}-{int(acknowledged[-1].partition('-')[2]) + 1}"  # under way, and perhaps written
    return acknowledged


def wrong_rows(database: TestDatabase, settings: Settings, acknowledged: list[str], kills: int) -> list[str]:
    """What is lost, doubled or too much, in words; empty: nothing. Blocking."""
    found, told = list[str](), set(acknowledged)
    for table, query in WRITTEN.items():
        rows = Counter(str(name) for (name,) in database.sql(settings, query))
        found += [f"{table}: {name} is lost" for name in sorted(told - rows.keys())]
        found += [f"{table}: {name} is there {times} times" for name, times in sorted(rows.items()) if times > 1]
        if (more := len(rows.keys() - told)) > kills:
            found.append(f"{table}: {more} that were not acknowledged, after {kills} kills")
    torn = database.sql(settings, _TORN)
    return [*found, *(f"work_tickets: the history of {number} is not whole" for (number,) in torn)]


def _write(settings: Settings, run: str, again: str, told: Connection) -> None:
    asyncio.run(_write_on(settings, run, again, told))


async def _write_on(settings: Settings, run: str, again: str, told: Connection) -> None:
    store = await Store.open(settings)
    clock = TicketClock(NO_CALENDAR, load_rules(None), lambda ms: datetime.fromtimestamp(ms / 1000, UTC))
    if again:
        await store.keep(entry(again))
        await store.work_tickets.open([ticket(again)], clock)
    for number in range(1_000_000):
        name = f"{run}-{number}"
        await store.keep(entry(name))
        await store.work_tickets.open([ticket(name)], clock)
        await store.turn(name, "citizen", "voice", "said", "好的")
        await store.audit(AuditNote("record read", "张老师", "", name))
        told.send(name)
