"""The CPU time of this process and of its child processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

#: Fields of `/proc/PID/stat` behind the name: user and system time, in clock ticks (proc(5)).
_USER, _SYSTEM = 11, 12


class CpuClock:
    """`now` in seconds; never goes back, even when a worker process ends.

    Without Linux's `/proc` only this process counts.
    """

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._proc = proc
        self._tick_s = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01
        self._seen = dict(self._children())
        self._of_children = 0.0

    def now(self) -> float:
        seen = dict(self._children())
        # What a new worker used before it was first seen was its start, and is not counted.
        self._of_children += sum(used - self._seen[pid] for pid, used in seen.items() if pid in self._seen)
        self._seen = seen
        return time.process_time() + self._of_children

    def _children(self) -> Iterator[tuple[int, float]]:
        for children in (self._proc / "self" / "task").glob("*/children"):
            for pid in _read(children).split():
                # The name, in brackets, may hold spaces and brackets.
                fields = _read(self._proc / pid / "stat").rpartition(")")[2].split()
                if len(fields) > _SYSTEM:
                    yield int(pid), (int(fields[_USER]) + int(fields[_SYSTEM])) * self._tick_s


def _read(file: Path) -> str:
    """The file's text; empty where the process or thread has just ended."""
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""
