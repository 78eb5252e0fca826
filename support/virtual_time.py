"""Virtual time: an event loop whose clock jumps to the next timer whenever nothing else is left to do.

For whole conversations in milliseconds, in tests and in benches that must not depend on how busy the machine is.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

#: Real seconds after which nothing is on its way between two sockets of this process.
_ON_ITS_WAY_S = 0.002


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing: the time that would have been waited is added to the loop's clock."""

    elapsed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.elapsed += timeout
        return ready


class _PatientSelector(_JumpingSelector):
    """First waits a moment for what is on its way through the system: a connection of this process to itself."""

    def select(self, timeout: float | None = None) -> Any:
        ready = selectors.DefaultSelector.select(self, min(timeout, _ON_ITS_WAY_S) if timeout else timeout)
        if not ready and timeout:
            self.elapsed += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """For code without sockets; `sockets`: with connections within this process, which cost a moment at each jump. What
    is given to a thread is done at once, in this one: it takes no virtual time.
    """

    def __init__(self, *, sockets: bool = False) -> None:
        self._jumping = _PatientSelector() if sockets else _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.elapsed

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 -- the future carries it to the caller
            done.set_exception(error)
        return done
