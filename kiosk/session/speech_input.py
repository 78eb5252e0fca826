"""The hearing stage of a session: microphone frames in, turn-taking events out.

The segmenter is one of the hall's (`asr.SegmenterHub`). When the voice pauses, the recogniser is set to work at once:
if the pause turns out to be the end, the text is there already; if not, the work is thrown away. The text in turn
decides how long the pause may last (`asr.end_of_turn.timeouts`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from asr import (
    RATE,
    EndSilenceSettings,
    Expectation,
    MicState,
    MicStateChanged,
    Recogniser,
    RecogniserError,
    Segmenter,
    SegmenterEvent,
    SegmenterHub,
    SegmentPaused,
    SegmentResumed,
    SegmentStarted,
    SegmentUpdated,
    SpeechSegment,
    StablePrefix,
    Ticket,
    Transcript,
    TurnDetector,
    Urgency,
    VoiceActivityError,
    choose,
    end_silence_after_text,
    end_silence_before_text,
)
from kiosk.wire.media import SAMPLES_WRAP

T = TypeVar("T")

#: Finished utterances waiting for their text. Overflow: the newest is given up, and the citizen asked again.
UTTERANCES = 4
#: Missing sound is filled with silence up to this long; a longer gap ends the utterance by itself.
FILL = RATE
#: An utterance is given up this long (s) after the recogniser's `timeout_s`: its own error comes first.
GIVE_UP_MARGIN_S = 2.0
#: How soon a final is wanted, and a caption (s): what the recogniser's queue is ordered by.
_FINAL_DUE_S, _CAPTION_DUE_S = 0.3, 0.6
#: How often to look whether any sound comes at all (s).
_LOOK_S = 1.0
#: Voiced sound that starts an utterance where a 嗯 is an answer (ms).
_BRISK_MS = 128
_BRISK = ("yesno", "option", "rating")
#: How often there is news of what is being said, while the clerk is silent and while she speaks (ms).
_SO_FAR_MS, _SO_FAR_OVER_CLERK_MS = 640, 320


@dataclass(frozen=True, slots=True)
class Recognised:
    """An utterance's text and where the time went, in ms. `end_sample` is on the microphone's clock.

    `endpoint_ms`: silence before it was taken for the end. `asr_ms`: from then to the text. `began_at`: loop time of
    its first sound, where it is known.
    """

    transcript: Transcript
    end_sample: int
    endpoint_ms: float
    asr_ms: float
    began_at: float | None = None


@dataclass(slots=True, eq=False)
class _Work:
    """An utterance on its way through the recogniser."""

    utterance: SpeechSegment
    ticket: Ticket
    task: asyncio.Task[Transcript]
    endpoint_ms: float = 0.0
    ended_at: float = 0.0
    began_at: float | None = None
    chosen: Transcript | None = None  # in the pause already

    def spans(self, other: SpeechSegment) -> bool:
        return (self.utterance.start, self.utterance.end) == (other.start, other.end)


def _nothing(*_: object) -> None:
    pass


class SpeechInput:
    """What happens, in the order in which it happens:

    `on_voice`: the citizen speaks. `on_partial(text, stable)`: what they have said so far; the first `stable`
    characters stay. `on_draft`: they pause, and this is what they said if they have finished. `on_more`: they had not.
    `on_pause`: they have finished; exactly one `on_text` follows. `on_mic`: the microphone has become fit or unfit.
    """

    def __init__(
        self,
        ear: Segmenter,
        segmenter_hub: SegmenterHub,
        recogniser: Recogniser,
        patience: EndSilenceSettings | None = None,
        vote: TurnDetector | None = None,
        *,
        on_voice: Callable[[], None],
        on_pause: Callable[[], None],
        on_text: Callable[[Recognised], None],
        on_fault: Callable[[str], None],
        on_partial: Callable[[str, int], None] = _nothing,
        on_draft: Callable[[Transcript], None] = _nothing,
        on_more: Callable[[], None] = _nothing,
        on_mic: Callable[[MicState], None] = _nothing,
    ) -> None:
        self.ear = ear
        self._recogniser, self._patience, self._vote = recogniser, patience or EndSilenceSettings(), vote
        self._on_voice, self._on_pause, self._on_text, self._on_fault = on_voice, on_pause, on_text, on_fault
        self._on_partial, self._on_draft, self._on_more, self._on_mic = on_partial, on_draft, on_more, on_mic
        # Bounded by the seat: events are fewer than the sound they are made from.
        self._happened: asyncio.Queue[list[SegmenterEvent] | VoiceActivityError] = asyncio.Queue()
        self._seat = segmenter_hub.join(ear, self._happened.put_nowait, self._happened.put_nowait)
        self._ended: asyncio.Queue[_Work] = asyncio.Queue(UTTERANCES)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._draft: _Work | None = None
        self._captions: asyncio.Task[None] | None = None
        self._caption = StablePrefix()
        self._expected = Expectation()
        self._over_clerk = False
        self._hearing = False
        self.began_at: float | None = None  # loop time of the first sound of the voice heard last
        self._base: int | None = None  # the ear's sample 0 on the microphone's clock
        self._fed = 0  # samples handed to the ear
        self._fed_at = self._now()

    @property
    def dropped(self) -> int:
        """Samples of the microphone that nobody had time for."""
        return self._seat.dropped

    def hear(self, first: int, pcm: NDArray[np.int16], missing: int) -> None:
        """A frame from the microphone; `missing` samples were lost before it."""
        if self._base is None:
            self._base, missing = first, 0
        if missing:
            self._base += max(0, missing - FILL)
            self._feed(np.zeros(min(missing, FILL), np.int16))
        self._feed(pcm)

    @property
    def sounding(self) -> bool:
        """Is somebody near making a sound like a voice?"""
        return self.ear.voice_recent

    def clerk_plays(self, at: float, pcm: NDArray[np.int16]) -> None:
        """She is heard in the hall with `pcm` (int16, 16 kHz) from the time `at` on, on the loop's clock."""
        first = self._sample_at(at)

        def tell(ear: Segmenter) -> list[SegmenterEvent]:
            ear.playback(first, pcm)
            return []

        self._seat.do(tell)

    def clerk_stops(self, at: float) -> None:
        """What she was to say after `at` is not said."""
        sample = self._sample_at(at)

        def tell(ear: Segmenter) -> list[SegmenterEvent]:
            ear.playback_stopped(sample)
            return []

        self._seat.do(tell)

    def expect(self, expected: Expectation) -> None:
        """What the clerk has asked for: how patient to be, and which words are likely."""
        self._expected = expected
        patience = end_silence_before_text(expected, self._patience)
        least = self.ear.settings.endpoint.min_speech_ms
        if expected.kind in _BRISK:
            least = min(least, _BRISK_MS)

        def update(ear: Segmenter) -> list[SegmenterEvent]:
            ear.end_silence_ms, ear.min_speech_ms = patience, least
            return []

        self._seat.do(update)

    def over_clerk(self, speaking: bool) -> None:
        """While the clerk speaks, words are wanted sooner: they decide whether she goes on."""
        if speaking == self._over_clerk:
            return
        self._over_clerk = speaking
        every = _SO_FAR_OVER_CLERK_MS if speaking else _SO_FAR_MS

        def update(ear: Segmenter) -> list[SegmenterEvent]:
            ear.update_every_ms = every
            return []

        self._seat.do(update)

    def flush(self) -> None:
        """The microphone stops here: what was being said is recognised."""
        self._seat.do(Segmenter.flush)

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(), name="listening.ear")
                group.create_task(self._hand_out(), name="listening.texts")
            group.create_task(self._watch_microphone(), name="listening.microphone")
        finally:
            self._seat.leave()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- what the ear hears -----------------------------------------------------------------------------------------

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
                self._hearing, self._caption = True, StablePrefix()
                self.began_at = self._fed_at - (self._fed - sample) / RATE
                self._on_voice()
            case SegmentUpdated(utterance):
                if self._captions is None or self._captions.done():
                    self._captions = self._task(self._show(utterance), "listening.caption")
            case SegmentPaused(utterance):
                self._stop_captions()
                self._draft = self._recognise(utterance, Urgency.SPECULATIVE)
                self._task(self._settle(self._draft), "listening.draft")
            case SegmentResumed():
                self._drop_draft()
                self._on_more()
            case SpeechSegment():
                self._end(event)
            case MicStateChanged(state):
                self._on_mic(state)

    def _end(self, utterance: SpeechSegment) -> None:
        self._stop_captions()
        work, self._draft = self._draft, None
        if work is None or not work.spans(utterance):
            if work is not None:
                work.task.cancel()
            work = self._recognise(utterance, Urgency.FINAL)
        work.ticket.urgency = Urgency.FINAL
        work.endpoint_ms = (self.ear.sample - self._spoken_until(utterance)) * 1000 / RATE
        work.ended_at, work.began_at = self._now(), self.began_at
        self._hearing = False
        self._on_pause()
        try:
            self._ended.put_nowait(work)
        except asyncio.QueueFull:
            work.task.cancel()
            self._on_fault("recogniser: too far behind")
            end = self._end_sample(utterance)
            self._on_text(Recognised(_faulty(utterance.seconds), end, work.endpoint_ms, 0.0, work.began_at))

    async def _watch_microphone(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            silent = self._now() - self._fed_at
            if silent >= _LOOK_S:
                self._seat.do(lambda ear, silent=silent: ear.no_sound(silent))  # type: ignore[misc]

    def _deaf(self, error: VoiceActivityError) -> None:
        """For a moment, not for good: touch and text still work, and the next frame may be heard again."""
        self._on_fault(f"ear: {error}")
        self._drop_draft()
        self._stop_captions()
        if self._hearing:
            self._hearing = False
            self._on_pause()
            self._on_text(Recognised(_faulty(0.0), 0, 0.0, 0.0))

    # ---- what the recogniser makes of it ----------------------------------------------------------------------------

    def _recognise(self, utterance: SpeechSegment, urgency: Urgency) -> _Work:
        ticket = Ticket(urgency, self._now() + _FINAL_DUE_S)
        task = self._task(self._recogniser.transcribe(utterance.pcm, ticket), "listening.recognise")
        return _Work(utterance, ticket, task)

    async def _settle(self, work: _Work) -> None:
        """The words before a pause are known: how long may it last?"""
        try:
            vote = await self._vote.finished(work.utterance.pcm) if self._vote else None
            transcript = await asyncio.shield(work.task)
        except (RecogniserError, asyncio.CancelledError):
            return  # the end of the utterance says so, if it comes to that
        if work is not self._draft:
            return
        transcript = work.chosen = choose(transcript, self._expected)
        patience = end_silence_after_text(self._expected, transcript.text, self._patience, vote)
        self._seat.do(lambda ear: ear.set_end_silence(patience))
        self._on_draft(transcript)

    async def _show(self, utterance: SpeechSegment) -> None:
        urgency = Urgency.SPECULATIVE if self._over_clerk else Urgency.PARTIAL
        caption = self._caption
        try:
            heard = await self._recogniser.transcribe(utterance.pcm, Ticket(urgency, self._now() + _CAPTION_DUE_S))
        except RecogniserError:
            return  # a caption less; if the recogniser is broken, the final will say so
        if heard.text and caption is self._caption:
            self._on_partial(*caption.feed(heard.text))

    async def _hand_out(self) -> None:
        while True:
            work = await self._ended.get()
            transcript = await self._text(work)
            end = self._end_sample(work.utterance)
            waited = (self._now() - work.ended_at) * 1000
            chosen = work.chosen or choose(transcript, self._expected)
            self._on_text(Recognised(chosen, end, work.endpoint_ms, waited, work.began_at))

    async def _text(self, work: _Work) -> Transcript:
        limit_s = self._recogniser.timeout_s + GIVE_UP_MARGIN_S
        try:
            async with asyncio.timeout(limit_s):
                return await work.task
        except RecogniserError as error:
            self._on_fault(f"recogniser: {error}")
        except TimeoutError:
            self._on_fault(f"recogniser: no text within {limit_s:g} s")
        return _faulty(work.utterance.seconds)

    def _feed(self, pcm: NDArray[np.int16]) -> None:
        lost = self._seat.feed(pcm)
        self._base = (self._base or 0) + lost
        self._fed += len(pcm) - lost
        self._fed_at = self._now()

    def _sample_at(self, at: float) -> int:
        """The ear's sample that is heard at this time."""
        return max(0, self._fed + round((at - self._fed_at) * RATE))

    # ---- small things -----------------------------------------------------------------------------------------------

    def _task(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waits for it handles it; nobody waits for what was thrown away

    def _stop_captions(self) -> None:
        if self._captions is not None:
            self._captions.cancel()

    def _drop_draft(self) -> None:
        if self._draft is not None:
            self._draft.task.cancel()
            self._draft = None

    def _spoken_until(self, utterance: SpeechSegment) -> int:
        """The utterance without the tail that is kept behind its last voiced sample."""
        return utterance.end - self.ear.settings.endpoint.tail_ms * RATE // 1000

    def _end_sample(self, utterance: SpeechSegment) -> int:
        return ((self._base or 0) + self._spoken_until(utterance)) % SAMPLES_WRAP

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _faulty(seconds: float) -> Transcript:
    return Transcript("", 0.0, 0.0, seconds, refused="fault")
