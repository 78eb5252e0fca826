"""Prerendering: synthesises every fixed prompt into the cache; where citizens are served, one now and then
(`kiosk.hall.rendering_share`).

The likeliest prompts come first, so that the most frequent are ready within minutes. One niced thread works; a first
run on two cores takes about half an hour, later ones find everything on disk. What a library adds later goes before all
that is still queued: a person may be waiting to publish it, and the rest is spoken today without being ready.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime

from dialogue import Library
from kiosk.hall import Hall
from kiosk.hall.rendering_share import RenderingShare, pace_s
from kiosk.hall.scripts import machine_for, prompts
from tts import VoiceError

#: Libraries whose progress is known.
_FOLLOWED = 12
#: Seconds until the next look whether a prompt may be rendered.
_LOOK_S = 0.25
#: Prompts rendered last, by which the time for one is estimated.
_PACE = 10


class Prerenderer:
    """`done` of `total` prompts are in the cache; `on_progress` is called after each."""

    def __init__(self, hall: Hall, on_progress: Callable[[int, int], None]) -> None:
        self._hall, self._on_progress = hall, on_progress
        self._libraries: deque[Library] = deque()
        self._wanted: deque[str] = deque()
        self._known: set[str] = set()
        self._texts: OrderedDict[int, tuple[Library, frozenset[str]]] = OrderedDict()  # of the libraries read last
        self._more = asyncio.Event()
        self._share = RenderingShare()
        self._worked_s = 0.0  # on prompts that were not in the cache yet
        self._made = 0
        self._last_s: deque[float] = deque(maxlen=_PACE)
        self.total = self.done = 0
        self.add(hall.library)

    @property
    def left_s(self) -> int | None:
        """Seconds of work left, estimated from the prompts rendered so far; None before the first."""
        if self.total and not self._wanted:
            return 0
        if not self._made:
            return None
        return round(len(self._wanted) * pace_s(self._worked_s / self._made, served=bool(self._hall.sessions.live)))

    def add(self, library: Library) -> None:
        """The prompts of a library that have not been queued before."""
        self._libraries.append(library)
        self._more.set()

    def progress(self, library: Library, live: Library) -> tuple[int, int]:
        """How many of the prompts that `library` adds to those of `live` are done, and how many it adds.

        (0, 1) before both are read. The library that is live adds all of its own.
        """
        texts, spoken = self._of(library), frozenset[str]() if library is live else self._of(live)
        if texts is None or spoken is None:
            return 0, 1
        added = texts - spoken
        return len(added) - len(added.intersection(self._wanted)), len(added)

    def _of(self, library: Library) -> frozenset[str] | None:
        kept = self._texts.get(id(library))
        if kept is None:
            return None
        self._texts.move_to_end(id(library))
        return kept[1]

    async def run(self) -> None:
        """Does not return. A prompt that fails goes to the end of the queue; its error is raised to the supervisor."""
        while True:
            if self._libraries:
                await self._read(self._libraries.popleft())
            elif self._wanted:
                await self._next()
            else:
                self._more.clear()
                await self._more.wait()

    async def _next(self) -> None:
        prompt = self._wanted[0]
        self._wanted.rotate(-1)
        await self._one(prompt)
        self._wanted.remove(prompt)
        self.done += 1
        self._tell()

    async def _read(self, library: Library) -> None:
        """Queue the prompts of a library."""
        machine = machine_for(library, self._hall.settings)
        found = await asyncio.to_thread(prompts, machine, datetime.now().astimezone().date())
        self._texts[id(library)] = (library, frozenset(found))
        while len(self._texts) > _FOLLOWED:
            self._texts.popitem(last=False)
        texts = [text for text in found if text not in self._known]
        self._known.update(texts)
        if self.total:
            self._wanted.extendleft(reversed(texts))
        else:
            self._wanted.extend(texts)
        self.total = self.done + len(self._wanted)
        self._tell()

    async def _one(self, text: str) -> None:
        if await self._hall.voice.prerendered(text):
            return
        await self._share_of_the_hall()
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            await self._hall.voice.prerender(text)
        except VoiceError as error:
            self._hall.log.warning("a fixed prompt could not be rendered ahead", error=str(error))
        finally:
            self._share.rendered(began, clock())
        took_s = clock() - began
        self._worked_s += took_s
        self._made += 1
        self._last_s.append(took_s)
        self._hall.prompt_s = sum(self._last_s) / len(self._last_s)

    async def _share_of_the_hall(self) -> None:
        """Wait until a prompt may be rendered."""
        clock, hall = asyncio.get_running_loop().time, self._hall
        since = clock()
        while not self._share.may(  # noqa: ASYNC110 - a look now and then is enough, and simpler than an event
            clock(), since, served=bool(hall.sessions.live), speaking=hall.voice.busy
        ):
            await asyncio.sleep(_LOOK_S)

    def _tell(self) -> None:
        self._hall.metrics.prerendered(self.done, self.total)
        self._on_progress(self.done, self.total)
