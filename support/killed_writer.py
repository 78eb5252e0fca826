"""A process that writes the record until it is killed, and tells each write once the record has acknowledged it."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from kiosk.config import Settings
from kiosk.store import CaseEntry, ConversationEntry, Store
from kiosk.store.audit import AuditNote


def entry(name: str) -> ConversationEntry:
    """A conversation with one case. Its receipt is its name."""
    case = CaseEntry("社保卡挂失", "2026-11-20", name, 2000, {"手机号": "13800138000"})
    return ConversationEntry(name, "kiosk-1", "screen", 1000, state="{}", cases=(case,))


@contextmanager
def writing(settings: Settings, run: str, again: str) -> Iterator[Connection]:
    """Killed with SIGKILL at the end. The connection gives the name of each conversation that was written, turn and
    audit row included. `again`: written first, as a journal would after a crash; empty: nothing.
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


def _write(settings: Settings, run: str, again: str, told: Connection) -> None:
    asyncio.run(_write_on(settings, run, again, told))


async def _write_on(settings: Settings, run: str, again: str, told: Connection) -> None:
    store = await Store.open(settings)
    if again:
        await store.keep(entry(again))
    for number in range(1_000_000):
        name = f"{run}-{number}"
        await store.keep(entry(name))
        await store.turn(name, "citizen", "voice", "said", "好的")
        await store.audit(AuditNote("record read", "张老师", "", name))
        told.send(name)
