"""What one session writes into the record. Nothing here waits for the disk, except `secure` and `close`."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any
from uuid import uuid4

from asr import Transcript
from dialogue import State
from dialogue.acts import Act, Filed, Rated, TextMessage, Unresolved
from dialogue.machine.program.rated import left_unsaid
from kiosk.hall.ratings import RatingDesk
from kiosk.session.client_profile import ClientProfile
from kiosk.session.run_facts import DialogueFacts, RunTracker
from kiosk.session.utterance import ClerkUtterance
from kiosk.store import CaseEntry, ConversationEntry, DeliveryEntry, EndingEntry, StaffCallEntry, Store, UnresolvedEntry
from kiosk.store.records import ANSWERED, Who
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
        profile: ClientProfile,
        citizen_turns: int = 0,
        *,
        ratings: RatingDesk | None = None,
        held: tuple[Rated, ...] = (),
        link: Callable[[str, str], str] = lambda service, number: "",
    ) -> None:
        """`ratings`: what becomes of a rating; None: it is kept in the record alone. `held`: ratings of an earlier
        process. `link`: the address that a receipt's text message tells, by service and number; empty: none.
        """
        self._store, self._writer = store, record_writer
        self.id, self.channel, self.device, self._profile = conversation, profile.channel, profile.device, profile
        self.citizen_turns = citizen_turns
        self._ratings, self.held, self._link = ratings or RatingDesk(), held, link
        self.scripts = ""  # hash of the published version that the conversation has; "": of none
        self._reasks = 0
        self._tracker, self._facts = RunTracker(), DialogueFacts()
        self._held = DialogueFacts()  # of the last turn, which may be taken back
        self._handed_off = ""
        self._opening: ConversationEntry | None = None
        self._case: CaseEntry | None = None  # filed last
        self._cuts: dict[int, tuple[ClerkUtterance, asyncio.TimerHandle]] = {}  # by the utterance's id; to be written
        self._citizen_turn = ""  # the store's id of the citizen's last turn, for its timings

    def begin(self) -> None:
        """A new conversation."""
        self._opening = self._conversation()
        self._writer.keep(self._opening)

    def go_on(self, state: State) -> None:
        """Instead of `begin`, for a conversation that an earlier process has begun to record."""
        self._opening = self._conversation()
        self._tracker = RunTracker(state, self._opening.began_ms)

    def keep(self, state: str, coming: Iterable[Act] = ()) -> None:
        """Write a snapshot, sealed, and of `coming` the cases that have been filed, the submissions whose outcome is
        unknown, and the text messages to send; all or nothing.
        """
        if self._opening is None:
            return
        now, coming = self._store.now_ms(), tuple(coming)
        cases = tuple(case_entry(act, now) for act in coming if isinstance(act, Filed))
        self._case = cases[-1] if cases else self._case
        deliveries = tuple(self.delivery(act) for act in coming if isinstance(act, TextMessage))
        unknown = tuple(unresolved_entry(act, now) for act in coming if isinstance(act, Unresolved))
        facts, self._facts = self._facts, DialogueFacts()
        entry = replace(self._opening, state=state, cases=cases, deliveries=deliveries, unresolved=unknown)
        self._writer.keep(replace(entry, runs=facts.runs, asks=facts.asks))

    def rate(self, coming: Iterable[Act]) -> None:
        """Hold the ratings of `coming` until the next turn: the citizen may go on, and take them back."""
        self.held += tuple(act for act in coming if isinstance(act, Rated))

    def take_back(self) -> None:
        """The last turn was taken back."""
        self.held, self._held = (), DialogueFacts()
        self._tracker.back()

    def settle(self) -> bool:
        """The last turn can no longer be taken back: write the ratings that are held; False: there are none, and the
        snapshot holds as it is. The turn's facts are written with the next snapshot.
        """
        self._settle_facts()
        held, self.held = self.held, ()
        if held and self._opening is not None:
            self._writer.keep(self._with_ratings(self._opening, held))
        return bool(held)

    def _settle_facts(self) -> None:
        self._facts, self._held = self._facts.then(self._held), DialogueFacts()
        self._tracker.settle()

    def _with_ratings(self, entry: ConversationEntry, rated: Iterable[Rated]) -> ConversationEntry:
        made = self._ratings.entries(
            rated, self.id, self.device, self.channel, self._store.now_ms(), self._profile.window
        )
        return replace(entry, ratings=made.ratings, deliveries=(*entry.deliveries, *made.deliveries))

    def decided(self, before: State, after: State, coming: tuple[Act, ...]) -> None:
        """Counts questions that were put again, because nothing, or nothing that answers them, was said; and holds the
        facts of the step.
        """
        self._reasks += after.no_matches > before.no_matches or after.no_inputs > before.no_inputs
        self._held = self._held.then(self._tracker.step(before, after, coming, self._store.now_ms()))

    def handed_off(self, reason: str) -> None:
        """Staff are called for something that the dialogue knows nothing of; the conversation ends."""
        self._handed_off = reason

    def delivery(self, text: TextMessage) -> DeliveryEntry:
        """For the outbox. Its id is the same for the same message of the same conversation."""
        values = dict(text.values)
        if text.template == "receipt" and (link := self._link(values["业务"], values["号"])):
            values["链接"] = link
        body = json.dumps({"template": text.template, "to": text.to, "values": values}, ensure_ascii=False)
        name = hashlib.sha256(f"{self.id}/{text.name}".encode()).hexdigest()
        return DeliveryEntry(name, MESSAGE, self._store.now_ms(), body)

    def call_staff(self, call: StaffCallEntry, messages: tuple[DeliveryEntry, ...]) -> None:
        """Write a call for staff and the messages that tell of it; all or nothing."""
        opening = self._opening or self._conversation()
        self._writer.keep(replace(opening, staff_calls=(call,), deliveries=messages))

    async def secure(self) -> bool:
        """Wait until what `keep` and `finish` gave is on the disk; whether it is."""
        return await self._writer.secure(self.id)

    def citizen(self, text: str, via: str, transcript: Transcript | None = None) -> None:
        """`transcript`: of speech; its other hypotheses are kept too."""
        self.citizen_turns += 1
        turn = self._citizen_turn = uuid4().hex
        confidence = None if transcript is None else transcript.confidence
        rivals = () if transcript is None else tuple(printable(one.text) for one in transcript.alternatives)
        self._turn("citizen", via, printable(text), turn=turn, confidence=confidence, rivals=rivals)

    def timing(self, timing: TimingMessage) -> None:
        """The latencies of the citizen's last turn."""
        stages = {name: float(value) for name, value in asdict(timing).items() if name.endswith("_ms")}
        if self._opening is not None and self._citizen_turn:
            self._writer.put(self.id, partial(self._store.time, self._citizen_turn, stages))

    def clerk(self, utterance: ClerkUtterance) -> None:
        """What the clerk said, and where it was cut, what the citizen heard of it."""
        heard = utterance.heard_text if utterance.heard < utterance.samples else None
        self._turn("clerk", "voice", utterance.text, turn=uuid4().hex, heard=heard)

    def answered(self, api: str, fields: Mapping[str, str | None]) -> None:
        """What the back end answered, of what the script wanted: a replay needs it."""
        text = json.dumps({name: value and printable(value) for name, value in fields.items()}, ensure_ascii=False)
        self._turn(ANSWERED, api, text, turn=uuid4().hex, kind="answered")

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
            keep = partial(self._store.add_gap, printable(question), service, device=self.device)
            self._writer.put(self.id, keep)

    def finish(self, reason: str, state: State) -> None:
        """The conversation is over: delete its snapshot, so that it cannot be resumed."""
        self._write_cuts()
        if self._opening is not None:
            ending = ending_entry(reason, state, self._case, self._store.now_ms())
            ending = replace(ending, reasks=self._reasks)
            self._settle_facts()
            facts = self._facts.then(self._tracker.end(reason, ending.ended_ms, self._handed_off))
            rated, self.held, self._facts = (*self.held, *unsaid(state)), (), DialogueFacts()
            last = replace(self._opening, ending=ending, runs=facts.runs, asks=facts.asks)
            self._writer.keep(self._with_ratings(last, rated))

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
        place, window, now = self._profile.place, self._profile.window, self._store.now_ms()
        return ConversationEntry(
            self.id, self.device, self.channel, now, place=place, window=window, scripts=self.scripts
        )

    def _turn(self, who: Who, via: str, text: str, *, turn: str, kind: str = "said", **more: Any) -> None:
        """`more`: as `Store.turn` takes them."""
        if self._opening is not None:
            at_ms = self._store.now_ms()
            write = partial(self._store.turn, self.id, who, via, kind, text, at_ms=at_ms, turn=turn, **more)
            self._writer.put(self.id, write)


def case_entry(filed: Filed, now_ms: int) -> CaseEntry:
    return CaseEntry(filed.service, filed.version, filed.receipt, now_ms, dict(filed.values))


def unsaid(state: State) -> tuple[Rated, ...]:
    """The rating whose reason is being asked for where the conversation ends."""
    left = left_unsaid(state)
    return () if left is None else (left,)


def unresolved_entry(act: Unresolved, now_ms: int) -> UnresolvedEntry:
    return UnresolvedEntry(act.number, act.service, act.version, act.api, act.key, now_ms, dict(act.values))


def ending_entry(reason: str, state: State, case: CaseEntry | None, now_ms: int) -> EndingEntry:
    """With the values of the case that was filed last; where none was, those of the service in progress."""
    if case is not None:
        return EndingEntry(reason, case.service, case.version, now_ms, case.slots)
    return EndingEntry(reason, state.service, state.version, now_ms, state.values())
