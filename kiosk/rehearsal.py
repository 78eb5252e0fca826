"""Rehearsing: every fixed prompt is spoken into the cache before a citizen needs it, while nobody is being served.

The first run on a machine takes minutes; later ones find everything on disk.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from dialogue import Library
from kiosk.hall import Hall, prompts
from tts import render_ahead

#: How long to leave the voice alone after finding a citizen in the hall.
_PAUSE_S = 2.0


class Rehearsal:
    """`done` of `total` prompts are in the cache; `on_progress` is told after each."""

    def __init__(self, hall: Hall, on_progress: Callable[[int, int], None]) -> None:
        self._hall, self._on_progress = hall, on_progress
        self._wanted: deque[tuple[str, float]] = deque()
        self._known: set[str] = set()
        self._more = asyncio.Event()
        self.total = self.done = 0
        self.add(hall.library)

    def add(self, library: Library) -> None:
        """What a library says that has not been asked for before."""
        tts = self._hall.settings.tts
        texts = [text for text in prompts(library) if text not in self._known]
        self._known.update(texts)
        # Everything at the normal pace first: elderly mode is asked for later, if at all.
        self._wanted += [(text, speed) for speed in dict.fromkeys((tts.speed, tts.elderly_speed)) for text in texts]
        self.total = self.done + len(self._wanted)
        self._more.set()

    async def run(self) -> None:
        """For ever. A prompt that fails goes to the end of the queue, and the error out of here to the supervisor."""
        while True:
            while self._wanted:
                prompt = self._wanted[0]
                self._wanted.rotate(-1)
                await self._one(*prompt)
                self._wanted.remove(prompt)
                self.done += 1
                self._on_progress(self.done, self.total)
            await self._more.wait()
            self._more.clear()

    async def _one(self, text: str, speed: float) -> None:
        while self._hall.visitors.live:  # noqa: ASYNC110 - a look now and then is enough, and simpler than an event
            await asyncio.sleep(_PAUSE_S)
        await render_ahead(self._hall.voice, [text], (speed,))
