"""The ear of a trial by voice: the hall's segmenter and recogniser with what the draft expects, opened for each answer.

    shut ──listen──> open ──words──> shut, and they are told
                      └─────shut────> shut, and what was begun is dropped

It hears in turn with the clerk: while it is shut no sound reaches the segmenter, so the clerk never hears herself.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Expectation, HeardSyllables, MicState, Segmenter, Transcript
from dialogue import acts, backchannel
from kiosk import turn
from kiosk.hall import Hall
from kiosk.hall.channel_profiles import channel_profile
from kiosk.session.open_question import Aim
from kiosk.session.recognition import Recognised, SpeechEnd
from kiosk.session.speech_input import SpeechInput
from kiosk.session.turns import CHOICES, SPEECH_REFUSALS, spoken
from kiosk.telemetry.fault import Fault

#: Silence (samples) before the sound of each opening, so that an utterance's beginning holds nothing of the last one.
_BETWEEN = RATE // 2


class TrialEarListener(Protocol):
    """Is told what was heard while the ear was open."""

    def speaks(self) -> None:
        """Somebody speaks."""

    def heard_so_far(self, text: str) -> None:
        """Words that may still change; empty: there were none."""

    def understood(self, said: acts.Said) -> None:
        """An answer. The ear is shut now."""

    def not_understood(self) -> None:
        """Speech without words. The ear is shut now."""

    def nodded(self, text: str) -> None:
        """A 嗯 where none is an answer. The ear stays open."""

    def microphone(self, state: MicState) -> None:
        """The microphone has become fit or unfit."""

    def fault(self, fault: Fault) -> None:
        """Something failed; the ear goes on."""


class TrialEar:
    """Feed it with `hear`, and `run` it. It is the `SpeechInputListener` of its speech input."""

    def __init__(self, hall: Hall, listener: TrialEarListener) -> None:
        profile = channel_profile(hall.settings, "screen")
        segmenter = Segmenter(hall.vad, profile.segmenter)
        self._listener, self._fed = listener, 0
        self._input = SpeechInput(
            self, segmenter, hall.segmenter_hub, hall.recogniser, profile.end_silence, hall.turn_detector
        )
        self.open = False
        self._opened = 0  # the sample at which it was opened last
        self._utterances: set[float] = set()  # of this opening: when each began (loop time, s)
        self._speaking = False  # one of them has not ended
        self._begun: acts.Said | None = None  # words of it, while the person speaks on
        self._expect = acts.Expect("service")

    def listen(self, expect: acts.Expect) -> None:
        """Open it for an answer to this question."""
        self.shut()
        self._expect = expect
        words, length, shapes = expect.biasing_phrases, expect.length, expect.shapes
        self._input.expect(Expectation(expect.kind, words, False, length, shapes))
        self._opened, self.open = self._fed, True
        self._feed(np.zeros(_BETWEEN, np.int16))
        self._input.watch_microphone(True)

    def shut(self) -> None:
        """Hear nothing, and forget what was heard so far."""
        if self.open:
            self._input.watch_microphone(False)
            self._input.flush(lambda: None)
        self.open = self._speaking = False
        self._utterances.clear()
        self._begun = None

    def hear(self, pcm: NDArray[np.int16]) -> None:
        """Mono int16 at 16 kHz, right after the last one. Dropped while the ear is shut."""
        if self.open:
            self._feed(pcm)

    async def run(self) -> None:
        """Until cancelled."""
        await self._input.run()

    def _feed(self, pcm: NDArray[np.int16]) -> None:
        self._input.hear(self._fed, pcm, 0)
        self._fed += len(pcm)

    # ---- as SpeechInputListener -------------------------------------------------------------------------------------

    def speech_started(self, sample: int, at: float) -> None:
        if self.open and sample >= self._opened:
            self._speaking = True
            self._utterances.add(at)
            self._listener.speaks()

    def interim_transcript(self, text: str, stable: int) -> None:
        if self._speaking:
            self._listener.heard_so_far(text)

    def syllables_heard(self, heard: HeardSyllables) -> None:
        """Never told: the clerk is silent while the ear is open."""

    def eager_transcript(self, transcript: Transcript) -> None:
        if self._speaking:
            self._listener.heard_so_far(transcript.text)

    def speech_resumed(self) -> None:
        """The final transcript has all of it."""

    def speech_ended(self, speech: SpeechEnd) -> None:
        if speech.began_at in self._utterances:
            self._speaking = False

    def final_transcript(self, recognised: Recognised) -> None:
        if recognised.speech.began_at not in self._utterances:
            return  # of an opening that is over
        self._utterances.discard(recognised.speech.began_at)
        transcript = recognised.transcript
        if transcript.text and not self._answers_nothing(transcript):
            self._begun = turn.joined(self._begun, spoken(transcript, Aim()))
        if self._speaking:  # the person goes on
            return
        if (said := self._begun) is not None:
            self.shut()
            self._listener.understood(said)
        elif transcript.text:
            self._listener.nodded(transcript.text)
        elif transcript.refused in SPEECH_REFUSALS and transcript.refused != "fault":
            self.shut()
            self._listener.not_understood()
        else:
            self._listener.heard_so_far("")

    def mic_changed(self, state: MicState) -> None:
        self._listener.microphone(state)

    def fault(self, fault: Fault) -> None:
        self._listener.fault(fault)

    def _answers_nothing(self, transcript: Transcript) -> bool:
        if self._begun is not None or self._expect.kind in (*CHOICES, "yesno"):
            return False
        return backchannel(transcript.text) or any(backchannel(one.text) for one in transcript.alternatives)
