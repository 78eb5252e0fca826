"""The clerk's side of a conversation: what the dialogue decides is said, shown, kept and recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Protocol

from dialogue import State, acts
from dialogue.filters import spell
from dialogue.phrases import HUMAN_STUCK
from kiosk import turn
from kiosk.hall import Hall, phrases
from kiosk.session import parking
from kiosk.session.clerk_speech import ClerkSpeech
from kiosk.session.client_profile import ClientProfile
from kiosk.session.counting import ConversationCounts
from kiosk.session.devices import SessionDevices
from kiosk.session.dialogue import Backend
from kiosk.session.dialogue_opening import open_dialogue, today
from kiosk.session.live import SessionLive
from kiosk.session.pictures import SessionPictures
from kiosk.session.printing import ReceiptPrinting
from kiosk.session.proving import Proofs
from kiosk.session.receipt_text import send_text
from kiosk.session.recorder import Recorder
from kiosk.session.resumption import Snapshot
from kiosk.session.screen import Screen
from kiosk.session.staff_wait import StaffWait
from kiosk.session.stall import progressed
from kiosk.session.step_in import Words
from kiosk.session.turns import TurnManager, prompt_kind_of
from kiosk.session.vouch_wait import VouchWait
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet


class ClerkHost(Protocol):
    """The session around the clerk."""

    def progressed(self) -> None:
        """A turn brought the citizen's case forward."""

    def end(self, reason: str) -> None:
        """The last words of the conversation have been said."""

    def vouched(self, turn: acts.Vouched) -> None:
        """What a member of staff said to the citizen's document."""

    def fault(self, fault: Fault) -> None:
        """Something failed that an operator should see; the conversation goes on."""

    def send(self, message: m.Down) -> None:
        """To the client."""


