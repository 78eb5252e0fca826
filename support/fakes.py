"""Stand-ins for what a session talks to, for tests in virtual time: a voice that is quick, a page that plays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.client.player import Loudspeaker
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.store import (
    CaseEntry,
    ConversationEntry,
    DeliveryEntry,
    LeftOpen,
    RatingEntry,
    StaffCallEntry,
    UnresolvedEntry,
)
from kiosk.store.accounts import StoredAccount
from kiosk.store.audit import AuditHead, AuditNote
from kiosk.store.kiosks import StoredKiosk
from kiosk.store.outbox import StoredDelivery
from kiosk.store.pictures import StoredPicture
from kiosk.store.staff_calls import StoredStaffCall
from kiosk.store.tickets import TicketEntry
from kiosk.telemetry.fault import Fault
from kiosk.upstream.gateway import BackendError
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from tts import Phone, Speech, VoiceError

RATE = 24_000


class Voice:
    """Speaks a quarter of a second a character, and takes a tenth of that to do it; `quicker`: so many times faster."""

    def __init__(self, *, quicker: float = 1.0) -> None:
        self._quicker = quicker
        self.speeds: list[float] = []  # that it was asked for
        self.busy = False

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        if "坏" in text:
            raise VoiceError("broken on purpose")
        self.speeds.append(speed)
        seconds = 0.25 * len(text) / (speed * self._quicker)
        await asyncio.sleep(seconds / 10)
        samples = int(seconds * RATE)
        return Speech(text, np.full(samples, 1000, np.int16), RATE, (Phone("a", 0, samples),))


class Page:
    """An outlet with a loudspeaker behind it, which reports as the real page does; and, where a test has no session,
    the `SpeechOutputListener`.
    """

    shows_face = True

    def __init__(self, *, deaf: bool = False) -> None:
        self.messages: list[m.Down] = []
        self.hung_up = False
        self.frames: list[SpeechFrame] = []
        self.speaker = Loudspeaker()
        self.on_played: Callable[[m.Played], None] | None = None
        self.deaf = deaf
        self.done: list[ClerkUtterance] = []
        self.faults: list[Fault] = []
        self.ahead = 0

    def send(self, message: m.Down) -> None:
        self.messages.append(message)
        if isinstance(message, m.Stop):
            report = self.speaker.stop(message.utterance, message.epoch, self.now())
            if report is not None and self.on_played is not None:
                asyncio.get_running_loop().call_soon(self.on_played, report)

    def send_speech(self, frame: SpeechFrame) -> None:
        self.frames.append(frame)
        self.speaker.feed(frame, self.now())
        self.ahead = max(self.ahead, frame.first + len(frame.pcm) - self.speaker.heard)

    def taken_over(self) -> None:
        self.hung_up = True

    def first_sound(self) -> None: ...
    def clause_sent(self, clause: SpokenClause) -> None: ...
    def speech_sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None: ...

    def spoken(self, utterance: ClerkUtterance) -> None:
        self.done.append(utterance)

    def fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def play(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            report = self.speaker.report(self.now())
            if report is not None and self.on_played is not None and not self.deaf:
                self.on_played(report)


class Backend:
    """Answers every call as the demo back end would for an ordinary citizen; counts what it was asked."""

    def __init__(self, fault: str = "") -> None:
        self.calls: list[tuple[str, dict[str, str], str]] = []
        self.fault = fault

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.calls.append((api, params, key))
        await asyncio.sleep(0.2)
        if self.fault == api:
            raise BackendError("timeout", api)
        return {
            "sbk.status": {"姓名": "王小明", "卡状态": "正常", "卡号末四位": "6217"},
            "sbk.loss": {"受理号": "SB20260001", "受理时间": "2026-11-22 10:00"},
        }[api]


class NoKiosks:
    """A record without kiosks."""

    async def all(self) -> tuple[StoredKiosk, ...]:
        return ()

    async def enrol(self, code: str, token: str) -> StoredKiosk | None:
        return None

    async def seen(self, kiosk: str, at_ms: int, address: str) -> None: ...

    async def alarmed(self, name: str, address: str) -> None: ...


class NoAccounts:
    """A record without operators' accounts."""

    now_ms = staticmethod(lambda: 0)

    async def all(self) -> tuple[StoredAccount, ...]:
        return ()

    async def find(self, account: str) -> StoredAccount | None:
        return None

    async def session(self, token: str) -> None:
        return None

    async def note(self, note: AuditNote) -> None: ...


class NoSignals:
    """A record that no other hall shares."""

    def on(self, kind: str, heard: Callable[[Mapping[str, str]], None]) -> None: ...

    async def listen(self) -> None: ...

    async def send(self, kind: str, message: Mapping[str, str]) -> None: ...

    async def close(self) -> None: ...


