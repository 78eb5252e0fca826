"""The prompt cache: fixed prompts are synthesised once, then read from memory or disk, also after a restart."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tts.clauses import clauses
from tts.disk_cache import DiskCache
from tts.errors import VoiceError
from tts.lexicon import pinyin
from tts.normalise import spoken
from tts.speech import Speech, Voice
from tts.stretch import can_stretch, stretched

log = logging.getLogger(__name__)


class Engine(Voice, Protocol):
    """A voice with something to load and to free, that can also work in the background."""

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech: ...

    async def warm(self) -> None: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class CacheCounts:
    """Clauses requested since the start, by where they came from: memory, disk, synthesis (`spoken`), or `shared`."""

    memory: int = 0
    disk: int = 0
    spoken: int = 0
    shared: int = 0  # waited for a synthesis already under way


@dataclass(slots=True)
class _Flight:
    """A clause being synthesised. `waiters`: requests that wait for it. `keep`: it will be cached."""

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

    Only clauses requested with `keep=True` are cached, on disk or in memory: other clauses may hold a citizen's name.
    Equal requests at the same time share one synthesis. On a broken or full disk clauses are synthesised again, and
    `disk_cache.counts` counts the faults.

    `pace`: clauses are synthesised and cached at this speed only, and slower ones are stretched from it
    (`tts.stretch`), so that all speeds share one entry. A speed that stretching does not reach is synthesised as
    requested. None: every speed is.
    """

    def __init__(
        self, voice: Engine, folder: Path, *, max_mb: int = 500, memory_mb: int = 64, pace: float | None = None
    ) -> None:
        self._voice = voice
        self._pace = pace
        self._memory = _Memory(memory_mb * 1_000_000)
        self._flights: dict[tuple[str, float], tuple[_Flight, asyncio.Task[Speech]]] = {}
        self.disk_cache = DiskCache(folder, max_bytes=max_mb * 1_000_000)
        self.counts = CacheCounts()

    @property
    def name(self) -> str:
        return self._voice.name

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        """The clause's speech. `keep`: it holds nothing personal and is cached. Raises `VoiceError`."""
        made_at, factor = self._split(speed)
        speech = await self._at(text, made_at, keep=keep)
        return speech if factor == 1.0 else await asyncio.to_thread(stretched, speech, factor)

    async def prerender(self, text: str) -> None:
        """Synthesise a fixed clause into the disk cache, in the background: `speak` does not wait for it.

        Raises `VoiceError`.
        """
        speed = 1.0 if self._pace is None else self._pace
        name = await asyncio.to_thread(self._name_of, text, speed)
        if not await asyncio.to_thread(self.disk_cache.has, name):
            speech = await self._voice.prerender(text, speed=speed)
            self.counts.spoken += 1
            await asyncio.to_thread(self.disk_cache.put, name, speech)

    async def prerendered(self, text: str) -> bool:
        """Whether `prerender` has nothing to do."""
        name = await asyncio.to_thread(self._name_of, text, 1.0 if self._pace is None else self._pace)
        return await asyncio.to_thread(self.disk_cache.has, name)

    def _split(self, speed: float) -> tuple[float, float]:
        """The speed at which a clause is synthesised, and the factor by which it is then stretched."""
        if self._pace is None or not can_stretch(speed / self._pace):
            return speed, 1.0
        return self._pace, speed / self._pace

    async def _at(self, text: str, speed: float, *, keep: bool) -> Speech:
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
        """The cached clause, or None; nothing is synthesised."""
        made_at, factor = self._split(speed)
        key = (text, round(made_at, 3))
        found = self._memory.get(key)
        if found is None:
            name = await asyncio.to_thread(self._name_of, *key)
            found = await asyncio.to_thread(self.disk_cache.get, name)
        if found is None:
            return None
        whole = found if found.text == text else replace(found, text=text)
        return whole if factor == 1.0 else await asyncio.to_thread(stretched, whole, factor)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for a clause. What is rendered ahead does not count."""
        return bool(self._flights)

    async def warm(self) -> None:
        """Load the engine now: with all fixed prompts cached, the first uncached clause would load it."""
        await self._voice.warm()

    async def close(self) -> None:
        """Cancel the syntheses under way, and close the engine."""
        tasks = [task for _, task in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._voice.close()

    async def _wait(self, key: tuple[str, float], flight: _Flight, task: asyncio.Task[Speech]) -> Speech:
        """Cancelling one waiter leaves the synthesis to the others; cancelling the last ends it, unless `keep`."""
        flight.waiters += 1
        try:
            return await asyncio.shield(task)
        finally:
            flight.waiters -= 1
            if not flight.waiters and not flight.keep and not task.done():
                self._landed(key, flight)  # now: a new request must not join the cancelled task
                task.cancel()

    def _landed(self, key: tuple[str, float], flight: _Flight) -> None:
        if key in self._flights and self._flights[key][0] is flight:
            del self._flights[key]

    async def _fetch(self, key: tuple[str, float], flight: _Flight) -> Speech:
        text, speed = key
        try:
            name = await asyncio.to_thread(self._name_of, text, speed)
            found = await asyncio.to_thread(self.disk_cache.get, name)
            if found is not None:
                self.counts.disk += 1
                speech = replace(found, text=text)
                self._memory.put(key, speech)
                return speech
            speech = await self._voice.speak(text, speed=speed)
            self.counts.spoken += 1
            if flight.keep:
                self._memory.put(key, speech)
                await asyncio.to_thread(self.disk_cache.put, name, speech)
            return speech
        finally:
            self._landed(key, flight)

    def _name_of(self, text: str, speed: float) -> str:
        """The file's name, from all that decides the sound: voice and revision, speed, words and their pinyin."""
        words = spoken(text)
        return DiskCache.name_of(self.name, f"{speed:.3f}", words, " ".join(pinyin(words)))


async def render_all(voice: CachedVoice, texts: Iterable[str]) -> int:
    """Synthesise every clause of fixed `texts` into the cache, at the priority of a conversation.

    Returns the number of clauses whose synthesis failed.
    """
    failed = 0
    for clause in dict.fromkeys(clause for text in texts for clause in clauses(text)):
        try:
            await voice.speak(clause, keep=True)
        except VoiceError as error:
            failed += 1
            log.warning("a fixed prompt could not be rendered: %s", error)
    return failed
