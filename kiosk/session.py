"""One conversation: hear, take turns, decide, speak. Born in attract mode, over with its `goodbye`.

A session outlives its connection by the grace period: `detach` and `attach` change where its messages go.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import Ear, MicState, StreamResampler
from dialogue import State, acts, forget, stands_alone
from kiosk import phrases, turn
from kiosk.deciding import Backend, Deciding
from kiosk.hall import Hall
from kiosk.listening import Recognised
from kiosk.open_question import Aim
from kiosk.overheard import overheard
from kiosk.playback import PlaybackClock
from kiosk.record import Record
from kiosk.screen import Screen
from kiosk.speaking import RATE as SPEECH_RATE
from kiosk.speaking import Mouth, Nowhere, Outlet
from kiosk.stall import StallTimer, progressed
from kiosk.taking_turns import TakingTurns, stage_of
from kiosk.taking_up import Kept, new_token
from kiosk.timing import TurnClock
from kiosk.utterance import Utterance
from kiosk.wire import MicFrame
from kiosk.wire import messages as m
from mandarin.printable import printable

#: How long the clerk's last words may take (s), also where a voice talks over them or the page does not play them.
_LAST_WORDS_S = 15.0


class Session:
    """Give it the page's messages and microphone frames; `run` it; it ends by itself."""

    def __init__(
        self, hall: Hall, outlet: Outlet, hello: m.Hello, kept: Kept | None = None, backend: Backend | None = None
    ) -> None:
        """`kept`: the conversation to `take_up`, which an earlier process had begun. `backend`: not the hall's."""
        self.id = kept.state.conversation if kept else uuid.uuid4().hex
        self.resume_token = kept.token if kept else new_token(self.id)
        self._hall, self._hello = hall, hello
        self._elderly = bool(hello.elderly)
        self._screen = Screen(self._send, hello.abilities, asked=kept is not None)
        self._stage = turn.Stage.GREETING
        self._number = kept.turns if kept else 0  # of the citizen's turns
        self._began_at = 0.0
        self._clock = TurnClock()
        self._last: Utterance | None = None  # what the clerk said last
        self._ending: m.Goodbye | None = None
        self._playback = PlaybackClock(SPEECH_RATE)
        self._to_ear = StreamResampler(SPEECH_RATE)
        self._leaving: str | None = None  # why: `end` was called, and goodbye is said as soon as that is on the disk
        self._left = asyncio.Event()
        self._parted = asyncio.Event()
        self._record = Record(hall.store, hall.pen, self.id, hello.device)
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
            backend or hall.backend,
            hall.adviser,
            on_acts=self._about_to,
            on_act=self._carry_out,
            on_bound=lambda: self._turns.happened(turn.Bound()),
            on_decided=self._decided,
            on_fault=self.fault,
            on_unusable=self._unusable,
            secured=self._record.secure,
        )
        self._stall = StallTimer(hall.settings.turns.stall_s, self._stalled)
        self._stood = self._deciding.state  # where the conversation stood after the last turn
        self._last_words: asyncio.TimerHandle | None = None
        self._pace(1.0, 1.0)

    @property
    def outlet(self) -> Outlet:
        return self._mouth.outlet

    @property
    def begun(self) -> bool:
        return self._turns.begun

    @property
    def device(self) -> str:
        """The name that the page gave in its hello."""
        return self._hello.device

    @property
    def dialogue_state(self) -> State:
        """Everything said and decided so far, and what is asked now."""
        return self._deciding.state

    @property
    def unanswered_since(self) -> float | None:
        """When the conversation began, while its citizen has done nothing else and is not speaking."""
        busy = self._turns.state in (turn.State.HEARING, turn.State.THINKING)
        return None if self._number or busy or self.leaving or not self.begun else self._began_at

    @property
    def leaving(self) -> bool:
        return self._leaving is not None

    @property
    def over(self) -> bool:
        return self._parted.is_set()

    # ---- from the page ----------------------------------------------------------------------------------------------

    def hear(self, frame: MicFrame, missing: int) -> None:
        if self.leaving:
            return
        self._turns.listening.hear(frame.first, frame.pcm, missing)

    def receive(self, message: m.Up) -> None:
        """One control message. One that makes no sense now (a touch in attract mode) does nothing."""
        if self.leaving:
            return
        match message:
            case m.Start():
                self._begin()
            case m.Text(text, ask):
                self._typed(printable(text), ask)
            case m.Touch(value, card, ask):
                if aim := self._touched(ask, card):
                    self._act(acts.Touched(value, aim.ask), self._screen.label_of(value), "touch")
            case m.Key(keys, ask):
                if aim := self._touched(ask):
                    self._act(acts.Keyed(keys, aim.ask), keys, "key")
            case m.CardRead(_, fields):
                self._begin()
                if not (aim := self.aim(self._now())).late:
                    self._act(acts.CardRead(fields.name, fields.number, aim.ask), fields.number, "card")
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
        self._stall.restart()
        outlet.send(m.Begun(self.id, self.resume_token))
        self._screen.show_again(self._now())
        self._turns.seen_by_another()
        if self._mouth.cut is not None:
            self._resume()
        elif self._last is not None and self._last.placed:
            question = self._last.placed[-1].clause
            self._say(question.text, fixed=question.fixed, caption=question.caption)
            self._mouth.close()
        self._turns.happened(turn.Attached())

    def take_up(self) -> None:
        """Go on with the conversation that was kept. To the citizen it is as if the line had been cut."""
        self._record.go_on()
        self._record.note("taken up", "")
        self._hall.metrics.took_up()
        self._began_at = self._now()
        self._stall.restart()
        self._send(m.Begun(self.id, self.resume_token))
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
                await self._left.wait()
                for task in tasks:
                    task.cancel()
            await self._part()
        finally:
            self._parted.set()
            await self._record.close()

    def end(self, reason: str) -> None:
        """Over: nothing is heard or decided any more. Goodbye is said once the record knows."""
        if self.leaving:
            return
        self._leaving = reason
        if self.begun:
            self._mouth.stop()
            if self._deciding.state.submitting:  # whether it was filed is looked up later, from the state
                self._keep(token="")
            else:
                self._record.finish(reason, self._deciding.state)
            self._hall.metrics.ended(reason)
        self._stall.stop()
        if self._last_words is not None:
            self._last_words.cancel()
        forget()
        self._left.set()

    async def _part(self) -> None:
        """The goodbye on the wire, after which the resume token opens nothing: not here, and not after a crash."""
        if self.begun:
            await self._record.secure()
            self._send(m.Goodbye(self._leaving))  # type: ignore[arg-type]
        self._turns.happened(turn.Ended())
        self._parted.set()

    async def parted(self) -> None:
        """Wait until the goodbye of a conversation that is leaving has been said."""
        await self._parted.wait()

    def end_politely(self, reason: str, text: str) -> None:
        """Say one more thing, then end."""
        if not self.begun:
            self.end(reason)
            return
        self._mouth.stop()
        self._ending = m.Goodbye(reason)  # type: ignore[arg-type]
        self._stage = turn.Stage.NOTICE  # a voice that goes on does not cut this
        self._say(text, fixed=True)
        self._mouth.close()
        if self._last_words is None:
            self._last_words = asyncio.get_running_loop().call_later(_LAST_WORDS_S, self.end, reason)

    def _stalled(self) -> None:
        self._record.note("stalled", "")
        self.end_politely("idle", phrases.IDLE)

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
            self._send(m.Handoff("fault", phrases.APOLOGY))
            self.end("fault")

    # ---- take turns -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._turns.state is not turn.State.ATTRACT:
            return
        machine = self._hall.machine  # scripts may have been saved, and a day gone by, since the page was opened
        self._deciding.take_up(machine, machine.new(self.id, _today()))
        self._record.begin()
        self._hall.metrics.began()
        self._began_at = self._now()
        self._stall.restart()
        self._send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.Began(acts.Begin(elderly=self._elderly)))

    def _typed(self, text: str, ask: str | None) -> None:
        if not text:
            return
        self._begin()
        aim = self._screen.typed(ask, self._now())
        if not aim.late or stands_alone(text):
            self._act(acts.Said(text, ask=aim.ask, early=aim.early), text, "text")

    def _touched(self, ask: str | None, card: str | None = None) -> Aim | None:
        return self._screen.touched(ask, card, self._now()) if self.begun else None

    def _act(self, what: acts.Turn, text: str, via: str) -> None:
        self._take_down(text, via)
        self._turns.happened(turn.Acted(what))

    # ---- the host of the turn-taking stage --------------------------------------------------------------------------

    def state_is(self, state: turn.State) -> None:
        self._send(m.TurnState(state.value))
        self._tell_microphone()

    def caption(self, text: str, stable: int) -> None:
        self._screen.partial(text, stable)

    def understood(self, heard: Recognised) -> None:
        if not self.begun and overheard(self._hall.machine, heard.transcript, _today()):
            self.refused("overheard")
            return
        self._begin()  # in attract mode, words begin the conversation
        self._take_down(heard.transcript.text, "voice")
        self._clock.heard(self._number, heard)

    def aim(self, began: float) -> Aim:
        return self._screen.said(began) if self.begun else Aim()

    def refused(self, why: str) -> None:
        self._hall.metrics.refused(why)

    def microphone(self, state: MicState) -> None:
        self._screen.hears(state)
        self._tell_microphone()

    def _tell_microphone(self) -> None:
        if self.begun:
            self._screen.tell_microphone(listening=self._turns.state is turn.State.LISTENING)

    def her_words(self) -> str:
        return "" if self._mouth.utterance is None else self._mouth.utterance.text

    def fault(self, what: str) -> None:
        self._hall.metrics.fault(what.split(":")[0])
        self._hall.log.warning("fault", conversation=self.id, what=what)

    def _unusable(self, api: str, why: str) -> None:
        """`why` names a field of the script and what came instead of its value, never the value."""
        self._hall.metrics.fault("backend")
        self._hall.log.warning("backend answer lacks a field", conversation=self.id, api=api, mistake=why)

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
                self._screen.hold()
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
        self._screen.go_back(self._now())
        self._expect(self._screen.expect)

    def _take_down(self, text: str, via: str) -> None:
        self._number += 1
        self._record.citizen(text, via)
        self._screen.transcript(self._number, text, via)

    # ---- decide -----------------------------------------------------------------------------------------------------

    def _about_to(self, coming: tuple[acts.Act, ...]) -> None:
        """Before she says a word it must be known what the words are for."""
        self._keep(coming)  # and before the back end is asked: what has been sent must not be forgotten
        self._stage = stage_of(coming, greeting=self._number == 0)
        before, self._stood = self._stood, self._deciding.state
        if progressed(before, self._stood, coming):
            self._stall.restart()
        self._screen.about_to(coming, self._now())
        for act in coming:
            if isinstance(act, acts.Expect):
                self._expect(act)

    def _keep(self, coming: tuple[acts.Act, ...] = (), token: str | None = None) -> None:
        """`token`: that takes it up again; "" for none, instead of its own."""
        state, scripts = self._deciding.state, self._deciding.machine.in_hand(self._deciding.state)
        filed = [act for act in coming if isinstance(act, acts.Filed)]
        kept = Kept(self.resume_token if token is None else token, state, self._number, scripts, time.time())
        self._record.keep(kept.to_json(), filed)

    def _carry_out(self, act: acts.Act) -> None:
        match act:
            case acts.Say(text, fixed):
                self._clock.decided()
                self._say(text, fixed=fixed)
            case acts.Show(cards):
                self._screen.show(cards, self._now())
            case acts.Expect():
                pass  # the ear has known since before the question was said
            case acts.Gesture():
                self._send(act)
            case acts.Pace(speed, gain):
                self._pace(speed, gain)
            case acts.Handoff(reason):
                self._record.note("handoff", reason)
                self._send(m.Handoff(reason, "正在为您请工作人员，请稍候。"))
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
        unhurried = self._elderly or self._deciding.state.speed < 1.0
        self._turns.expect(expect, unhurried=unhurried)

    def _decided(self) -> None:
        self._mouth.close()
        self._screen.decided()
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

    def _say(self, text: str, *, fixed: bool, caption: str = "") -> None:
        """`caption`: where it was masked before; a fixed text holds no number of the citizen's."""
        if not fixed and not caption:
            caption = self._screen.caption_of(text)
        self._mouth.say(text, fixed=fixed, caption=caption)
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
                self._send(timing)

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
        if utterance.heard_out:
            self._screen.heard_out(self._now())
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

    def _send(self, message: m.Down) -> None:
        self._mouth.outlet.send(message)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _today() -> date:
    return datetime.now().astimezone().date()
