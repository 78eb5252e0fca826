"""All ears of a hall, stepped together: one call of the voice activity model for everybody's next 32 ms.

The model batches exactly (see `vad.py`), and 16 sessions in a call cost half of 16 calls. Sound that comes in while a
tick is at work waits for the next; a lone session never waits for company.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from asr.errors import VoiceActivityError
from asr.segmentation.segmenter import Ear, EarEvent
from asr.segmentation.vad import VoiceActivity
from asr.transcript import RATE

#: The shortest time between two ticks: half a chunk, so that those who speak at once share a call.
TICK_S = 0.016
#: Sound of one session waiting to be heard. Overflow: the oldest is dropped and counted.
WAITING = 4 * RATE

Pcm = NDArray[np.int16]
#: Something to do to an ear between two of its chunks; what it returns is handed on as if it had been heard.
Command = Callable[[Ear], list[EarEvent]]


class Seat:
    """One session's place among the ears. Its ear must not be touched but through `do`."""

    def __init__(
        self,
        ears: Ears,
        ear: Ear,
        on_events: Callable[[list[EarEvent]], None],
        on_fault: Callable[[VoiceActivityError], None],
    ) -> None:
        self.ear, self.on_events, self.on_fault = ear, on_events, on_fault
        self._ears = ears
        self._items: deque[Pcm | Command] = deque()
        self._waiting = 0
        self.dropped = 0

    def hear(self, pcm: Pcm) -> int:
        """Sound from the microphone, mono int16 at 16 kHz. Returns how many older samples had to be dropped for it."""
        self._items.append(pcm)
        self._waiting += len(pcm)
        lost = 0
        while self._waiting > WAITING:
            lost += self._drop_oldest()
        self.dropped += lost
        self._ears.wake()
        return lost

    def do(self, command: Command) -> None:
        """Carry out `command` after all sound that has been heard so far."""
        self._items.append(command)
        self._ears.wake()

    def leave(self) -> None:
        """Nothing more is heard, and nothing more is called."""
        self._ears.leave(self)

    @property
    def idle(self) -> bool:
        return not self._items

    def take(self) -> list[Pcm | Command]:
        """Everything that waits."""
        items, self._waiting = list(self._items), 0
        self._items.clear()
        return items

    def _drop_oldest(self) -> int:
        at, pcm = next((at, item) for at, item in enumerate(self._items) if not callable(item))
        del self._items[at]
        self._waiting -= len(pcm)
        return len(pcm)


class Ears:
    """`join` a seat for each session. The model runs in `threads`; all calls back are made on the event loop."""

    def __init__(self, model: VoiceActivity, threads: Executor) -> None:
        self._model, self._threads = model, threads
        self._seats: dict[Seat, None] = {}
        self._work: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._seats)

    def join(
        self,
        ear: Ear,
        on_events: Callable[[list[EarEvent]], None],
        on_fault: Callable[[VoiceActivityError], None],
    ) -> Seat:
        seat = Seat(self, ear, on_events, on_fault)
        self._seats[seat] = None
        return seat

    def leave(self, seat: Seat) -> None:
        self._seats.pop(seat, None)

    def wake(self) -> None:
        """There is something to hear."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run(), name="ears")

    async def close(self) -> None:
        """Nobody hears anything any more."""
        self._seats.clear()
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while busy := [(seat, seat.take()) for seat in self._seats if not seat.idle]:
            began = loop.time()
            for seat, outcome in await loop.run_in_executor(self._threads, self._guarded, busy):
                if seat not in self._seats:
                    continue  # it left meanwhile
                if isinstance(outcome, VoiceActivityError):
                    seat.on_fault(outcome)
                elif outcome:
                    seat.on_events(outcome)
            await asyncio.sleep(max(0.0, began + TICK_S - loop.time()))

    def _guarded(
        self, busy: list[tuple[Seat, list[Pcm | Command]]]
    ) -> list[tuple[Seat, list[EarEvent] | VoiceActivityError]]:
        try:
            return self._tick(busy)
        except Exception as error:  # noqa: BLE001 - a bug in one ear must be told to its session, and deafen no other
            for seat, _ in busy:
                seat.ear.reset()
            return [(seat, VoiceActivityError(f"{type(error).__name__}: {error}")) for seat, _ in busy]

    def _tick(
        self, busy: list[tuple[Seat, list[Pcm | Command]]]
    ) -> list[tuple[Seat, list[EarEvent] | VoiceActivityError]]:
        """In a worker thread: everybody's next chunk, then everybody's one after that, until all is heard."""
        heard: dict[Seat, list[EarEvent]] = {seat: [] for seat, _ in busy}
        broken: dict[Seat, VoiceActivityError] = {}
        going = {seat: _chunks(seat.ear, items, heard[seat]) for seat, items in busy}
        while going:
            ready = [(seat, chunk) for seat, chunks in going.items() if (chunk := next(chunks, None)) is not None]
            try:
                self._round(ready, heard)
            except VoiceActivityError as error:
                for seat, _ in ready:
                    seat.ear.reset()
                    broken[seat] = error
            still = {seat for seat, _ in ready} - broken.keys()
            going = {seat: chunks for seat, chunks in going.items() if seat in still}
        return [(seat, broken.get(seat, events)) for seat, events in heard.items()]

    def _round(self, ready: list[tuple[Seat, Pcm]], heard: dict[Seat, list[EarEvent]]) -> None:
        voiced = dict.fromkeys((seat for seat, _ in ready), 0.0)
        wanted = {seat: deque(seat.ear.wanted(chunk)) for seat, chunk in ready}
        while awake := [seat for seat, chunks in wanted.items() if chunks]:  # more than once only for who just woke
            states = [seat.ear.voice_state for seat in awake]
            asked = self._model.probabilities(states, np.stack([wanted[seat].popleft() for seat in awake]))
            voiced.update(zip(awake, map(float, asked), strict=True))
        for seat, chunk in ready:
            heard[seat] += seat.ear.step(chunk, voiced[seat])


def _chunks(ear: Ear, items: list[Pcm | Command], heard: list[EarEvent]) -> Iterator[Pcm]:
    """The ear's next chunks, with the commands among them carried out in their place."""
    for item in items:
        if callable(item):
            heard += item(ear)
        else:
            yield from ear.chunks(item)
