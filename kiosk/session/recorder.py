"""What one session writes into the record, through the hall's pen, and never in the conversation's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from uuid import uuid4

from dialogue import State
from dialogue.acts import Filed
from kiosk.session.utterance import ClerkUtterance
from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, Store
from kiosk.store.writer import RecordWriter
from kiosk.wire.messages import TimingMessage
from mandarin.printable import printable

#: Seconds that a session which is over waits for its last turns to be written. The pen goes on without it.
_CLOSING_S = 2.0


class Recorder:
    """Nothing is written before `begin` or `go_on`."""

    def __init__(self, store: Store, record_writer: RecordWriter, conversation: str, device: str) -> None:
        self._store, self._writer, self.id, self.device = store, record_writer, conversation, device
        self._opening: ConversationEntry | None = None
        self._case: CaseEntry | None = None  # filed last
        self._citizen_turn = ""  # the store's id of the citizen's last turn, for its timings

    def begin(self) -> None:
        self._opening = ConversationEntry(self.id, self.device, "screen", self._store.now_ms())
        self._writer.keep(self._opening)

    def go_on(self) -> None:
        """Instead of `begin`: the record has this conversation, from before a breakdown."""
        self._opening = ConversationEntry(self.id, self.device, "screen", self._store.now_ms())

    def keep(self, state: str, filed: Iterable[Filed] = ()) -> None:
        """What the conversation could be taken up with, sealed, and the cases that have been filed: all or nothing."""
        if self._opening is None:
            return
        now = self._store.now_ms()
        cases = tuple(case_entry(case, now) for case in filed)
        self._case = cases[-1] if cases else self._case
        self._writer.keep(replace(self._opening, state=state, cases=cases))

    async def secure(self) -> bool:
        """Until what was kept is on the disk: before a case is sent, before its receipt is shown, before goodbye."""
        return await self._writer.secure(self.id)

    def citizen(self, text: str, via: str) -> None:
        turn = self._citizen_turn = uuid4().hex
        self._turn("citizen", via, printable(text), turn=turn)

    def timing(self, timing: TimingMessage) -> None:
        """Of the citizen's last turn."""
        stages = {name: float(value) for name, value in asdict(timing).items() if name.endswith("_ms")}
        if self._opening is not None and self._citizen_turn:
            self._writer.put(self.id, partial(self._store.time, self._citizen_turn, stages))

    def clerk(self, utterance: ClerkUtterance) -> None:
        """What was said, and if it was cut, what was heard of it."""
        heard = utterance.heard_text if utterance.heard < utterance.samples else None
        self._turn("clerk", "voice", utterance.text, turn=uuid4().hex, heard=heard)

    def note(self, what: str, detail: str) -> None:
        """For the audit trail: never what was said."""
        if self._opening is not None:
            at_ms = self._store.now_ms()
            self._writer.put(self.id, partial(self._store.event, what, self.id, detail, at_ms=at_ms))

    def gap(self, question: str, service: str) -> None:
        """For the operators: an answer should be written. Sealed, and apart from the conversation."""
        if self._opening is not None:
            self._writer.put(self.id, partial(self._store.add_gap, printable(question), service))

    def finish(self, reason: str, state: State) -> None:
        """The conversation is over: its state is forgotten, and its resume token opens nothing any more."""
        if self._opening is not None:
            ending = ending_entry(reason, state, self._case, self._store.now_ms())
            self._writer.keep(replace(self._opening, ending=ending))

    async def close(self) -> None:
        """Until what was given is written, if that does not take long."""
        if self._opening is not None:
            await self._writer.settle(_CLOSING_S)

    def _turn(self, who: str, via: str, text: str, *, turn: str, heard: str | None = None) -> None:
        if self._opening is not None:
            at_ms = self._store.now_ms()
            write = partial(self._store.turn, self.id, who, via, "said", text, heard=heard, at_ms=at_ms, turn=turn)  # type: ignore[arg-type]
            self._writer.put(self.id, write)


def case_entry(filed: Filed, now_ms: int) -> CaseEntry:
    return CaseEntry(filed.service, filed.version, filed.receipt, now_ms, dict(filed.values))


def ending_entry(reason: str, state: State, case: CaseEntry | None, now_ms: int) -> EndingEntry:
    """What was collected for the case that was filed last; for none, what there is of the service in hand."""
    if case is not None:
        return EndingEntry(reason, case.service, case.version, now_ms, case.slots)
    return EndingEntry(reason, state.service, state.version, now_ms, state.values())
