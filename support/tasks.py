"""Tasks that a test finds by the name that the product gave them."""

from __future__ import annotations

import asyncio


def named(name: str) -> list[asyncio.Task[object]]:
    """The tasks still running whose name begins so."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(name)]
