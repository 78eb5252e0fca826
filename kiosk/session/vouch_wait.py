"""A conversation's call for a member of staff who looks at the citizen's document, and what becomes of it.

The conversation goes on meanwhile: the citizen may choose another way, and staff are told that they need not come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from dialogue import State, acts
from dialogue.vouching import VouchOutcome
from kiosk.hall import Hall, phrases
from kiosk.hall.staff_call import VOUCH, StaffCall
from kiosk.session.client_profile import ClientProfile
from kiosk.session.recorder import Recorder
from kiosk.store.staff_calls import CitizenGone, StaffCallEnding

#: Seconds after which a call to which nobody answered for the citizen is given up.
VOUCH_S = 300.0
_OUTCOMES: dict[StaffCallEnding, VouchOutcome] = {"vouched": "yes", "not_vouched": "no"}


class VouchWaitListener(Protocol):
    def staff_told(self, reason: str, text: str, *, aloud: bool) -> None:
        """Show `text`; `aloud`: say it too."""

    def vouched(self, turn: acts.Vouched) -> None: ...


class VouchWait:
    """One per conversation. `call`: number of the `CallToVouch` that is being answered; 0: none is."""

    def __init__(self, listener: VouchWaitListener, hall: Hall, profile: ClientProfile, recorder: Recorder) -> None:
        self._listener, self._hall, self._profile, self._recorder = listener, hall, profile, recorder
        self._name, self._call, self._stage = "", 0, 0
        self._unfollow: Callable[[], None] = lambda: None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> bool:
        return self._call != 0

    def follow(self, coming: tuple[acts.Act, ...], state: State) -> None:
        """A step was decided: staff are called, or need not come any more."""
        if self.waiting and not (state.question.kind == "vouch" and state.call == self._call):
            self._over("left")
        for act in coming:
            if isinstance(act, acts.CallToVouch):
                self._ring(act, state)

    def gone(self, how: CitizenGone) -> None:
        """The conversation is over: staff are told of it, and can vouch for nobody any more."""
        if self.waiting:
            name = self._name
            self._forget()
            call = self._hall.staff.find(name)
            if call is not None and call.arrived_ms is not None:  # whoever is there must not vouch any more
                self._hall.staff.finish(name, "left")
            else:
                self._hall.staff.gone(name, how)

    def _ring(self, act: acts.CallToVouch, state: State) -> None:
        desk, recorder, profile = self._hall.staff, self._recorder, self._profile
        made = desk.make(
            recorder.id, recorder.device, recorder.channel, reason=VOUCH, danger="", service=state.service,
            rows=_person(act.person, state), place=profile.place, window=profile.window,
        )  # fmt: skip
        if made is None or profile.channel != "screen":
            nobody = acts.Vouched(act.call, "nobody")
            asyncio.get_running_loop().call_soon(self._listener.vouched, nobody)
            return
        messages = desk.messages(made)
        recorder.call_staff(made.entry, messages)
        self._name, self._call, self._stage = made.id, act.call, made.stage
        desk.ring(made, messages)
        self._unfollow = desk.follow(made.id, self._changed)
        self._timer = asyncio.get_running_loop().call_later(VOUCH_S, self._over, "forgotten", True)

    def _changed(self, call: StaffCall) -> None:
        match call.state:
            case "closed":
                number = self._call
                self._forget()
                outcome = _OUTCOMES.get(call.ending, "nobody")
                self._listener.vouched(acts.Vouched(number, outcome, call.who))
            case "nobody":
                self._over("forgotten", tell=True)
            case "coming":
                self._listener.staff_told(VOUCH, phrases.staff_coming(call.who), aloud=True)
            case "there":
                self._listener.staff_told(VOUCH, phrases.staff_looks(call.who), aloud=True)
            case "calling" if call.stage > self._stage:
                self._stage = call.stage
                self._listener.staff_told(VOUCH, phrases.STAFF_NOT_YET, aloud=True)

    def _over(self, ending: StaffCallEnding, tell: bool = False) -> None:
        """Nobody is waited for any more. `tell`: the dialogue does not know it."""
        name, number = self._name, self._call
        self._forget()
        self._hall.staff.finish(name, ending)
        if tell:
            self._listener.vouched(acts.Vouched(number, "nobody"))

    def _forget(self) -> None:
        """What was shown of it goes."""
        self._listener.staff_told(VOUCH, "", aloud=False)
        self._unfollow()
        if self._timer is not None:
            self._timer.cancel()
        self._name, self._call, self._timer, self._unfollow = "", 0, None, lambda: None


def _person(number: str, state: State) -> tuple[tuple[str, str], ...]:
    """For staff, who compare it with the document: the name without the given name, the last four characters."""
    known = [one.name for one in state.proofs if one.person == number and one.name]
    name = known[-1] if known else state.value("姓名")
    rows = (("姓名", f"{name[0]}**"),) if name else ()
    return (*rows, ("身份证号", number))
