"""The stages of a conversation, run side by side until it is left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

Stage = Callable[[], Coroutine[Any, Any, None]]


async def run_stages(
    stages: Mapping[str, Stage],
    begun: Callable[[], None],
    left: Awaitable[Any],
    broke: Callable[[str, Exception], None],
) -> None:
    """`begun` is called once they run; when `left` is done they are cancelled. One that raises is told to `broke`, by
    its name; the others go on.
    """

    async def guarded(name: str, stage: Stage) -> None:
        try:
            await stage()
        except Exception as error:  # noqa: BLE001 - one stage must not end the process; `broke` ends the conversation
            broke(name, error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(guarded(name, stage), name=name) for name, stage in stages.items()]
        begun()
        await left
        for task in tasks:
            task.cancel()
