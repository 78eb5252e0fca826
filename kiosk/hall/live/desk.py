"""Members of staff step into conversations: their table on the event loop's clock, and the sessions they answer in.

Taking, saying and giving back go through here alone, so the owner that the console shows is the one whose words are
spoken.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal, Protocol

from kiosk.config.live import LiveSettings
from kiosk.hall.live.board import LiveBoard
from kiosk.hall.live.seats import HandBack, Seat, SeatTable
from kiosk.hall.sessions import SessionRegistry
from kiosk.hall.staff_call import StaffCall
from kiosk.store.staff_calls import StaffCallEnding

#: Characters that are said at once.
LONGEST = 200

Asked = Literal["done", "not_yours", "unknown", "busy"]


class SteppableSession(Protocol):
    """A conversation in which a member of staff may answer in the clerk's place."""

    id: str

    @property
    def may_step_in(self) -> bool:
        """It has begun and is not ending."""

    def step_in(self, name: str) -> None:
        """The machine is silent from now on. Again, with another name: another one answers."""

    def staff_says(self, text: str) -> bool:
        """False: too much waits to be said already."""

    def step_out(self, why: HandBack) -> None:
        """The machine goes on, and tells the citizen so."""

    def call_again(self, reason: str) -> None:
        """The member of staff who answered a call for staff is gone: call another."""


class OpenCalls(Protocol):
    """The part of `kiosk.hall.staff.StaffDesk` that is used here."""

    def of_conversation(self, conversation: str) -> StaffCall | None: ...
    def take(self, name: str, who: str, account: str = "") -> str: ...
    def finish(self, name: str, ending: StaffCallEnding = "done") -> bool: ...


class StepInMetrics(Protocol):
    def stepped_in(self, channel: str) -> None: ...
    def stepped_out(self, why: str) -> None: ...
    def owned(self, count: int) -> None: ...


class LiveDesk:
    """One per hall."""

    def __init__(
        self,
        settings: LiveSettings,
        board: LiveBoard,
        sessions: SessionRegistry,
        calls: OpenCalls,
        metrics: StepInMetrics,
        log: Any,
    ) -> None:
        self.board, self._calls = board, calls
        self._settings, self._sessions, self._metrics, self._log = settings, sessions, metrics, log
        self._seats = SeatTable(idle_s=settings.idle_s)
        self._timer: asyncio.TimerHandle | None = None
        board.on_end = self.ended

    def owner(self, conversation: str) -> Seat | None:
        return self._seats.owner(conversation)

    def came(self, conversation: str, seat: Seat) -> bool:
        """True once: `seat` has it, and gives the first sign since it was taken or handed over."""
        return self._seats.came(conversation, seat.account)

    # ---- members of staff -------------------------------------------------------------------------------------------

    def take(self, conversation: str, seat: Seat) -> Seat | None:
        """接管. Gives who has it now, `seat` itself or who was faster; None: there is no such conversation."""
        session = self._session(conversation)
        if session is None:
            return None
        before = self._seats.owner(conversation)
        owner = self._seats.take(conversation, seat, self._now())
        if before is None:
            self._began(session, owner)
        self._run_timer()
        return owner

    def say(self, conversation: str, seat: Seat, text: str) -> Asked:
        """The clerk says it. `busy`: what was said before is not spoken yet; say it again later."""
        session = self._owned(conversation, seat, acted=True)
        if isinstance(session, str):
            return session
        return "done" if session.staff_says(text[:LONGEST]) else "busy"

    def present(self, conversation: str, seat: Seat) -> Asked:
        """A sign of the owner's page, due every few seconds."""
        session = self._owned(conversation, seat, acted=False)
        return session if isinstance(session, str) else "done"

    def hand_over(self, conversation: str, seat: Seat, to: Seat) -> Asked:
        session = self._owned(conversation, seat, acted=True)
        if isinstance(session, str):
            return session
        self._seats.hand_over(conversation, seat.account, to, self._now())
        self._began(session, to)
        return "done"

    def hand_back(self, conversation: str, seat: Seat) -> Asked:
        session = self._owned(conversation, seat, acted=True)
        if isinstance(session, str):
            return session
        self._give_back(conversation, "handed_back")
        return "done"

    # ---- the conversation -------------------------------------------------------------------------------------------

    def ended(self, conversation: str) -> None:
        """It is over, or about to end by itself: nobody owns it any more."""
        if (seat := self._seats.release(conversation)) is not None:
            self._over(conversation, "ended")
            self._finish_call(conversation, seat, "done")

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ---- within -----------------------------------------------------------------------------------------------------

    def _began(self, session: SteppableSession, seat: Seat) -> None:
        view = self.board.view(session.id)
        self._metrics.stepped_in("" if view is None else view.channel)
        self._log.info("a member of staff steps in", conversation=session.id)
        if view is not None:
            view.owned_by(seat.name, seat.account)
        session.step_in(seat.name if self._settings.staff_name == "on" else "")
        if (call := self._calls.of_conversation(session.id)) is not None and not call.who:
            self._calls.take(call.id, seat.name, seat.account)  # who answers need not come
        self._metrics.owned(len(self._seats))

    def _give_back(self, conversation: str, why: HandBack) -> None:
        session, seat = self._session(conversation), self._seats.release(conversation)
        if session is not None:
            session.step_out(why)
        self._over(conversation, why)
        gone = why != "handed_back"
        reason = "" if seat is None else self._finish_call(conversation, seat, "forgotten" if gone else "done")
        if gone and reason and session is not None:
            session.call_again(reason)

    def _finish_call(self, conversation: str, seat: Seat, ending: StaffCallEnding) -> str:
        """The call for staff that `seat` took by stepping in. Gives its reason; empty: there is none."""
        call = self._calls.of_conversation(conversation)
        if call is None or call.account != seat.account or call.arrived_ms is not None:
            return ""
        self._calls.finish(call.id, ending)
        return call.reason

    def _over(self, conversation: str, why: HandBack | Literal["ended"]) -> None:
        self._metrics.stepped_out(why)
        self._metrics.owned(len(self._seats))
        self._log.info("a member of staff steps out", conversation=conversation, reason=why)
        if (view := self.board.view(conversation)) is not None:
            view.owned_by("", "")
        self._run_timer()

    def _owned(
        self, conversation: str, seat: Seat, *, acted: bool
    ) -> SteppableSession | Literal["not_yours", "unknown"]:
        session = self._session(conversation)
        if session is None:
            return "unknown"
        if not self._seats.seen(conversation, seat.account, self._now(), acted=acted):
            return "not_yours"
        self._run_timer()
        return session

    def _session(self, conversation: str) -> SteppableSession | None:
        session: Any = self._sessions.hosted(conversation)
        return session if session is not None and getattr(session, "may_step_in", False) else None

    def _run_timer(self) -> None:
        self.close()
        if (deadline := self._seats.deadline) is not None:
            self._timer = asyncio.get_running_loop().call_at(deadline, self._due)

    def _due(self) -> None:
        for conversation, why in self._seats.due(self._now()):
            self._give_back(conversation, why)
        self._run_timer()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
