"""Virtual time: an event loop whose clock jumps to the next timer whenever nothing else is left to do."""

from __future__ import annotations

import asyncio
import os
import selectors
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class _JumpingSelector(selectors.DefaultSelector):  # type: ignore[valid-type,misc]
    """Waits for nothing: the time that would have been waited is added to the loop's clock."""

    elapsed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.elapsed += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """For tests without threads and sockets."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.elapsed


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """`pytestmark = pytest.mark.virtual_time` runs a module in virtual time."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual": VirtualTimeLoop}
    return {"real": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def models() -> Path:
    """Where the models are; a test that needs one that is missing skips and says `make models`."""
    return Path(os.environ.get("KIOSK_MODELS", "~/.cache/hall-clerk/models")).expanduser()
