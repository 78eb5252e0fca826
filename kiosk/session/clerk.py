"""The clerk's side of a conversation: what the dialogue decides is said, shown, kept and recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dialogue import State, acts
from dialogue.filters import spell
from dialogue.phrases import HUMAN_STUCK
from kiosk import turn
from kiosk.hall import Hall, phrases
from kiosk.session import parking
from kiosk.session.clerk_sound import ClerkSound
from kiosk.session.client_profile import ClientProfile
from kiosk.session.counting import ConversationCounts
from kiosk.session.devices import SessionDevices
from kiosk.session.dialogue import Backend
from kiosk.session.dialogue_opening import open_dialogue, today
from kiosk.session.latency import TurnClock
from kiosk.session.pictures import SessionPictures
from kiosk.session.printing import ReceiptPrinting
from kiosk.session.proving import Proofs
from kiosk.session.receipt_text import send_text
from kiosk.session.recorder import Recorder
from kiosk.session.resumption import Snapshot
from kiosk.session.screen import Screen
from kiosk.session.speech_output import SpeechOutput
from kiosk.session.staff_wait import StaffWait
from kiosk.session.stall import progressed
from kiosk.session.step_in import StepIn, Words
from kiosk.session.turns import TurnManager, prompt_kind_of
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.session.vouch_wait import VouchWait
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m
from kiosk.wire.outlet import NullOutlet, Outlet


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

    def stands(self, state: State, coming: tuple[acts.Act, ...]) -> None:
        """A turn was decided, and led here."""

    def clause_sent(self, clause: SpokenClause) -> None:
        """The client begins to play it."""

    def answered(self, timing: m.TimingMessage) -> None:
        """The first sound of the answer to a spoken turn is on its way."""


class Clerk:
    """Owns the dialogue stage and the speech output, and carries out the acts of the first with the second.

    It is the `DialogueListener` of the one and the `SpeechOutputListener` of the other, and a `PrintingHost`.
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
        kept: Snapshot | None,
        backend: Backend,
        proofs: Proofs,
    ) -> None:
        self._host = host
        self._hall, self._profile, self._resume_token = hall, profile, resume_token
        self._screen, self._recorder, self._turns, self._pictures = screen, recorder, turns, pictures
        self.elderly = profile.elderly
        self.latency = TurnClock()
        self._prompt_kind = turn.PromptKind.GREETING
        self._last: ClerkUtterance | None = None  # said last
        self._away = False  # the client is away: nothing is said, for it would not be heard
        self._missed: list[Words] = []  # meanwhile
        self.step_in, self.dropping = StepIn(self), False
        self._ending: str | None = None  # why the conversation ends as soon as all is said
        self.staff = StaffWait(self, hall, profile, recorder)
        self.vouching = VouchWait(self, hall, profile, recorder)
        self._sound, self._counts = ClerkSound(turns.speech_input), ConversationCounts(hall, profile)
        self.output = SpeechOutput(self, hall.voice, outlet, lead_s=hall.settings.turns.lead_s)
        self.dialogue = open_dialogue(
            self, hall, profile, recorder, kept, pictures.body, lambda: self.staff.desk, lambda: devices.lost, backend,
            proofs,
        )  # fmt: skip
        self._printing = ReceiptPrinting(self, devices, recorder, hall.metrics)
        self._stood = self.dialogue.state  # where the conversation stood after the last turn
        self.pace(1.0, 1.0)

    @property
    def state(self) -> State:
        return self.dialogue.state

    @property
    def pending_end(self) -> str | None:
        """Why the conversation has ended, where only staff are awaited, or words are left that the client missed."""
        return self._ending if self._missed or self.staff.awaited or self.step_in.active else None

    @property
    def words(self) -> str:
        """The text of the utterance being said; "" in silence."""
        return "" if self.output.utterance is None else self.output.utterance.text

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
                self.output.prepare(act.text, fixed=act.fixed)
                break

    def discard(self) -> None:
        """Drop what was prepared."""
        self.dialogue.discard()
        self.output.discard()

    def decide(self, what: acts.Turn) -> None:
        if isinstance(what, acts.NoInput) and self._printing.remind():
            self.decided()  # the question stays, and so does the receipt beside it
            return
        self._pictures.settle(self.state)  # the turn before stands: it can no longer be rolled back
        if self._recorder.settle():
            self.keep()
        self._screen.hold()
        self.latency.decide()
        self.dialogue.decide(what)

    def roll_back(self) -> None:
        """Take the last decision back: the citizen went on speaking before the answer was heard."""
        self.output.stop()
        self.output.discard()
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
        self._turns.expect(expect, unhurried=self.elderly or self.state.speed < 1.0)

    # ---- as DialogueListener ----------------------------------------------------------------------------------------

    def about_to(self, coming: tuple[acts.Act, ...]) -> None:
        """Before the acts are carried out: keep the state; tell the screen and the speech input what will be asked."""
        self._pictures.filed(coming)
        self._counts.add(self.state, coming)
        self._recorder.rate(coming)
        self.keep(coming)  # before the back end is asked: what has been sent must not be forgotten
        self.staff.call(coming, self.state, self.dialogue.machine.library)
        self.vouching.follow(coming, self.state)
        self._prompt_kind = prompt_kind_of(coming, greeting=self._recorder.citizen_turns == 0)
        before, self._stood = self._stood, self.state
        self._recorder.decided(before, self._stood, coming)
        if progressed(before, self._stood, coming):
            self._host.progressed()
        self._screen.about_to(coming, _now())
        self._host.stands(self._stood, coming)
        for act in coming:
            if isinstance(act, acts.Expect):
                self._expect(act)

    def carry_out(self, act: acts.Act) -> None:
        match act:
            case acts.Say(text, fixed):
                self.latency.decided()
                self._say(text, fixed=fixed)
            case acts.Show(cards):
                self._screen.show(self._hall.progress.linked(self._recorder.id, cards), _now())
            case acts.Expect():
                pass  # done in `about_to`
            case acts.Gesture():
                self.send(act)
            case acts.Pace(speed, gain):
                self.pace(speed, gain)
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
        return _now() if self._away else self.output.silent_from

    def committed(self) -> None:
        self._turns.happened(turn.Committed())

    async def secured(self) -> None:
        await self._recorder.secure()

    async def text(self, message: acts.TextMessage) -> None:
        self.say_fixed(await send_text(message, self._recorder, self._hall.outbox))

    async def print(self, act: acts.Print) -> None:
        await self._printing.print(act)

    def say_fixed(self, text: str) -> None:
        self._say(text, fixed=True)

    def as_shown(self, card: acts.ReceiptCard) -> acts.ReceiptCard:
        return self._screen.as_shown(card)

    async def text_instead(self, message: acts.TextMessage) -> str:
        self.keep((message,))
        return await send_text(message, self._recorder, self._hall.outbox)

    def park(self, act: acts.Park) -> None:
        number = parking.park(act, self._hall.moved, self.dialogue.machine)
        self._say(phrases.parked(spell(number)), fixed=False)

    def claim(self, act: acts.ClaimParked) -> str:
        return parking.claim(act, self._hall.moved, self.dialogue.machine)

    def decided(self) -> None:
        self.output.close()
        self._screen.decided()
        self._turns.happened(turn.Decided())
        self.staff_settled()

    def unusable(self, api: str, why: str) -> None:
        """`why` names a field of the script and what came instead of its value, never the value."""
        self._hall.metrics.fault("backend")
        self._hall.log.warning("backend answer lacks a field", conversation=self._recorder.id, api=api, mistake=why)

    def fault(self, fault: Fault) -> None:
        self._host.fault(fault)

    # ---- speak ------------------------------------------------------------------------------------------------------

    def pace(self, speed: float, gain: float) -> None:
        """`speed`: a factor of the normal, in elderly mode at most that mode's own. `gain`: a factor of amplitude."""
        tts = self._hall.settings.tts
        speed = min(speed, tts.elderly_speed) if self.elderly else speed
        self.output.speed = round(speed * tts.speed, 2)
        self.output.gain = gain

    def set_elderly(self, elderly: bool) -> None:
        self.elderly = elderly
        self.pace(self.state.speed, self.state.gain)

    def stop(self) -> None:
        """Be quiet at once. What was heard of the utterance goes into the record."""
        if (cut := self.output.stop()) is not None and cut.placed:
            self._last = cut
            self._recorder.cut(cut)

    def interrupt(self) -> None:
        """Stop for a barge-in."""
        self.stop()
        self._turns.speech_input.playback_stopped(_now())

    def resume(self) -> None:
        """Go on from the clause that was cut."""
        self.output.resume()
        if self.output.utterance is not None:
            self._turns.speaking(self._prompt_kind)

    def detach(self) -> None:
        """The client is away. What is decided meanwhile is said when it is back."""
        self.stop()
        self._away, self.output.outlet = True, NullOutlet()

    @property
    def answered_here(self) -> bool:
        return self.step_in.active

    @property
    def away(self) -> bool:
        """The client is disconnected, and may come back."""
        return self._away

    def attach(self, outlet: Outlet) -> None:
        self._away, self.output.outlet = False, outlet

    def repeat(self) -> None:
        """For a client that has reconnected: say what it missed, else go on from the clause that was cut, else say the
        last clause again.
        """
        self.staff.show_again()
        self.step_in.show_again()
        missed, self._missed = self._missed, []
        if missed:
            self.speak(missed)
        elif self.output.resumable:
            self.resume()
        elif self.step_in.active:
            pass
        elif self._last is not None and self._last.placed:
            question = self._last.placed[-1].clause
            self.speak([Words(question.text, question.fixed, question.caption)])

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

    def staff_told(self, reason: str, text: str, *, aloud: bool) -> None:
        self.send(m.HandoffMessage(reason, text))
        if aloud:
            self._prompt_kind = turn.PromptKind.NOTICE
            self._say(text, fixed=False, caption=text)
            self.output.close()

    def vouched(self, turn: acts.Vouched) -> None:
        self._host.vouched(turn)

    @property
    def awaits_staff(self) -> bool:
        """Somebody is on the way, or is being called: the page stays as it is."""
        return self.staff.awaited or self.vouching.waiting

    def staff_settled(self) -> None:
        """End the conversation where it is over, all of it was said, and no staff are awaited."""
        said = self.output.utterance is None and not self._missed
        if self._ending is not None and said and not self.staff.awaited and not self.step_in.active:
            self._host.end(self._ending)

    def say_last(self, reason: str, text: str) -> None:
        """Stop, say `text`, and end the conversation for `reason`."""
        self.staff.stop()
        self.step_in.stop()
        self.stop()
        self._ending = reason
        self._prompt_kind = turn.PromptKind.NOTICE  # only words interrupt it
        self._say(text, fixed=True)
        self.output.close()

    def playback(self, utterance: int, heard_sample: int, *, done: bool, underruns: int) -> None:
        """The client's report: the last sample of `utterance` that was played, and whether it is over."""
        self._sound.played(utterance, heard_sample, _now())
        self.output.played(utterance, heard_sample, done=done, underruns=underruns)

    def _say(self, text: str, *, fixed: bool, caption: str = "") -> None:
        """`caption`: where it was masked before; a fixed text holds no number of the citizen's."""
        words = self._captioned(Words(text, fixed, caption))
        if not self.step_in.hold(words):
            self._speak(words)

    def _captioned(self, words: Words) -> Words:
        if words.fixed or words.caption:
            return words
        return replace(words, caption=self._screen.caption_of(words.text))

    def _speak(self, words: Words) -> None:
        if self._away:
            self._missed.append(words)
            return
        self.output.say(words.text, fixed=words.fixed, caption=words.caption, staff=words.staff)
        self._turns.speaking(turn.PromptKind.QUESTION if words.staff else self._prompt_kind)

    # ---- as StepInHost ----------------------------------------------------------------------------------------------

    @property
    def citizen_speaks(self) -> bool:
        return self._turns.citizen_speaks

    def silence(self) -> list[Words]:
        self.stop()
        missed, self._missed = self._missed, []
        return missed

    def speak(self, words: Sequence[Words]) -> None:
        for one in words:
            self._speak(self._captioned(one))
        self.output.close()

    def unsaid(self) -> list[str]:
        """Words of a member of staff that the citizen's kept from being said, as captions."""
        return [one.caption or one.text for one in self.output.give_up() if one.staff]

    def drop_turn(self) -> None:
        self.dropping = True  # what is being said goes on
        self._turns.drop()
        self.dropping = False

    def cover(self, text: str) -> None:
        self.send(m.StaffMessage(text))
        self._screen.cover(bool(text), _now())

    def last_words(self) -> list[Words]:
        return [] if self.dialogue.busy else [Words(said.text, said.fixed) for said in self.state.last]

    # ---- as SpeechOutputListener ------------------------------------------------------------------------------------

    def first_sound(self) -> None:
        self._turns.happened(turn.PlaybackStarted())
        timing = self.latency.first_sound()
        if timing is not None:
            self._hall.metrics.answered(timing)
            self._recorder.timing(timing)
            self._host.answered(timing)
            if self._profile.timing:
                self.send(timing)

    def speech_sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None:
        self._sound.sent(utterance, pcm, _now())

    def spoken(self, utterance: ClerkUtterance) -> None:
        self._last = utterance
        self._recorder.clerk(utterance)
        self._hall.metrics.underran(utterance.underruns)
        if self.output.utterance is not None:  # something was said meanwhile, and follows at once
            return
        if utterance.heard_out:
            self._screen.heard_out(_now())
        if self._ending is None or self.staff.awaited or self.step_in.active:
            self._turns.happened(turn.PlaybackFinished())
        else:
            self._host.end(self._ending)

    def send(self, message: m.Down) -> None:
        self._host.send(message)

    def clause_sent(self, clause: SpokenClause) -> None:
        self._host.clause_sent(clause)


def _now() -> float:
    return asyncio.get_running_loop().time()
