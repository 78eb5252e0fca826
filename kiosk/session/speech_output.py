"""The speech output of a session: text in, paced speech frames out, and reports of what was played back in.

Two tasks in a row: one synthesises, one clause ahead; the other sends, at most `lead_s` ahead of the loudspeaker.
`stop` drops everything at once, also what is being synthesised.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avatar import COLUMNS, FaceTrack, face
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.telemetry.fault import Fault
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet
from tts import Speech, VoiceError, clauses

#: Seconds of sound in one frame: short, so that the first is sent early; long, so that there are few.
FRAME_S = 0.1
#: Hz of every frame (`ready.audio.down` on the wire).
RATE = 24_000
#: Seconds of silence for each character that could not be synthesised: time to read the caption.
READING_S = 0.2


class Speaker(Protocol):
    """A voice. `keep`: the sound may be cached, because the text holds nothing personal."""

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech: ...


class SpeechOutputListener(Protocol):
    """Is told of the progress of an utterance."""

    def first_sound(self) -> None:
        """The first sound of an utterance is about to be sent."""

    def send(self, message: m.Down) -> None:
        """To the client."""

    def clause_sent(self, clause: SpokenClause) -> None:
        """Its sound follows."""

    def speech_sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None:
        """`pcm` (24 kHz) is on its way to the loudspeaker, from sample `utterance.samples` of the utterance on."""

    def spoken(self, utterance: ClerkUtterance) -> None:
        """It was played to its end, or the client has stopped reporting. Not called after `stop`."""

    def fault(self, fault: Fault) -> None:
        """Something failed; the stage goes on."""


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """`track`: None where the outlet showed no face when the clause was rendered."""

    clause: SpokenClause
    speech: Speech
    track: FaceTrack | None


#: The face rows of a frame without any: sample indices and weights.
_NO_ROWS = np.zeros(0, np.int64), np.zeros((0, len(COLUMNS)), np.uint8)


def _rows(
    track: FaceTrack | None, start: int, samples: int, offset: int
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The rows of samples [start, start + samples) of a clause that begins at sample `offset` of its utterance."""
    if track is None:
        return _NO_ROWS
    rows = slice(*np.searchsorted(track.samples, (start, start + samples)))
    return track.samples[rows] + offset, track.weights[rows]


def _unspoken(clause: SpokenClause) -> Speech:
    """Silence as long as it takes to read `clause`: a page shows a caption when its first sample is played."""
    return Speech(clause.text, np.zeros(int(READING_S * RATE * len(clause.text)), np.int16), RATE, ())


def laid_over(pieces: list[str], text: str, caption: str) -> list[str]:
    """`caption` cut where `text` was cut into `pieces`. Both are equally long; the pieces may lack spaces of `text`."""
    shown = iter([c for t, c in zip(text, caption, strict=True) if not t.isspace()])
    return ["".join(c if c.isspace() else next(shown) for c in piece) for piece in pieces]


