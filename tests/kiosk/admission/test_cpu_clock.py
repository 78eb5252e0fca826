"""The clock that counts the workers too, on a /proc laid out by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.admission.cpu_clock import CpuClock

TICKS = os.sysconf("SC_CLK_TCK")


def lay_out(proc: Path, workers: dict[int, int]) -> None:
    """`workers`: seconds of CPU time by pid."""
    task = proc / "self" / "task" / "1"
    task.mkdir(parents=True, exist_ok=True)
    (task / "children").write_text(" ".join(map(str, workers)))
    for pid, seconds in workers.items():
        (proc / str(pid)).mkdir(exist_ok=True)
        before = "S 1 1 1 0 -1 4194304 100 0 0 0"
        (proc / str(pid) / "stat").write_text(f"{pid} (a name) with) {before} {seconds * TICKS} 0 0 0 20 0")


def test_workers_count_from_when_they_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.process_time", lambda: 100.0)
    lay_out(tmp_path, {7: 50})
    clock = CpuClock(tmp_path)
    assert clock.now() == 100
    lay_out(tmp_path, {7: 53, 8: 20})
    assert clock.now() == 103, "a new worker's start is nobody's"
    lay_out(tmp_path, {8: 24})
    assert clock.now() == 107, "and a dead one takes nothing back"
    lay_out(tmp_path, {8: 24, 9: 1})
    (tmp_path / "9" / "stat").unlink()
    assert clock.now() == 107


def test_without_proc_this_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.process_time", lambda: 1.5)
    assert CpuClock(tmp_path / "none").now() == 1.5
