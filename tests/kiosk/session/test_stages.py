"""Stages run side by side until the conversation is left; one that raises is told, and the others go on."""

from __future__ import annotations

import asyncio

from kiosk.session.stages import run_stages


async def test_one_that_raises_is_told_by_name_and_the_others_go_on_until_it_is_left() -> None:
    left, goes_on, told, log = asyncio.Event(), asyncio.Event(), [], []

    async def breaks() -> None:
        raise ValueError("no")

    async def works() -> None:
        try:
            await goes_on.wait()
            log.append("worked")
            left.set()
            await asyncio.Event().wait()
        finally:
            log.append("cancelled")

    def broke(name: str, error: Exception) -> None:
        told.append((name, str(error)))
        goes_on.set()

    await run_stages({"a": breaks, "b": works}, lambda: log.append("begun"), left.wait(), broke)
    assert told == [("a", "no")]
    assert log == ["begun", "worked", "cancelled"]
