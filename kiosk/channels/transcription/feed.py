"""Listening on behalf of a dictation's protocol: the ear's times go along, and a flush is answered when all is told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from asr import (
    RATE,
    EndSilenceSettings,
    Expectation,
    Segmenter,
    SegmenterEvent,
    SegmenterHub,
    SegmentStarted,
    SpeechSegment,
    Stream,
    VoiceActivityError,
)
from kiosk.hall import Hall
from kiosk.session.speech_input import Recognised, SpeechInput
from kiosk.wire.transcription.actions import Action, TranscriptionProtocol


class _Mark:
    """Put among the ear's events: everything before it has been heard. `samples` of it since the last mark."""

    def __init__(self, samples: int, *, flush: bool) -> None:
        self.samples, self.flush = samples, flush


class TranscriptionFeed:
    """`do` carries out what the protocol wants done; it must not wait. `on_moved`: `behind` or `owed` is less now."""

    def __init__(
        self,
        hall: Hall,
        protocol: TranscriptionProtocol,
        *,
        do: Callable[[list[Action]], None],
        on_fault: Callable[[str], None],
        on_moved: Callable[[], None],
    ) -> None:
        self._protocol, self._do, self._on_moved = protocol, do, on_moved
        self._ear = Segmenter(hall.vad, hall.segmenter_settings)
        self._ears = _OverheardEars(hall.segmenter_hub, self._overheard, self._reached, self._deaf)
        self._listening = _Patient(
            self._ear,
            cast(SegmenterHub, self._ears),
            hall.recogniser,
            on_voice=lambda: do(protocol.voice(_ms(self._starts.popleft() if self._starts else self._ear.sample))),
            on_partial=lambda text, stable: do(protocol.partial(text, stable)),
            on_pause=self._paused,
            on_text=self._text,
            on_fault=on_fault,
        )
        self._fed = 0
        self.behind = 0  # samples (16 kHz) that the ear has still to hear
        self._marks: deque[_Mark] = deque()  # on their way through the ear
        self._starts: deque[int] = deque()
        self._ends: deque[tuple[int, int]] = deque()  # utterances whose end is still to be told
        self._spans: deque[tuple[int, int]] = deque()  # those whose text is still to come
        self._ended = self._told = 0  # utterances heard to their end, and texts told
        self._flushes: deque[int] = deque()  # how many texts must have been told to answer each flush
        self.set_end_silence(hall.settings.asr.end_silence_ms)

    @property
    def owed(self) -> int:
        """Utterances that wait for their text."""
        return self._ended - self._told

    def hear(self, pcm: NDArray[np.int16]) -> None:
        """Mono int16 at 16 kHz. No more than the ear keeps waiting (`hub.WAITING`) may be `behind` at once."""
        self._listening.hear(self._fed, pcm, 0)
        self._fed += len(pcm)
        self.behind += len(pcm)
        self._mark(_Mark(len(pcm), flush=False))

    def flush(self) -> None:
        """What is being said ends here. The protocol is told `flushed` after the last text of it."""
        self._listening.flush()
        self._mark(_Mark(0, flush=True))

    def set_end_silence(self, silence_ms: int) -> None:
        """Nobody knows what such a client expects: one silence for all that is said."""
        self._listening.set_end_silence(silence_ms)

    async def run(self) -> None:
        await self._listening.run()

    # ---- what is heard ----------------------------------------------------------------------------------------------

    def _overheard(self, event: SegmenterEvent) -> None:
        """Note the times, before the listening stage sees the event."""
        if isinstance(event, SegmentStarted):
            self._starts.append(event.sample)
        elif isinstance(event, SpeechSegment):
            self._ends.append((event.start, event.end))
            self._ended += 1

    def _deaf(self) -> None:
        """The ear has failed, and what it was about to say is lost with it: marks too."""
        while self._marks:
            self._reached(self._marks[0])

    def _mark(self, mark: _Mark) -> None:
        self._marks.append(mark)
        self._ears.seat.do(lambda ear: cast(list[SegmenterEvent], [mark]))

    def _reached(self, mark: _Mark) -> None:
        if mark not in self._marks:
            return  # given up already, when the ear failed
        self._marks.remove(mark)
        self.behind -= mark.samples
        self._on_moved()
        if mark.flush:
            self._flushes.append(self._ended)
            self._answer()

    def _paused(self) -> None:
        span = self._ends.popleft() if self._ends else (self._ear.sample, self._ear.sample)
        self._spans.append(span)
        self._do(self._protocol.pause(_ms(span[1])))

    def _text(self, heard: Recognised) -> None:
        start, end = self._spans.popleft() if self._spans else (0, 0)
        if heard.transcript.refused == "fault":
            self._do(self._protocol.fault())
        else:
            self._do(self._protocol.text(heard.transcript.text, _ms(start), _ms(end)))
        if end > start:
            self._told += 1
            self._on_moved()
        self._answer()

    def _answer(self) -> None:
        while self._flushes and self._told >= self._flushes[0]:
            self._flushes.popleft()
            self._do(self._protocol.flushed())


class _Patient(SpeechInput):
    """With one silence for everything."""

    def set_end_silence(self, silence_ms: int) -> None:
        self._patience = EndSilenceSettings(*[silence_ms] * 5)
        self.expect(Expectation("text"))


class _OverheardEars:
    """The hall's ears, with somebody between them and the one who joins.

    `on_event` is called before the one who joined knows, `on_mark` and `on_deaf` after they have carried out all that
    came before: they wait on a queue, and are woken first.
    """

    def __init__(
        self,
        segmenter_hub: SegmenterHub,
        on_event: Callable[[SegmenterEvent], None],
        on_mark: Callable[[_Mark], None],
        on_deaf: Callable[[], None],
    ) -> None:
        self._ears, self._on_event, self._on_mark, self._on_deaf = segmenter_hub, on_event, on_mark, on_deaf
        self.seat: Stream

    def join(
        self,
        ear: Segmenter,
        on_events: Callable[[list[SegmenterEvent]], None],
        on_fault: Callable[[VoiceActivityError], None],
    ) -> Stream:
        later = asyncio.get_running_loop().call_soon

        def events(found: list[SegmenterEvent | _Mark]) -> None:
            heard = [event for event in found if not isinstance(event, _Mark)]
            for event in heard:
                self._on_event(event)
            if heard:
                on_events(heard)
            for mark in found:
                if isinstance(mark, _Mark):
                    later(self._on_mark, mark)

        def fault(error: VoiceActivityError) -> None:
            on_fault(error)
            later(self._on_deaf)

        self.seat = self._ears.join(ear, cast(Callable[[list[SegmenterEvent]], None], events), fault)
        return self.seat


def _ms(sample: int) -> int:
    return sample * 1000 // RATE
