"""Calls for staff: who is told of a hand-off or a danger, who takes it, and who is told next when nobody comes.

    calling ──after_s──> the next in line ──after_s──> … ──> nobody
       └────── 我来, the first one only ──> coming ──> there ──> closed

A citizen who has gone is told of to all who were called; unless it is a danger, nobody else is called then.

Told at once are the bell pages that are on duty and the destination `first`; then the other destinations, one after the
other. A call is in the record with the messages to `first` before they are sent, so that a restart loses neither.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal, Protocol

from kiosk.config.staff import StaffSettings
from kiosk.hall.outbox import Outbox
from kiosk.hall.staff_call import NAME, UNRESOLVED, Event, StaffCall, masked_rows, of_stored
from kiosk.store import DeliveryEntry, StoreError
from kiosk.store.audit import AuditHead, AuditNote
from kiosk.store.staff_calls import CitizenGone, StaffCallEnding, StoredStaffCall
from kiosk.store.writer import RecordWriter
from mandarin.printable import printable

#: Seconds after which an open call is closed, because nobody did: one to a kiosk; one of a caller whom the exchange
#: hands to somebody.
FORGOTTEN_S, TRANSFERRED_S = 7200.0, 600.0
#: Open calls at once; the oldest is forgotten for a newer one.
MOST = 500

#: `yours`: it is done; `taken`: it is another's; `unknown`: there is no such open call, or nobody took it.
Answering = Literal["yours", "taken", "unknown"]
Watcher = Callable[[], None]
Follower = Callable[[StaffCall], None]


class StaffStore(Protocol):
    """The part of `kiosk.store.Store` that calls for staff use. Reading and writing may raise `StoreError`."""

    def now_ms(self) -> int: ...
    async def open_staff_calls(self) -> tuple[StoredStaffCall, ...]: ...
    async def change_staff_call(self, name: str, changes: Mapping[str, Any], *, who: str | None = None) -> None: ...
    async def audit(self, note: AuditNote) -> AuditHead: ...


class StaffMetrics(Protocol):
    def staff_called(self, channel: str, reason: str) -> None: ...
    def staff_taken(self, seconds: float) -> None: ...
    def staff_unanswered(self) -> None: ...
    def staff_calls_open(self, count: int) -> None: ...
    def bell_pages(self, count: int) -> None: ...
    def store_fault(self, kind: str) -> None: ...


def kind_of(destination: str) -> str:
    """The kind of its deliveries in the outbox."""
    return f"staff.{destination}"


class StaffDesk:
    """One per hall. Calls are kept in memory while they are open, and in the record."""

    def __init__(
        self,
        settings: StaffSettings,
        store: StaffStore,
        writer: RecordWriter,
        outbox: Outbox,
        metrics: StaffMetrics,
        log: Any,
        *,
        grace_s: float = 30.0,
    ) -> None:
        """`grace_s`: how long after a restart a citizen may come back."""
        self._grace_s = grace_s
        self._settings, self._store, self._writer, self._outbox = settings, store, writer, outbox
        self._metrics, self._log = metrics, log
        set_ = settings.destinations
        self._line = ("first", *(name for name in ("second", "third") if name in set_))
        self._open: dict[str, StaffCall] = {}  # by id, the oldest first
        self._timers: dict[str, asyncio.TimerHandle] = {}  # by id
        self._watchers: set[Watcher] = set()  # the bell pages
        self.overdue = 0  # tickets (工单) that are overdue, for the bell pages
        self._on_duty: dict[Watcher, str] = {}  # those that may ring, and whose they are
        self._followers: dict[str, list[Follower]] = {}  # by the call's id
        self._away: dict[str, asyncio.TimerHandle] = {}  # by id: recalled calls whose citizen has not come back yet
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()  # messages leave in the order of their calls
        self._last_ms = 0

    # ---- what is known ----------------------------------------------------------------------------------------------

    @property
    def reachable(self) -> bool:
        """Whether somebody may come: a bell page is on duty, or a destination is set and does not fail."""
        return bool(self._on_duty) or any(name not in self.failing for name in self._settings.destinations)

    @property
    def failing(self) -> tuple[str, ...]:
        """The destinations whose last messages did not arrive."""
        return tuple(name for name in self._settings.destinations if self._outbox.failing(kind_of(name)))

    @property
    def on_duty(self) -> int:
        return len(self._on_duty)

    def open_calls(self) -> list[StaffCall]:
        """The oldest first."""
        return list(self._open.values())

    def find(self, name: str) -> StaffCall | None:
        """The open call of this id."""
        return self._open.get(name)

    def of_conversation(self, conversation: str) -> StaffCall | None:
        """The newest open one."""
        return next((call for call in reversed(self._open.values()) if call.conversation == conversation), None)

    # ---- a conversation calls ---------------------------------------------------------------------------------------

    def make(
        self,
        conversation: str,
        device: str,
        channel: str,
        *,
        reason: str,
        danger: str,
        service: str,
        rows: tuple[tuple[str, str], ...],
        place: str = "",
        window: str = "",
        unresolved: Iterable[str] = (),
    ) -> StaffCall | None:
        """A call that is neither recorded nor told yet; None: staff are called to it for this already. `place`,
        `window`: where the kiosk stands. `unresolved`: what the citizen may ask by about submissions that may have been
        filed.
        """
        for call in self._open.values():
            if (call.conversation, call.reason, call.danger) == (conversation, reason, danger):
                return None
        name, at_ms, shown = uuid.uuid4().hex, self._now_ms(), masked_rows(rows)
        shown += tuple((UNRESOLVED, number) for number in unresolved)
        reached = self._on_duty or "first" in self._settings.destinations
        stage = 0 if reached or len(self._line) == 1 else 1
        return StaffCall(
            name, conversation, device, channel, reason, danger, service, at_ms, shown, stage, place=place,
            window=window,
        )  # fmt: skip

    def messages(self, call: StaffCall) -> tuple[DeliveryEntry, ...]:
        """To be recorded together with the call."""
        told = self._line[call.stage]
        return (self._message(call, "called", told),) if told in self._settings.destinations else ()

    def ring(self, call: StaffCall, messages: tuple[DeliveryEntry, ...]) -> None:
        """Tell the bell pages and the first in line. The record writer has the call and its messages already."""
        self._admit(call)
        self._metrics.staff_called(call.channel, call.reason)
        why = call.danger or call.reason
        self._log.warning("staff are called", conversation=call.conversation, kind=why, channel=call.channel)
        self._begin(self._send(call.conversation, messages, held=True))
        self._wait(call, self._settings.after_s)

    # ---- staff answer -----------------------------------------------------------------------------------------------

    # `account`: the id of that person's account; empty: a name said on a bell page, without a session. `noted`: as the
    # audit trail names the person; empty: by `who`.

    def take(self, name: str, who: str, account: str = "", *, noted: str = "") -> Answering:
        """我来. `yours`: `who` goes, and nobody else; also when said again."""
        call, who = self._open.get(name), printable(who)[:NAME]
        if call is None or not who:
            return "unknown"
        if call.who:
            return "yours" if call.taken_by(who, account) else "taken"
        at_ms = self._now_ms()
        self._metrics.staff_taken((at_ms - call.called_ms) / 1000)
        call = replace(call, who=who, account=account, taken_ms=at_ms)
        self._note("call taken", call, noted or who)
        self._change(call, {"taken_ms": at_ms}, who=who)
        self._tell_all(call, "taken")
        return "yours"

    def arrive(self, name: str, who: str, account: str = "", *, noted: str = "") -> Answering:
        """到了, by who took it; also when said again."""
        call, who = self._open.get(name), printable(who)[:NAME]
        if call is None or call.taken_ms is None:
            return "unknown"
        if not call.taken_by(who, account):
            return "taken"
        if call.arrived_ms is None:
            at_ms = self._now_ms()
            self._note("call arrived at", call, noted or who)
            self._change(replace(call, arrived_ms=at_ms), {"arrived_ms": at_ms})
        return "yours"

    def close_call(self, name: str, who: str, account: str = "", *, noted: str = "") -> Answering:
        """办完了, by who took it, or of a call that nobody took: `who` stands in the record then."""
        call, who = self._open.get(name), printable(who)[:NAME]
        if call is None or not who:
            return "unknown"
        if call.who and not call.taken_by(who, account):
            return "taken"
        self._note("call closed", call, noted or who)
        self._finish(call, "done", None if call.who else who)
        return "yours"

    def finish(self, name: str, ending: StaffCallEnding = "done") -> bool:
        """By what happens in the hall, not by a press. False: there is no such open call."""
        call = self._open.get(name)
        if call is not None:
            self._finish(call, ending, None)
        return call is not None

    def _finish(self, call: StaffCall, ending: StaffCallEnding, who: str | None) -> None:
        if (timer := self._timers.pop(call.id, None)) is not None:
            timer.cancel()
        at_ms, name = self._now_ms(), call.who if who is None else who
        closed = replace(call, who=name, closed_ms=at_ms, ending=ending)
        self._change(closed, {"closed_ms": at_ms, "ending": ending}, who=who)

    def _note(self, what: str, call: StaffCall, noted: str) -> None:
        """Through the record writer: a full disk keeps nobody from going to a citizen."""
        note = AuditNote(what, noted, conversation=call.conversation, detail=f"kiosk {call.device}")
        self._writer.put(call.conversation, partial(self._store.audit, note))

    # ---- the citizen ------------------------------------------------------------------------------------------------

    def told(self, name: str) -> None:
        """The citizen was told that nobody came."""
        call = self._open.get(name)
        if call is not None and call.told_ms is None:
            at_ms = self._now_ms()
            self._change(replace(call, told_ms=at_ms), {"told_ms": at_ms})

    def gone(self, name: str, how: CitizenGone) -> None:
        """The citizen is not at the kiosk any more. Nothing where staff had come, or it is known already."""
        if (timer := self._away.pop(name, None)) is not None:
            timer.cancel()
        call = self._open.get(name)
        if call is None or call.gone or call.arrived_ms is not None:
            return
        at_ms = self._now_ms()
        call = replace(call, gone=how, gone_ms=at_ms)
        self._change(call, {"gone": how, "gone_ms": at_ms})
        self._tell_all(call, "gone")

    def back(self, conversation: str) -> list[StaffCall]:
        """A conversation goes on in this process: its open calls."""
        calls = [call for call in self._open.values() if call.conversation == conversation]
        for call in calls:
            if (timer := self._away.pop(call.id, None)) is not None:
                timer.cancel()
        return calls

    # ---- who listens ------------------------------------------------------------------------------------------------

    def watch(self, watcher: Watcher) -> None:
        """A bell page: called whenever something changed."""
        self._watchers.add(watcher)

    def go_on_duty(self, watcher: Watcher, who: str) -> None:
        """The bell page of `who` may ring from now on."""
        who = printable(who)[:NAME]
        if self._on_duty.get(watcher) == who:
            return
        self._on_duty[watcher] = who
        self._metrics.bell_pages(self.on_duty)
        self._told()

    def leave(self, watcher: Watcher) -> None:
        """The bell page is gone."""
        self._watchers.discard(watcher)
        if self._on_duty.pop(watcher, None) is not None:
            self._metrics.bell_pages(self.on_duty)
            self._told()

    def tickets_overdue(self, count: int) -> None:
        """Tell the bell pages how many tickets are overdue: they ring once when it grows."""
        if count != self.overdue:
            self.overdue = count
            self._told()

    def follow(self, name: str, follower: Follower) -> Callable[[], None]:
        """`follower` is called with each change of an open call. Returns what ends it."""
        followers = self._followers.setdefault(name, [])
        followers.append(follower)

        def end() -> None:
            if follower in followers:
                followers.remove(follower)

        return end

    # ---- life -------------------------------------------------------------------------------------------------------

    async def recall(self) -> None:
        """Go on with the calls that an earlier process left open."""
        try:
            left = await self._store.open_staff_calls()
        except StoreError as error:
            self._metrics.store_fault(error.kind)
            self._log.error("calls for staff that were open cannot be read", kind=error.kind)
            return
        now_ms = self._now_ms()
        for call in map(of_stored, left):
            self._admit(call)
            due_ms = call.called_ms + (call.stage + 1) * self._settings.after_s * 1000
            if call.channel == "phone":  # its caller is gone
                self._forget_after(call, TRANSFERRED_S)
            else:
                self._wait(call, max(0.0, (due_ms - now_ms) / 1000))
                if not call.gone and call.arrived_ms is None:
                    gone = asyncio.get_running_loop().call_later(self._grace_s, self.gone, call.id, "lost")
                    self._away[call.id] = gone

    async def close(self) -> None:
        for timer in (*self._timers.values(), *self._away.values()):
            timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- time -------------------------------------------------------------------------------------------------------

    def _wait(self, call: StaffCall, seconds: float) -> None:
        """For somebody to take it; where that is over, or nobody needs to, until it is forgotten."""
        if call.channel == "phone" and self._settings.callers == "transfer":
            self._forget_after(call, TRANSFERRED_S)
        elif call.state != "calling":
            self._forget_after(call, FORGOTTEN_S)
        else:
            self._timers[call.id] = asyncio.get_running_loop().call_later(seconds, self._nobody_yet, call.id)

    def _forget_after(self, call: StaffCall, keep_s: float) -> None:
        seconds = max(0.0, keep_s - (self._now_ms() - call.called_ms) / 1000)
        self._timers[call.id] = asyncio.get_running_loop().call_later(seconds, self.finish, call.id, "forgotten")

    def _nobody_yet(self, name: str) -> None:
        call = self._open.get(name)
        if call is None:
            return
        if call.state != "calling":
            self._wait(call, 0.0)
            return
        if call.stage + 1 < len(self._line) and call.waited_for:
            call = replace(call, stage=call.stage + 1)
            self._change(call, {"stage": call.stage})
            self._tell(call, "called", self._line[call.stage], again=True)
            self._wait(call, self._settings.after_s)
            return
        at_ms = self._now_ms()
        self._metrics.staff_unanswered()
        waited_s = (at_ms - call.called_ms) // 1000
        self._log.error("nobody came to a call for staff", conversation=call.conversation, seconds=waited_s)
        call = replace(call, nobody_ms=at_ms)
        self._change(call, {"nobody_ms": at_ms})
        self._wait(call, 0.0)

    # ---- telling ----------------------------------------------------------------------------------------------------

    def _admit(self, call: StaffCall) -> None:
        if len(self._open) >= MOST:
            self.finish(next(iter(self._open)), "forgotten")
        self._open[call.id] = call
        self._told()

    def _change(self, call: StaffCall, changes: Mapping[str, Any], *, who: str | None = None) -> None:
        if call.closed_ms is None:
            self._open[call.id] = call
        else:
            del self._open[call.id]
            if (away := self._away.pop(call.id, None)) is not None:
                away.cancel()
        change = partial(self._store.change_staff_call, call.id, changes, who=who)
        self._writer.put(call.conversation, change)
        for follower in tuple(self._followers.get(call.id, ())):
            follower(call)
        if call.closed_ms is not None:
            self._followers.pop(call.id, None)
        self._told()

    def _told(self) -> None:
        self._metrics.staff_calls_open(len(self._open))
        for watcher in tuple(self._watchers):
            watcher()

    def _tell_all(self, call: StaffCall, event: Event) -> None:
        """Those that were told of the call."""
        for destination in self._line[: call.stage + 1]:
            if destination in self._settings.destinations:
                self._tell(call, event, destination)

    def _tell(self, call: StaffCall, event: Event, destination: str, *, again: bool = False) -> None:
        message = self._message(call, event, destination, again=again)
        self._begin(self._send(call.conversation, (message,), held=False))

    def _message(self, call: StaffCall, event: Event, destination: str, *, again: bool = False) -> DeliveryEntry:
        return call.message(event, destination, kind_of(destination), self._now_ms(), again=again)

    async def _send(self, conversation: str, messages: tuple[DeliveryEntry, ...], *, held: bool) -> None:
        """`held`: the record writer has them, in the conversation's entry."""
        async with self._sending:
            if held and messages:
                await self._writer.secure(conversation)
            for one in messages:
                if not held:
                    await self._outbox.hold(one, conversation)
                await self._outbox.deliver_in_order(one)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="staff.send")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _now_ms(self) -> int:
        """Later than every time before, so that messages have an order."""
        self._last_ms = max(self._store.now_ms(), self._last_ms + 1)
        return self._last_ms
