"""A voice that remembers: fixed prompts are spoken once and then read from disk, by every kiosk process to come."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tts.clauses import clauses
from tts.errors import VoiceError
from tts.lexicon import pinyin
from tts.normalise import spoken
from tts.shelf import Shelf
from tts.speech import Speech, Voice

log = logging.getLogger(__name__)


class Engine(Voice, Protocol):
    """A voice with something to load and to free."""

    async def warm(self) -> None: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class CacheCounts:
    """What became of the clauses asked for, since the start."""

    memory: int = 0
    disk: int = 0
    spoken: int = 0
    shared: int = 0  # joined one that was just being spoken


@dataclass(slots=True)
class _Flight:
    """A clause being spoken now, and how many wait for it."""

    keep: bool = False
    waiters: int = 0


@dataclass(slots=True)
class _Memory:
    """Least recently used clauses, up to a number of bytes of sound."""

    limit: int
    held: OrderedDict[tuple[str, float], Speech] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, key: tuple[str, float]) -> Speech | None:
        if key in self.held:
            self.held.move_to_end(key)
        return self.held.get(key)

    def put(self, key: tuple[str, float], speech: Speech) -> None:
        if key in self.held:
            self.size -= self.held.pop(key).pcm.nbytes
        self.held[key] = speech
        self.size += speech.pcm.nbytes
        while self.size > self.limit:
            _, dropped = self.held.popitem(last=False)
            self.size -= dropped.pcm.nbytes


class CachedVoice:
    """`voice` behind a disk cache in `folder` of at most `max_mb` megabytes, and a memory cache before it.

    Only what is asked for with `keep=True` is ever remembered, on disk or in memory: what is said to one citizen may
    hold their name. Equal requests at the same time are spoken once. A broken or full disk costs speed, never speech
    (`shelf.counts` tells).
    """

    def __init__(self, voice: Engine, folder: Path, *, max_mb: int = 500, memory_mb: int = 64) -> None:
        self._voice = voice
        self._memory = _Memory(memory_mb * 1_000_000)
        self._flights: dict[tuple[str, float], tuple[_Flight, asyncio.Task[Speech]]] = {}
        self.shelf = Shelf(folder, max_bytes=max_mb * 1_000_000)
        self.counts = CacheCounts()

    @property
    def name(self) -> str:
        return self._voice.name

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        """As the voice behind; `keep` says that the clause holds nothing personal and may be remembered."""
        key = (text, round(speed, 3))
        held = self._memory.get(key)
        if held is not None:
            self.counts.memory += 1
            return held
        if key in self._flights:
            self.counts.shared += 1
        else:
            flight = _Flight()
            self._flights[key] = flight, asyncio.create_task(self._fetch(key, flight))
        flight, task = self._flights[key]
        flight.keep |= keep
        return await self._wait(key, flight, task)

    async def held(self, text: str, *, speed: float = 1.0) -> Speech | None:
        """The clause if it is remembered; it is never spoken for this."""
        key = (text, round(speed, 3))
        if (speech := self._memory.get(key)) is not None:
            return speech
        name = await asyncio.to_thread(self._name_of, *key)
        found = await asyncio.to_thread(self.shelf.take, name)
        return None if found is None else replace(found, text=text)

    async def warm(self) -> None:
        """Load the voice behind: a cache full of fixed prompts would leave it cold until the first name is said."""
        await self._voice.warm()

    async def close(self) -> None:
        """Stop what is being spoken, and close the voice behind."""
        tasks = [task for _, task in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._voice.close()

    async def _wait(self, key: tuple[str, float], flight: _Flight, task: asyncio.Task[Speech]) -> Speech:
        """One waiter's cancellation leaves the others theirs; the last one's ends the work, unless it is to be kept."""
        flight.waiters += 1
        try:
            return await asyncio.shield(task)
        finally:
            flight.waiters -= 1
            if not flight.waiters and not flight.keep and not task.done():
                self._landed(key, flight)  # at once: whoever asks from now on must not join a dying task
                task.cancel()

    def _landed(self, key: tuple[str, float], flight: _Flight) -> None:
        if key in self._flights and self._flights[key][0] is flight:
            del self._flights[key]

    async def _fetch(self, key: tuple[str, float], flight: _Flight) -> Speech:
        text, speed = key
        try:
            name = await asyncio.to_thread(self._name_of, text, speed)
            found = await asyncio.to_thread(self.shelf.take, name)
            if found is not None:
                self.counts.disk += 1
                speech = replace(found, text=text)
                self._memory.put(key, speech)
                return speech
            speech = await self._voice.speak(text, speed=speed)
            self.counts.spoken += 1
            if flight.keep:
                self._memory.put(key, speech)
                await asyncio.to_thread(self.shelf.put, name, speech)
            return speech
        finally:
            self._landed(key, flight)

    def _name_of(self, text: str, speed: float) -> str:
        """All that decides the sound: the voice and its revision, the speed, the words and how each is read."""
        words = spoken(text)
        return Shelf.name_of(self.name, f"{speed:.3f}", words, " ".join(pinyin(words)))


async def render_ahead(
    voice: CachedVoice,
    texts: Iterable[str],
    speeds: Iterable[float] = (1.0,),
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Speak every clause of fixed `texts` into the cache; `on_progress(done, total)` after each.

    Gives the number of clauses that could not be spoken.
    """
    speeds = tuple(speeds)
    wanted = list(dict.fromkeys((clause, speed) for text in texts for clause in clauses(text) for speed in speeds))
    failed = 0
    on_progress(0, len(wanted))
    for done, (clause, speed) in enumerate(wanted, start=1):
        try:
            await voice.speak(clause, speed=speed, keep=True)
        except VoiceError as error:
            failed += 1
            log.warning("a fixed prompt could not be rendered ahead: %s", error)
        on_progress(done, len(wanted))
    return failed
