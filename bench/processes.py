"""Processes of a bench: their trees' CPU and memory, and an end to them whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a process and all its children: CPU seconds so far, resident MB, threads, open files."""

    cpu_s: float
    rss_mb: float
    threads: int
    files: int
    pids: frozenset[int] = frozenset()


def tree(pid: int) -> Usage:
    """Summed over the tree as it is now. Children that have died count through their parent."""
    cpu = rss = 0.0
    threads = files = 0
    pids = set()
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied), process.oneshot():
                times = process.cpu_times()
                cpu += times.user + times.system + times.children_user + times.children_system
                rss += process.memory_info().rss / 2**20
                threads += process.num_threads()
                files += process.num_fds()
                pids.add(process.pid)
    return Usage(cpu, rss, threads, files, frozenset(pids))


@contextlib.asynccontextmanager
async def running(
    *command: str, env: dict[str, str] | None = None, log: Path | None = None, pipe: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child in a process group of its own; its whole tree is gone when the block is left, by whatever way."""
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(log.open("wb")) if log else None
        process = await asyncio.create_subprocess_exec(
            *command,
            env=env,
            stdout=asyncio.subprocess.PIPE if pipe else out,
            stderr=out,
            limit=1 << 26,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            await asyncio.shield(end(process))


async def end(process: asyncio.subprocess.Process, grace_s: float = 8.0) -> None:
    """SIGTERM, then SIGKILL to the group: recogniser workers must not outlive the bench."""
    family = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGTERM)  # process.terminate() would reap it behind asyncio's back
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), grace_s)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    for child in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), 5)
