"""The speech input of a transcription client: tells its protocol the utterances, with their times, and their texts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from asr import RATE, EndSilenceSettings, Expectation, HeardSyllables, MicState, Segmenter, Transcript
from kiosk.hall import Hall
from kiosk.session.recognition import Recognised, SpeechEnd
from kiosk.session.recognition_budget import DICTATION, RecognitionBudget
from kiosk.session.speech_input import SpeechInput
from kiosk.telemetry.fault import Fault
from kiosk.wire.transcription.actions import Action, TranscriptionProtocol


class TranscriptionFeed:
    """`do` carries out what the protocol asks for, without waiting. `on_fault`: the channel counts and logs it.

    It is the `SpeechInputListener` of its speech input.
    """

    def __init__(
        self,
        hall: Hall,
        protocol: TranscriptionProtocol,
        *,
        do: Callable[[list[Action]], None],
        on_fault: Callable[[Fault], None],
    ) -> None:
        self._protocol, self._do, self._on_fault = protocol, do, on_fault
        segmenter, budget = Segmenter(hall.vad, hall.segmenter_settings), RecognitionBudget(DICTATION)
        self._speech_input = SpeechInput(self, segmenter, hall.segmenter_hub, hall.recogniser, budget=budget)
        self._speech_input.expect(Expectation("text"))
        self._fed = 0
        self._ended = self._told = 0  # utterances that have ended, and those whose text has been told
        self._flushes: deque[int] = deque()  # how many texts must have been told before each flush is answered
        self.set_end_silence(hall.settings.asr.end_silence_ms)

    @property
    def behind(self) -> int:
        """Samples (16 kHz) that wait for the segmenter. Beyond `hub.MAX_WAITING_SAMPLES` sound is lost."""
        return self._speech_input.waiting

    @property
    def owed(self) -> int:
        """Utterances that wait for their text."""
        return self._ended - self._told

    def hear(self, pcm: NDArray[np.int16]) -> None:
        """Mono int16 at 16 kHz, right after the last one."""
        self._speech_input.hear(self._fed, pcm, 0)
        self._fed += len(pcm)

    def flush(self) -> None:
        """The utterance ends here. The protocol is told `flushed` after the last text of the sound before."""
        self._speech_input.flush(self._flushed)

    def set_end_silence(self, silence_ms: int) -> None:
        """One silence ends every utterance: what the client expects to be said is not known."""
        self._speech_input.set_end_silence(EndSilenceSettings.always(silence_ms))

    async def run(self) -> None:
        """Until cancelled."""
        await self._speech_input.run()

    # ---- as SpeechInputListener -------------------------------------------------------------------------------------

    def speech_started(self, sample: int, at: float) -> None:
        self._do(self._protocol.voice(_ms(sample)))

    def interim_transcript(self, text: str, stable: int) -> None:
        self._do(self._protocol.partial(text, stable))

    def syllables_heard(self, heard: HeardSyllables) -> None:
        """Never told: there is no clerk who could be interrupted."""

    def eager_transcript(self, transcript: Transcript) -> None:
        """The protocols have only interim and final texts."""

    def speech_resumed(self) -> None:
        """As `eager_transcript`."""

    def speech_ended(self, speech: SpeechEnd) -> None:
        self._ended += 1
        self._do(self._protocol.pause(_ms(speech.end)))

    def final_transcript(self, recognised: Recognised) -> None:
        transcript, speech = recognised.transcript, recognised.speech
        if transcript.refused == "fault":
            self._do(self._protocol.fault())
        else:
            self._do(self._protocol.text(transcript.text, _ms(speech.start), _ms(speech.end)))
        self._told += 1
        self._answer_flushes()

    def mic_changed(self, state: MicState) -> None:
        """The protocols have no message for it."""

    def fault(self, fault: Fault) -> None:
        self._on_fault(fault)

    # ---- flushes ----------------------------------------------------------------------------------------------------

    def _flushed(self) -> None:
        self._flushes.append(self._ended)
        self._answer_flushes()

    def _answer_flushes(self) -> None:
        while self._flushes and self._told >= self._flushes[0]:
            self._flushes.popleft()
            self._do(self._protocol.flushed())


def _ms(sample: int) -> int:
    return sample * 1000 // RATE
