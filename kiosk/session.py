"""One conversation: hear, take turns, decide, speak. Born in attract mode, over with its `goodbye`.

A session outlives its connection by the grace period: `detach` and `attach` change where its messages go.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
import uuid
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import Ear, MicState, StreamResampler
from dialogue import acts, forget
from kiosk import phrases, turn
from kiosk.deciding import Deciding
from kiosk.hall import Hall
from kiosk.listening import Recognised
from kiosk.masking import masked
from kiosk.overheard import overheard
from kiosk.playback import PlaybackClock
from kiosk.record import Record
from kiosk.speaking import RATE as SPEECH_RATE
from kiosk.speaking import Mouth, Nowhere, Outlet
from kiosk.taking_turns import TakingTurns, stage_of
from kiosk.taking_up import Kept, new_token
from kiosk.timing import TurnClock
from kiosk.utterance import Utterance
from kiosk.wire import MicFrame
from kiosk.wire import messages as m
from mandarin.printable import printable


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """What the citizen sees and is asked: what a decision taken back goes back to."""

    cards: tuple[acts.Card, ...] = ()
    expect: acts.Expect = dataclasses.field(default_factory=lambda: acts.Expect("service"))


class Session:
    """Give it the page's messages and microphone frames; `run` it; it ends by itself."""

    def __init__(self, hall: Hall, outlet: Outlet, hello: m.Hello, kept: Kept | None = None) -> None:
        """`kept`: the conversation to `take_up`, which an earlier process had begun."""
        self.id = kept.state.conversation if kept else uuid.uuid4().hex
        self.resume_token = kept.token if kept else new_token(self.id)
        self._hall, self._hello = hall, hello
        self._elderly = bool(hello.elderly)
        self._asked = self._asked_before = _Asked()
        self._stage = turn.Stage.GREETING
        self._number = kept.turns if kept else 0  # of the citizen's turns
        self._clock = TurnClock()
        self._last: Utterance | None = None  # what the clerk said last
        self._ending: m.Goodbye | None = None
        self._playback = PlaybackClock(SPEECH_RATE)
        self._to_ear = StreamResampler(SPEECH_RATE)
        self._mic = self._mic_shown = MicState.OK
        self._over = asyncio.Event()
        self._record = Record(hall.store, hall.metrics, self.id, hello.device)
        self._turns = TakingTurns(
            self, hall.profile, Ear(hall.vad, hall.ear_settings), hall.ears, hall.recogniser, hall.patience, hall.vote
        )
        self._mouth = Mouth(
            hall.voice,
            outlet,
            lead_s=hall.settings.turns.lead_s,
            on_first=self._first_sound,
            on_done=self._spoken,
            on_fault=self.fault,
            on_sent=self._sent,
        )
        self._deciding = Deciding(
            hall.machine,
            kept.state if kept else hall.machine.new(self.id, _today()),
            hall.backend,
            hall.adviser,
            on_acts=self._about_to,
            on_act=self._carry_out,
            on_bound=lambda: self._turns.happened(turn.Bound()),
            on_decided=self._decided,
            on_fault=self.fault,
        )
        self._pace(1.0, 1.0)

    @property
    def outlet(self) -> Outlet:
        return self._mouth.outlet

    @property
    def begun(self) -> bool:
        return self._turns.begun

    @property
    def over(self) -> bool:
        return self._over.is_set()

    # ---- from the page ----------------------------------------------------------------------------------------------

    def hear(self, frame: MicFrame, missing: int) -> None:
        self._turns.listening.hear(frame.first, frame.pcm, missing)

    def receive(self, message: m.Up) -> None:
        """One control message. One that makes no sense now (a touch in attract mode) does nothing."""
        match message:
            case m.Start():
                self._begin()
            case m.Text(text):
                if seen := printable(text):
                    self._begin()
                    self._act(acts.Said(seen), seen, "text")
            case m.Touch(value):
                if self.begun:
                    self._act(acts.Touched(value), value, "touch")
            case m.Key(keys):
                if self.begun:
                    self._act(acts.Keyed(keys), keys, "key")
            case m.CardRead(_, fields):
                self._begin()
                self._act(acts.CardRead(fields.name, fields.number), fields.number, "card")
            case m.Settings(elderly):
                self._elderly = elderly
                self._pace(self._deciding.state.speed, self._deciding.state.gain)
            case m.Played():
                self._hall.metrics.played(message.skew_ms)
                self._playback.played(message.utterance, message.heard_sample, self._now())
                self._mouth.played(message)
            case m.Bye(reason):
                if self.begun:  # it may have crossed our own goodbye on the way
                    self.end("cancelled" if reason == "leave" else "idle")

    def detach(self) -> None:
        """The page is gone; it may come back."""
        self._mouth.stop()
        self._mouth.outlet = Nowhere()
        self._turns.happened(turn.Detached())

    def attach(self, outlet: Outlet) -> None:
        """The page is back: show what was there, and go on where it was cut."""
        self._mouth.outlet = outlet
        outlet.send(m.Begun(self.id, self.resume_token))
        outlet.send(m.Cards(self._asked.cards))
        self._mic_shown = MicState.OK
        self._turns.seen_by_another()
        if self._mouth.cut is not None:
            self._resume()
        elif self._last is not None and self._last.placed:
            question = self._last.placed[-1].clause
            self._say(question.text, fixed=question.fixed)
            self._mouth.close()
        self._turns.happened(turn.Attached())

    def take_up(self) -> None:
        """Go on with the conversation that was kept. To the citizen it is as if the line had been cut."""
        self._record.go_on()
        self._record.note("taken up", "")
        self._hall.metrics.took_up()
        self._mouth.outlet.send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.Began(acts.TakenUp()))

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the conversation is over. A stage that breaks ends the conversation with an apology, never the hall."""
        try:
            async with asyncio.TaskGroup() as group:
                stages: tuple[tuple[str, Callable[[], Coroutine[Any, Any, None]]], ...] = (
                    ("turns", self._turns.run),
                    ("deciding", self._deciding.run),
                    ("speaking", self._mouth.run),
                )
                tasks = [group.create_task(self._guarded(name, run), name=name) for name, run in stages]
                self._turns.tell()
                await self._over.wait()
                for task in tasks:
                    task.cancel()
        finally:
            await self._record.close()

    def end(self, reason: str) -> None:
        """Over, now: say goodbye on the wire, close the record."""
        if self._over.is_set():
            return
        if self.begun:
            self._mouth.stop()
            self._record.finish(reason, self._deciding.state)
            self._hall.metrics.ended(reason)
            self._mouth.outlet.send(m.Goodbye(reason))  # type: ignore[arg-type]
        self._turns.happened(turn.Ended())
        forget()
        self._over.set()

    def end_politely(self, reason: str, text: str) -> None:
        """Say one more thing, then end."""
        if not self.begun:
            self.end(reason)
            return
        self._mouth.stop()
        self._ending = m.Goodbye(reason)  # type: ignore[arg-type]
        self._say(text, fixed=True)
        self._mouth.close()

    def broke(self, error: BaseException) -> None:
        """The session's own frame broke: a bug for the operator to see."""
        self._hall.log.error("session broke", conversation=self.id, error=type(error).__name__, exc_info=error)

    async def _guarded(self, name: str, stage: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await stage()
        except Exception as error:
            kind = type(error).__name__
            self._hall.log.error("stage broke", stage=name, conversation=self.id, error=kind, exc_info=True)
            self.fault(f"{name}: {kind}")
            self._mouth.outlet.send(m.Handoff("fault", phrases.APOLOGY))
            self.end("fault")

    # ---- take turns -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._turns.state is not turn.State.ATTRACT:
            return
        machine = self._hall.machine  # scripts may have been saved, and a day gone by, since the page was opened
        self._deciding.take_up(machine, machine.new(self.id, _today()))
        self._record.begin()
        self._hall.metrics.began()
        self._mouth.outlet.send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.Began(acts.Begin(elderly=self._elderly)))

    def _act(self, what: acts.Turn, text: str, via: str) -> None:
        self._take_down(text, via)
        self._turns.happened(turn.Acted(what))

    # ---- the host of the turn-taking stage --------------------------------------------------------------------------

    def state_is(self, state: turn.State) -> None:
        self._mouth.outlet.send(m.TurnState(state.value))
        self._show_microphone()

    def caption(self, text: str, stable: int) -> None:
        self._mouth.outlet.send(m.Partial(text, stable))

    def understood(self, heard: Recognised) -> None:
        if not self.begun and overheard(self._hall.machine, heard.transcript, _today()):
            self.refused("overheard")
            return
        self._begin()  # in attract mode, words begin the conversation
        self._take_down(heard.transcript.text, "voice")
        self._clock.heard(self._number, heard)

    def refused(self, why: str) -> None:
        self._hall.metrics.refused(why)

    def microphone(self, state: MicState) -> None:
        self._mic = state
        self._show_microphone()

    def _show_microphone(self) -> None:
        """Distant talk is worth a word only while an answer is waited for: at other times it is just the hall."""
        told, idle = self._mic is self._mic_shown, self._turns.state is not turn.State.LISTENING
        if told or not self.begun or not self._hello.abilities.voice or (self._mic is MicState.FAR and idle):
            return
        self._mic_shown = self._mic
        self._mouth.outlet.send(m.Mic(self._mic.value, phrases.MICROPHONE[self._mic.value]))

    def her_words(self) -> str:
        return "" if self._mouth.utterance is None else self._mouth.utterance.text

    def fault(self, what: str) -> None:
        self._hall.metrics.fault(what.split(":")[0])
        self._hall.log.warning("fault", conversation=self.id, what=what)

    def do(self, action: turn.Action) -> None:
        match action:
            case turn.Stop():
                self._hall.metrics.barged_in()
                self._mouth.stop()
                self._turns.listening.clerk_stops(self._now())
                self._note_cut()
            case turn.Resume():
                self._resume()
            case turn.Prepare(what):
                self._prepare(what)
            case turn.Discard():
                self._deciding.discard()
                self._mouth.discard()
            case turn.Retract():
                self._retract()
            case turn.Decide(what):
                self._asked_before = self._asked
                self._clock.decide()
                self._deciding.decide(what)
            case turn.Idle():
                self.end_politely("idle", phrases.IDLE)

    def _prepare(self, what: acts.Turn) -> None:
        for act in self._deciding.prepare(what):
            if isinstance(act, acts.Say):
                self._mouth.prepare(act.text, fixed=act.fixed)
                break

    def _retract(self) -> None:
        """The citizen had not finished: nothing of the answer has been heard, or next to nothing."""
        self._mouth.stop()
        self._mouth.discard()
        self._deciding.retract()
        self._keep()
        before, self._asked = self._asked, self._asked_before
        if before.cards != self._asked.cards:
            self._mouth.outlet.send(m.Cards(self._asked.cards))
        self._expect(self._asked.expect)

    def _take_down(self, text: str, via: str) -> None:
        self._number += 1
        self._record.citizen(text, via)
        self._mouth.outlet.send(m.Transcript(self._number, masked(text), via))  # type: ignore[arg-type]

    # ---- decide -----------------------------------------------------------------------------------------------------

    def _about_to(self, coming: tuple[acts.Act, ...]) -> None:
        """Before she says a word it must be known what the words are for."""
        self._keep()  # and before the back end is asked: what has been sent must not be forgotten
        self._stage = stage_of(coming, greeting=self._number == 0)
        for act in coming:
            if isinstance(act, acts.Expect):
                self._expect(act)

    def _keep(self) -> None:
        state, scripts = self._deciding.state, self._deciding.machine.in_hand(self._deciding.state)
        self._record.keep(Kept(self.resume_token, state, self._number, scripts, time.time()).to_json())

    def _carry_out(self, act: acts.Act) -> None:
        match act:
            case acts.Say(text, fixed):
                self._clock.decided()
                self._say(text, fixed=fixed)
            case acts.Show(cards):
                now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
                cards = tuple(dataclasses.replace(c, time=now) if isinstance(c, acts.ReceiptCard) else c for c in cards)
                self._asked = dataclasses.replace(self._asked, cards=cards)
                self._mouth.outlet.send(m.Cards(cards))
                for card in cards:
                    if isinstance(card, acts.ReceiptCard) and card.id == "receipt":  # a queue's ticket is no case
                        self._record.case(self._deciding.state, card.number)
            case acts.Expect():
                pass  # the ear has known since before the question was said
            case acts.Gesture():
                self._mouth.outlet.send(act)
            case acts.Pace(speed, gain):
                self._pace(speed, gain)
            case acts.Handoff(reason):
                self._record.note("handoff", reason)
                self._mouth.outlet.send(m.Handoff(reason, "正在为您请工作人员，请稍候。"))
            case acts.Gap(question, service):
                self._record.gap(question, service)
            case acts.Note(what, detail):
                self._record.note(what, detail)
            case acts.Alert(kind):
                self._record.note("alert", kind)
                self._hall.metrics.alert(kind)
                self._hall.log.warning("alert", conversation=self.id, kind=kind)
            case acts.End(reason):
                self._ending = m.Goodbye(reason)

    def _expect(self, expect: acts.Expect) -> None:
        self._asked = dataclasses.replace(self._asked, expect=expect)
        unhurried = self._elderly or self._deciding.state.speed < 1.0
        self._turns.expect(expect, unhurried=unhurried)

    def _decided(self) -> None:
        self._mouth.close()
        self._turns.happened(turn.Decided())
        if self._ending is not None and self._mouth.utterance is None:
            self.end(self._ending.reason)

    # ---- speak ------------------------------------------------------------------------------------------------------

    def _pace(self, speed: float, gain: float) -> None:
        """`speed`: a factor of the normal. In elderly mode never faster than that mode's own."""
        tts = self._hall.settings.tts
        speed = min(speed, tts.elderly_speed) if self._elderly else speed
        self._mouth.speed = round(speed * tts.speed, 2)
        self._mouth.gain = gain

    def _say(self, text: str, *, fixed: bool) -> None:
        self._mouth.say(text, fixed=fixed)
        self._turns.speaking(self._stage)

    def _resume(self) -> None:
        self._mouth.resume()
        if self._mouth.utterance is not None:
            self._turns.speaking(self._stage)

    def _first_sound(self) -> None:
        self._turns.happened(turn.Sounded())
        timing = self._clock.first_sound()
        if timing is not None:
            self._hall.metrics.answered(timing)
            self._record.timing(timing)
            if self._hello.timing:
                self._mouth.outlet.send(timing)

    def _sent(self, utterance: Utterance, pcm: NDArray[np.int16]) -> None:
        """So that the ear knows her voice when it comes back through the microphone."""
        self._playback.sent(utterance.id, self._now())
        heard = self._to_ear.feed(pcm)
        if len(heard):
            self._turns.listening.clerk_plays(self._playback.at(utterance.samples), heard)

    def _spoken(self, utterance: Utterance) -> None:
        self._last = utterance
        self._record.clerk(utterance)
        self._hall.metrics.underran(utterance.underruns)
        if self._mouth.utterance is not None:  # something was said meanwhile, and follows at once
            return
        if self._ending is not None:
            self.end(self._ending.reason)
        else:
            self._turns.happened(turn.Spoken())

    def _note_cut(self) -> None:
        """The page reports within a moment how much of a cut utterance was heard; only then is it history."""
        cut = self._mouth.cut
        if cut is not None and cut.placed:
            self._last = cut
            asyncio.get_running_loop().call_later(0.5, self._record.clerk, cut)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _today() -> date:
    return datetime.now().astimezone().date()
