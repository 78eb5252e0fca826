"""Where speech begins, pauses and ends, from voice probabilities alone. Sans-I/O: no clock, no sound, no model.

    feed(probability, sample) -> SpeechOnset | SpeechPause | SpeechContinuation | SpeechOffset ...

Time is a sample index at 16 kHz. Of every endpointer this holds: a start is followed by exactly one end (`flush`
gives the last), spans never overlap, and none is longer than `max_utterance_ms`. A pause is followed by a resumption or
by the end, and that end spans the very samples the pause promised: the text recognised in the pause is the final one.

How long a pause may last: `end_silence_ms` before the text is known, then `set_end_silence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from asr.segmentation.vad import CHUNK
from asr.transcript import RATE


@dataclass(frozen=True, slots=True)
class SpeechOnset:
    """Speech began at `sample` (the first voiced one; its span begins a pre-roll earlier)."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechPause:
    """Silence for `pause_ms`: if this turns out to be the end, speech filled [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpeechContinuation:
    """The pause was not the end: the voice is back since `sample`."""

    sample: int


@dataclass(frozen=True, slots=True)
class SpeechOffset:
    """Speech filled [start, end), pre-roll and tail included. `cut`: the length limit or `flush` ended it."""

    start: int
    end: int
    cut: bool = False


EndpointEvent = SpeechOnset | SpeechPause | SpeechContinuation | SpeechOffset


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """All lengths in milliseconds, probabilities in 0..1. Raises ValueError when they contradict each other."""

    start_probability: float = 0.5  # a quiet stream turns voiced here ...
    stop_probability: float = 0.35  # ... and unvoiced only below this
    min_speech_ms: int = 200  # voiced sound needed for a start: a click or a cough has less
    onset_gap_ms: int = 160  # an unvoiced stretch this long before a start resets the count
    pause_ms: int = 96  # silence after which recognition starts speculatively
    end_silence_ms: int = 700  # silence that ends an utterance; settable while running
    pre_roll_ms: int = 300  # sound kept before the first voiced sample: soft initials (s, sh, h, f)
    tail_ms: int = 96  # sound kept after the last voiced sample: soft finals, reverberation
    max_utterance_ms: int = 25_000  # Whisper takes 30 s at most
    hurry_ms: int = 5_000  # this close to the limit `breath_ms` of silence ends it, so that no word is cut
    breath_ms: int = 200

    def __post_init__(self) -> None:
        if not 0.0 < self.stop_probability <= self.start_probability < 1.0:
            raise ValueError("0 < stop_probability <= start_probability < 1 does not hold")
        if min(self.min_speech_ms, self.onset_gap_ms, self.pause_ms, self.end_silence_ms, self.breath_ms) < 1:
            raise ValueError("min_speech_ms, onset_gap_ms, pause_ms, end_silence_ms and breath_ms must be at least 1")
        if self.tail_ms > self.pause_ms:
            raise ValueError("tail_ms is longer than pause_ms: a pause could not promise the samples of its end")
        if min(self.pre_roll_ms, self.tail_ms, self.hurry_ms) < 0:
            raise ValueError("pre_roll_ms, tail_ms and hurry_ms must not be negative")
        if self.max_utterance_ms < self.pre_roll_ms + 4 * (self.min_speech_ms + self.onset_gap_ms):
            raise ValueError("max_utterance_ms is too short for pre_roll_ms, min_speech_ms and onset_gap_ms")


#: Samples of a voice that are kept while its span is withheld.
_WITHHELD = RATE


class _Phase(Enum):
    QUIET = auto()
    ONSET = auto()  # voiced, but not yet for long enough
    SPEECH = auto()
    PAUSE = auto()  # in speech, silent for `pause_ms` and more


class Endpointer:
    """Feed it one probability for every 512 samples, in order."""

    def __init__(self, settings: EndpointSettings | None = None) -> None:
        self.settings = settings or EndpointSettings()
        self._end_silence = _samples(self.settings.end_silence_ms)
        self._pause_end_silence: int | None = None  # for the current pause alone
        self._min_speech = _samples(self.settings.min_speech_ms)
        self._free_from = 0  # the end of the last span: earlier samples are not used again
        self._now = 0
        self._phase = _Phase.QUIET
        self._voiced = False  # the last chunk
        self._gathered = 0  # voiced samples since the onset
        self._onset = 0  # the first voiced sample
        self._start = 0  # a pre-roll earlier
        self._voiced_until = 0
        self.withheld = False  # no span begins: the voice is of no citizen

    @property
    def speaking(self) -> bool:
        """Between a `SpeechOnset` and its `SpeechOffset`."""
        return self._phase in (_Phase.SPEECH, _Phase.PAUSE)

    @property
    def begun(self) -> bool:
        """Speaking, or voiced but not yet for `min_speech_ms`."""
        return self._phase is not _Phase.QUIET

    @property
    def voiced(self) -> bool:
        """Whether the last chunk was."""
        return self._voiced

    @property
    def paused(self) -> bool:
        """Between a `SpeechPause` and its `SpeechContinuation` or `SpeechOffset`."""
        return self._phase is _Phase.PAUSE

    @property
    def end_silence_ms(self) -> int:
        """Silence that ends an utterance. A change takes effect at once, in mid-utterance too."""
        return self._end_silence * 1000 // RATE

    @end_silence_ms.setter
    def end_silence_ms(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"end_silence_ms must be at least 1, not {value}")
        self._end_silence = _samples(value)

    @property
    def min_speech_ms(self) -> int:
        """Voiced sound needed for a start. Settable: less where a 嗯 is an answer."""
        return self._min_speech * 1000 // RATE

    @min_speech_ms.setter
    def min_speech_ms(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"min_speech_ms must be at least 1, not {value}")
        self._min_speech = _samples(value)

    def set_end_silence(self, end_silence_ms: int) -> list[EndpointEvent]:
        """Set how long the current pause may last; returns the end at once if it has lasted that long.

        Outside a pause nothing happens: the text belongs to an earlier one.
        """
        if end_silence_ms < 1:
            raise ValueError(f"end_silence_ms must be at least 1, not {end_silence_ms}")
        if not self.paused:
            return []
        self._pause_end_silence = _samples(end_silence_ms)
        return self._ended()

    @property
    def needed_from(self) -> int:
        """The earliest sample that a future span can hold; sound before it may be dropped."""
        if self._phase is _Phase.QUIET:
            return max(self._free_from, self._now - _samples(self.settings.pre_roll_ms))
        return self._start

    def feed(self, probability: float, sample: int) -> list[EndpointEvent]:
        """The chunk [sample, sample + 512) is voiced with `probability`. Raises ValueError if time goes back."""
        if sample < self._now:
            raise ValueError(f"sample {sample} comes before {self._now}, already fed")
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"expected a probability of 0..1, got {probability}")
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
        """The stream ends or is interrupted here: end the current span."""
        events: list[EndpointEvent] = [self._end(cut=True)] if self.speaking else []
        self._reset_span()
        self._free_from = self._now
        return events

    def reset(self, sample: int) -> None:
        """Drop the current span without an event; the stream continues at `sample`."""
        self._now = self._free_from = max(self._now, sample)
        self._reset_span()

    def _in_onset(self) -> list[EndpointEvent]:
        if self.withheld:
            self._onset = max(self._onset, self._now - _WITHHELD)
            self._start = max(self._start, self._onset - _samples(self.settings.pre_roll_ms))
        elif self._gathered >= self._min_speech:
            self._phase = _Phase.SPEECH
            return [SpeechOnset(self._onset)]
        if self._now - self._voiced_until >= _samples(self.settings.onset_gap_ms):
            self._reset_span()
        return []

    def _in_speech(self, sample: int) -> list[EndpointEvent]:
        events: list[EndpointEvent] = []
        if self.paused and self._voiced:
            self._phase, self._pause_end_silence = _Phase.SPEECH, None
            events.append(SpeechContinuation(sample))
        if ended := self._ended():
            return events + ended
        if self._phase is _Phase.SPEECH and self._now - self._voiced_until >= _samples(self.settings.pause_ms):
            self._phase = _Phase.PAUSE
            events.append(SpeechPause(self._start, self._span_end()))
        return events

    def _ended(self) -> list[EndpointEvent]:
        limit = _samples(self.settings.max_utterance_ms)
        length = self._now - self._start
        end_silence = self._end_silence if self._pause_end_silence is None else self._pause_end_silence
        if length > limit - _samples(self.settings.hurry_ms):
            end_silence = min(end_silence, _samples(self.settings.breath_ms))
        if self._now - self._voiced_until >= end_silence:
            return [self._end(cut=False)]
        if length + CHUNK > limit:
            return [self._end(cut=True)]
        return []

    def _span_end(self) -> int:
        return min(self._now, self._voiced_until + _samples(self.settings.tail_ms))

    def _end(self, *, cut: bool) -> SpeechOffset:
        end = self._span_end()
        event = SpeechOffset(self._start, end, cut)
        self._free_from = end
        self._reset_span()
        return event

    def _reset_span(self) -> None:
        self._phase = _Phase.QUIET
        self._voiced = False
        self._pause_end_silence = None
        self._gathered = 0


def _samples(ms: int) -> int:
    return ms * RATE // 1000
