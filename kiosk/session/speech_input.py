"""The speech input of a session: microphone frames in; the start, the transcripts and the end of each utterance out.

The segmenter is one of the hall's (`asr.SegmenterHub`). The words before a pause decide how long the pause may last
(`asr.end_of_turn.timeouts`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from asr import (
    RATE,
    EndSilenceSettings,
    Expectation,
    Flushed,
    MicState,
    MicStateChanged,
    Recogniser,
    Segmenter,
    SegmenterEvent,
    SegmenterHub,
    SegmentPaused,
    SegmentResumed,
    SegmentStarted,
    SegmentUpdated,
    SpeechSegment,
    TurnDetector,
    VoiceActivityError,
    end_silence_before_text,
)
from kiosk.session.recognition import Captions, Recognised, Recognition, SpeechEnd, TranscriptListener, failed
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.telemetry.fault import Fault
from kiosk.wire.media import SAMPLES_WRAP

#: Missing sound is replaced by silence up to this many samples; a longer gap ends the utterance.
FILL = RATE
#: Seconds between two looks whether sound comes at all.
_LOOK_S = 1.0
#: Without sound for this long (s), speech that had begun is over.
_GONE_S = 3.0
#: Voiced sound (ms) that starts an utterance where 嗯 is an answer.
_BRISK_MS = 128
_BRISK = ("yesno", "option", "rating")
#: The shortest sound (ms) between two captions. Over the clerk their words decide whether the clerk goes on.
_UPDATE_EVERY_MS = {Captions.NOTHING: 640, Captions.SCREEN: 640, Captions.BARGE_IN: 320}
#: The same over the clerk where the syllables alone are heard.
_SYLLABLES_EVERY_MS = 96


class SpeechInputListener(TranscriptListener, Protocol):
    """Is told what happens, in the order in which it happens. Samples are counted from the first one that was fed."""

    def speech_started(self, sample: int, at: float) -> None:
        """Speech since `sample`, which was recorded at `at` (loop time, s)."""

    def speech_resumed(self) -> None:
        """The utterance goes on after a pause."""

    def speech_ended(self, speech: SpeechEnd) -> None:
        """The utterance is over. Exactly one `final_transcript` follows, with the same `speech`."""

    def mic_changed(self, state: MicState) -> None:
        """The microphone has become fit or unfit."""


class SpeechInput:
    """Feed it with `hear`, and `run` it."""

    def __init__(
        self,
        listener: SpeechInputListener,
        segmenter: Segmenter,
        segmenter_hub: SegmenterHub,
        recogniser: Recogniser,
        end_silence: EndSilenceSettings | None = None,
        turn_detector: TurnDetector | None = None,
        budget: RecognitionBudget | None = None,
    ) -> None:
        self._segmenter, self._recogniser = segmenter, recogniser
        self._listener = listener
        # Bounded by the stream: events are fewer than the sound they are made from.
        self._happened: asyncio.Queue[list[SegmenterEvent] | VoiceActivityError] = asyncio.Queue()
        self._stream = segmenter_hub.join(segmenter, self._happened.put_nowait, self._happened.put_nowait)
        budget = budget or RecognitionBudget()
        self._recognition = Recognition(listener, recogniser, turn_detector, self._settle, budget)
        self._recognition.end_silence = end_silence or EndSilenceSettings()
        self._flushes: deque[Callable[[], None]] = deque()  # to be called when each flush is done
        self._hearing = False
        self._began_at = 0.0  # loop time of the first sound of the last utterance (s)
        self._base: int | None = None  # the segmenter's sample 0 on the microphone's clock
        self._fed = 0  # samples handed to the segmenter
        self._fed_at = self._now()
        self._silent_since: float | None = None  # loop time; None: the microphone is not watched

    # ---- sound ------------------------------------------------------------------------------------------------------

    def hear(self, first: int, pcm: NDArray[np.int16], missing: int) -> None:
        """A frame from the microphone (mono int16, 16 kHz) whose first sample is `first` on the microphone's clock;
        `missing` samples were lost before it.
        """
        if self._base is None:
            self._base, missing = first, 0
        if missing:
            self._base += max(0, missing - FILL)
            self._feed(np.zeros(min(missing, FILL), np.int16))
        self._feed(pcm)

    @property
    def waiting(self) -> int:
        """Samples that wait for the segmenter."""
        return self._stream.waiting

    @property
    def voice_recent(self) -> bool:
        """Whether the microphone hears sound like a voice nearby."""
        return self._segmenter.voice_recent

    def flush(self, then: Callable[[], None]) -> None:
        """End the utterance here. `then` is called once the listener has been told all `speech_ended` of the sound
        before.
        """
        self._flushes.append(then)
        self._stream.do(Segmenter.flush)

    def watch_microphone(self, on: bool) -> None:
        """Whether sound has to come: while it does not, the microphone is dead."""
        self._silent_since = self._now() if on else None

    # ---- what the clerk does ----------------------------------------------------------------------------------------

    def playback(self, at: float, pcm: NDArray[np.int16]) -> None:
        """The loudspeaker plays `pcm` (int16, 16 kHz) from `at` on (loop time, s)."""
        first = self._sample_at(at)

        def tell(segmenter: Segmenter) -> list[SegmenterEvent]:
            segmenter.playback(first, pcm)
            return []

        self._stream.do(tell)

    def playback_stopped(self, at: float) -> None:
        """The loudspeaker is silent from `at` on (loop time, s)."""
        sample = self._sample_at(at)

        def tell(segmenter: Segmenter) -> list[SegmenterEvent]:
            segmenter.playback_stopped(sample)
            return []

        self._stream.do(tell)

    def expect(self, expected: Expectation) -> None:
        """What the clerk has asked for. Sets the end silence and the minimum of speech, and biases recognition."""
        self._recognition.expected = expected
        end_silence = end_silence_before_text(expected, self._recognition.end_silence)
        min_speech_ms = self._segmenter.settings.endpoint.min_speech_ms
        if expected.kind in _BRISK:
            min_speech_ms = min(min_speech_ms, _BRISK_MS)

        def update(segmenter: Segmenter) -> list[SegmenterEvent]:
            segmenter.end_silence_ms, segmenter.min_speech_ms = end_silence, min_speech_ms
            return []

        self._stream.do(update)

    def set_end_silence(self, end_silence: EndSilenceSettings) -> None:
        """Other end silences, from now on."""
        self._recognition.end_silence = end_silence
        self.expect(self._recognition.expected)

    def caption(self, captions: Captions) -> None:
        """What captions are for, from now on."""
        if captions is self._recognition.captions:
            return
        self._recognition.captions = captions
        syllables = captions is Captions.BARGE_IN and self._recogniser.hears_syllables
        every = _SYLLABLES_EVERY_MS if syllables else _UPDATE_EVERY_MS[captions]

        def update(segmenter: Segmenter) -> list[SegmenterEvent]:
            segmenter.update_every_ms = every
            return []

        self._stream.do(update)

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(), name="speech_input.segments")
                group.create_task(self._recognition.run(), name="speech_input.recognition")
                group.create_task(self._watch(), name="speech_input.microphone")
        finally:
            self._stream.leave()

    async def _listen(self) -> None:
        while True:
            events = await self._happened.get()
            if isinstance(events, VoiceActivityError):
                self._deaf(events)
                continue
            for event in events:
                self._heard(event)

    def _heard(self, event: SegmenterEvent) -> None:
        match event:
            case SegmentStarted(sample):
                self._hearing = True
                self._recognition.started(sample)
                self._began_at = self._fed_at - (self._fed - sample) / RATE
                self._listener.speech_started(sample, self._began_at)
            case SegmentUpdated(utterance):
                self._recognition.continues(utterance)
            case SegmentPaused(utterance):
                self._recognition.paused(utterance)
            case SegmentResumed():
                self._recognition.resumed()
                self._listener.speech_resumed()
            case SpeechSegment():
                self._end(event)
            case MicStateChanged(state):
                self._listener.mic_changed(state)
            case Flushed():
                if self._flushes:  # else it was asked for twice
                    self._flushes.popleft()()

    def _end(self, utterance: SpeechSegment) -> None:
        self._hearing = False
        voiced_end = utterance.end - self._segmenter.settings.endpoint.tail_ms * RATE // 1000
        speech = SpeechEnd(
            utterance.start,
            utterance.end,
            end_sample=((self._base or 0) + voiced_end) % SAMPLES_WRAP,
            endpoint_ms=(self._segmenter.sample - voiced_end) * 1000 / RATE,
            began_at=self._began_at,
        )
        self._listener.speech_ended(speech)
        self._recognition.finish(utterance, speech)

    def _deaf(self, error: VoiceActivityError) -> None:
        """The segmenter has failed, and lost what it was about to tell. The next sound may be heard again."""
        self._listener.fault(Fault("ear", str(error)))
        self._recognition.drop()
        if self._hearing:
            self._hearing = False
            now = self._segmenter.sample
            speech = SpeechEnd(now, now, end_sample=0, endpoint_ms=0.0, began_at=self._began_at)
            self._listener.speech_ended(speech)
            self._listener.final_transcript(Recognised(failed(0.0), speech, asr_ms=0.0))
        for _ in self._flushes:  # lost, or still to come: in any case once more
            self._stream.do(Segmenter.flush)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._silent_since is not None and (silent := self._now() - self._silent_since) >= _LOOK_S:
                self._stream.do(lambda segmenter, silent=silent: segmenter.no_sound(silent))  # type: ignore[misc]
                if self._hearing and silent >= _GONE_S:
                    self._stream.do(lambda segmenter: segmenter.flush())

    # ---- small things -----------------------------------------------------------------------------------------------

    def _settle(self, end_silence_ms: int) -> None:
        self._stream.do(lambda segmenter: segmenter.set_end_silence(end_silence_ms))

    def _feed(self, pcm: NDArray[np.int16]) -> None:
        lost = self._stream.feed(pcm)
        self._base = (self._base or 0) + lost
        self._fed += len(pcm) - lost
        self._fed_at = self._now()
        if self._silent_since is not None:
            self._silent_since = self._fed_at

    def _sample_at(self, at: float) -> int:
        """The segmenter's sample that is heard at `at` (loop time, s)."""
        return max(0, self._fed + round((at - self._fed_at) * RATE))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