class Clerk:
    """Owns the dialogue stage and `speech`, and carries out the acts of the first with the second.

    It is the `DialogueListener` of the one and the `ClerkSpeechHost` of the other, and a `PrintingHost`.
    """

    def __init__(
        self,
        host: ClerkHost,
        hall: Hall,
        outlet: Outlet,
        profile: ClientProfile,
        resume_token: str,
        *,
        screen: Screen,
        recorder: Recorder,
        turns: TurnManager,
        pictures: SessionPictures,
        devices: SessionDevices,
        live: SessionLive,
        kept: Snapshot | None,
        backend: Backend,
        proofs: Proofs,
    ) -> None:
        self._host = host
        self._hall, self._profile, self._resume_token = hall, profile, resume_token
        self._screen, self._recorder, self._turns, self._pictures = screen, recorder, turns, pictures
        self._live, self._devices = live, devices
        self._ending: str | None = None  # why the conversation ends as soon as all is said
        self.staff = StaffWait(self, hall, profile, recorder)
        self.vouching = VouchWait(self, hall, profile, recorder)
        self._counts = ConversationCounts(hall, profile)
        self.speech = ClerkSpeech(self, hall, outlet, profile, screen=screen, recorder=recorder, turns=turns, live=live)
        self.dialogue = open_dialogue(
            self, hall, profile, recorder, kept, pictures.body, lambda: self.staff.desk, lambda: devices.lost, backend,
            proofs,
        )  # fmt: skip
        self._printing = ReceiptPrinting(self, devices, recorder, hall.metrics)
        self._kept_cards: tuple[acts.Card, ...] = ()  # with numbers that the dialogue does not know
        self._stood = self.dialogue.state  # where the conversation stood after the last turn

    @property
    def state(self) -> State:
        return self.dialogue.state

    @property
    def pending_end(self) -> str | None:
        """Why the conversation has ended, where only staff are awaited, or words are left that the client missed."""
        return self._ending if self.speech.missed or self._with_staff else None

    @property
    def _with_staff(self) -> bool:
        """Staff are awaited, or one of them answers in the clerk's place: the conversation does not end by itself."""
        return self.staff.awaited or self.speech.step_in.active

    def begin(self) -> None:
        """Start a new conversation with the scripts and the date of now: both may have changed in attract mode."""
        served = self._hall.scripts_for(self._profile.device, self._recorder.id, self._profile.channel)
        self._recorder.scripts = served.version
        self.dialogue.start(served.machine, served.machine.new(self._recorder.id, today()))

    # ---- decide -----------------------------------------------------------------------------------------------------

    def prepare(self, what: acts.Turn) -> None:
        """Decide ahead of time, and have the first clause of the answer synthesised."""
        for act in self.dialogue.prepare(what):
            if isinstance(act, acts.Say):
                self.speech.output.prepare(act.text, fixed=act.fixed)
                break

    def discard(self) -> None:
        """Drop what was prepared."""
        self.dialogue.discard()
        self.speech.output.discard()

    def decide(self, what: acts.Turn) -> None:
        if isinstance(what, acts.NoInput) and self._printing.remind():
            self.decided()  # the question stays, and so does the receipt beside it
            return
        self._pictures.settle(self.state)  # the turn before stands: it can no longer be rolled back
        if self._recorder.settle():
            self.keep()
        self._screen.hold()
        self.speech.latency.decide()
        self.dialogue.decide(what)

    def roll_back(self) -> None:
        """Take the last decision back: the citizen went on speaking before the answer was heard."""
        self.speech.output.stop()
        self.speech.output.discard()
        self.dialogue.retract()
        self._recorder.take_back()
        self._stood = self.state
        self.keep()
        self._screen.go_back(_now())
        self._expect(self._screen.expect)

    def keep(self, coming: tuple[acts.Act, ...] = (), *, resumable: bool = True) -> None:
        """Write a snapshot, with the cases that `coming` files. Not `resumable`: the citizen cannot resume it."""
        snapshot = self.snapshot(self._resume_token if resumable else "")
        self._recorder.keep(snapshot.to_json(), coming)

    def snapshot(self, token: str) -> Snapshot:
        """Where the conversation stands. `token`: with which it can be resumed."""
        scripts = self.dialogue.machine.in_hand(self.state)
        return Snapshot(
            token, self.state, self._recorder.citizen_turns, scripts, time.time(), self._recorder.held,
            self._recorder.scripts,
        )  # fmt: skip

    def _expect(self, expect: acts.Expect) -> None:
        self._turns.expect(expect, unhurried=self.speech.elderly or self.state.speed < 1.0)

    # ---- as DialogueListener ----------------------------------------------------------------------------------------

    def about_to(self, coming: tuple[acts.Act, ...]) -> None:
        """Before the acts are carried out: keep the state; tell the screen and the speech input what will be asked."""
        self._devices.heed()
        self._pictures.filed(coming)
        self._counts.add(self.state, coming)
        self._recorder.rate(coming)
        self.keep(coming)  # before the back end is asked: what has been sent must not be forgotten
        self.staff.call(coming, self.state, self.dialogue.machine.library)
        self.vouching.follow(coming, self.state)
        self.speech.prompt_kind = prompt_kind_of(coming, greeting=self._recorder.citizen_turns == 0)
        before, self._stood = self._stood, self.state
        self._recorder.decided(before, self._stood, coming)
        if progressed(before, self._stood, coming):
            self._host.progressed()
        self._screen.about_to(coming, _now())
        self._live.stands(self._stood, coming)
        for act in coming:
            if isinstance(act, acts.Expect):
                self._expect(act)

    def carry_out(self, act: acts.Act) -> None:
        match act:
            case acts.Say(text, fixed):
                self.speech.latency.decided()
                self.speech.say(text, fixed=fixed)
            case acts.Show(cards):
                cards = (*self._kept_cards, *self._hall.progress.linked(self._recorder.id, cards))
                self._screen.show(cards, _now())
            case acts.Expect():
                pass  # done in `about_to`
            case acts.Gesture():
                self.send(act)
            case acts.Pace(speed, gain):
                self.speech.pace(speed, gain)
            case acts.Handoff():
                self.staff.show(act)
            case acts.KnowledgeGap(question, service):
                self._recorder.gap(question, service)
            case acts.Note(what, detail):
                self._recorder.note(what, detail)
            case acts.Alert(kind):
                self._recorder.note("alert", kind)
            case acts.End(reason):
                self._ending = reason

    def silent_from(self) -> float:
        return self.speech.silent_from

    def committed(self) -> None:
        self._turns.happened(turn.Committed())

    async def secured(self) -> None:
        await self._recorder.secure()

    async def text(self, message: acts.TextMessage) -> None:
        self.say_fixed(await send_text(message, self._recorder, self._hall.outbox))

    async def print(self, act: acts.Print) -> None:
        await self._printing.print(act)

    def say_fixed(self, text: str) -> None:
        self.speech.say(text, fixed=True)

    def as_shown(self, card: acts.ReceiptCard) -> acts.ReceiptCard:
        return self._screen.as_shown(card)

    async def text_instead(self, message: acts.TextMessage) -> str:
        self.keep((message,))
        return await send_text(message, self._recorder, self._hall.outbox)

    def park(self, act: acts.Park) -> None:
        number = parking.park(act, self._hall.moved, self.dialogue.machine)
        self._kept_cards = (parking.parked_card(number),)
        self.speech.say(phrases.parked(spell(number)), fixed=False)

    def claim(self, act: acts.ClaimParked) -> str:
        return parking.claim(act, self._hall.moved, self.dialogue.machine)

    def decided(self) -> None:
        self.speech.output.close()
        self._screen.decided()
        self._turns.happened(turn.Decided())
        self.staff_settled()

    def called(self, api: str, outcome: str, took_ms: float) -> None:
        self._recorder.note("back end", f"{api} {outcome} {took_ms:.0f} ms")

    def answered(self, api: str, fields: Mapping[str, str | None]) -> None:
        self._recorder.answered(api, fields)

    def unusable(self, api: str, why: str) -> None:
        """`why` names a field of the script and what came instead of its value, never the value."""
        self._hall.metrics.fault("backend")
        self._hall.log.warning("backend answer lacks a field", conversation=self._recorder.id, api=api, mistake=why)

    def fault(self, fault: Fault) -> None:
        self._host.fault(fault)

    # ---- from the session -------------------------------------------------------------------------------------------

    def repeat(self) -> None:
        """For a client that has reconnected: show it again which staff come, and say what it missed."""
        self.staff.show_again()
        self.speech.repeat()

    def set_elderly(self, elderly: bool) -> None:
        self.speech.elderly = elderly
        self.speech.pace(self.state.speed, self.state.gain)

    def stalled(self, *, phone: bool) -> tuple[str, str]:
        """Nothing has got on for long: why the conversation ends, and the last words. A caller gets a human."""
        if not phone:
            return "idle", phrases.IDLE
        self.hand_off("stalled")
        return "handoff", HUMAN_STUCK

    def hand_off(self, reason: str) -> None:
        """Call staff for something that the dialogue knows nothing of."""
        handoff = acts.Handoff(reason, self.staff.desk)
        self._recorder.handed_off(reason)
        self.staff.call((handoff,), self.state, self.dialogue.machine.library)
        self.carry_out(handoff)

    @property
    def awaits_staff(self) -> bool:
        """Somebody is on the way, or is being called: the page stays as it is."""
        return self.staff.awaited or self.vouching.waiting

    def say_last(self, reason: str, text: str) -> None:
        """Stop, say `text`, and end the conversation for `reason`."""
        self.staff.stop()
        self.speech.step_in.stop()
        self.speech.stop()
        self._ending = reason
        self.speech.prompt_kind = turn.PromptKind.NOTICE  # only words interrupt it
        self.speech.say(text, fixed=True)
        self.speech.output.close()

    # ---- as StaffWaitListener, VouchWaitListener and ClerkSpeechHost ------------------------------------------------

    @property
    def answered_here(self) -> bool:
        return self.speech.step_in.active

    @property
    def away(self) -> bool:
        """The client is disconnected, and may come back."""
        return self.speech.away

    def staff_told(self, reason: str, text: str, *, aloud: bool) -> None:
        self.send(m.HandoffMessage(reason, text))
        if aloud:
            self.speech.say_after(text, turn.PromptKind.NOTICE)

    def vouched(self, turn: acts.Vouched) -> None:
        self._host.vouched(turn)

    def staff_settled(self) -> None:
        """End the conversation where it is over, all of it was said, and no staff are awaited."""
        said = self.speech.output.utterance is None and not self.speech.missed
        if self._ending is not None and said and not self._with_staff:
            self._host.end(self._ending)

    def last_words(self) -> list[Words]:
        return [] if self.dialogue.busy else [Words(said.text, said.fixed) for said in self.state.last]

    def said_all(self) -> None:
        if self._ending is None or self._with_staff:
            self._turns.happened(turn.PlaybackFinished())
        else:
            self._host.end(self._ending)

    def send(self, message: m.Down) -> None:
        self._host.send(message)


def _now() -> float:
    return asyncio.get_running_loop().time()
