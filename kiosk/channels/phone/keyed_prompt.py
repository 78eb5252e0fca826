"""Prompts outside of a conversation, which are answered by keys alone: a key silences them, silence repeats them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

#: Seconds without a key after a prompt.
QUIET_S = 8.0

#: Says texts one after the other, until the last was heard; silent at once where it is cancelled.
SayTexts = Callable[[tuple[str, ...]], Awaitable[None]]


class KeyedDialogue(Protocol):
    """`press` and `silence` return True where something else is to be said: `prompts`."""

    prompts: tuple[str, ...]

    def press(self, key: str) -> bool: ...
    def silence(self) -> bool: ...


async def prompt(dialogue: KeyedDialogue, say: SayTexts, keys: asyncio.Queue[str]) -> None:
    """Say the prompts, and give the dialogue the keys, until it has something else to say."""
    speaking = asyncio.ensure_future(say(dialogue.prompts))
    try:
        while True:
            key = await _key(keys, speaking)
            if key is not None:
                speaking.cancel()
            if dialogue.silence() if key is None else dialogue.press(key):
                return
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)


async def _key(keys: asyncio.Queue[str], speaking: asyncio.Future[None]) -> str | None:
    """The next key; None: none came until `QUIET_S` after the prompt."""
    pressed = asyncio.ensure_future(keys.get())
    try:
        waited: list[asyncio.Future[Any]] = [pressed, speaking]
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not pressed.done():
            await asyncio.wait([pressed], timeout=QUIET_S)
    finally:
        pressed.cancel()
        await asyncio.gather(pressed, return_exceptions=True)
    return None if pressed.cancelled() else pressed.result()
