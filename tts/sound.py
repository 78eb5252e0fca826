"""Raw synthesis -> a clause fit to be played next to any other: trimmed, of one loudness, phones on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tts.errors import VoiceError
from tts.phonemes import PAUSE
from tts.speech import Phone, Speech

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
#: Silence kept after the last sound, by the mark the clause ends with (seconds at normal speed).
PAUSES = {"。": 0.28, "！": 0.28, "？": 0.28, "；": 0.22, "：": 0.16, "，": 0.14, "、": 0.08}
PAUSE_ELSE = 0.1
#: Fade at both ends, against clicks (seconds).
FADE = 0.005


@dataclass(frozen=True, slots=True)
class Timing:
    """Phones on the raw sound's clock: phone i fills samples [edges[i], edges[i + 1]).

    `onset`: the sound begins no earlier than this sample; what is there before it is breath or noise.
    """

    symbols: Sequence[str]
    edges: Sequence[int]
    onset: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where the sound is: samples [start, end)."""

    start: int
    end: int


def finished(text: str, sound: Sound, rate: int, timing: Timing, pause: float) -> Speech:
    """The clause as it leaves the room, `pause` seconds of silence after it. Raises `VoiceError` if it has no sound."""
    span = active_span(sound, rate, after=timing.onset)
    if span is None:
        raise VoiceError("the voice gave silence for a clause with words in it")
    lead = int(LEAD * rate)
    cut = cut_out(sound, span, lead, int(pause * rate))
    return Speech(text, to_pcm(cut, rate), rate, placed(timing, span, lead, len(cut)))


def pause_after(spoken: str, speed: float) -> float:
    """How long the voice rests after a normalised clause (seconds)."""
    return PAUSES.get(spoken[-1:], PAUSE_ELSE) / speed


def levels(sound: Sound, rate: int) -> NDArray[np.float32]:
    """The RMS of each window of `HOP` seconds; the last, partial window is left out."""
    hop = int(rate * HOP)
    windows = sound[: len(sound) // hop * hop].reshape(-1, hop)
    rms: NDArray[np.float32] = np.sqrt(np.mean(np.square(windows), axis=1) + 1e-12).astype(np.float32)
    return rms


def speech_level(rms: NDArray[np.float32]) -> float:
    """The RMS of the windows within 25 dB of the loudest: speech without its pauses (cf. ITU-T P.56)."""
    active = rms[rms > rms.max(initial=0.0) * 10 ** (-25 / 20)]
    return float(np.sqrt(np.mean(np.square(active)))) if len(active) else 0.0


def active_span(sound: Sound, rate: int, *, after: int = 0) -> Span | None:
    """From the first to the last window above the gate, from sample `after` on; None where there is no sound at all."""
    rms = levels(sound, rate)
    level = speech_level(rms)
    hop = int(rate * HOP)
    skip = min(max(after, 0) // hop, len(rms))
    loud = np.flatnonzero(rms[skip:] > level * 10 ** (GATE_DB / 20)) + skip
    if level < 1e-5 or not len(loud):
        return None
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
    pcm: NDArray[np.int16] = np.rint(out * 32767).astype(np.int16)
    return pcm


def cut_out(sound: Sound, span: Span, lead: int, tail: int) -> Sound:
    """The span with `lead` samples before and `tail` after it, silence where the sound itself has none."""
    start, end = span.start - lead, span.end + tail
    inside = sound[max(start, 0) : min(end, len(sound))]
    return np.concatenate(
        [np.zeros(max(-start, 0), np.float32), inside, np.zeros(max(end - len(sound), 0), np.float32)]
    )


def placed(timing: Timing, span: Span, lead: int, length: int) -> tuple[Phone, ...]:
    """Phones on the cut sound's clock, without gaps from 0 to `length`.

    A phone that over-runs the sound at its end is cut there; the first may begin before the sound does, as the closure
    of a 不 must.
    """
    shift = lead - span.start
    last = lead + span.end - span.start
    phones: list[Phone] = []
    for symbol, (begin, end) in zip(timing.symbols, pairwise(timing.edges), strict=True):
        begin, end = min(max(begin + shift, 0), last), min(max(end + shift, 0), last)
        _append(phones, PAUSE, phones[-1].end if phones else 0, begin)
        _append(phones, symbol, begin, end)
    _append(phones, PAUSE, phones[-1].end if phones else 0, length)
    return tuple(phones)


def _append(phones: list[Phone], symbol: str, begin: int, end: int) -> None:
    if end <= begin:
        return
    if symbol == PAUSE and phones and phones[-1].symbol == PAUSE:
        begin = phones.pop().start
    phones.append(Phone(symbol, begin, end))
