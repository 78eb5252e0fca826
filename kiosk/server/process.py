"""How the interpreter and the C library behave in a process that serves."""

from __future__ import annotations

import sys

from kiosk.jobs import memory

#: Seconds for which a worker thread may go on computing while the event loop waits for the interpreter. Python's own
#: 5 ms come on top of every frame that is read or written while another thread works, and the microphones of 64 pages
#: send 3,200 frames a second.
SWITCH_S = 0.0005


def settle() -> None:
    """Once, before anything is loaded."""
    sys.setswitchinterval(SWITCH_S)
    memory.fix_thresholds()
