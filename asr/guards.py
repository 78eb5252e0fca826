"""Guards around every recogniser: sound that cannot hold a word is not decoded; hallucinated text is refused."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from asr.errors import RecogniserError
from asr.segmentation.level import level_db
from asr.text.cleanup import refusal, tidy
from asr.transcript import RATE, Transcript
from mandarin.simplified import simplify

#: Shorter sound (s) cannot hold a word; the shortest Mandarin syllables take about 0.12 s.
_SHORTEST_S = 0.1
#: Softer sound (dBFS) is from a microphone that is switched off.
_SILENT_DB = -70.0
#: The confidence of a transcript whose engine gives none.
NEUTRAL = 0.5


def transcript_without_model(pcm: NDArray[np.int16], longest_s: float) -> Transcript | None:
    """The transcript that needs no model: `short` (under 0.1 s), `silent` (under -70 dBFS); None for other sound.

    Raises `RecogniserError` for sound that is not mono int16, or longer than `longest_s` (never truncated).
    """
    if pcm.dtype != np.int16 or pcm.ndim != 1:
        raise RecogniserError(f"expected mono int16, not {pcm.dtype} of shape {pcm.shape}")
    seconds = len(pcm) / RATE
    if seconds > longest_s:
        raise RecogniserError(f"the utterance lasts {seconds:.1f} s; the longest is {longest_s:g} s")
    reason = "short" if seconds < _SHORTEST_S else "silent" if level_db(pcm) < _SILENT_DB else None
    return Transcript("", 0.0, 1.0, seconds, refused=reason) if reason else None


def guarded(
    written: str, seconds: float, *, logprob: float | None = None, no_speech: float | None = None
) -> Transcript:
    """An engine's text, simplified, tidied and guarded (see `asr.text.cleanup.refusal`).

    `logprob`: its mean log-probability per token, None where the engine gives none: then only the text is judged, and
    the confidence is `NEUTRAL`.
    """
    text = tidy(simplify(written))
    reason = refusal(text, seconds=seconds, logprob=0.0 if logprob is None else logprob, no_speech=no_speech or 0.0)
    return Transcript(
        text="" if reason else text,
        confidence=NEUTRAL if logprob is None else min(1.0, math.exp(logprob)),
        no_speech=no_speech or 0.0,
        seconds=seconds,
        refused=reason,
    )