class Ledger:
    """A record in memory, for tests that must not wait for a disk."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, str, str | None]] = []
        self.events: list[tuple[str, str]] = []
        self.finished: list[tuple[str, str, dict[str, str], str]] = []  # reason, service, slots, receipt filed last
        self.cases: dict[str, list[CaseEntry]] = {}  # by conversation
        self.channels: dict[str, str] = {}  # by conversation
        self.call_facts: dict[str, str] = {}
        self.begun = 0
        self.kiosks = NoKiosks()
        self.accounts = NoAccounts()
        self.audited: list[AuditNote] = []
        self.signals = NoSignals()
        self.damaged_journals: tuple[Path, ...] = ()
        self.kept: dict[str, str] = {}
        self.pictures_kept: dict[str, dict[str, StoredPicture]] = {}  # by conversation and digest
        self.deliveries: dict[str, DeliveryEntry] = {}
        self.unresolved: dict[str, UnresolvedEntry] = {}  # by idempotency key
        self.ratings: dict[str, RatingEntry] = {}  # by id
        self.tried: list[tuple[str, str]] = []  # of a delivery: its id and state
        self.tickets_kept: list[TicketEntry] = []
        self.staff_calls_kept: dict[str, StaffCallEntry] = {}
        self.staff_changes: list[tuple[str, dict[str, Any], str | None]] = []  # of a call: its id, columns, who comes
        self._entries: dict[str, ConversationEntry] = {}

    def now_ms(self) -> int:
        return 1_795_000_000_000

    @property
    def believed(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)

    def progress_token(self, conversation: str, service: str, number: str, days: int) -> str:
        """Of this record no page of progress is opened."""
        return f"{conversation}-{number}"

    def opened_token(self, token: str) -> None:
        return None

    async def to_do_counts(self) -> dict[str, int]:
        return {}

    async def add_gap(self, question: str, service: str, *, device: str = "") -> None:
        """Questions without an answer are not looked at."""

    async def keep(self, entry: ConversationEntry) -> None:
        name = entry.conversation
        before = self._entries.get(name)
        self.begun += before is None
        cases = self.cases.setdefault(name, [])
        self.channels[name] = entry.channel
        self.deliveries |= {one.id: one for one in entry.deliveries}
        self.staff_calls_kept |= {one.id: one for one in entry.staff_calls}
        self.unresolved |= {one.key: one for one in entry.unresolved}
        for rating in entry.ratings:
            self.ratings.setdefault(rating.id, rating)
        for case in entry.cases:
            if (case.service, case.receipt) not in [(known.service, known.receipt) for known in cases]:
                cases.append(case)
        self._entries[name] = entry if before is None else before.followed_by(entry)
        if before is not None and before.ending is not None:
            return
        if entry.state is not None:
            self.kept[name] = entry.state
        if entry.ending is not None:
            receipt = cases[-1].receipt if cases else ""
            self.finished.append((entry.ending.reason, entry.ending.service, entry.ending.slots, receipt))
            self.kept.pop(name, None)

    async def turn(
        self,
        conversation: str,
        who: str,
        via: str,
        kind: str,
        text: str,
        *,
        heard: str | None = None,
        at_ms: int | None = None,
        turn: str = "",
        confidence: float | None = None,
        rivals: Sequence[str] = (),
    ) -> str:
        self.turns.append((who, text, heard))
        return turn

    async def time(self, turn: str, timings: dict[str, float]) -> None:
        pass

    async def event(self, kind: str, conversation: str = "", detail: str = "", *, at_ms: int | None = None) -> None:
        self.events.append((kind, detail))

    async def keep_call(self, name: str, call: str, conversation: str, at_ms: int, facts: str) -> None:
        self.call_facts[name] = facts

    async def add_picture(self, conversation: str, digest: str, mode: str, data: bytes, *, at_ms: int) -> None:
        self.pictures_kept.setdefault(conversation, {})[digest] = StoredPicture(digest, mode, data)

    async def drop_pictures(self, conversation: str, keep: Collection[str] = ()) -> int:
        kept = self.pictures_kept.get(conversation, {})
        self.pictures_kept[conversation] = {digest: one for digest, one in kept.items() if digest in keep}
        return len(kept) - len(self.pictures_kept[conversation])

    async def pictures(self, conversation: str) -> tuple[StoredPicture, ...]:
        return tuple(self.pictures_kept.get(conversation, {}).values())

    async def load_state(self, conversation: str) -> str | None:
        return self.kept.get(conversation)

    async def left_open(self) -> tuple[LeftOpen, ...]:
        going = [entry for entry in self._entries.values() if entry.ending is None]
        return tuple(LeftOpen(e.conversation, e.device, e.channel, e.began_ms) for e in going)

    async def add_delivery(self, entry: DeliveryEntry, conversation: str = "") -> None:
        self.deliveries[entry.id] = entry

    async def due_deliveries(self, besides: Collection[str] = ()) -> tuple[StoredDelivery, ...]:
        return ()

    async def deliveries_in_line(self, kind: str) -> tuple[StoredDelivery, ...]:
        return ()

    async def open_staff_calls(self) -> tuple[StoredStaffCall, ...]:
        return ()

    async def change_staff_call(self, name: str, changes: Mapping[str, Any], *, who: str | None = None) -> None:
        self.staff_changes.append((name, dict(changes), who))

    async def audit(self, note: AuditNote) -> AuditHead:
        self.audited.append(note)
        return AuditHead(len(self.audited), "")

    async def add_ticket(self, entry: TicketEntry) -> bool:
        known = entry.phone in [ticket.phone for ticket in self.tickets_kept]
        if not known:
            self.tickets_kept.append(entry)
        return not known

    async def delivery_tried(
        self, name: str, state: str, detail: str = "", reference: str = "", *, next_ms: int = 0
    ) -> None:
        self.tried.append((name, state))

    async def journal(self, entry: ConversationEntry) -> None:
        raise AssertionError("this record never fails")

    async def clear_journal(self) -> None:
        pass
