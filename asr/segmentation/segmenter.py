"""One session's ear: microphone samples in, utterances out.

Sans-I/O and synchronous; a chunk of 32 ms costs about 0.3 ms, most of it in the shared voice activity model
(0.09 ms when 16 sessions go through `VoiceActivity.probabilities` together), which sleeps while the room is quiet.
Nothing said before speech starts is kept, except the pre-roll.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.segmentation.audio_buffer import Tape
from asr.segmentation.echo_suppressor import EchoGuard
from asr.segmentation.endpointing import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from asr.segmentation.level import SILENCE_DB, NoiseFloor, level_db
from asr.segmentation.mic_health import MicState, MicWatch
from asr.segmentation.vad import CHUNK, VoiceModel, VoiceState
from asr.segmentation.vad_gate import VoiceGate
from asr.transcript import RATE


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    """Somebody near has been speaking since `sample` (16 kHz, counted from the ear's first sample)."""

    sample: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """A finished stretch of speech: samples [start, end) of the stream, mono int16 at 16 kHz."""

    start: int
    end: int
    pcm: NDArray[np.int16]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE


@dataclass(frozen=True, slots=True)
class Paused:
    """The voice has stopped. `utterance` is what an end would hand out: recognise it now, and the text is ready."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Resumed:
    """The voice is back since `sample`: the pause was none."""

    sample: int


@dataclass(frozen=True, slots=True)
class SoFar:
    """They are still speaking. `utterance` holds what they have said so far: for captions."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class MicChanged:
    """The microphone has become fit or unfit to be spoken into."""

    state: MicState


EarEvent = VoiceStarted | SoFar | Paused | Resumed | Utterance | MicChanged


@dataclass(frozen=True, slots=True)
class EarSettings:
    """Levels in dB, dBFS where absolute."""

    endpoint: EndpointSettings = field(default_factory=EndpointSettings)
    near_db: float = 9.0  # speech must stand out this much from the floor to start an utterance: distant talk does not
    hold_db: float = 4.0  # and this much to go on: of 12 short answers in hall noise at 5 dB, 9 are heard and not 1
    floor_seconds: float = 10.0
    floor_percentile: float = 20.0
    quietest_db: float = -60.0  # no room is quieter; below it, a microphone with noise suppression is just shut
    so_far_ms: int = 640  # how often `SoFar` comes while somebody speaks


#: Somebody who was heard so long ago (samples) may still be there, and needs not to be asked.
SOUNDING = RATE
LIKE_A_VOICE = 0.3
#: As sure as this that it is the clerk, it is.
HERS = 0.5
#: Nothing clips that is softer (dBFS).
LOUD_DB = -20.0


class Ear:
    """Feed it the microphone, in chunks of any size.

    An ear is not for two threads at once. The model (an `asr.VoiceActivity`) is shared between all ears.
    """

    def __init__(self, model: VoiceModel, settings: EarSettings | None = None) -> None:
        self.settings = settings or EarSettings()
        self._model = model
        self._voice = VoiceState()
        self._endpoint = Endpointer(self.settings.endpoint)
        self._floor = NoiseFloor(
            seconds=self.settings.floor_seconds,
            percentile=self.settings.floor_percentile,
            quietest_db=self.settings.quietest_db,
            chunk_s=CHUNK / RATE,
        )
        self._tape = Tape()
        self._rest = np.zeros(0, np.int16)
        self._now = 0
        self._so_far_due = 0  # the sample of the next `SoFar`
        self.so_far_ms = self.settings.so_far_ms
        self._gate = VoiceGate()
        self._mic = MicWatch()
        self._clerk: EchoGuard | None = None  # made when she first speaks
        self._sounded = -SOUNDING
        self.level = SILENCE_DB
        self.voice = 0.0

    @property
    def patience_ms(self) -> int:
        """Silence that ends an utterance; set it from what the dialogue expects. Takes effect at once."""
        return self._endpoint.patience_ms

    @patience_ms.setter
    def patience_ms(self, value: int) -> None:
        self._endpoint.patience_ms = value

    @property
    def min_speech_ms(self) -> int:
        """Voiced sound that starts an utterance."""
        return self._endpoint.min_speech_ms

    @min_speech_ms.setter
    def min_speech_ms(self, value: int) -> None:
        self._endpoint.min_speech_ms = value

    def settle(self, patience_ms: int) -> list[EarEvent]:
        """The words before this pause are known, and ask for this much silence. See `Endpointer.settle`."""
        return self._events(self._endpoint.settle(patience_ms))

    @property
    def speaking(self) -> bool:
        """Between a `VoiceStarted` and its `Utterance`."""
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
    def kept_samples(self) -> int:
        """How much sound is held now: a pre-roll while nobody speaks, at most the longest utterance."""
        return len(self._tape)

    @property
    def sounding(self) -> bool:
        """Has somebody near made a sound like a voice within the last second?"""
        return self._now - self._sounded < SOUNDING

    def clerk_plays(self, first: int, pcm: NDArray[np.int16]) -> None:
        """The loudspeaker gives out `pcm` (int16, 16 kHz) from sample `first` of this ear on. See `EchoGuard.play`."""
        self._clerk = self._clerk or EchoGuard()
        self._clerk.play(first, pcm)

    def clerk_stops(self, sample: int) -> None:
        """What she was to say from `sample` on is not said."""
        if self._clerk is not None:
            self._clerk.stop(sample)

    def feed(self, pcm: NDArray[np.int16]) -> list[EarEvent]:
        """Take in mono int16 samples at 16 kHz, any number. Raises `SoundError`, `VoiceActivityError`."""
        events: list[EarEvent] = []
        for chunk in self.chunks(pcm):
            probability = 0.0
            for wanted in self.wanted(chunk):
                probability = self._model.probability(self._voice, wanted)
            events += self.step(chunk, probability)
        return events

    def chunks(self, pcm: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """The first half of `feed`, for callers who batch sessions: whole chunks of 512 samples that are now ready.

        Each must go through `wanted` and `step`, in order, with its probability (from `VoiceActivity.probabilities`).
        """
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise SoundError(f"the ear takes mono int16, not {pcm.dtype} of shape {pcm.shape}")
        sound = np.concatenate([self._rest, pcm])
        whole = len(sound) // CHUNK * CHUNK
        self._rest = sound[whole:].copy()
        return [sound[a:b] for a, b in pairwise(range(0, whole + 1, CHUNK))]

    @property
    def voice_state(self) -> VoiceState:
        return self._voice

    def wanted(self, chunk: NDArray[np.int16]) -> list[NDArray[np.int16]]:
        """What the model must be run on, on `voice_state`, to know about `chunk`: oldest first, the last one counts.

        Nothing while the room is quiet (see `asr.segmentation.vad_gate`): the probability is 0.
        """
        self.level = level_db(chunk)
        over = self.level - self._floor.db
        wanted = self._gate.wanted(chunk, over_db=over, speaking=self._endpoint.speaking)
        if self._gate.fresh:
            self._voice = VoiceState()
        return wanted

    def step(self, chunk: NDArray[np.int16], probability: float) -> list[EarEvent]:
        """The end of `feed`: a chunk that has been through `wanted`, and the probability that it is voiced."""
        # A syllable is loud, its end is not: what has begun near goes on near.
        margin = self.settings.hold_db if self._endpoint.begun else self.settings.near_db
        near = self.level >= self._floor.db + margin
        mic = self._watch_mic(chunk, probability)
        # It learns from all that is heard while she speaks, loud or not.
        if self._clerk is not None and self._clerk.residual(self._now, chunk) >= HERS:
            probability = 0.0
        self.voice = probability
        if probability > LIKE_A_VOICE and self.level >= self._floor.db + self.settings.hold_db:
            self._sounded = self._now
        self._floor.add(self.level)
        self._tape.add(self._now, chunk)
        start = self._now
        self._now += CHUNK
        events = self._events(self._endpoint.feed(probability if near else 0.0, start))
        if self._endpoint.speaking and not self._endpoint.paused and self._now >= self._so_far_due:
            self._so_far_due = self._now + self.so_far_ms * RATE // 1000
            events.append(SoFar(self._cut(self._endpoint.needed_from, self._now)))
        self._tape.forget(self._endpoint.needed_from)
        return events + mic

    def _watch_mic(self, chunk: NDArray[np.int16], probability: float) -> list[EarEvent]:
        before = self._mic.state
        state = self._mic.heard(
            self.level,
            zero=self.level <= SILENCE_DB,
            clipped=_clipped(chunk) if self.level > LOUD_DB else 0.0,
            voice=probability,
            near=self.level >= self._floor.db + self.settings.near_db,
        )
        return [MicChanged(state)] if state is not before else []

    def no_sound(self, seconds: float) -> list[EarEvent]:
        """No chunk has come for so long; to be told about once a second."""
        before = self._mic.state
        state = self._mic.missing(seconds)
        return [MicChanged(state)] if state is not before else []

    def flush(self) -> list[EarEvent]:
        """The microphone stops here: hand out what was being said."""
        events = self._events(self._endpoint.flush())
        self._tape.forget(self._now)
        return events

    def reset(self) -> None:
        """Forget all sound and any utterance going on (a new citizen). The sample count and the room's floor go on."""
        self._now += len(self._rest)
        self._rest = np.zeros(0, np.int16)
        self._endpoint.reset(self._now)
        self._tape.forget(self._now)
        self._voice = VoiceState()
        self._gate.reset()
        self.level = SILENCE_DB
        self.voice = 0.0

    def _events(self, events: list[EndpointEvent]) -> list[EarEvent]:
        return [self._event(e) for e in events]

    def _event(self, event: EndpointEvent) -> EarEvent:
        match event:
            case SpeechStarted(sample):
                self._so_far_due = self._now + self.so_far_ms * RATE // 1000
                return VoiceStarted(sample)
            case SpeechPaused(start, end):
                return Paused(self._cut(start, end))
            case SpeechResumed(sample):
                return Resumed(sample)
            case SpeechEnded(start, end):
                return self._cut(start, end)

    def _cut(self, start: int, end: int) -> Utterance:
        return Utterance(start, end, self._tape.cut(start, end))


def _clipped(chunk: NDArray[np.int16]) -> float:
    """The share of samples at full scale."""
    return float(np.count_nonzero((chunk >= 32767) | (chunk <= -32768))) / len(chunk)
