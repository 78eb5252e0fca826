"""Rehearsing: every fixed prompt is spoken into the cache before a citizen needs it, while nobody is being served.

The first run on a machine takes minutes; later ones find everything on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.hall import Hall, prompts
from tts import render_ahead

#: How long to leave the voice alone after finding a citizen in the hall.
_PAUSE_S = 2.0


class Rehearsal:
    """`done` of `total` prompts are in the cache; `on_progress` is told after each."""

    def __init__(self, hall: Hall, on_progress: Callable[[int, int], None]) -> None:
        self._hall, self._on_progress = hall, on_progress
        tts = hall.settings.tts
        texts = prompts(hall.library)
        # Everything at the normal pace first: elderly mode is asked for later, if at all.
        self._wanted = [(text, speed) for speed in dict.fromkeys((tts.speed, tts.elderly_speed)) for text in texts]
        self.total = len(self._wanted)
        self.done = 0

    async def run(self) -> None:
        for text, speed in self._wanted:
            while self._hall.visitors.live:  # noqa: ASYNC110 - a look now and then is enough, and simpler than an event
                await asyncio.sleep(_PAUSE_S)
            await render_ahead(self._hall.voice, [text], (speed,))
            self.done += 1
            self._on_progress(self.done, self.total)
