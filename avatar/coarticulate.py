"""Phones -> a face that moves: every phone pulls at the mouth, before it begins and after it has ended.

Dominance model (Cohen & Massaro 1993, Modeling coarticulation in synthetic visual speech): a row is the mean of all
phones' targets, weighted by how strongly each holds that part of the mouth at that moment. Over it lie three things a
mean cannot promise: lips that really meet for b p m, a lip that really meets the teeth for f, and rest at both ends.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from avatar.emphasis import brows, openness
from avatar.face import COLUMNS, ROWS_PER_SECOND, FaceTrack
from avatar.shapes import COLUMN, SHAPES, columns, target
from avatar.visemes import CLOSED, LABIODENTAL, VISEMES, gesture
from tts.speech import Phone, Speech

Floats = NDArray[np.float32]

#: How far (seconds) a phone reaches before its beginning and after its end: jaw, rounding, the rest of the lips.
#: Rounding comes early (anticipatory protrusion, e.g. Perkell & Matthies 1992) and lingers less.
_REACH = {"jaw": (0.045, 0.045), "round": (0.09, 0.055), "lips": (0.05, 0.045)}
#: Keeps the mean defined far from all phones, pulling to rest.
_REST_PULL = 1e-3

#: Lips stay together at least this long for b p m (seconds)...
_HOLD = 0.05
#: ...coming together and parting within this time.
_CLOSE, _PART = 0.055, 0.045
#: A contact begins and ends this much inside its phone (seconds): lips touch after they have begun to move.
_SLACK = 0.005
#: A contact is set this much late (seconds): coming from a nearly closed mouth the lips seem closed before they meet,
#: and the vowel after it opens them at once (measured with `bench/lips.py`).
_LATE = 0.005
#: The share of an aspirated p during which the lips are closed.
_ASPIRATED = 0.5
#: Into and out of rest at the ends of a clause (seconds).
_RISE, _FALL = 0.04, 0.06

_JAW, _MOUTH_CLOSE = COLUMN["jawOpen"], COLUMN["mouthClose"]
_ROUND = [place for name in ("mouthFunnel", "mouthPucker") for place in columns(name)]
_LIPS = [
    p for p, name in enumerate(COLUMNS) if name.startswith(("mouth", "tongue")) and p not in (*_ROUND, _MOUTH_CLOSE)
]
_PARTS = (("jaw", [_JAW]), ("round", _ROUND), ("lips", _LIPS))
#: The columns a contact decides. Pucker is left out: the lips of 不 are closed and rounded.
_SHAPED = [_JAW, _MOUTH_CLOSE, *_LIPS, *columns("mouthFunnel")]
_PP = SHAPES[VISEMES.index("PP")]
_FF = SHAPES[VISEMES.index("FF")]


def face(speech: Speech) -> FaceTrack:
    """The face that says `speech`: one row every 20 ms of its sound, from sample 0, ceil(n / 480) rows at 24 kHz.

    Blink and gaze columns are 0; first and last rows are rest. Pure; well under a millisecond per second of sound.
    """
    step = speech.rate // ROWS_PER_SECOND
    samples = np.arange(0, len(speech.pcm), step, dtype=np.int64)
    weights = np.zeros((len(samples), len(COLUMNS)), np.float32)
    if len(samples) and speech.phones:
        times = (samples / speech.rate).astype(np.float32)
        edges = np.array([(phone.start, phone.end) for phone in speech.phones], np.float32) / np.float32(speech.rate)
        _blend(weights, times, edges, speech)
        _meet(weights, times, edges, speech.phones)
        weights *= _rest_at_ends(times, len(speech.pcm) / speech.rate)[:, None]
        brows(weights, speech, step)
    return FaceTrack(samples, np.rint(np.clip(weights, 0.0, 1.0) * 255).astype(np.uint8))


@cache
def _held(symbol: str) -> tuple[Floats, tuple[float, float, float]]:
    wanted = gesture(symbol)
    return target(wanted), (wanted.jaw, wanted.round, wanted.lips)


def _blend(weights: Floats, times: Floats, edges: Floats, speech: Speech) -> None:
    """The dominance-weighted mean of all phones' targets, part by part of the mouth."""
    held = [_held(phone.symbol) for phone in speech.phones]
    targets = np.stack([row for row, _ in held])
    targets[:, _JAW] *= openness(speech)
    strengths = np.array([strength for _, strength in held], np.float32)
    before = np.maximum(edges[None, :, 0] - times[:, None], 0.0)
    after = np.maximum(times[:, None] - edges[None, :, 1], 0.0)
    for part, (name, places) in enumerate(_PARTS):
        early, late = _REACH[name]
        pull = np.exp(-np.square(before / early) - np.square(after / late)) * strengths[:, part]
        weights[:, places] = pull @ targets[:, places] / (pull.sum(axis=1, keepdims=True) + _REST_PULL)


def _meet(weights: Floats, times: Floats, edges: Floats, phones: tuple[Phone, ...]) -> None:
    """Close the lips for b p m, and the lower lip on the teeth for f, whatever the mean says."""
    for shape, wanted in ((_FF, LABIODENTAL), (_PP, CLOSED)):
        holds = [_hold(phone, edge) for phone, edge in zip(phones, edges, strict=True) if phone.symbol in wanted]
        amount = _envelope(times, holds)
        weights[:, _SHAPED] += amount[:, None] * (shape[_SHAPED] - weights[:, _SHAPED])


def _hold(phone: Phone, edge: Floats) -> tuple[float, float]:
    """From when to when (seconds) a contact holds: the phone's own time, or its silent part, at least `_HOLD`."""
    begin, end = float(edge[0]), float(edge[1])
    if phone.symbol == "pʰ":
        end = begin + (end - begin) * _ASPIRATED
    middle, half = (begin + end) / 2 + _LATE, max((end - begin) / 2 - _SLACK, _HOLD / 2)
    return middle - half, middle + half


def _envelope(times: Floats, holds: list[tuple[float, float]]) -> Floats:
    """1 within the holds, 0 far from them, smooth between: (n,) float32."""
    if not holds:
        return np.zeros(len(times), np.float32)
    spans = np.array(holds, np.float32)
    early = np.maximum(spans[None, :, 0] - times[:, None], 0.0) / _CLOSE
    late = np.maximum(times[:, None] - spans[None, :, 1], 0.0) / _PART
    nearest: Floats = np.maximum(early, late).min(axis=1)
    return _smooth((1.0 - np.minimum(nearest, 1.0)).astype(np.float32))


def _rest_at_ends(times: Floats, seconds: float) -> Floats:
    """0 in the first row and the last, 1 between."""
    last = float(times[-1]) if len(times) > 1 else seconds
    return _smooth(np.clip(np.minimum(times / _RISE, (last - times) / _FALL), 0.0, 1.0))


def _smooth(share: Floats) -> Floats:
    """The cubic that leaves 0 and reaches 1 with no slope."""
    risen: Floats = (share * share * (3.0 - 2.0 * share)).astype(np.float32)
    return risen
