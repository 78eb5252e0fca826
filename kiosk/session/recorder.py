"""What one session writes into the record. Nothing here waits for the disk, except `secure` and `close`."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from uuid import uuid4

from dialogue import State
from dialogue.acts import Filed, TextMessage, Unresolved
from kiosk.session.utterance import ClerkUtterance
from kiosk.store import CaseEntry, ConversationEntry, DeliveryEntry, EndingEntry, StaffCallEntry, Store, UnresolvedEntry
from kiosk.store.writer import RecordWriter
from kiosk.upstream.message_sender import MESSAGE
from kiosk.wire.messages import TimingMessage
from mandarin.printable import printable

#: Seconds within which a client reports how much of a cut utterance it played.
_REPORT_S = 0.5
#: Seconds that a session waits at its end for its last turns to be written. The record writer goes on after that.
_CLOSING_S = 2.0


class Recorder:
    """Writes nothing before `begin` or `go_on`. `citizen_turns`: how many turns the citizen has taken so far."""

    def __init__(
        self,
        store: Store,
        record_writer: RecordWriter,
        conversation: str,
        channel: str,
        device: str,
        citizen_turns: int = 0,
    ) -> None:
        self._store, self._writer = store, record_writer
        self.id, self.channel, self.device = conversation, channel, device
        self.citizen_turns = citizen_turns
        self.scripts = ""  # hash of the published version that the conversation has; "": of none
        self._reasks = 0
        self._opening: ConversationEntry | None = None
        self._case: CaseEntry | None = None  # filed last
        self._cuts: dict[int, tuple[ClerkUtterance, asyncio.TimerHandle]] = {}  # by the utterance's id; to be written
        self._citizen_turn = ""  # the store's id of the citizen's last turn, for its timings

    def begin(self) -> None:
        """A new conversation."""
        self._opening = self._conversation()
        self._writer.keep(self._opening)

    def go_on(self) -> None:
        """Instead of `begin`, for a conversation that an earlier process has begun to record."""
        self._opening = self._conversation()

    def keep(
        self,
        state: str,
        filed: Iterable[Filed] = (),
        texts: Iterable[TextMessage] = (),
        unresolved: Iterable[Unresolved] = (),
    ) -> None:
        """Write a snapshot, sealed, the cases that have been filed, the submissions whose outcome is unknown, and the
        text messages to send; all or nothing.
        """
        if self._opening is None:
            return
        now = self._store.now_ms()
        cases = tuple(case_entry(case, now) for case in filed)
        self._case = cases[-1] if cases else self._case
        deliveries = tuple(self.delivery(text) for text in texts)
        unknown = tuple(unresolved_entry(one, now) for one in unresolved)
        self._writer.keep(replace(self._opening, state=state, cases=cases, deliveries=deliveries, unresolved=unknown))

    def decided(self, before: State, after: State) -> None:
        """Counts questions that were put again, because nothing, or nothing that answers them, was said."""
        self._reasks += after.no_matches > before.no_matches or after.no_inputs > before.no_inputs

    def delivery(self, text: TextMessage) -> DeliveryEntry:
        """For the outbox. Its id is the same for the same message of the same conversation."""
        body = json.dumps({"template": text.template, "to": text.to, "values": dict(text.values)}, ensure_ascii=False)
        name = hashlib.sha256(f"{self.id}/{text.name}".encode()).hexdigest()
        return DeliveryEntry(name, MESSAGE, self._store.now_ms(), body)

    def call_staff(self, call: StaffCallEntry, messages: tuple[DeliveryEntry, ...]) -> None:
        """Write a call for staff and the messages that tell of it; all or nothing."""
        opening = self._opening or self._conversation()
        self._writer.keep(replace(opening, staff_calls=(call,), deliveries=messages))

    async def secure(self) -> bool:
        """Wait until what `keep` and `finish` gave is on the disk; whether it is."""
        return await self._writer.secure(self.id)

    def citizen(self, text: str, via: str) -> None:
        self.citizen_turns += 1
        turn = self._citizen_turn = uuid4().hex
        self._turn("citizen", via, printable(text), turn=turn)

    def timing(self, timing: TimingMessage) -> None:
        """The latencies of the citizen's last turn."""
        stages = {name: float(value) for name, value in asdict(timing).items() if name.endswith("_ms")}
        if self._opening is not None and self._citizen_turn:
            self._writer.put(self.id, partial(self._store.time, self._citizen_turn, stages))

    def clerk(self, utterance: ClerkUtterance) -> None:
        """What the clerk said, and where it was cut, what the citizen heard of it."""
        heard = utterance.heard_text if utterance.heard < utterance.samples else None
        self._turn("clerk", "voice", utterance.text, turn=uuid4().hex, heard=heard)

    def cut(self, utterance: ClerkUtterance) -> None:
        """As `clerk`, for an utterance that was stopped. It is written once the client has reported how much of it was
        heard, at the latest when the conversation ends.
        """
        timer = asyncio.get_running_loop().call_later(_REPORT_S, self._write_cut, utterance.id)
        self._cuts[utterance.id] = utterance, timer

    def note(self, what: str, detail: str) -> None:
        """An event for the audit trail. `detail` must hold nothing that the citizen said."""
        if self._opening is not None:
            at_ms = self._store.now_ms()
            self._writer.put(self.id, partial(self._store.event, what, self.id, detail, at_ms=at_ms))

    def gap(self, question: str, service: str) -> None:
        """A question without an answer, for the operators: sealed, and not linked to the conversation."""
        if self._opening is not None:
            self._writer.put(self.id, partial(self._store.add_gap, printable(question), service))

    def finish(self, reason: str, state: State) -> None:
        """The conversation is over: delete its snapshot, so that it cannot be resumed."""
        self._write_cuts()
        if self._opening is not None:
            ending = ending_entry(reason, state, self._case, self._store.now_ms())
            self._writer.keep(replace(self._opening, ending=replace(ending, reasks=self._reasks)))

    async def close(self) -> None:
        """Wait until everything is written, at most `_CLOSING_S`."""
        self._write_cuts()
        if self._opening is not None:
            await self._writer.settle(_CLOSING_S)

    def _write_cuts(self) -> None:
        for number in list(self._cuts):
            self._write_cut(number)

    def _write_cut(self, number: int) -> None:
        utterance, timer = self._cuts.pop(number)
        timer.cancel()
        self.clerk(utterance)

    def _conversation(self) -> ConversationEntry:
        return ConversationEntry(self.id, self.device, self.channel, self._store.now_ms(), scripts=self.scripts)

    def _turn(self, who: str, via: str, text: str, *, turn: str, heard: str | None = None) -> None:
        if self._opening is not None:
            at_ms = self._store.now_ms()
            write = partial(self._store.turn, self.id, who, via, "said", text, heard=heard, at_ms=at_ms, turn=turn)  # type: ignore[arg-type]
            self._writer.put(self.id, write)


def case_entry(filed: Filed, now_ms: int) -> CaseEntry:
    return CaseEntry(filed.service, filed.version, filed.receipt, now_ms, dict(filed.values))


def unresolved_entry(act: Unresolved, now_ms: int) -> UnresolvedEntry:
    return UnresolvedEntry(act.number, act.service, act.version, act.api, act.key, now_ms, dict(act.values))


def ending_entry(reason: str, state: State, case: CaseEntry | None, now_ms: int) -> EndingEntry:
    """With the values of the case that was filed last; where none was, those of the service in progress."""
    if case is not None:
        return EndingEntry(reason, case.service, case.version, now_ms, case.slots)
    return EndingEntry(reason, state.service, state.version, now_ms, state.values())
