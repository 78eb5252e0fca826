"""Detects the clerk's own voice in the microphone, behind the browser's echo canceller.

What the loudspeaker plays is known. Its levels in twelve bands, smeared by the room, delayed and attenuated, predict
the levels of its echo; a chunk that exceeds the prediction holds another voice. Delay and attenuation (the coupling,
band by band) are learnt from the last seconds of playback. Wave forms are not compared: a canceller, a cheap
loudspeaker and a drifting clock leave none to compare.

Measured with `python -m bench.echo --rooms 24` (its text says what is in a room; hiss at -62 dBFS; chunks over 0.5
count as unvoiced): share of rooms in which the clerk's echo alone starts a segment within 13 s of talk, and of citizens
heard so soon after their first sound. The segmenter itself needs 200 ms of voice.

                              without           with the suppressor
                              false   <300 ms   false   <300 ms   <400 ms   <600 ms
    echo at -25 dBFS          100 %             17 %
    echo at -35               100 %              4 %
    echo at -45               100 %              0 %
    citizen as loud (+0 dB)   100 %   masked     0 %      42 %      75 %      88 %
    citizen +6 dB             100 %   masked     0 %      79 %      96 %     100 %
    citizen +12 dB            100 %   masked     0 %      96 %     100 %     100 %
    citizen, no echo            0 %   100 %      0 %     100 %     100 %     100 %

"Masked": without it the echo has started a segment already. A chunk costs 0.15 ms (median, one core of a busy
machine; every half second 1 ms more for learning), and less than 1 microsecond outside playback.
In the first one or two seconds of playback, until the delay is found, every chunk counts as echo. Where the echo is
known to be faint, as behind a telephone network's canceller, `assumed_db` stands in for what is not learnt yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.segmentation.echo_bands import BANDS, HOP, SILENT, Bands, decibels, powers
from asr.segmentation.echo_reference import EchoReference
from asr.segmentation.vad import CHUNK
from asr.transcript import RATE

#: Frames of the microphone that are learnt from (2 s, counted while the clerk speaks).
_LEARNT = 128


@dataclass(frozen=True, slots=True)
class EchoSuppressorSettings:
    """Levels in dB. The defaults are the measured ones (see the module)."""

    longest_delay_ms: int = 600  # the longest delay of the echo against the caller's estimate
    decay_db: float = 1.9  # decay in 16 ms: a room of RT60 0.5 s
    lock: float = 0.45  # correlation of the level patterns from which a delay is accepted
    percentile: float = 80.0  # of the differences of microphone and reference: the coupling
    margin_db: float = 3.0  # the echo may be this much louder than predicted
    most_db: float = 12.0  # a band's excess is clipped to this
    doubt_db: float = 1.2  # mean excess at which echo and citizen are equally likely
    young_db: float = 4.0  # added to the margin while little has been learnt
    swell_db: float = 4.0  # all bands together may swell by this much: a canceller that adapts
    swell_share: float = 0.8  # and this share of what exceeds that still counts as the canceller's
    most_swell_db: float = 15.0  # up to this much in all
    assumed_db: float | None = None  # coupling until it is learnt; None: until then every chunk counts as echo
    linger: float = 0.7  # share of the last chunk's evidence that is kept in this one


class EchoSuppressor:
    """One session's suppressor. `play` what the loudspeaker plays; `echo_probability` judges each microphone chunk."""

    def __init__(self, settings: EchoSuppressorSettings | None = None) -> None:
        self.settings = settings or EchoSuppressorSettings()
        self._lags = np.arange(self.settings.longest_delay_ms * RATE // 1000 // HOP + 2)
        self._reference = EchoReference(self.settings.decay_db)
        self._before = np.zeros(HOP, np.float32)  # the microphone, just before the chunk
        self._expected = 0
        self._heard = np.full((_LEARNT, BANDS), SILENT, np.float32)
        self._when = np.full(_LEARNT, -1, np.int64)
        self._count = 0
        self._lag: int | None = None
        assumed = self.settings.assumed_db
        self._ready = assumed is not None
        self._coupling = np.full(BANDS, assumed or 0.0, np.float32)
        # Nothing learnt yet: no band exceeds it, or where something is assumed, every band.
        self._noise = np.full(BANDS, 0.0 if assumed is None else SILENT, np.float32)
        self._margin = self.settings.margin_db
        self._evidence = 0.0

    @property
    def delay_ms(self) -> float | None:
        """The delay of the echo against the times given to `play`; None while it is not known."""
        return None if self._lag is None else self._lag * HOP * 1000 / RATE

    @property
    def coupling_db(self) -> float:
        """The level of the echo relative to what the loudspeaker plays (mean of the bands, dB)."""
        return float(self._coupling.mean())

    def play(self, first_sample: int, pcm: NDArray[np.int16]) -> None:
        """The loudspeaker plays `pcm` (mono int16, 16 kHz) from `first_sample` on, on the microphone's clock.

        May be called ahead of time, but not after the chunks in which it can be heard. A `first_sample` that is too
        early is corrected, one that is too late is not: subtract its possible error (150 ms). Steps of less than 16 ms
        between two calls count as clock jitter. Raises `SoundError`.
        """
        _check(pcm)
        self._reference.add(first_sample, pcm)

    def stop(self, sample: int) -> None:
        """Playback was interrupted at `sample`: what was announced after it is not played."""
        self._reference.cut(sample)

    def may_sound(self, first_sample: int) -> bool:
        """Whether the chunk from `first_sample` on can hold any echo: the clerk speaks, or has just stopped."""
        return self._reference.may_sound(first_sample, self.settings.longest_delay_ms * RATE // 1000)

    def echo_probability(self, first_sample: int, chunk: NDArray[np.int16]) -> float:
        """The probability (0..1) that the 512 samples from `first_sample` on hold only echo; 0 outside playback.

        Chunks are given in order; some may be left out. Raises `SoundError`.
        """
        _check(chunk, CHUNK)
        if not self.may_sound(first_sample):
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
        """(frames, 1): the excess common to all bands, which an adapting canceller causes rather than a voice."""
        whole = self.settings.swell_db
        # Without a detected echo no canceller is adapting, and the allowance is small.
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
        """The reference's smeared levels expected in `frames`; the loudest of all delays if none is known.

        The delay drifts: the loudest of three neighbours is used.
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
        """Estimate delay, coupling and noise anew from the last two seconds, so that errors do not last longer."""
        known = min(self._count, _LEARNT)
        heard, when = self._heard[:known], self._when[:known]
        if self._count % 64 == 0 or (self._lag is None and self._count % 32 == 0):
            self._lag = self._find_lag(heard, when)
        reference = self._reference_at(when)
        active = reference > reference.max(axis=0) - np.float32(20.0)
        rank = np.maximum(active.sum(axis=0) * self.settings.percentile / 100.0, 1).astype(np.intp) - 1
        difference = np.sort(np.where(active, heard - reference, np.float32(np.inf)), axis=0)
        # Before the first delay, two seconds of playback are needed to estimate the coupling.
        learnt = self._lag is not None or known == _LEARNT
        self._ready = self._ready or learnt
        if learnt or self.settings.assumed_db is None:
            self._coupling = difference[rank, np.arange(BANDS)]
        self._noise = np.partition(heard, known // 10, axis=0)[known // 10] + np.float32(3.0)
        young = 1.0 - known / _LEARNT
        self._margin = self.settings.margin_db + self.settings.young_db * young

    def _find_lag(self, heard: Bands, when: NDArray[np.int64]) -> int | None:
        """The delay (frames) at which the level patterns correlate best; None under `lock`."""
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
