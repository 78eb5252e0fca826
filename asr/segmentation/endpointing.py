"""Where speech begins, pauses and ends, from voice probabilities alone. Sans-I/O: no clock, no sound, no model.

    feed(probability, sample) -> SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded ...

Time is a sample index at 16 kHz. Of every endpointer this holds: a start is followed by exactly one end (`flush`
gives the last), spans never overlap, and none is longer than `max_utterance_ms`. A pause is followed by a resumption or
by the end, and that end spans the very samples the pause promised: what was recognised in the pause is the final text.

How long a pause may last is said twice: `patience_ms` before anyone knows the words, `settle` once they are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from asr.segmentation.vad import CHUNK
from asr.transcript import RATE


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody has been speaking since `sample` (the first voiced sample; the utterance begins a pre-roll earlier)."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """Nobody has spoken for `pause_ms`: if this turns out to be the end, speech filled [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """It was not the end: the voice is back since `sample`."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Speech filled [start, end), pre-roll and tail included. `cut`: it was ended by the length limit or by `flush`."""

    start: int
    end: int
    cut: bool = False


EndpointEvent = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """All lengths in milliseconds, probabilities in 0..1. Raises ValueError when they contradict each other."""

    start_probability: float = 0.5  # a quiet stream turns voiced here ...
    stop_probability: float = 0.35  # ... and unvoiced only below this
    min_speech_ms: int = 200  # voiced sound needed for a start: a click or a cough has less
    onset_gap_ms: int = 160  # an unvoiced stretch this long before that forgets what was gathered
    pause_ms: int = 96  # silence after which it may be the end, and the recogniser is set to work
    patience_ms: int = 700  # silence that ends an utterance; settable while running
    pre_roll_ms: int = 300  # sound kept before the first voiced sample: soft initials (s, sh, h, f)
    tail_ms: int = 96  # sound kept after the last voiced sample: soft finals, reverberation
    max_utterance_ms: int = 25_000  # Whisper hears 30 s at most
    hurry_ms: int = 5_000  # this close to the limit, a breath is enough to end, so that no word is cut in two
    breath_ms: int = 200

    def __post_init__(self) -> None:
        if not 0.0 < self.stop_probability <= self.start_probability < 1.0:
            raise ValueError("0 < stop_probability <= start_probability < 1 does not hold")
        if min(self.min_speech_ms, self.onset_gap_ms, self.pause_ms, self.patience_ms, self.breath_ms) < 1:
            raise ValueError("min_speech_ms, onset_gap_ms, pause_ms, patience_ms and breath_ms must be at least 1")
        if self.tail_ms > self.pause_ms:
            raise ValueError("tail_ms is longer than pause_ms: a pause could not promise the samples of its end")
        if min(self.pre_roll_ms, self.tail_ms, self.hurry_ms) < 0:
            raise ValueError("pre_roll_ms, tail_ms and hurry_ms must not be negative")
        if self.max_utterance_ms < self.pre_roll_ms + 4 * (self.min_speech_ms + self.onset_gap_ms):
            raise ValueError("max_utterance_ms is too short for pre_roll_ms, min_speech_ms and onset_gap_ms")


class _Phase(Enum):
    QUIET = auto()
    ONSET = auto()  # voiced, but not yet for long enough
    SPEECH = auto()
    PAUSE = auto()  # in speech, silent for `pause_ms` and more


class Endpointer:
    """Feed it one probability for every 512 samples, in order."""

    def __init__(self, settings: EndpointSettings | None = None) -> None:
        self.settings = settings or EndpointSettings()
        self._patience = _samples(self.settings.patience_ms)
        self._settled: int | None = None  # the patience of this very pause
        self._min_speech = _samples(self.settings.min_speech_ms)
        self._free_from = 0  # nothing before this sample may be used again: the end of the last utterance
        self._now = 0
        self._phase = _Phase.QUIET
        self._voiced = False  # the last chunk
        self._gathered = 0  # voiced samples since the onset
        self._onset = 0  # the first voiced sample
        self._start = 0  # a pre-roll earlier
        self._voiced_until = 0

    @property
    def speaking(self) -> bool:
        """Between a `SpeechStarted` and its `SpeechEnded`."""
        return self._phase in (_Phase.SPEECH, _Phase.PAUSE)

    @property
    def begun(self) -> bool:
        """Speaking, or voiced already but not yet for long enough."""
        return self._phase is not _Phase.QUIET

    @property
    def paused(self) -> bool:
        """Between a `SpeechPaused` and its `SpeechResumed` or `SpeechEnded`."""
        return self._phase is _Phase.PAUSE

    @property
    def patience_ms(self) -> int:
        """Silence that ends an utterance. A change takes effect at once, in mid-utterance too."""
        return self._patience * 1000 // RATE

    @patience_ms.setter
    def patience_ms(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"patience_ms must be at least 1, not {value}")
        self._patience = _samples(value)

    @property
    def min_speech_ms(self) -> int:
        """Voiced sound needed for a start. Settable: where a 嗯 is an answer, less is asked for."""
        return self._min_speech * 1000 // RATE

    @min_speech_ms.setter
    def min_speech_ms(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"min_speech_ms must be at least 1, not {value}")
        self._min_speech = _samples(value)

    def settle(self, patience_ms: int) -> list[EndpointEvent]:
        """The words so far are known: this pause may last `patience_ms`. Says so at once if it already has.

        Without a pause going on nothing happens: the words are of an earlier one.
        """
        if patience_ms < 1:
            raise ValueError(f"patience_ms must be at least 1, not {patience_ms}")
        if not self.paused:
            return []
        self._settled = _samples(patience_ms)
        return self._ended()

    @property
    def needed_from(self) -> int:
        """The earliest sample that any future utterance can hold; sound before it may be forgotten."""
        if self._phase is _Phase.QUIET:
            return max(self._free_from, self._now - _samples(self.settings.pre_roll_ms))
        return self._start

    def feed(self, probability: float, sample: int) -> list[EndpointEvent]:
        """The chunk [sample, sample + 512) is voiced with `probability`. Raises ValueError if time goes back."""
        if sample < self._now:
            raise ValueError(f"sample {sample} comes before {self._now}, already fed")
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"{probability} is no probability")
        threshold = self.settings.stop_probability if self._voiced else self.settings.start_probability
        self._voiced = probability >= threshold
        self._now = sample + CHUNK
        if self._phase is _Phase.QUIET:
            if not self._voiced:
                return []
            self._phase = _Phase.ONSET
            self._onset = sample
            self._start = max(self._free_from, sample - _samples(self.settings.pre_roll_ms))
        if self._voiced:
            self._voiced_until = self._now
            self._gathered += CHUNK
        return self._in_onset() if self._phase is _Phase.ONSET else self._in_speech(sample)

    def flush(self) -> list[EndpointEvent]:
        """The stream ends or is interrupted here: end what is going on."""
        events: list[EndpointEvent] = [self._end(cut=True)] if self.speaking else []
        self._rest()
        self._free_from = self._now
        return events

    def reset(self, sample: int) -> None:
        """Drop what is going on, without an event; the stream continues at `sample`."""
        self._now = self._free_from = max(self._now, sample)
        self._rest()

    def _in_onset(self) -> list[EndpointEvent]:
        if self._gathered >= self._min_speech:
            self._phase = _Phase.SPEECH
            return [SpeechStarted(self._onset)]
        if self._now - self._voiced_until >= _samples(self.settings.onset_gap_ms):
            self._rest()
        return []

    def _in_speech(self, sample: int) -> list[EndpointEvent]:
        events: list[EndpointEvent] = []
        if self.paused and self._voiced:
            self._phase, self._settled = _Phase.SPEECH, None
            events.append(SpeechResumed(sample))
        if ended := self._ended():
            return events + ended
        if self._phase is _Phase.SPEECH and self._now - self._voiced_until >= _samples(self.settings.pause_ms):
            self._phase = _Phase.PAUSE
            events.append(SpeechPaused(self._start, self._span_end()))
        return events

    def _ended(self) -> list[EndpointEvent]:
        limit = _samples(self.settings.max_utterance_ms)
        length = self._now - self._start
        patience = self._patience if self._settled is None else self._settled
        if length > limit - _samples(self.settings.hurry_ms):
            patience = min(patience, _samples(self.settings.breath_ms))
        if self._now - self._voiced_until >= patience:
            return [self._end(cut=False)]
        if length + CHUNK > limit:
            return [self._end(cut=True)]
        return []

    def _span_end(self) -> int:
        return min(self._now, self._voiced_until + _samples(self.settings.tail_ms))

    def _end(self, *, cut: bool) -> SpeechEnded:
        end = self._span_end()
        event = SpeechEnded(self._start, end, cut)
        self._free_from = end
        self._rest()
        return event

    def _rest(self) -> None:
        self._phase = _Phase.QUIET
        self._voiced = False
        self._settled = None
        self._gathered = 0


def _samples(ms: int) -> int:
    return ms * RATE // 1000
