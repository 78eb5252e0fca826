"""Work that keeps a processor busy, beside the loop that watches over a measurement's limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def in_thread(work: Callable[[], None], end: Callable[[], None] = lambda: None) -> None:
    """Run `work` in a thread. Cancelled, it calls `end` and waits for the thread: what that uses may be closed then."""
    thread = asyncio.create_task(asyncio.to_thread(work), name="thread")
    try:
        await asyncio.shield(thread)
    except asyncio.CancelledError:
        end()
        await asyncio.wait((thread,))
        raise
