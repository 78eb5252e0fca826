"""The turn-taking stage of a session: feeds the turn machine with what is heard and done, and with the time.

It also decides what neither the speech input nor the machine can: whether words are a backchannel or an answer, and
whether they are an echo of the clerk.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Protocol

from asr import (
    NUMBERS,
    EndSilenceSettings,
    Expectation,
    HeardSyllables,
    MicState,
    Recogniser,
    Segmenter,
    SegmenterHub,
    Transcript,
    TurnDetector,
)
from dialogue import acts, backchannel, like_backchannel, stands_alone
from kiosk import turn
from kiosk.session.barge_in_words import SURELY_WORDS, nods, wants_floor
from kiosk.session.open_question import Aim
from kiosk.session.recognition import Captions, Recognised, SpeechEnd
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.session.speech_input import SpeechInput
from kiosk.session.text_echo import echoes
from kiosk.telemetry.fault import Fault
from mandarin import exact

#: Refusals of the recogniser that were speech: the clerk asks to repeat. All others are noise, and ignored.
SPEECH_REFUSALS = frozenset({"fault", "loop", "too_fast", "unsure"})
#: Kinds of questions to which 好 is an answer, not a backchannel.
CHOICES = ("option", "rating")
#: What captions are for in a state; on the screen where the state is not listed.
_CAPTIONS = {
    turn.State.ATTRACT: Captions.NOTHING,
    turn.State.SPEAKING: Captions.BARGE_IN,
    turn.State.ENDED: Captions.NOTHING,
}
_PURPOSES = {"notice": turn.PromptKind.NOTICE, "readback": turn.PromptKind.READBACK}


class TurnHost(Protocol):
    """The session around this stage."""

    def do(self, action: turn.TurnAction) -> None:
        """Carry out the action before returning."""

    def state_is(self, state: turn.State) -> None:
        """Show a new state."""

    def caption(self, text: str, stable: int) -> None:
        """Show an interim transcript, of which the first `stable` characters are final; "" removes it."""

    def understood(self, heard: Recognised) -> None:
        """Words were recognised; their decision follows. In attract mode they may begin the conversation."""

    def aim(self, began: float) -> Aim:
        """The question that speech answers whose first sound was at `began` (loop time, s)."""

    def refused(self, why: str) -> None:
        """Count a transcript that was dropped."""

    def microphone(self, state: MicState) -> None:
        """Show the microphone's state."""

    def prompt_text(self) -> str:
        """The text of the current prompt; "" while the clerk is silent."""

    def fault(self, fault: Fault) -> None:
        """Count and log a fault of the speech input."""

    def turn_moved(self) -> None:
        """An event has been carried out."""


