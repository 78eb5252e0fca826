"""The turn-taking stage of a session: what the ear hears and everybody does goes through the turn machine, on a clock.

Between the two stands what neither can know: whether words are a nod or an answer, and whose they are.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Protocol

from asr import NUMBERS, Ear, Ears, Expectation, MicState, PatienceSettings, Recogniser, Transcript, Vote
from dialogue import acts, backchannel, like_backchannel, stands_alone
from kiosk import turn
from kiosk.session.open_question import Aim
from kiosk.session.speech_input import Recognised, SpeechInput
from kiosk.session.text_echo import echoes

#: What the recogniser refuses although somebody spoke: worth a "sorry?". Everything else is noise, and ignored.
SPEECH_REFUSALS = frozenset({"fault", "loop", "too_fast", "unsure"})
#: Where 好 may be the answer itself, and not a sign that somebody listens.
_CHOSEN = ("option", "rating")
_PURPOSES = {"notice": turn.PromptKind.NOTICE, "readback": turn.PromptKind.READBACK}


class TurnHost(Protocol):
    """The session around this stage."""

    def do(self, action: turn.TurnAction) -> None:
        """Carry it out, before anything else happens."""
        ...

    def state_is(self, state: turn.State) -> None:
        """A new state, for everyone to see."""
        ...

    def caption(self, text: str, stable: int) -> None:
        """What is being said, and how many characters of it will stay; "" takes it back."""
        ...

    def understood(self, heard: Recognised) -> None:
        """Somebody said something; its turn is taken next. In attract mode, words begin the conversation."""
        ...

    def aim(self, began: float) -> Aim:
        """What words are an answer to whose first sound was at `began` (loop time)."""
        ...

    def refused(self, why: str) -> None: ...

    def microphone(self, state: MicState) -> None: ...

    def her_words(self) -> str:
        """What the clerk is saying just now; "" while she is silent."""
        ...

    def fault(self, what: str) -> None: ...


class TurnManager:
    """`happened`: everything that is not heard. `run` it for the clock and the ear."""

    def __init__(
        self,
        host: TurnHost,
        profile: turn.Profile,
        ear: Ear,
        ears: Ears,
        recogniser: Recogniser,
        patience: PatienceSettings,
        vote: Vote | None = None,
    ) -> None:
        self._host = host
        self._machine = turn.TurnMachine(profile)
        self._told: turn.State | None = None
        self._moved = asyncio.Event()  # the machine's deadline may have moved
        self._began = 0.0  # loop time of the first sound of the voice heard last
        self.expected = acts.Expect("service")
        self.listening = SpeechInput(
            ear,
            ears,
            recogniser,
            patience,
            vote,
            on_voice=self._voice_started,
            on_partial=self._hearing,
            on_draft=self._drafted,
            on_more=lambda: self.happened(turn.TurnResumed()),
            on_mic=host.microphone,
            on_pause=lambda: self.happened(turn.UtteranceEnded()),
            on_text=self._heard,
            on_fault=host.fault,
        )

    @property
    def state(self) -> turn.State:
        return self._machine.state

    @property
    def begun(self) -> bool:
        return self.state not in (turn.State.ATTRACT, turn.State.ENDED)

    def expect(self, expected: acts.Expect, *, unhurried: bool) -> None:
        """What the clerk asks for."""
        self.expected = expected
        self.listening.expect(Expectation(expected.kind, expected.biasing_phrases, unhurried, expected.length))

    def speaking(self, prompt: turn.PromptKind) -> None:
        """She begins to say something."""
        self.happened(turn.Speaking(prompt, self.expected.kind == "yesno"))

    def happened(self, event: turn.TurnEvent) -> None:
        for action in self._machine.feed(event, asyncio.get_running_loop().time()):
            self._host.do(action)
        self.listening.over_clerk(self.state is turn.State.SPEAKING)
        self.tell()
        self._moved.set()

    def seen_by_another(self) -> None:
        """There is somebody new to see the state: it is told with whatever happens next."""
        self._told = None

    def tell(self) -> None:
        """Show the state, if it has changed."""
        if self.state is not self._told:
            self._told = self.state
            self._host.state_is(self.state)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.listening.run(), name="turns.listening")
            group.create_task(self._keep_time(), name="turns.timers")

    async def _keep_time(self) -> None:
        while True:
            self._moved.clear()
            try:
                async with asyncio.timeout_at(self._machine.deadline):
                    await self._moved.wait()
            except TimeoutError:
                self.happened(turn.TimePassed(self.listening.sounding))

    # ---- what is heard ----------------------------------------------------------------------------------------------

    def _voice_started(self) -> None:
        began = self.listening.began_at
        self._began = asyncio.get_running_loop().time() if began is None else began
        self.happened(turn.UtteranceStarted())

    def _hearing(self, text: str, stable: int) -> None:
        """In attract mode nobody has asked for captions."""
        if self.begun and not self._is_echo(text):
            self._host.caption(text, stable)
            self.happened(turn.InterimTranscript(self._acknowledges(text)))

    def _drafted(self, transcript: Transcript) -> None:
        aim = self._host.aim(self._began)
        if self._is_echo(transcript.text) or self._answers_nothing(transcript, aim):
            return
        said = _said(transcript, aim)
        self.happened(turn.EagerTranscript(said, self._acknowledges(said.text, said.alternatives)))

    def _heard(self, heard: Recognised) -> None:
        transcript = heard.transcript
        if not transcript.refused and self._is_echo(transcript.text):
            transcript = dataclasses.replace(transcript, text="", refused="echo")
        aim = self._host.aim(self._began if heard.began_at is None else heard.began_at)
        if not transcript.refused and self._answers_nothing(transcript, aim):
            transcript = dataclasses.replace(transcript, text="", refused="early" if aim.early else "late")
        if transcript.refused:
            self._host.refused(transcript.refused)
        if transcript.text:
            self._host.understood(heard)
        elif self.begun:
            self._host.caption("", 0)
        said = _said(transcript, aim)
        speech = transcript.refused in SPEECH_REFUSALS
        nod = self._acknowledges(said.text, said.alternatives)
        self.happened(turn.FinalTranscript(said, speech, nod))

    def _answers_nothing(self, transcript: Transcript, aim: Aim) -> bool:
        """Words that began before the question was put; or a nod to what could not be read or heard yet."""
        if aim.late:
            return not stands_alone(transcript.text)
        return aim.early and self._acknowledges(transcript.text, tuple(a.text for a in transcript.alternatives))

    def _acknowledges(self, text: str, alternatives: tuple[str, ...] = ()) -> bool:
        if self.expected.kind in _CHOSEN or not text:
            return False
        if self.state is not turn.State.SPEAKING:
            return backchannel(text)
        # Over her voice a nod is misheard as often as not, and what she is stopped for should be sure.
        return like_backchannel(text) or any(map(backchannel, alternatives))

    def _is_echo(self, text: str) -> bool:
        return echoes(text, self._host.her_words())


def prompt_kind_of(coming: tuple[acts.Act, ...], *, greeting: bool) -> turn.PromptKind:
    """What her next words are for, by the question behind them."""
    asked = [act for act in coming if isinstance(act, acts.Expect)]
    if not asked:
        return turn.PromptKind.QUESTION
    expect = asked[-1]
    if expect.kind in NUMBERS and expect.purpose == "ask":
        return turn.PromptKind.NUMBER
    if greeting and expect.kind == "service":
        return turn.PromptKind.GREETING
    return _PURPOSES.get(expect.purpose, turn.PromptKind.QUESTION)


def _said(transcript: Transcript, aim: Aim) -> acts.Said:
    """Spoken words are never taken for typed ones, however sure the ear is."""
    confidence = min(transcript.confidence, 0.999)
    alternatives = tuple(a.text for a in transcript.alternatives)
    return acts.Said(transcript.text, confidence, alternatives, aim.ask, aim.early)
