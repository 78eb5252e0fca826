"""Is it the clerk that the microphone hears? A second look behind the browser's own echo canceller.

What the loudspeaker was given is known. Its loudness in twelve bands, smeared as a room smears it, delayed and made
softer, predicts the loudness of her echo; what stands out from the prediction is somebody else. Delay and softness
(the coupling, band by band) are learnt from the last seconds in which she spoke. Wave forms are never compared: after
a canceller, a cheap loudspeaker and a drifting clock, nothing of them is left to compare.

Measured with `python -m bench.echo --rooms 24` (its text says what is in a room; hiss at -62 dBFS; chunks over 0.5 are
withheld from the ear): share of rooms in which the clerk's echo alone starts speech within 13 s of talk, and of
citizens heard so soon after the first sound of theirs. The ear itself needs 200 ms of voice.

                              bare ear          with the guard
                              false   <300 ms   false   <300 ms   <400 ms   <600 ms
    echo at -25 dBFS          100 %             17 %
    echo at -35               100 %              4 %
    echo at -45               100 %              0 %
    citizen as loud (+0 dB)   100 %   masked     0 %      42 %      75 %      88 %
    citizen +6 dB             100 %   masked     0 %      79 %      96 %     100 %
    citizen +12 dB            100 %   masked     0 %      96 %     100 %     100 %
    citizen, no echo            0 %   100 %      0 %     100 %     100 %     100 %

"Masked": the bare ear has long taken the echo for an utterance. A chunk costs 0.15 ms (median, one core of a busy
machine; every half second 1 ms more for what is learnt), and less than 1 microsecond while she is silent.
In her very first second or two, until the delay is found, everything counts as hers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.segmentation.echo_bands import BANDS, HOP, SILENT, Bands, decibels, powers
from asr.segmentation.echo_reference import Reference
from asr.segmentation.vad import CHUNK
from asr.transcript import RATE

#: Frames of the microphone that are learnt from (2 s, counted while the clerk speaks).
_LEARNT = 128


@dataclass(frozen=True, slots=True)
class EchoSettings:
    """Levels in dB. The defaults are the measured ones (see the module)."""

    longest_delay_ms: int = 600  # the echo comes so much later than the caller thinks, at most
    decay_db: float = 1.9  # a room of RT60 0.5 s loses this much in 16 ms
    lock: float = 0.45  # correlation of the loudness patterns from which the delay is believed
    percentile: float = 80.0  # of what lies between microphone and reference: that is the coupling
    margin_db: float = 3.0  # the echo may be this much louder than predicted
    most_db: float = 12.0  # a band that stands out more than this counts no more
    doubt_db: float = 1.2  # standing out by this much on the mean of all bands: as likely the citizen as not
    young_db: float = 4.0  # and this much more while hardly anything has been learnt
    swell_db: float = 4.0  # all bands together may swell by this much: a canceller that adapts
    swell_share: float = 0.8  # and of what goes beyond that, this share is still taken for the canceller's
    most_swell_db: float = 15.0  # but no more than this is looked at
    linger: float = 0.7  # how much of the last chunk's evidence is left in this one


class EchoGuard:
    """One session's guard. `play` what the loudspeaker is given, then ask `residual` about each microphone chunk."""

    def __init__(self, settings: EchoSettings | None = None) -> None:
        self.settings = settings or EchoSettings()
        self._lags = np.arange(self.settings.longest_delay_ms * RATE // 1000 // HOP + 2)
        self._reference = Reference(self.settings.decay_db)
        self._before = np.zeros(HOP, np.float32)  # the microphone, just before the chunk
        self._expected = 0
        self._heard = np.full((_LEARNT, BANDS), SILENT, np.float32)
        self._when = np.full(_LEARNT, -1, np.int64)
        self._count = 0
        self._lag: int | None = None
        self._coupling = np.zeros(BANDS, np.float32)
        self._noise = np.zeros(BANDS, np.float32)  # nothing is learnt yet, and nothing stands out
        self._margin = self.settings.margin_db
        self._ready = False
        self._evidence = 0.0

    @property
    def delay_ms(self) -> float | None:
        """How much later than `play` was told the echo comes; None while that is not known."""
        return None if self._lag is None else self._lag * HOP * 1000 / RATE

    @property
    def coupling_db(self) -> float:
        """How loud the echo is, relative to what the loudspeaker was given (mean of the bands, dB)."""
        return float(self._coupling.mean())

    def play(self, first_sample: int, pcm: NDArray[np.int16]) -> None:
        """The loudspeaker gives out `pcm` (mono int16, 16 kHz) from `first_sample` on, on the microphone's clock.

        May be told ahead of time, but not after the chunks in which it can be heard. An estimate of `first_sample` that
        is too early is found out and put right, one that is too late is not: take off what it may be wrong by (150 ms).
        Steps of less than 16 ms from one call to the next are taken for the clock being read anew. Raises `SoundError`.
        """
        _check(pcm)
        self._reference.add(first_sample, pcm)

    def stop(self, sample: int) -> None:
        """What was to be played from `sample` on never was: the clerk was interrupted."""
        self._reference.cut(sample)

    def residual(self, first_sample: int, chunk: NDArray[np.int16]) -> float:
        """How surely the 512 samples from `first_sample` on hold nothing but the clerk: 0..1, 0 while she is silent.

        Chunks are given in order; some may be left out. Raises `SoundError`.
        """
        _check(chunk, CHUNK)
        if not self._reference.may_sound(first_sample, self.settings.longest_delay_ms * RATE // 1000):
            self._evidence = 0.0
            return 0.0
        levels = self._levels(first_sample, chunk)
        frames = np.arange(first_sample // HOP, first_sample // HOP + 2)
        self._remember(frames, levels)
        echo = self._reference_at(frames) + self._coupling
        over = levels - np.maximum(echo, self._noise)
        now = float((over - self._swell(over) - self._margin).clip(0.0, self.settings.most_db).sum()) / over.size
        self._evidence = max(now if self._ready else 0.0, self.settings.linger * self._evidence)
        return 1.0 / (1.0 + math.exp(min(50.0, 3.0 * (self._evidence - self.settings.doubt_db))))

    def _swell(self, over: Bands) -> Bands:
        """(frames, 1): how much all bands stand out together, which is a canceller that adapts more than a voice."""
        whole = self.settings.swell_db
        # Where no echo is to be found, there is no canceller at work to be patient with.
        most = whole if self._lag is None else self.settings.most_swell_db
        common = np.sort(over, axis=1)[:, BANDS // 2, None].clip(0.0, most)
        swell: Bands = np.minimum(common, whole + self.settings.swell_share * (common - whole))
        return swell

    def _levels(self, first_sample: int, chunk: NDArray[np.int16]) -> Bands:
        if first_sample != self._expected:
            self._before = np.zeros(HOP, np.float32)
        self._expected = first_sample + CHUNK
        sound = np.concatenate([self._before, chunk.astype(np.float32) / np.float32(32768.0)])
        self._before = sound[-HOP:]
        return decibels(powers(sound))

    def _reference_at(self, frames: NDArray[np.int64]) -> Bands:
        """The reference's smeared levels as they should arrive in `frames`; the loudest of all delays if none is known.

        The delay wanders: the loudest of three neighbours is taken.
        """
        lags = self._lags if self._lag is None else np.arange(self._lag - 1, self._lag + 2)
        found: Bands = self._reference.smeared(frames[:, None] - lags).max(axis=1)
        return found

    def _remember(self, frames: NDArray[np.int64], levels: Bands) -> None:
        at = self._count % _LEARNT
        self._heard[at : at + 2] = levels
        self._when[at : at + 2] = frames
        self._count += 2
        if self._count % (16 if self._count <= _LEARNT else 32) == 0:
            self._learn()

    def _learn(self) -> None:
        """Delay, coupling and noise, all anew from what is remembered: nothing wrong outlives two seconds."""
        known = min(self._count, _LEARNT)
        heard, when = self._heard[:known], self._when[:known]
        if self._count % 64 == 0 or (self._lag is None and self._count % 32 == 0):
            self._lag = self._find_lag(heard, when)
        reference = self._reference_at(when)
        sounding = reference > reference.max(axis=0) - np.float32(20.0)
        rank = np.maximum(sounding.sum(axis=0) * self.settings.percentile / 100.0, 1).astype(np.intp) - 1
        difference = np.sort(np.where(sounding, heard - reference, np.float32(np.inf)), axis=0)
        self._coupling = difference[rank, np.arange(BANDS)]
        # Before the delay has ever been found, two seconds must show how little of her comes back.
        self._ready = self._ready or self._lag is not None or known == _LEARNT
        self._noise = np.partition(heard, known // 10, axis=0)[known // 10] + np.float32(3.0)
        young = 1.0 - known / _LEARNT
        self._margin = self.settings.margin_db + self.settings.young_db * young

    def _find_lag(self, heard: Bands, when: NDArray[np.int64]) -> int | None:
        """The delay at which the loudness patterns agree best, if they agree at all."""
        reference = self._reference.levels(when[None, :] - self._lags[:, None])
        reference -= reference.mean(axis=1, keepdims=True)
        flat = reference.reshape(len(self._lags), -1)
        centred = (heard - heard.mean(axis=0)).reshape(-1)
        size = np.sqrt(np.einsum("ln,ln->l", flat, flat) * np.float32(centred @ centred))
        likeness = (flat @ centred) / np.maximum(size, 1e-6)
        best = int(likeness.argmax())
        return best if likeness[best] >= self.settings.lock else None


def _check(pcm: NDArray[np.int16], length: int | None = None) -> None:
    if pcm.dtype != np.int16 or pcm.ndim != 1 or (length is not None and len(pcm) != length):
        raise SoundError(f"expected mono int16 of {length or 'any'} samples, not {pcm.dtype} of shape {pcm.shape}")
