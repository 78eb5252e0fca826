"""A session's pen: writes the record in order, in the background, and never stands in the conversation's way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Protocol

from dialogue import State
from kiosk.store import Store, StoreError
from kiosk.utterance import Utterance
from kiosk.wire.messages import Timing
from mandarin.printable import printable

#: Writes waiting for a slow disk. Overflow: the newest is dropped and counted; the conversation matters more.
WRITES = 500

Write = Callable[[], Awaitable[object]]


class Faults(Protocol):
    def store_fault(self, kind: str) -> None: ...


class Record:
    """Nothing is written before `begin` or `go_on`, and nothing after `close`."""

    def __init__(self, store: Store, faults: Faults, conversation: str, device: str) -> None:
        self._store, self._faults, self._id, self._device = store, faults, conversation, device
        self._writes: asyncio.Queue[Write | None] = asyncio.Queue(WRITES)
        self._writer: asyncio.Task[None] | None = None
        self._case: tuple[State, str] | None = None
        self._citizen_turn: str | None = None  # the store's id of the citizen's last turn, for its timings

    def begin(self) -> None:
        self.go_on()
        self._put(lambda: self._store.begin(self._id, self._device, "screen"))

    def go_on(self) -> None:
        """Instead of `begin`: the record has this conversation, from before a breakdown."""
        self._writer = asyncio.create_task(self._run(), name="record")

    def keep(self, state: str) -> None:
        """What the conversation could be taken up with, sealed. The next one replaces it."""
        self._put(lambda: self._store.save_state(self._id, state))

    def citizen(self, text: str, via: str) -> None:
        seen = printable(text)

        async def write() -> None:
            self._citizen_turn = await self._store.turn(self._id, "citizen", via, "said", seen)

        self._put(write)

    def timing(self, timing: Timing) -> None:
        """Of the citizen's last turn."""
        stages = {name: float(value) for name, value in asdict(timing).items() if name.endswith("_ms")}

        async def write() -> None:
            if self._citizen_turn is not None:
                await self._store.time(self._citizen_turn, stages)

        self._put(write)

    def clerk(self, utterance: Utterance) -> None:
        """What was said, and if it was cut, what was heard of it."""
        heard = utterance.heard_text if utterance.heard < utterance.samples else None
        self._put(lambda: self._store.turn(self._id, "clerk", "voice", "said", utterance.text, heard=heard))

    def note(self, what: str, detail: str) -> None:
        """For the audit trail: never what was said."""
        self._put(lambda: self._store.event(what, self._id, detail))

    def gap(self, question: str, service: str) -> None:
        """For the operators: somebody should write an answer. Sealed, and apart from the conversation."""
        self._put(lambda: self._store.add_gap(printable(question), service))

    def case(self, state: State, receipt: str) -> None:
        """The case has been filed: this is what it consisted of."""
        self._case = (state, receipt)

    def finish(self, reason: str, state: State) -> None:
        filed, receipt = self._case or (state, "")
        slots = {value.name: value.value for value in filed.filled}
        self._put(
            lambda: self._store.finish(
                self._id, reason, filed.service, slots, version=filed.version, receipt=receipt
            )
        )  # fmt: skip

    async def close(self) -> None:
        """Write what is waiting."""
        if self._writer is not None:
            await self._writes.put(None)
            await self._writer

    def _put(self, write: Write) -> None:
        if self._writer is None:
            return
        try:
            self._writes.put_nowait(write)
        except asyncio.QueueFull:
            self._faults.store_fault("overflow")

    async def _run(self) -> None:
        while (write := await self._writes.get()) is not None:
            try:
                await write()
            except StoreError as error:
                self._faults.store_fault(error.kind)
