"""Recognition for one speech input: captions while the citizen speaks, eager transcripts in pauses, and one final
transcript for each utterance, in the order of the utterances.

An utterance is recognised as soon as the voice pauses. If the pause is the end, its transcript is used; if the citizen
goes on, it is cancelled. Captions and eager transcripts are made as far as the budget allows (`recognition_budget.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial
from typing import Any, Protocol, TypeVar

from asr import (
    RATE,
    EndSilenceSettings,
    Expectation,
    HeardSyllables,
    Lattice,
    Recogniser,
    RecogniserError,
    SpeechSegment,
    StablePrefix,
    Ticket,
    Transcript,
    TurnDetector,
    Urgency,
    choose_answer,
    early_answer,
    end_silence_after_text,
    heard_syllables,
    is_certain,
)
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.telemetry.fault import Fault

T = TypeVar("T")

#: Finished utterances that wait for their transcript. Overflow: the newest is given up, and the citizen asked again.
UTTERANCES = 4
#: A final transcript is given up this long (s) after the recogniser's `timeout_s`: its own error comes first.
GIVE_UP_MARGIN_S = 2.0
#: Deadlines of a final transcript and of a caption (s), by which the recogniser's queue is ordered.
_FINAL_DUE_S, _CAPTION_DUE_S = 0.3, 0.6


class Captions(Enum):
    """What captions are for."""

    NOTHING = auto()  # before a conversation nothing is shown
    SCREEN = auto()  # they are shown
    BARGE_IN = auto()  # their words decide whether the clerk goes on: as urgent as eager transcripts


@dataclass(frozen=True, slots=True)
class SpeechEnd:
    """Where and when an utterance ended.

    `start`, `end`: samples [start, end) of the sound that was fed. `end_sample`: its last voiced sample, on the
    microphone's clock. `endpoint_ms`: silence before the end was found. `began_at`: loop time of its first sound (s).
    """

    start: int
    end: int
    end_sample: int
    endpoint_ms: float
    began_at: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """An utterance and its transcript. `asr_ms`: from the end of the utterance to the transcript."""

    transcript: Transcript
    speech: SpeechEnd
    asr_ms: float


class TranscriptListener(Protocol):
    """Is told the transcripts of one speech input, and what went wrong."""

    def interim_transcript(self, text: str, stable: int) -> None:
        """The utterance so far; its first `stable` characters do not change any more."""

    def syllables_heard(self, heard: HeardSyllables) -> None:
        """The syllables of the utterance so far, in place of an interim transcript."""

    def eager_transcript(self, transcript: Transcript) -> None:
        """The citizen pauses; this is the whole utterance if they do not go on."""

    def final_transcript(self, recognised: Recognised) -> None:
        """Of one utterance that has ended. Where recognition failed, `transcript.refused` is "fault"."""

    def fault(self, fault: Fault) -> None:
        """Something failed; the stage goes on."""


@dataclass(slots=True, eq=False)
class _Work:
    """An utterance on its way through the recogniser."""

    utterance: SpeechSegment
    ticket: Ticket
    task: asyncio.Task[Transcript]
    early: asyncio.Event  # the answer was certain before its text was decoded
    chosen: Transcript | None = None  # in the pause already

    def spans(self, other: SpeechSegment) -> bool:
        return (self.utterance.start, self.utterance.end) == (other.start, other.end)


class Recognition:
    """`settle`: sets the silence (ms) that ends the utterance whose eager transcript is known."""

    def __init__(
        self,
        listener: TranscriptListener,
        recogniser: Recogniser,
        turn_detector: TurnDetector | None,
        settle: Callable[[int], None],
        budget: RecognitionBudget,
    ) -> None:
        self.expected = Expectation()
        self.end_silence = EndSilenceSettings()
        self.captions = Captions.SCREEN
        self._listener, self._settle = listener, settle
        self._recogniser, self._turn_detector = recogniser, turn_detector
        self._ended: asyncio.Queue[tuple[_Work, SpeechEnd, float]] = asyncio.Queue(UTTERANCES)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._budget = budget
        self._eager: _Work | None = None
        self._showing: asyncio.Task[None] | None = None
        self._caption = StablePrefix()
        self._voiced_from = 0

    def started(self, sample: int) -> None:
        """A new utterance begins: `sample` is the first voiced one."""
        self._budget.started(_now())
        self._caption, self._voiced_from = StablePrefix(), sample

    def continues(self, utterance: SpeechSegment) -> None:
        """The citizen is still speaking: caption what there is so far, unless a caption is being made."""
        if self.captions is Captions.NOTHING or (self._showing is not None and not self._showing.done()):
            return
        if self._budget.caption(utterance.seconds, _now(), syllables_only=self._syllables_only):
            self._showing = self._task(self._show(utterance), "recognition.caption")

    def paused(self, utterance: SpeechSegment) -> None:
        """The citizen pauses. Where the budget does not suffice, the utterance is recognised at its end."""
        self._stop_captions()
        if self._budget.speculation(utterance.seconds, _now()):
            self._eager = self._recognise(utterance, Urgency.SPECULATIVE)
            self._task(self._tell_eager(self._eager), "recognition.eager")

    def resumed(self) -> None:
        """The citizen goes on after a pause: its transcript is not wanted any more."""
        eager, self._eager = self._eager, None
        if eager is not None:
            eager.task.cancel()

    def finish(self, utterance: SpeechSegment, speech: SpeechEnd) -> None:
        """The utterance is over: its final transcript is what was recognised in the pause, or is recognised now."""
        self._stop_captions()
        self._budget.ended(_now())
        work = self._eager
        if work is None or not work.spans(utterance):
            self.resumed()
            self._budget.final(utterance.seconds, _now())
            work = self._recognise(utterance, Urgency.FINAL)
        self._eager = None
        work.ticket.urgency = Urgency.FINAL
        try:
            self._ended.put_nowait((work, speech, _now()))
        except asyncio.QueueFull:
            work.task.cancel()
            self._listener.fault(Fault("recogniser", "too far behind"))
            self._listener.final_transcript(Recognised(failed(utterance.seconds), speech, 0.0))

    def drop(self) -> None:
        """Forget the utterance that is being spoken."""
        self._budget.ended(_now())
        self.resumed()
        self._stop_captions()

    async def run(self) -> None:
        """Tell the final transcripts, until cancelled."""
        try:
            while True:
                work, speech, ended_at = await self._ended.get()
                chosen = await self._chosen(work)
                asr_ms = (_now() - ended_at) * 1000
                self._listener.final_transcript(Recognised(chosen, speech, asr_ms))
        finally:
            self._budget.ended(_now())
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- one utterance ----------------------------------------------------------------------------------------------

    def _recognise(self, utterance: SpeechSegment, urgency: Urgency) -> _Work:
        ticket = Ticket(urgency, self._due(_FINAL_DUE_S), number=bool(self.expected.characters))
        task = self._task(self._recogniser.transcribe(utterance.pcm, ticket), "recognition.utterance")
        work = _Work(utterance, ticket, task, asyncio.Event())
        ticket.on_syllables = partial(self._syllables, work)
        return work

    def _syllables(self, work: _Work, lattice: Lattice) -> None:
        """An answer that is certain from its syllables ends the pause before its text is decoded."""
        answer = early_answer(lattice, self.expected, work.utterance.seconds, date.today())
        if answer is None or work.chosen is not None:
            return
        work.chosen = answer
        work.early.set()
        if work is self._eager:
            certain = is_certain(answer, self.expected)
            self._settle(end_silence_after_text(self.expected, answer.text, self.end_silence, certain=certain))
            self._listener.eager_transcript(answer)

    async def _chosen(self, work: _Work) -> Transcript:
        early = self._task(work.early.wait(), "recognition.early")
        text = self._task(self._text(work), "recognition.text")
        await asyncio.wait((early, text), return_when=asyncio.FIRST_COMPLETED)
        early.cancel()
        if work.chosen is None:
            work.chosen = choose_answer(await text, self.expected, date.today())
        text.cancel()
        return work.chosen

    async def _tell_eager(self, work: _Work) -> None:
        try:
            complete = await self._turn_detector.finished(work.utterance.pcm) if self._turn_detector else None
            transcript = await asyncio.shield(work.task)
        except (RecogniserError, asyncio.CancelledError):
            return  # told with the final transcript, if the pause is the end
        if work is not self._eager or work.chosen is not None:
            return
        transcript = work.chosen = choose_answer(transcript, self.expected, date.today())
        certain = is_certain(transcript, self.expected)
        syllables = () if transcript.lattice is None else self._heard(transcript.lattice, work.utterance).certain
        self._settle(
            end_silence_after_text(
                self.expected, transcript.text, self.end_silence, complete, certain=certain, syllables=syllables
            )
        )
        self._listener.eager_transcript(transcript)

    async def _show(self, utterance: SpeechSegment) -> None:
        urgency = Urgency.SPECULATIVE if self.captions is Captions.BARGE_IN else Urgency.PARTIAL
        caption = self._caption
        ticket = Ticket(urgency, self._due(_CAPTION_DUE_S), syllables_only=self._syllables_only)
        try:
            heard = await self._recogniser.transcribe(utterance.pcm, ticket)
        except RecogniserError:
            return  # one caption less; a recogniser that goes on failing fails the final transcript too
        if heard.lattice is not None and caption is self._caption and ticket.syllables_only:
            self._listener.syllables_heard(self._heard(heard.lattice, utterance))
        if heard.text and caption is self._caption:
            self._listener.interim_transcript(*caption.feed(heard.text))

    def _heard(self, lattice: Lattice, utterance: SpeechSegment) -> HeardSyllables:
        """The syllables since the voice began."""
        return heard_syllables(lattice, max(0, self._voiced_from - utterance.start) / RATE, utterance.seconds)

    async def _text(self, work: _Work) -> Transcript:
        limit_s = self._recogniser.timeout_s + GIVE_UP_MARGIN_S
        try:
            async with asyncio.timeout(limit_s):
                return await work.task
        except RecogniserError as error:
            self._listener.fault(Fault("recogniser", str(error)))
        except TimeoutError:
            self._listener.fault(Fault("recogniser", f"no text within {limit_s:g} s"))
        return failed(work.utterance.seconds)

    @property
    def _syllables_only(self) -> bool:
        return self.captions is Captions.BARGE_IN and self._recogniser.hears_syllables

    def _due(self, after_s: float) -> float:
        now = _now()
        return now + after_s + self._budget.lateness_s(now)

    def _stop_captions(self) -> None:
        if self._showing is not None:
            self._showing.cancel()

    def _task(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved here too: a task that was given up has no other reader


def failed(seconds: float) -> Transcript:
    """In place of a transcript of so much sound."""
    return Transcript("", 0.0, 0.0, seconds, refused="fault")


def _now() -> float:
    return asyncio.get_running_loop().time()
