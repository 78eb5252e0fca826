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

from asr import MicState, Segmenter, StreamResampler
from dialogue import State, acts, nlu_cache, stands_alone
from kiosk import turn
from kiosk.hall import Hall, phrases
from kiosk.hall.turn_profiles import turn_profile
from kiosk.session.addressee import not_addressed_to_clerk
from kiosk.session.dialogue import Backend, DialogueStage
from kiosk.session.latency import TurnClock
from kiosk.session.open_question import Aim
from kiosk.session.playback_clock import PlaybackClock
from kiosk.session.recorder import Recorder
from kiosk.session.resumption import Snapshot, new_token
from kiosk.session.screen import Screen
from kiosk.session.speech_input import Recognised
from kiosk.session.speech_output import RATE as SPEECH_RATE
from kiosk.session.speech_output import SpeechOutput
from kiosk.session.stall import StallTimer, progressed
from kiosk.session.turns import TurnManager, prompt_kind_of
from kiosk.session.utterance import ClerkUtterance
from kiosk.wire import MicFrame
from kiosk.wire import messages as m
from kiosk.wire.outlet import NullOutlet, Outlet
from mandarin.printable import printable

#: How long the clerk's last words may take (s), also where a voice talks over them or the page does not play them.
_LAST_WORDS_S = 15.0


