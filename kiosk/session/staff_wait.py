"""A conversation's calls for staff, and what its citizen at a kiosk is told of them: who comes, or that nobody came.

Those to look at a document are `kiosk.session.vouch_wait`'s.

A caller is told by the call itself (`kiosk.channels.phone.staff_wait`), which goes on after the conversation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from dialogue import Library, State, acts
from dialogue.machine.prompts.cards import filled_rows
from kiosk.hall import Hall, phrases
from kiosk.hall.staff_call import DANGERS, StaffCall
from kiosk.session.client_profile import ClientProfile
from kiosk.session.recorder import Recorder
from kiosk.store.staff_calls import CitizenGone

#: Seconds for which the page stays for a member of staff who said 我来 and did not say 到了.
COMING_S = 180.0


class StaffWaitListener(Protocol):
    @property
    def away(self) -> bool:
        """The page is disconnected, and may come back."""

    @property
    def answered_here(self) -> bool:
        """A member of staff answers in the clerk's place: nobody need come."""

    def staff_told(self, reason: str, text: str, *, aloud: bool) -> None:
        """Show `text`; `aloud`: say it too."""

    def staff_settled(self) -> None:
        """The citizen need not stay for staff any more."""


class StaffWait:
    """One per conversation. At a kiosk, a conversation that was handed off goes on until staff have come, or nobody
    does: `awaited`.
    """

    def __init__(self, listener: StaffWaitListener, hall: Hall, profile: ClientProfile, recorder: Recorder) -> None:
        self._listener, self._hall, self._recorder, self._profile = listener, hall, recorder, profile
        self._stays = profile.channel == "screen"
        self._following: dict[str, Callable[[], None]] = {}  # by the call's id: ends it
        self._stage = 0  # that the citizen was told of
        self._leaving: asyncio.TimerHandle | None = None  # since the citizen was told who comes
        self._banner: tuple[str, str] | None = None
        self._unresolved: dict[str, str] = {}  # service by number, of this conversation
        self._calls: list[str] = []  # ids
        self._told_nobody = ""  # the id of the call to which nobody came, of which the citizen is told
        self.awaited = False

    @property
    def desk(self) -> str:
        """Where citizens are sent, because nobody can be called now; empty: staff can be called."""
        return self._hall.settings.staff.desk if self._stays and not self._hall.staff.reachable else ""

    def call(self, coming: tuple[acts.Act, ...], state: State, library: Library) -> None:
        """Call the staff that these acts ask for, unless they are called for it already: at once, and recorded."""
        self._remember(coming)
        handoff = next((act for act in coming if isinstance(act, acts.Handoff)), None)
        danger = next((act.kind for act in coming if isinstance(act, acts.Alert) and act.kind in DANGERS), "")
        if handoff is None and not danger:
            return
        self.awaited = self._stays and handoff is not None and not handoff.desk
        script = library.script(state.service) if state.service else None
        rows = filled_rows(script, state) if script is not None else ()
        desk, recorder = self._hall.staff, self._recorder
        made = desk.make(
            recorder.id, recorder.device, recorder.channel, danger=danger, service=state.service,
            reason="danger" if danger or handoff is None else handoff.reason,
            rows=tuple((row.label, row.value) for row in rows), place=self._profile.place, window=self._profile.window,
            unresolved=self._unresolved,
        )  # fmt: skip
        if made is not None:
            messages = desk.messages(made)
            recorder.call_staff(made.entry, messages)
            desk.ring(made, messages)
        if made is not None and self._stays:
            self._stage = made.stage
            self._follow(made.id)

    def resumed(self) -> None:
        """The conversation goes on after a restart: so do its calls."""
        if self._stays:
            for call in self._hall.staff.back(self._recorder.id):
                if call.asks_document:  # the conversation asks anew who its citizen is
                    self._hall.staff.finish(call.id, "left")
                    continue
                self._stage = call.stage
                self._follow(call.id)

    def gone(self, how: CitizenGone) -> None:
        """The conversation is over: staff are told of it."""
        calls, self._calls = self._calls, []
        for name in calls:
            self._hall.staff.gone(name, how)

    def _remember(self, coming: tuple[acts.Act, ...]) -> None:
        """The submissions of which nobody knows whether they were filed; one that was filed after all is known."""
        for act in coming:
            match act:
                case acts.Unresolved():
                    self._unresolved[act.number] = act.service
                case acts.Filed():
                    left = {number: of for number, of in self._unresolved.items() if of != act.service}
                    self._unresolved = left

    def show(self, handoff: acts.Handoff) -> None:
        """Note it, and say on the page that staff are called, or where to go."""
        self._recorder.note("handoff", handoff.reason)
        text = phrases.at_desk(handoff.desk) if handoff.desk else phrases.STAFF_CALLED
        self._tell(handoff.reason, text, aloud=False)
        if self.awaited and (call := self._hall.staff.of_conversation(self._recorder.id)) is not None:
            self._changed(call)  # they may have been called before: for a danger
        elif self.awaited:
            self._settled()

    def show_again(self) -> None:
        """To another page, which is told what it missed."""
        if self._banner is not None:
            self._listener.staff_told(*self._banner, aloud=False)
            self._told()

    def stop(self) -> None:
        """The conversation ends for another reason, or is over: nothing more is told."""
        self.awaited = False
        for end in self._following.values():
            end()
        self._following.clear()
        if self._leaving is not None:
            self._leaving.cancel()

    def _changed(self, call: StaffCall) -> None:
        match call.state:
            case "coming" if self._listener.answered_here:
                pass
            case "coming":
                if self._leaving is None:
                    self._leaving = asyncio.get_running_loop().call_later(COMING_S, self._settled)
                self._tell(call.reason, phrases.staff_coming(call.who), aloud=self.awaited)
            case "there" | "closed":
                self._settled()
            case "nobody" if self.awaited:
                self.awaited = False
                self._told_nobody = call.id
                self._tell(call.reason, phrases.nobody_came(self._hall.settings.staff.desk), aloud=True)
                if not self._listener.away:
                    self._told()
            case "calling" if call.stage > self._stage and self.awaited:
                self._stage = call.stage
                self._tell(call.reason, phrases.STAFF_NOT_YET, aloud=True)

    def _tell(self, reason: str, text: str, *, aloud: bool) -> None:
        self._banner = reason, text
        self._listener.staff_told(reason, text, aloud=aloud)

    def _told(self) -> None:
        if self._told_nobody:
            self._hall.staff.told(self._told_nobody)
            self._told_nobody = ""

    def _follow(self, name: str) -> None:
        self._calls.append(name)
        self._following[name] = self._hall.staff.follow(name, self._changed)

    def _settled(self) -> None:
        was, self.awaited = self.awaited, False
        if was:
            self._listener.staff_settled()
