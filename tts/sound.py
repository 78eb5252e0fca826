"""Raw synthesis -> a clause fit to be played next to any other: trimmed, of one loudness, with its phones on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tts.phonemes import PAUSE
from tts.speech import Phone

Sound = NDArray[np.float32]

#: Energy is measured over windows of this length (seconds).
HOP = 0.005
#: A window is sound when it is louder than this below the clause's own speech level (dB)...
GATE_DB = -38.0
#: ...which clauses are brought to (dB below full scale, RMS over the windows that are sound)...
LEVEL_DB = -20.0
#: ...unless a peak would pass this.
PEAK_DB = -1.0
#: Silence kept before the first sound, in which the lips take their place (seconds).
LEAD = 0.04
#: Fade at both ends, against clicks (seconds).
FADE = 0.005


@dataclass(frozen=True, slots=True)
class Span:
    """Where the sound is: samples [start, end)."""

    start: int
    end: int


def levels(sound: Sound, rate: int) -> NDArray[np.float32]:
    """The RMS of each window of `HOP` seconds; the last, partial window is left out."""
    hop = int(rate * HOP)
    windows = sound[: len(sound) // hop * hop].reshape(-1, hop)
    return np.sqrt(np.mean(np.square(windows), axis=1) + 1e-12).astype(np.float32)


def speech_level(rms: NDArray[np.float32]) -> float:
    """The RMS over the windows within 25 dB of the loudest: speech without its pauses (cf. ITU-T P.56's active level)."""
    active = rms[rms > rms.max(initial=0.0) * 10 ** (-25 / 20)]
    return float(np.sqrt(np.mean(np.square(active)))) if len(active) else 0.0


def active_span(sound: Sound, rate: int) -> Span | None:
    """From the first to the last window above the gate; None where there is no sound at all."""
    rms = levels(sound, rate)
    level = speech_level(rms)
    if level < 1e-5:
        return None
    loud = np.flatnonzero(rms > level * 10 ** (GATE_DB / 20))
    hop = int(rate * HOP)
    return Span(int(loud[0]) * hop, int(loud[-1] + 1) * hop)


def to_pcm(sound: Sound, rate: int) -> NDArray[np.int16]:
    """At the house's loudness, faded at both ends, as int16."""
    level = speech_level(levels(sound, rate))
    peak = float(np.abs(sound).max(initial=0.0))
    gain = min(10 ** (LEVEL_DB / 20) / level, 10 ** (PEAK_DB / 20) / peak) if level > 1e-5 else 0.0
    out = sound * np.float32(gain)
    fade = min(int(rate * FADE), len(out) // 2)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    out[:fade] *= ramp
    out[len(out) - fade :] *= ramp[::-1]
    return np.rint(out * 32767).astype(np.int16)


def cut_out(sound: Sound, span: Span, lead: int, tail: int) -> Sound:
    """The span with `lead` samples before and `tail` after it, silence where the sound itself has none."""
    start, end = span.start - lead, span.end + tail
    inside = sound[max(start, 0) : min(end, len(sound))]
    return np.concatenate(
        [np.zeros(max(-start, 0), np.float32), inside, np.zeros(max(end - len(sound), 0), np.float32)]
    )


def placed(symbols: Sequence[str], edges: Sequence[int], span: Span, lead: int, length: int) -> tuple[Phone, ...]:
    """Phones on the cut sound's clock. `edges` (one more than symbols) are samples of the uncut sound.

    What lies outside the span becomes pause, so that a phone that over-runs the sound at its end is cut there.
    """
    shift = lead - span.start
    first, last = lead, lead + span.end - span.start
    phones = [Phone(PAUSE, 0, first)] if first else []
    for symbol, (begin, end) in zip(symbols, pairwise(edges), strict=True):
        begin, end = min(max(begin + shift, first), last), min(max(end + shift, first), last)
        if end <= begin:
            continue
        if symbol == PAUSE and phones and phones[-1].symbol == PAUSE:
            phones[-1] = Phone(PAUSE, phones[-1].start, end)
        else:
            phones.append(Phone(symbol, begin, end))
    if last < length:
        phones.append(Phone(PAUSE, last, length))
    return tuple(phones)