class TurnManager:
    """`happened` takes every event that is not heard; `run` runs the timers and the speech input.

    It is the `SpeechInputListener` of its speech input.
    """

    def __init__(
        self,
        host: TurnHost,
        profile: turn.Profile,
        segmenter: Segmenter,
        segmenter_hub: SegmenterHub,
        recogniser: Recogniser,
        end_silence: EndSilenceSettings,
        turn_detector: TurnDetector | None = None,
        budget: RecognitionBudget | None = None,
    ) -> None:
        self._host = host
        self._machine = turn.TurnMachine(profile)
        self._shown: turn.State | None = None
        self._deadline_moved = asyncio.Event()
        self._began = 0.0  # loop time of the first sound of the last utterance, s
        self._heard = HeardSyllables()  # of it, before its text
        self._looks, self._looks_wanted = 0, profile.barge_in_looks  # in a row in which they were words
        self.expected = acts.Expect("service")
        self.speech_input = SpeechInput(self, segmenter, segmenter_hub, recogniser, end_silence, turn_detector, budget)

    @property
    def state(self) -> turn.State:
        return self._machine.state

    @property
    def begun(self) -> bool:
        return self.state not in (turn.State.ATTRACT, turn.State.ENDED)

    @property
    def citizen_speaks(self) -> bool:
        return self._machine.citizen_speaks

    def expect(self, expected: acts.Expect, *, unhurried: bool) -> None:
        """Set what the clerk asks for. `unhurried`: allow longer pauses."""
        self.expected = expected
        words, length, shapes = expected.biasing_phrases, expected.length, expected.shapes
        self.speech_input.expect(Expectation(expected.kind, words, unhurried, length, shapes))

    def speaking(self, prompt: turn.PromptKind) -> None:
        """The clerk starts a prompt."""
        self.happened(turn.Speaking(prompt, self.expected.kind == "yesno"))

    def happened(self, event: turn.TurnEvent) -> None:
        """Feed one event, carry out its actions, show the state."""
        match event:
            case turn.ConversationStarted() | turn.Attached():
                self.speech_input.watch_microphone(True)
            case turn.Detached():
                self.speech_input.watch_microphone(False)
        for action in self._machine.feed(event, asyncio.get_running_loop().time()):
            self._host.do(action)
        self.speech_input.caption(_CAPTIONS.get(self.state, Captions.SCREEN))
        self.tell()
        self._deadline_moved.set()
        self._host.turn_moved()

    def drop(self) -> None:
        """Forget words that wait for an answer, and what is being decided ahead. Its `Decide` gets `unanswered`."""
        self.happened(turn.Acted(acts.NoInput()))

    def unanswered(self) -> None:
        """Instead of a decision: the machine does not answer."""
        self.happened(turn.Committed())
        self.happened(turn.Decided())

    def seen_by_another(self) -> None:
        """Another page is connected: show it the state after the next event."""
        self._shown = None

    def tell(self) -> None:
        """Show the state, if it has changed."""
        if self.state is not self._shown:
            self._shown = self.state
            self._host.state_is(self.state)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.speech_input.run(), name="turns.speech_input")
            group.create_task(self._keep_time(), name="turns.timers")

    async def _keep_time(self) -> None:
        while True:
            self._deadline_moved.clear()
            try:
                async with asyncio.timeout_at(self._machine.deadline):
                    await self._deadline_moved.wait()
            except TimeoutError:
                self.happened(turn.TimePassed(self.speech_input.voice_recent))

    # ---- as SpeechInputListener -------------------------------------------------------------------------------------

    def speech_started(self, sample: int, at: float) -> None:
        self._began, self._heard, self._looks = at, HeardSyllables(), 0
        self.happened(turn.UtteranceStarted())

    def speech_resumed(self) -> None:
        self.happened(turn.TurnResumed())

    def speech_ended(self, speech: SpeechEnd) -> None:
        self.happened(turn.UtteranceEnded())

    def mic_changed(self, state: MicState) -> None:
        self._host.microphone(state)

    def fault(self, fault: Fault) -> None:
        self._host.fault(fault)

    def interim_transcript(self, text: str, stable: int) -> None:
        """Captions are shown only in a conversation, not in attract mode."""
        if self.begun and not self._is_echo(text):
            self._host.caption(text, stable)
            self.happened(turn.InterimTranscript(self._is_backchannel(text)))

    def syllables_heard(self, heard: HeardSyllables) -> None:
        self._heard = heard
        words = wants_floor(heard, self._host.prompt_text(), choosing=self.expected.kind in CHOICES)
        self._looks = self._looks + 1 if words else 0
        wanted = 1 if len(heard.certain) >= SURELY_WORDS else self._looks_wanted
        if self.begun and self._looks >= wanted:
            self.happened(turn.InterimTranscript())

    def eager_transcript(self, transcript: Transcript) -> None:
        aim = self._host.aim(self._began)
        if self._is_echo(transcript.text) or self._answers_nothing(transcript, aim):
            return
        said = spoken(transcript, aim)
        self.happened(turn.EagerTranscript(said, self._is_backchannel(said.text, said.alternatives)))

    def final_transcript(self, recognised: Recognised) -> None:
        transcript = recognised.transcript
        if not transcript.refused and self._is_echo(transcript.text):
            transcript = dataclasses.replace(transcript, text="", refused="echo")
        aim = self._host.aim(recognised.speech.began_at)
        if not transcript.refused and self._answers_nothing(transcript, aim):
            transcript = dataclasses.replace(transcript, text="", refused="early" if aim.early else "late")
        if transcript.refused:
            self._host.refused(transcript.refused)
        if transcript.text:
            self._host.understood(recognised)
        elif self.begun:
            self._host.caption("", 0)
        said = spoken(transcript, aim)
        speech = transcript.refused in SPEECH_REFUSALS
        self.happened(turn.FinalTranscript(said, speech, self._is_backchannel(said.text, said.alternatives)))

    # ---- what the words are -----------------------------------------------------------------------------------------

    def _answers_nothing(self, transcript: Transcript, aim: Aim) -> bool:
        """Speech to a question that is closed, or a backchannel to one that could not be read or heard yet."""
        if aim.late:
            return not stands_alone(transcript.text)
        return aim.early and self._is_backchannel(transcript.text, tuple(a.text for a in transcript.alternatives))

    def _is_backchannel(self, text: str, alternatives: tuple[str, ...] = ()) -> bool:
        if self.expected.kind in CHOICES or not text:
            return False
        if self.state is not turn.State.SPEAKING:
            return backchannel(text)
        # Over the clerk's voice a backchannel is often misrecognised: a near match is enough not to stop her, and so
        # are its syllables, if the text has hardly more.
        said = len(self._heard.certain)
        nodding = said > 0 and len(exact(text)) <= said + 1 and nods(self._heard)
        return nodding or like_backchannel(text) or any(map(backchannel, alternatives))

    def _is_echo(self, text: str) -> bool:
        return echoes(text, self._host.prompt_text())


def prompt_kind_of(coming: tuple[acts.Act, ...], *, greeting: bool) -> turn.PromptKind:
    """The kind of the coming prompt, by the question it ends with. `greeting`: no turn of the citizen's came before."""
    asked = [act for act in coming if isinstance(act, acts.Expect)]
    if not asked:
        return turn.PromptKind.QUESTION
    expect = asked[-1]
    if expect.kind in NUMBERS and expect.purpose == "ask":
        return turn.PromptKind.NUMBER
    if greeting and expect.kind == "service":
        return turn.PromptKind.GREETING
    return _PURPOSES.get(expect.purpose, turn.PromptKind.QUESTION)


def spoken(transcript: Transcript, aim: Aim) -> acts.Said:
    """The words of a transcript, as the dialogue takes them."""
    confidence = min(transcript.confidence, 0.999)  # 1.0 is typed text
    alternatives = tuple(a.text for a in transcript.alternatives)
    candidates = transcript.answer.candidates if transcript.answer and transcript.answer.number else ()
    return acts.Said(transcript.text, confidence, alternatives, aim.ask, aim.early, candidates)
