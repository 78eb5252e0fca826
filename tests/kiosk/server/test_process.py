"""A serving process is settled first, and then its event loop waits little for worker threads."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.jobs import memory
from kiosk.server import process, server


async def test_the_event_loop_waits_little_for_a_thread_that_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "fix_thresholds", lambda: True)  # of the process that tests
    before, over = sys.getswitchinterval(), threading.Event()

    def compute() -> None:
        while not over.is_set():
            sum(range(100))

    async def shortest_wait() -> float:
        """For the interpreter, after a system call that gives it away. The shortest of many: others use the machine."""
        waits = []
        for _ in range(50):
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            waits.append(time.perf_counter() - began - 0.001)
        return min(waits)

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        process.settle()
        assert sys.getswitchinterval() <= 0.001
        assert await shortest_wait() < 0.004  # Python's own interval is 5 ms
    finally:
        over.set()
        thread.join()
        sys.setswitchinterval(before)


def test_the_command_settles_its_process_before_it_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done: list[str] = []

    async def serve(*_: Any, **__: Any) -> None:
        done.append("served")

    monkeypatch.setenv("KIOSK__DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(process, "settle", lambda: done.append("settled"))
    monkeypatch.setattr(server, "serve", serve)
    assert CliRunner().invoke(app, ["serve"]).exit_code == 0
    assert done == ["settled", "served"]