class Session:
    """Give it the page's messages and microphone frames; `run` it; it ends by itself."""

    def __init__(
        self, hall: Hall, outlet: Outlet, hello: m.Hello, kept: Snapshot | None = None, backend: Backend | None = None
    ) -> None:
        """`kept`: an earlier process's conversation, for `resume_snapshot`. `backend`: instead of the hall's."""
        self.id = kept.state.conversation if kept else uuid.uuid4().hex
        self.resume_token = kept.token if kept else new_token(self.id)
        self._hall, self._hello = hall, hello
        self._elderly = bool(hello.elderly)
        self._screen = Screen(self._send, hello.abilities, asked=kept is not None)
        self._prompt_kind = turn.PromptKind.GREETING
        self._number = kept.turns if kept else 0  # of the citizen's turns
        self._began_at = 0.0
        self._clock = TurnClock()
        self._last: ClerkUtterance | None = None  # what the clerk said last
        self._ending: m.Goodbye | None = None
        self._playback = PlaybackClock(SPEECH_RATE)
        self._to_ear = StreamResampler(SPEECH_RATE)
        self._leaving: str | None = None  # why: `end` was called, and goodbye is said as soon as that is on the disk
        self._left = asyncio.Event()
        self._parted = asyncio.Event()
        self._recorder = Recorder(hall.store, hall.record_writer, self.id, hello.device)
        self._turns = TurnManager(
            self,
            turn_profile(hall.settings, "screen"),
            Segmenter(hall.vad, hall.segmenter_settings),
            hall.segmenter_hub,
            hall.recogniser,
            hall.patience,
            hall.turn_detector,
        )
        self._output = SpeechOutput(
            hall.voice,
            outlet,
            lead_s=hall.settings.turns.lead_s,
            on_first=self._first_sound,
            on_done=self._spoken,
            on_fault=self.fault,
            on_sent=self._sent,
        )
        self._dialogue = DialogueStage(
            hall.machine,
            kept.state if kept else hall.machine.new(self.id, _today()),
            backend or hall.backend,
            hall.adviser,
            on_acts=self._about_to,
            on_act=self._carry_out,
            on_committed=lambda: self._turns.happened(turn.Committed()),
            on_decided=self._decided,
            on_fault=self.fault,
            on_unusable=self._unusable,
            secured=self._recorder.secure,
        )
        self._stall = StallTimer(hall.settings.turns.stall_s, self._stalled)
        self._stood = self._dialogue.state  # where the conversation stood after the last turn
        self._last_words: asyncio.TimerHandle | None = None
        self._pace(1.0, 1.0)

    @property
    def outlet(self) -> Outlet:
        return self._output.outlet

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
        return self._dialogue.state

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
            case m.CardReadMessage(_, fields):
                self._begin()
                if not (aim := self.aim(self._now())).late:
                    self._act(acts.CardRead(fields.name, fields.number, aim.ask), fields.number, "card")
            case m.SettingsMessage(elderly):
                self._elderly = elderly
                self._pace(self._dialogue.state.speed, self._dialogue.state.gain)
            case m.Played():
                self._hall.metrics.played(message.skew_ms)
                self._playback.played(message.utterance, message.heard_sample, self._now())
                self._output.played(message)
            case m.Bye(reason):
                if self.begun:  # it may have crossed our own goodbye on the way
                    self.end("cancelled" if reason == "leave" else "idle")

    def detach(self) -> None:
        """The page is gone; it may come back."""
        self._output.stop()
        self._output.outlet = NullOutlet()
        self._turns.happened(turn.Detached())

    def attach(self, outlet: Outlet) -> None:
        """The page is back: show what was there, and go on where it was cut."""
        self._output.outlet = outlet
        self._stall.restart()
        outlet.send(m.Begun(self.id, self.resume_token))
        self._screen.show_again(self._now())
        self._turns.seen_by_another()
        if self._output.cut is not None:
            self._resume()
        elif self._last is not None and self._last.placed:
            question = self._last.placed[-1].clause
            self._say(question.text, fixed=question.fixed, caption=question.caption)
            self._output.close()
        self._turns.happened(turn.Attached())

    def resume_snapshot(self) -> None:
        """Go on with the conversation that was kept. To the citizen it is as if the line had been cut."""
        self._recorder.go_on()
        self._recorder.note("taken up", "")
        self._hall.metrics.resumed()
        self._began_at = self._now()
        self._stall.restart()
        self._send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.ConversationStarted(acts.Resumed()))

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the conversation is over. A stage that breaks ends the conversation with an apology, never the hall."""
        try:
            async with asyncio.TaskGroup() as group:
                stages: tuple[tuple[str, Callable[[], Coroutine[Any, Any, None]]], ...] = (
                    ("turns", self._turns.run),
                    ("deciding", self._dialogue.run),
                    ("speaking", self._output.run),
                )
                tasks = [group.create_task(self._guarded(name, run), name=name) for name, run in stages]
                self._turns.tell()
                await self._left.wait()
                for task in tasks:
                    task.cancel()
            await self._part()
        finally:
            self._parted.set()
            await self._recorder.close()

    def end(self, reason: str) -> None:
        """Over: nothing is heard or decided any more. Goodbye is said once the record knows."""
        if self.leaving:
            return
        self._leaving = reason
        if self.begun:
            self._output.stop()
            if self._dialogue.state.submitting:  # whether it was filed is looked up later, from the state
                self._keep(token="")
            else:
                self._recorder.finish(reason, self._dialogue.state)
            self._hall.metrics.ended(reason)
        self._stall.stop()
        if self._last_words is not None:
            self._last_words.cancel()
        nlu_cache.clear()
        self._left.set()

    async def _part(self) -> None:
        """The goodbye on the wire, after which the resume token opens nothing: not here, and not after a crash."""
        if self.begun:
            await self._recorder.secure()
            self._send(m.Goodbye(self._leaving))  # type: ignore[arg-type]
        self._turns.happened(turn.ConversationEnded())
        self._parted.set()

    async def parted(self) -> None:
        """Wait until the goodbye of a conversation that is leaving has been said."""
        await self._parted.wait()

    def end_politely(self, reason: str, text: str) -> None:
        """Say one more thing, then end."""
        if not self.begun:
            self.end(reason)
            return
        self._output.stop()
        self._ending = m.Goodbye(reason)  # type: ignore[arg-type]
        self._prompt_kind = turn.PromptKind.NOTICE
        self._say(text, fixed=True)
        self._output.close()
        if self._last_words is None:
            self._last_words = asyncio.get_running_loop().call_later(_LAST_WORDS_S, self.end, reason)

    def _stalled(self) -> None:
        self._recorder.note("stalled", "")
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
            self._send(m.HandoffMessage("fault", phrases.APOLOGY))
            self.end("fault")

    # ---- take turns -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._turns.state is not turn.State.ATTRACT:
            return
        machine = self._hall.machine  # scripts may have been saved, and a day gone by, since the page was opened
        self._dialogue.start(machine, machine.new(self.id, _today()))
        self._recorder.begin()
        self._hall.metrics.began()
        self._began_at = self._now()
        self._stall.restart()
        self._send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.ConversationStarted(acts.Begin(elderly=self._elderly)))

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
        if not self.begun and not_addressed_to_clerk(self._hall.machine, heard.transcript, _today()):
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
        return "" if self._output.utterance is None else self._output.utterance.text

    def fault(self, what: str) -> None:
        self._hall.metrics.fault(what.split(":")[0])
        self._hall.log.warning("fault", conversation=self.id, what=what)

    def _unusable(self, api: str, why: str) -> None:
        """`why` names a field of the script and what came instead of its value, never the value."""
        self._hall.metrics.fault("backend")
        self._hall.log.warning("backend answer lacks a field", conversation=self.id, api=api, mistake=why)

    def do(self, action: turn.TurnAction) -> None:
        match action:
            case turn.StopSpeaking():
                self._hall.metrics.barged_in()
                self._output.stop()
                self._turns.listening.clerk_stops(self._now())
                self._note_cut()
            case turn.ResumeSpeaking():
                self._resume()
            case turn.StartPreemptive(what):
                self._prepare(what)
            case turn.CancelPreemptive():
                self._dialogue.discard()
                self._output.discard()
            case turn.Rollback():
                self._retract()
            case turn.Decide(what):
                self._screen.hold()
                self._clock.decide()
                self._dialogue.decide(what)
            case turn.Idle():
                self.end_politely("idle", phrases.IDLE)

    def _prepare(self, what: acts.Turn) -> None:
        for act in self._dialogue.prepare(what):
            if isinstance(act, acts.Say):
                self._output.prepare(act.text, fixed=act.fixed)
                break

    def _retract(self) -> None:
        """The citizen had not finished: nothing of the answer has been heard, or next to nothing."""
        self._output.stop()
        self._output.discard()
        self._dialogue.retract()
        self._keep()
        self._screen.go_back(self._now())
        self._expect(self._screen.expect)

    def _take_down(self, text: str, via: str) -> None:
        self._number += 1
        self._recorder.citizen(text, via)
        self._screen.transcript(self._number, text, via)

    # ---- decide -----------------------------------------------------------------------------------------------------

    def _about_to(self, coming: tuple[acts.Act, ...]) -> None:
        """Before she says a word it must be known what the words are for."""
        self._keep(coming)  # and before the back end is asked: what has been sent must not be forgotten
        self._prompt_kind = prompt_kind_of(coming, greeting=self._number == 0)
        before, self._stood = self._stood, self._dialogue.state
        if progressed(before, self._stood, coming):
            self._stall.restart()
        self._screen.about_to(coming, self._now())
        for act in coming:
            if isinstance(act, acts.Expect):
                self._expect(act)

    def _keep(self, coming: tuple[acts.Act, ...] = (), token: str | None = None) -> None:
        """`token`: that takes it up again; "" for none, instead of its own."""
        state, scripts = self._dialogue.state, self._dialogue.machine.in_hand(self._dialogue.state)
        filed = [act for act in coming if isinstance(act, acts.Filed)]
        kept = Snapshot(self.resume_token if token is None else token, state, self._number, scripts, time.time())
        self._recorder.keep(kept.to_json(), filed)

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
                self._recorder.note("handoff", reason)
                self._send(m.HandoffMessage(reason, "正在为您请工作人员，请稍候。"))
            case acts.KnowledgeGap(question, service):
                self._recorder.gap(question, service)
            case acts.Note(what, detail):
                self._recorder.note(what, detail)
            case acts.Alert(kind):
                self._recorder.note("alert", kind)
                self._hall.metrics.alert(kind)
                self._hall.log.warning("alert", conversation=self.id, kind=kind)
            case acts.End(reason):
                self._ending = m.Goodbye(reason)

    def _expect(self, expect: acts.Expect) -> None:
        unhurried = self._elderly or self._dialogue.state.speed < 1.0
        self._turns.expect(expect, unhurried=unhurried)

    def _decided(self) -> None:
        self._output.close()
        self._screen.decided()
        self._turns.happened(turn.Decided())
        if self._ending is not None and self._output.utterance is None:
            self.end(self._ending.reason)

    # ---- speak ------------------------------------------------------------------------------------------------------

    def _pace(self, speed: float, gain: float) -> None:
        """`speed`: a factor of the normal. In elderly mode never faster than that mode's own."""
        tts = self._hall.settings.tts
        speed = min(speed, tts.elderly_speed) if self._elderly else speed
        self._output.speed = round(speed * tts.speed, 2)
        self._output.gain = gain

    def _say(self, text: str, *, fixed: bool, caption: str = "") -> None:
        """`caption`: where it was masked before; a fixed text holds no number of the citizen's."""
        if not fixed and not caption:
            caption = self._screen.caption_of(text)
        self._output.say(text, fixed=fixed, caption=caption)
        self._turns.speaking(self._prompt_kind)

    def _resume(self) -> None:
        self._output.resume()
        if self._output.utterance is not None:
            self._turns.speaking(self._prompt_kind)

    def _first_sound(self) -> None:
        self._turns.happened(turn.PlaybackStarted())
        timing = self._clock.first_sound()
        if timing is not None:
            self._hall.metrics.answered(timing)
            self._recorder.timing(timing)
            if self._hello.timing:
                self._send(timing)

    def _sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None:
        """So that the ear knows her voice when it comes back through the microphone."""
        self._playback.sent(utterance.id, self._now())
        heard = self._to_ear.feed(pcm)
        if len(heard):
            self._turns.listening.clerk_plays(self._playback.at(utterance.samples), heard)

    def _spoken(self, utterance: ClerkUtterance) -> None:
        self._last = utterance
        self._recorder.clerk(utterance)
        self._hall.metrics.underran(utterance.underruns)
        if self._output.utterance is not None:  # something was said meanwhile, and follows at once
            return
        if utterance.heard_out:
            self._screen.heard_out(self._now())
        if self._ending is not None:
            self.end(self._ending.reason)
        else:
            self._turns.happened(turn.PlaybackFinished())

    def _note_cut(self) -> None:
        """The page reports within a moment how much of a cut utterance was heard; only then is it history."""
        cut = self._output.cut
        if cut is not None and cut.placed:
            self._last = cut
            asyncio.get_running_loop().call_later(0.5, self._recorder.clerk, cut)

    def _send(self, message: m.Down) -> None:
        self._output.outlet.send(message)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _today() -> date:
    return datetime.now().astimezone().date()
