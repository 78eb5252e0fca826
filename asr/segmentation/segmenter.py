"""One session's segmenter: microphone samples in, speech segments out.

Sans-I/O and synchronous; a chunk of 32 ms costs about 0.3 ms, most of it in the shared voice activity model
(0.09 ms when 16 sessions go through `VoiceActivity.probabilities` together), which is not called while the room is
quiet. Before speech starts only the pre-roll is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.segmentation.audio_buffer import AudioBuffer
from asr.segmentation.echo_suppressor import EchoSuppressor, EchoSuppressorSettings
from asr.segmentation.endpointing import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    SpeechContinuation,
    SpeechOffset,
    SpeechOnset,
    SpeechPause,
)
from asr.segmentation.level import SILENCE_DB, NoiseFloor, level_db
from asr.segmentation.mic_health import MicHealthMonitor, MicState
from asr.segmentation.near_field import NearField, NearFieldSettings
from asr.segmentation.vad import CHUNK, VadModel, VadState
from asr.segmentation.vad_gate import VadGate
from asr.transcript import RATE


@dataclass(frozen=True, slots=True)
class SegmentStarted:
    """A near voice has been speaking since `sample` (16 kHz, counted from the segmenter's first sample)."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechSegment:
    """A finished stretch of speech: samples [start, end) of the stream, mono int16 at 16 kHz."""

    start: int
    end: int
    pcm: NDArray[np.int16]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE


@dataclass(frozen=True, slots=True)
class SegmentPaused:
    """The voice has stopped. `segment` equals what an end would deliver, so it can be recognised ahead of the end."""

    segment: SpeechSegment


@dataclass(frozen=True, slots=True)
class SegmentResumed:
    """The voice is back since `sample`: the pause was not the end."""

    sample: int


@dataclass(frozen=True, slots=True)
class SegmentUpdated:
    """Speech goes on. `segment` holds it up to now: for captions."""

    segment: SpeechSegment


@dataclass(frozen=True, slots=True)
class MicStateChanged:
    """The state of the microphone has changed."""

    state: MicState


@dataclass(frozen=True, slots=True)
class Flushed:
    """`flush` was called here: the segments of all sound before it have been handed out."""


SegmenterEvent = (
    SegmentStarted | SegmentUpdated | SegmentPaused | SegmentResumed | SpeechSegment | MicStateChanged | Flushed
)


@dataclass(frozen=True, slots=True)
class SegmenterSettings:
    """Levels in dB, dBFS where absolute."""

    endpoint: EndpointSettings = field(default_factory=EndpointSettings)
    near_db: float = 9.0  # speech must exceed the floor by this much to start a segment: distant talk does not
    hold_db: float = 4.0  # and by this much to go on: 9 of 12 short answers in hall noise at 5 dB; 1 with 9.0
    floor_seconds: float = 10.0
    floor_percentile: float = 20.0
    quietest_db: float = -60.0  # the floor is not set lower: below it a noise-suppressing microphone is shut
    echo: EchoSuppressorSettings = field(default_factory=EchoSuppressorSettings)
    near_field: NearFieldSettings | None = field(default_factory=NearFieldSettings)  # over the clerk; None: any voice
    update_every_ms: int = 640  # how often `SegmentUpdated` comes during speech ...
    update_growth: float = 0.2  # ... and not before the segment has grown by this share: its cost grows with its length


#: A voice within this many samples counts as recent: the no-input timer is held.
VOICE_RECENT_SAMPLES = RATE
#: Voice probability above which a chunk counts as a recent voice.
VOICE_LIKE = 0.3
#: Echo probability at or above which a chunk counts as the clerk's own voice.
ECHO_THRESHOLD = 0.5
#: Chunks under this level (dBFS) are not examined for clipping.
CLIPPING_DB = -20.0


class Segmenter:
    """Feed it the microphone, in chunks of any size.

    Not thread-safe. The model (an `asr.VoiceActivity`) is shared between all segmenters.
    """

    def __init__(self, model: VadModel, settings: SegmenterSettings | None = None) -> None:
        self.settings = settings or SegmenterSettings()
        self._model = model
        self._voice = VadState()
        self._endpoint = Endpointer(self.settings.endpoint)
        self._floor = NoiseFloor(
            seconds=self.settings.floor_seconds,
            percentile=self.settings.floor_percentile,
            quietest_db=self.settings.quietest_db,
            chunk_s=CHUNK / RATE,
        )
        self._buffer = AudioBuffer()
        self._rest = np.zeros(0, np.int16)
        self._now = 0
        self._update_due = 0  # the sample of the next `SegmentUpdated`
        self.update_every_ms = self.settings.update_every_ms
        self._vad_gate = VadGate()
        self._mic = MicHealthMonitor()
        self._echo: EchoSuppressor | None = None  # made at the first playback
        self._near_field = NearField(self.settings.near_field or NearFieldSettings())
        self._voice_at = -VOICE_RECENT_SAMPLES
        self.level = SILENCE_DB
        self.voice = 0.0

    @property
    def end_silence_ms(self) -> int:
        """Silence that ends a segment, from what the dialogue expects. A change takes effect at once."""
        return self._endpoint.end_silence_ms

    @end_silence_ms.setter
    def end_silence_ms(self, value: int) -> None:
        self._endpoint.end_silence_ms = value

    @property
    def min_speech_ms(self) -> int:
        """Voiced sound that starts a segment."""
        return self._endpoint.min_speech_ms

    @min_speech_ms.setter
    def min_speech_ms(self, value: int) -> None:
        self._endpoint.min_speech_ms = value

    def set_end_silence(self, end_silence_ms: int) -> list[SegmenterEvent]:
        """Set how long the current pause may last, once its text is known. See `Endpointer.set_end_silence`."""
        return self._events(self._endpoint.set_end_silence(end_silence_ms))

    @property
    def speaking(self) -> bool:
        """Between a `SegmentStarted` and its `SpeechSegment`."""
        return self._endpoint.speaking

    @property
    def floor(self) -> float:
        """The room's noise floor in dBFS."""
        return self._floor.db

    @property
    def sample(self) -> int:
        """How many samples have been fed in all; `reset` does not turn it back."""
        return self._now + len(self._rest)

    @property
    def buffered_samples(self) -> int:
        """Samples held now: the pre-roll outside speech, at most the longest segment."""
        return len(self._buffer)

    @property
    def voice_recent(self) -> bool:
        """Whether a sound like a near voice was heard within the last second."""
        return self._now - self._voice_at < VOICE_RECENT_SAMPLES

    def playback(self, first: int, pcm: NDArray[np.int16]) -> None:
        """The loudspeaker plays `pcm` (int16, 16 kHz) from sample `first`, as in `EchoSuppressor.play`."""
        self._echo = self._echo or EchoSuppressor(self.settings.echo)
        self._echo.play(first, pcm)

    def playback_stopped(self, sample: int) -> None:
        """Playback stopped at `sample`: what was announced after it is not played."""
        if self._echo is not None:
            self._echo.stop(sample)

    def feed(self, pcm: NDArray[np.int16]) -> list[SegmenterEvent]:
        """Take in mono int16 samples at 16 kHz, any number. Raises `SoundError`, `VoiceActivityError`."""
        events: list[SegmenterEvent] = []
        for chunk in self.chunks(pcm):
            probability = 0.0
            for wanted in self.model_input(chunk):
                probability = self._model.probability(self._voice, wanted)
            events += self.step(chunk, probability)
        return events

    def chunks(self, pcm: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """The first half of `feed`, for callers who batch sessions: whole chunks of 512 samples that are now ready.

        Pass each to `model_input` and `step`, in order, with its probability (from `VoiceActivity.probabilities`).
        """
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise SoundError(f"expected mono int16, not {pcm.dtype} of shape {pcm.shape}")
        sound = np.concatenate([self._rest, pcm])
        whole = len(sound) // CHUNK * CHUNK
        self._rest = sound[whole:].copy()
        return [sound[a:b] for a, b in pairwise(range(0, whole + 1, CHUNK))]

    @property
    def voice_state(self) -> VadState:
        return self._voice

    def model_input(self, chunk: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """The chunks to run the model on (with `voice_state`) to get the probability of `chunk`, the last of them.

        Empty while the room is quiet (see `vad_gate.py`): the probability is 0.
        """
        self.level = level_db(chunk)
        over = self.level - self._floor.db
        wanted = self._vad_gate.model_input(chunk, over_db=over, speaking=self._endpoint.speaking)
        if self._vad_gate.fresh:
            self._voice = VadState()
        return wanted

    def step(self, chunk: NDArray[np.int16], probability: float) -> list[SegmenterEvent]:
        """The second half of `feed`: a chunk that went through `model_input`, and its voice probability."""
        # A syllable starts loud and ends soft: a segment that has begun needs less level to go on.
        margin = self.settings.hold_db if self._endpoint.begun else self.settings.near_db
        near = self.level >= self._floor.db + margin
        mic = self._watch_mic(chunk, probability)
        # Called for every chunk: the suppressor learns from all sound during playback.
        if self._echo is not None and self._echo.echo_probability(self._now, chunk) >= ECHO_THRESHOLD:
            probability = 0.0
        self.voice = probability
        if probability > VOICE_LIKE and self.level >= self._floor.db + self.settings.hold_db:
            self._voice_at = self._now
        self._floor.add(self.level)
        self._buffer.add(self._now, chunk)
        start = self._now
        self._now += CHUNK
        events = self._spans(probability if near else 0.0, start)
        if self._endpoint.speaking and not self._endpoint.paused and self._now >= self._update_due:
            segment = self._cut(self._endpoint.needed_from, self._now)
            grown = int(len(segment.pcm) * self.settings.update_growth)
            self._update_due = self._now + max(self.update_every_ms * RATE // 1000, grown)
            events.append(SegmentUpdated(segment))
        self._buffer.forget(self._endpoint.needed_from)
        return events + mic

    def _spans(self, probability: float, start: int) -> list[SegmenterEvent]:
        """Over the clerk a span begins only where the voice is near."""
        over_clerk = self._echo is not None and self._echo.may_sound(start)
        self._endpoint.withheld = over_clerk and self.settings.near_field is not None and not self._near_field.near
        was_speaking = self._endpoint.speaking
        found = self._endpoint.feed(probability, start)
        if self._endpoint.begun and self._endpoint.voiced:
            self._near_field.voiced(self.level, self._floor.db)
        elif not self._endpoint.begun:
            (self._near_field.ended if was_speaking else self._near_field.forget)()
        return self._events(found)

    def _watch_mic(self, chunk: NDArray[np.int16], probability: float) -> list[SegmenterEvent]:
        before = self._mic.state
        state = self._mic.chunk(
            self.level,
            zero=self.level <= SILENCE_DB,
            clipped=_clipped(chunk) if self.level > CLIPPING_DB else 0.0,
            voice=probability,
            near=self.level >= self._floor.db + self.settings.near_db,
        )
        return [MicStateChanged(state)] if state is not before else []

    def no_sound(self, seconds: float) -> list[SegmenterEvent]:
        """No chunk has come for `seconds`. Call it about once a second while none come."""
        before = self._mic.state
        state = self._mic.missing(seconds)
        return [MicStateChanged(state)] if state is not before else []

    def flush(self) -> list[SegmenterEvent]:
        """The microphone stops here: end the current segment. The last event is `Flushed`."""
        events = self._events(self._endpoint.flush())
        self._buffer.forget(self._now)
        return [*events, Flushed()]

    def reset(self) -> None:
        """Drop all sound and the current segment (a new citizen). The sample count and the noise floor are kept."""
        self._now += len(self._rest)
        self._rest = np.zeros(0, np.int16)
        self._endpoint.reset(self._now)
        self._buffer.forget(self._now)
        self._voice = VadState()
        self._vad_gate.reset()
        self._near_field = NearField(self.settings.near_field or NearFieldSettings())
        self.level = SILENCE_DB
        self.voice = 0.0

    def _events(self, events: list[EndpointEvent]) -> list[SegmenterEvent]:
        return [self._event(e) for e in events]

    def _event(self, event: EndpointEvent) -> SegmenterEvent:
        match event:
            case SpeechOnset(sample):
                self._update_due = self._now + self.update_every_ms * RATE // 1000
                return SegmentStarted(sample)
            case SpeechPause(start, end):
                return SegmentPaused(self._cut(start, end))
            case SpeechContinuation(sample):
                return SegmentResumed(sample)
            case SpeechOffset(start, end):
                return self._cut(start, end)

    def _cut(self, start: int, end: int) -> SpeechSegment:
        return SpeechSegment(start, end, self._buffer.cut(start, end))


def _clipped(chunk: NDArray[np.int16]) -> float:
    """The share of samples at full scale."""
    return float(np.count_nonzero((chunk >= 32767) | (chunk <= -32768))) / len(chunk)
