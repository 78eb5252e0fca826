"""Frees what nothing refers to any more, at a time of its own, and gives freed memory back to the system.

Python looks through all objects for unreachable circles whenever their number has grown by a quarter, and everybody
waits meanwhile: under attack 1.6 s of 132, up to 0.17 s at a time. Here it is done once a minute.

glibc keeps what a process has freed: its thresholds rise with the largest block freed so far, every thread may get a
heap of its own, and a heap shrinks at its end only. In an hour under attack that was half of the heap. Where the C
library is another, nothing is done about it.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from functools import lru_cache

#: Seconds between two times.
EVERY_S = 60.0
#: `gc.set_threshold`: new objects until the young ones are looked through, times that until the middle-aged are, and
#: times that until all are: in effect never but here.
COLLECT = (2000, 20, 1000)
#: `mallopt`'s numbers, and what they are set to; each also stops glibc from raising its thresholds by itself.
#: Blocks from 1 MB on are mapped alone; 8 MB may stay free at the end of a heap; two heaps serve all threads.
_OPTIONS = {"M_MMAP_THRESHOLD": (-3, 1 << 20), "M_TRIM_THRESHOLD": (-1, 8 << 20), "M_ARENA_MAX": (-8, 2)}


@lru_cache(maxsize=1)
def glibc() -> ctypes.CDLL | None:
    """The C library, where it is glibc."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def fix_thresholds() -> bool:
    """Set Python's and glibc's thresholds, before threads are started. False: it is not glibc."""
    gc.set_threshold(*COLLECT)
    library = glibc()
    return library is not None and sum(library.mallopt(*option) for option in _OPTIONS.values()) == len(_OPTIONS)


def give_back() -> bool:
    """Give back the free pages inside the heaps, without holding the interpreter. False: there were none."""
    library = glibc()
    return library is not None and bool(library.malloc_trim(0))


async def run() -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        gc.collect()  # on the event loop: in a thread it would hold the interpreter just as long
        await asyncio.to_thread(give_back)
