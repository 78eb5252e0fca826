"""A real event loop whose clock may be put forward."""

from __future__ import annotations

import asyncio


class Clock:
    """Put `ahead` up by an hour: no test waits for a time-out, or has to be quicker than one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.ahead = 0.0
        real = loop.time
        loop.time = lambda: real() + self.ahead  # type: ignore[method-assign]
