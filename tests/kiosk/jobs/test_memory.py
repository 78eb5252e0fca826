"""Memory that was freed goes back to the system: glibc keeps it by itself. Measured in processes of their own."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import weakref

import pytest

from kiosk.jobs import memory

on_glibc = pytest.mark.skipif(memory.glibc() is None, reason="the C library is not glibc")

_RESIDENT = """
from pathlib import Path
from kiosk.jobs import memory

def resident_mb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
"""
#: A block that is freed, then as large ones with a smaller one after each that stays: what long sounds do to a heap.
_LARGE = """
before = resident_mb()
for megabytes in (24, 24):
    b"x" * (megabytes << 20)
large, small = [], []
for n in range(10):
    large.append(b"x" * (10 << 20))
    small.append(b"y" * 300_000)
large.clear()
print(resident_mb() - before)
"""


def printed(script: str) -> float:
    ran = subprocess.run([sys.executable, "-c", _RESIDENT + script], capture_output=True, text=True, check=True)
    return float(ran.stdout)


@on_glibc
def test_large_blocks_go_back_at_once_whatever_was_freed_before() -> None:
    assert printed(_LARGE) > 80  # glibc by itself
    assert printed("assert memory.fix_thresholds()" + _LARGE) < 20


@on_glibc
def test_free_pages_between_used_ones_go_back() -> None:
    script = """
blocks = [b"x" * 6000 for _ in range(20_000)]
kept = blocks[::20]
del blocks
held = resident_mb()
assert memory.give_back()
print(held - resident_mb())
"""
    assert printed(script) > 60


class Circle:
    """Refers to itself: only a look through all objects frees it."""

    def __init__(self) -> None:
        self.itself = self


async def test_what_is_unreachable_is_freed_and_memory_given_back_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop, gone, found = asyncio.get_running_loop(), asyncio.Event(), []
    circles = [weakref.ref(Circle())]

    def give_back() -> bool:
        found.append(circles[-1]())
        circles.append(weakref.ref(Circle()))
        if len(found) == 3:
            loop.call_soon_threadsafe(gone.set)
        return True

    monkeypatch.setattr(memory, "EVERY_S", 0.0)
    monkeypatch.setattr(memory, "give_back", give_back)
    gc.disable()
    try:
        job = asyncio.create_task(memory.run())
        async with asyncio.timeout(30):
            await gone.wait()
        job.cancel()
    finally:
        gc.enable()
    assert found[:3] == [None] * 3


def test_nothing_is_looked_through_by_itself_but_what_is_young() -> None:
    script = """
import gc
memory.fix_thresholds()
kept, before = [], gc.get_stats()[2]["collections"]
for _ in range(500_000):
    kept.append([])
print(gc.get_stats()[2]["collections"] - before)
"""
    assert printed(script) == 0


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "glibc", lambda: None)
    assert not memory.fix_thresholds()
    assert not memory.give_back()
