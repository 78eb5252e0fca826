"""A replay in a process or at a terminal: it opens the record beside the running hall, and reads it piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from os import nice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from dialogue import ScriptErrors
from kiosk.config import Settings
from kiosk.hall.replay.running import OnProgress, Replay, ReplayResult, ReplayVersions
from kiosk.hall.version_files import unpacked_folder
from kiosk.publishing.bundle import Bundle, BundleError
from kiosk.store import Store, StoreError
from kiosk.store.engine import READS, make_engine

T = TypeVar("T")

#: Days that a replay may go back.
MOST_DAYS = 90
#: Added to the niceness of the process: conversations go first.
_NICE = 10
_BUSY_MS = 5000


def replay(settings: Settings, against: int | Path, days: int, on_progress: OnProgress) -> ReplayResult:
    """`against`: the number of a version, or a folder. Blocking; no event loop may run in this thread.

    Raises `StoreError`, `ScriptErrors`, `BundleError`, OSError.
    """
    with asyncio.Runner() as runner, ExitStack() as stack:
        store = runner.run(Store.open(settings))
        stack.callback(lambda: runner.run(store.close()))
        engine = make_engine(settings.database_url, _BUSY_MS)
        stack.callback(lambda: runner.run(engine.dispose()))
        known = {one.hash: one.number for one in runner.run(store.versions.standing()).versions.values()}

        async def read(work: Callable[[Connection], T]) -> T:
            async with engine.connect() as plain:
                connection = await plain.execution_options(**{READS: True})
                return await connection.run_sync(work)

        def of(scripts: str) -> Bundle | None:
            return runner.run(store.versions.bundle(known[scripts])) if scripts in known else None

        folder = against
        if isinstance(folder, int):
            folder = stack.enter_context(unpacked_folder(runner.run(store.versions.bundle(folder))))
        since_ms = store.now_ms() - round(timedelta(days=days).total_seconds() * 1000)
        played = Replay(settings, ReplayVersions(of, settings.services_dir, folder))
        return played.run(lambda work: runner.run(read(work)), store.review.keys, since_ms, on_progress)


def replay_into(settings: Settings, against: int, days: int, out: Pipe) -> None:
    """The target of a process: sends `("progress", done, total)`, and at the end `("done", result)` or `("failed",
    why)`.
    """
    nice(_NICE)

    def on_progress(done: int, total: int) -> bool:
        out.send(("progress", done, total))
        return True

    try:
        told: tuple[str, Any] = "done", asdict(replay(settings, against, days, on_progress))
    except (StoreError, ScriptErrors, BundleError, OSError) as error:
        told = "failed", str(error)
    out.send(told)
    out.close()
