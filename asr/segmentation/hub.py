"""Steps all segmenters of a hall together: one call of the voice activity model for the next 32 ms of every stream.

The model batches exactly (see `vad.py`), and 16 sessions in a call cost half of 16 calls. Sound that arrives during a
tick waits for the next one; a single session does not wait for others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from asr.errors import VoiceActivityError
from asr.segmentation.segmenter import Segmenter, SegmenterEvent
from asr.segmentation.vad import VoiceActivity
from asr.transcript import RATE

#: The shortest time between two ticks (s): half a chunk, so that streams fed at the same time share a call.
TICK_S = 0.016
#: Samples of one stream that may wait. Overflow: the oldest sound is dropped and counted.
MAX_WAITING_SAMPLES = 4 * RATE

Pcm = NDArray[np.int16]
#: Called with the segmenter between two of its chunks; the events it returns are delivered with the others.
SegmenterCommand = Callable[[Segmenter], list[SegmenterEvent]]


class Stream:
    """One session's stream through the hub. Its segmenter is changed only by commands given to `do`."""

    def __init__(
        self,
        hub: SegmenterHub,
        segmenter: Segmenter,
        on_events: Callable[[list[SegmenterEvent]], None],
        on_fault: Callable[[VoiceActivityError], None],
    ) -> None:
        self.segmenter, self.on_events, self.on_fault = segmenter, on_events, on_fault
        self._hub = hub
        self._items: deque[Pcm | SegmenterCommand] = deque()
        self._waiting = 0
        self.dropped = 0

    def feed(self, pcm: Pcm) -> int:
        """Queue mono int16 at 16 kHz. Returns how many older samples were dropped for it."""
        self._items.append(pcm)
        self._waiting += len(pcm)
        lost = 0
        while self._waiting > MAX_WAITING_SAMPLES:
            lost += self._drop_oldest()
        self.dropped += lost
        self._hub.wake()
        return lost

    def do(self, command: SegmenterCommand) -> None:
        """Carry out `command` after all sound fed so far."""
        self._items.append(command)
        self._hub.wake()

    def leave(self) -> None:
        """Stop: what waits is dropped, and no callback is called any more."""
        self._hub.leave(self)

    @property
    def waiting(self) -> int:
        """Samples that no step has taken yet. Beyond `MAX_WAITING_SAMPLES` the oldest are dropped."""
        return self._waiting

    @property
    def idle(self) -> bool:
        return not self._items

    def take(self) -> list[Pcm | SegmenterCommand]:
        """Empty the queue and return its items."""
        items, self._waiting = list(self._items), 0
        self._items.clear()
        return items

    def _drop_oldest(self) -> int:
        at, pcm = next((at, item) for at, item in enumerate(self._items) if not callable(item))
        del self._items[at]
        self._waiting -= len(pcm)
        return len(pcm)


class SegmenterHub:
    """`join` once for each session. The model runs in `threads`; all callbacks are called on the event loop."""

    def __init__(self, model: VoiceActivity, threads: Executor) -> None:
        self._model, self._threads = model, threads
        self._streams: dict[Stream, None] = {}
        self._work: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._streams)

    def join(
        self,
        segmenter: Segmenter,
        on_events: Callable[[list[SegmenterEvent]], None],
        on_fault: Callable[[VoiceActivityError], None],
    ) -> Stream:
        stream = Stream(self, segmenter, on_events, on_fault)
        self._streams[stream] = None
        return stream

    def leave(self, stream: Stream) -> None:
        self._streams.pop(stream, None)

    def wake(self) -> None:
        """A stream has something queued."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run(), name="segmenter_hub")

    async def idle(self) -> None:
        """Wait until everything fed so far has been processed, and its events delivered."""
        while self._work is not None and not self._work.done():
            await asyncio.wait([self._work])

    async def close(self) -> None:
        """Drop all streams and stop."""
        self._streams.clear()
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while busy := [(stream, stream.take()) for stream in self._streams if not stream.idle]:
            began = loop.time()
            for stream, outcome in await loop.run_in_executor(self._threads, self._tick_or_fault, busy):
                if stream not in self._streams:
                    continue  # it left meanwhile
                if isinstance(outcome, VoiceActivityError):
                    stream.on_fault(outcome)
                elif outcome:
                    stream.on_events(outcome)
            await asyncio.sleep(max(0.0, began + TICK_S - loop.time()))

    def _tick_or_fault(
        self, busy: list[tuple[Stream, list[Pcm | SegmenterCommand]]]
    ) -> list[tuple[Stream, list[SegmenterEvent] | VoiceActivityError]]:
        try:
            return self._tick(busy)
        except Exception as error:  # noqa: BLE001 - a bug in one segmenter is reported to its session and stops no other
            for stream, _ in busy:
                stream.segmenter.reset()
            return [(stream, VoiceActivityError(f"{type(error).__name__}: {error}")) for stream, _ in busy]

    def _tick(
        self, busy: list[tuple[Stream, list[Pcm | SegmenterCommand]]]
    ) -> list[tuple[Stream, list[SegmenterEvent] | VoiceActivityError]]:
        """In a worker thread: the next chunk of every stream, then the one after that, until the queues are empty."""
        heard: dict[Stream, list[SegmenterEvent]] = {stream: [] for stream, _ in busy}
        broken: dict[Stream, VoiceActivityError] = {}
        going = {stream: _chunks(stream.segmenter, items, heard[stream]) for stream, items in busy}
        while going:
            ready = [(stream, chunk) for stream, chunks in going.items() if (chunk := next(chunks, None)) is not None]
            try:
                self._round(ready, heard)
            except VoiceActivityError as error:
                for stream, _ in ready:
                    stream.segmenter.reset()
                    broken[stream] = error
            still = {stream for stream, _ in ready} - broken.keys()
            going = {stream: chunks for stream, chunks in going.items() if stream in still}
        return [(stream, broken.get(stream, events)) for stream, events in heard.items()]

    def _round(self, ready: list[tuple[Stream, Pcm]], heard: dict[Stream, list[SegmenterEvent]]) -> None:
        voiced = dict.fromkeys((stream for stream, _ in ready), 0.0)
        inputs = {stream: deque(stream.segmenter.model_input(chunk)) for stream, chunk in ready}
        while awake := [stream for stream, chunks in inputs.items() if chunks]:  # twice and more only after a wake-up
            states = [stream.segmenter.voice_state for stream in awake]
            asked = self._model.probabilities(states, np.stack([inputs[stream].popleft() for stream in awake]))
            voiced.update(zip(awake, map(float, asked), strict=True))
        for stream, chunk in ready:
            heard[stream] += stream.segmenter.step(chunk, voiced[stream])


def _chunks(segmenter: Segmenter, items: list[Pcm | SegmenterCommand], heard: list[SegmenterEvent]) -> Iterator[Pcm]:
    """The segmenter's next chunks; commands between them are carried out in order."""
    for item in items:
        if callable(item):
            heard += item(segmenter)
        else:
            yield from segmenter.chunks(item)