class SpeechOutput:
    """Speaks one utterance at a time, and keeps the one that was cut."""

    def __init__(
        self,
        listener: SpeechOutputListener,
        voice: Speaker,
        outlet: Outlet,
        *,
        lead_s: float,
        stall_s: float = 5.0,
    ) -> None:
        self.outlet = outlet
        self.speed = 1.0
        self.gain = 1.0
        self.epoch = 0
        self.utterance: ClerkUtterance | None = None
        self.cut: ClerkUtterance | None = None
        self._cut_left: list[SpokenClause] | None = []  # None: something else was said since; `cut` is not resumed
        self._listener, self._voice, self._lead_s, self._stall_s = listener, voice, lead_s, stall_s
        self._count = 0
        self._closed = True  # the open utterance is complete
        self._next: list[SpokenClause] = []  # said after it was closed: the next utterance
        self._unmade: deque[SpokenClause] = deque()
        self._unplaced: deque[SpokenClause] = deque()
        self._work = asyncio.Event()  # set: something to synthesise, or the utterance was closed
        self._made: asyncio.Queue[tuple[int, RenderedClause | None]] = asyncio.Queue(
            maxsize=1
        )  # overflow: synthesis waits
        self._making: asyncio.Task[RenderedClause] | None = None
        self._ahead: tuple[SpokenClause, float, asyncio.Task[Speech]] | None = None  # prepared, and not yet said
        self._progress = asyncio.Event()  # set by each report
        self._heard_at = 0.0  # loop time at which the citizen last heard the clerk

    def say(self, text: str, *, fixed: bool = False, caption: str = "", staff: bool = False) -> None:
        """Add to the open utterance, or open one. `caption`: shown instead of `text`, and equally long. `staff`: of a
        member of staff.
        """
        self._cut_left = None
        pieces = clauses(text)
        captions = laid_over(pieces, text, caption) if caption else pieces
        self._add([SpokenClause(piece, fixed, shown, staff) for piece, shown in zip(pieces, captions, strict=True)])

    def prepare(self, text: str, *, fixed: bool = False) -> None:
        """Synthesise the first clause of `text` ahead: it may be said next."""
        self.discard()
        first = next(iter(clauses(text)), None)
        if first is not None:
            work = self._voice.speak(first, speed=self.speed, keep=fixed)
            task = asyncio.create_task(work, name="speaking.ahead")
            self._ahead = SpokenClause(first, fixed), self.speed, task

    def discard(self) -> None:
        """Drop what `prepare` made."""
        if self._ahead is not None:
            self._ahead[2].cancel()
            self._ahead = None

    def close(self) -> None:
        """The open utterance is complete."""
        if self.utterance is not None and not self._closed:
            self._closed = True
            self._work.set()

    def stop(self) -> ClerkUtterance | None:
        """Stop at once. Returns the utterance that was being said (None: none was), which stays in `cut`: the client
        will still report how far it has played it.
        """
        if self.utterance is None:
            return None
        self.cut, self._cut_left = self.utterance, [*self._unplaced, *self._next]
        self._forget()
        self.epoch += 1
        self._listener.send(m.Stop(self.cut.id, self.epoch, self.cut.samples))
        return self.cut

    @property
    def resumable(self) -> bool:
        """Whether an utterance was cut, and nothing else was said since."""
        return self.cut is not None and self._cut_left is not None

    def give_up(self) -> list[SpokenClause]:
        """What was cut is not resumed. Gives the clauses that had not begun."""
        left, self._cut_left = self._cut_left if self.resumable else [], None
        return left or []

    @property
    def silent_from(self) -> float:
        """Loop time from which the citizen has heard nothing; now, while something is still to be heard."""
        utterance = self.utterance
        placed = utterance.placed[-1].end if utterance is not None and utterance.placed else 0
        pending = self._unplaced or self._next or (utterance is not None and utterance.heard < placed)
        return asyncio.get_running_loop().time() if pending else self._heard_at

    def resume(self) -> None:
        """After a false barge-in: say the rest, from the start of the clause that was cut, as a new utterance."""
        if self.cut is None or self._cut_left is None:
            return
        left = [*self.cut.unheard, *self._cut_left]
        self.cut = self._cut_left = None
        self._add(left)
        self.close()

    def played(self, number: int, heard_sample: int, *, done: bool, underruns: int) -> None:
        """The client's report on utterance `number`; ignored unless it is the open one or the one that was cut."""
        for utterance in (self.utterance, self.cut):
            if utterance is not None and utterance.id == number:
                heard = utterance.heard
                utterance.played(heard_sample, underruns)
                if utterance.heard > heard:
                    self._heard_at = asyncio.get_running_loop().time()
                utterance.over = utterance.over or done
                self._progress.set()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._synthesise(), name="speaking.synthesise")
                group.create_task(self._send(), name="speaking.send")
        finally:
            self.discard()

    def _add(self, new: list[SpokenClause]) -> None:
        if not new:
            return
        if self.utterance is not None and self._closed:
            self._next += new
            return
        if self.utterance is None:
            self._count += 1
            self.utterance = ClerkUtterance(self._count)
        self._closed = False
        self._unmade.extend(new)
        self._unplaced.extend(new)
        self._work.set()

    def _forget(self) -> None:
        self.utterance, self._closed = None, True
        self._next = []
        self._unmade.clear()
        self._unplaced.clear()
        if self._making is not None:
            self._making.cancel()  # the next utterance must not wait for it
        self._progress.set()

    # ---- one task: text -> sound, always one clause ahead -----------------------------------------------------------

    async def _synthesise(self) -> None:
        while True:
            await self._work.wait()
            if self.utterance is None:
                self._work.clear()
            elif self._unmade:
                number, clause = self.utterance.id, self._unmade.popleft()
                made = await self._make_unless_stopped(clause)
                if made is not None:
                    await self._made.put((number, made))
            else:
                self._work.clear()
                if self._closed:
                    await self._made.put((self.utterance.id, None))

    async def _make_unless_stopped(self, clause: SpokenClause) -> RenderedClause | None:
        self._making = asyncio.create_task(self._make(clause), name="speaking.make")
        try:
            await asyncio.wait([self._making])
            return None if self._making.cancelled() else self._making.result()
        finally:
            self._making.cancel()
            self._making = None

    async def _make(self, clause: SpokenClause) -> RenderedClause:
        try:
            speech = await self._speech(clause)
        except VoiceError as error:
            self._listener.fault(Fault("voice", str(error)))
            speech = _unspoken(clause)
        if not len(speech.pcm):
            speech = _unspoken(clause)
        return RenderedClause(clause, speech, self._face(speech))

    async def _speech(self, clause: SpokenClause) -> Speech:
        ahead = self._ahead
        if ahead is not None and ahead[:2] == (clause, self.speed):
            self._ahead = None
            try:
                return await ahead[2]
            finally:
                ahead[2].cancel()
        return await self._voice.speak(clause.text, speed=self.speed, keep=clause.fixed)

    # ---- the other task: sound -> frames, at most `lead_s` ahead of the loudspeaker ---------------------------------

    async def _send(self) -> None:
        while True:
            number, made = await self._made.get()
            utterance = self.utterance
            if utterance is None or utterance.id != number:
                continue  # stopped while it was being synthesised
            if made is None:
                await self._finish(utterance)
            else:
                await self._send_clause(utterance, made)

    async def _send_clause(self, utterance: ClerkUtterance, made: RenderedClause) -> None:
        pcm, rate = made.speech.pcm, made.speech.rate
        if self.gain != 1.0:
            pcm = np.clip(pcm * self.gain, -32768, 32767).astype(np.int16)
        self._unplaced.popleft()
        if not utterance.placed:
            self._listener.first_sound()
        placed = utterance.place(made.clause, len(pcm))
        self._listener.send(
            m.SayMessage(utterance.id, self.epoch, placed.start, rate, made.clause.caption or made.clause.text)
        )
        self._listener.clause_sent(made.clause)
        track, step = made.track, int(FRAME_S * rate)
        for start in range(0, len(pcm), step):
            await self._room(utterance, int(self._lead_s * rate))
            if self.utterance is not utterance:
                return
            track = track or self._face(made.speech)  # the outlet may have changed to one that shows a face
            self._frame(utterance, pcm[start : start + step], *_rows(track, start, step, placed.start))

    async def _room(self, utterance: ClerkUtterance, lead: int) -> None:
        """Wait until at most `lead` samples are unplayed, or the client has sent no report for too long."""
        while self.utterance is utterance and utterance.samples - utterance.heard > lead and not utterance.over:
            self._progress.clear()
            try:
                async with asyncio.timeout(lead / RATE + self._stall_s):
                    await self._progress.wait()
            except TimeoutError:
                self._listener.fault(Fault("page", "reports no playback"))
                utterance.heard = utterance.samples

    async def _finish(self, utterance: ClerkUtterance) -> None:
        if utterance.samples:
            self._frame(utterance, np.zeros(0, np.int16), *_NO_ROWS, last=True)
            left = (utterance.samples - utterance.heard) / RATE
            try:
                async with asyncio.timeout(left + self._stall_s):
                    while self.utterance is utterance and not utterance.over:
                        self._progress.clear()
                        await self._progress.wait()
            except TimeoutError:
                self._listener.fault(Fault("page", "reports no end of playback"))
        if self.utterance is not utterance:
            return
        after = self._next
        self._forget()
        self._add(after)
        self.close()
        self._listener.spoken(utterance)

    def _frame(
        self,
        utterance: ClerkUtterance,
        pcm: NDArray[np.int16],
        samples: NDArray[np.int64],
        rows: NDArray[np.uint8],
        *,
        last: bool = False,
    ) -> None:
        frame = SpeechFrame(
            utterance.id, self.epoch, utterance.sequence, utterance.samples, last, pcm, samples, rows
        )  # fmt: skip
        if len(pcm):
            self._listener.speech_sent(utterance, pcm)
        utterance.sequence += 1
        utterance.samples += len(pcm)
        self.outlet.send_speech(frame)

    def _face(self, speech: Speech) -> FaceTrack | None:
        return face(speech) if self.outlet.shows_face else None
