"""What machine a figure was measured on: printed above every table."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from asr import cores


def describe() -> str:
    """E.g. `2 cores, Intel Xeon, Linux 6.1, Python 3.11.7, load 0.4`."""
    cpuinfo = Path("/proc/cpuinfo")
    names = [
        line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
    ]
    processor = names[0] if names else platform.processor() or platform.machine()
    return (
        f"{cores()} cores, {processor}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
