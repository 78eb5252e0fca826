"""The fifteen visemes as ARKit weights, and how far apart a row of weights leaves the lips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.face import COLUMNS
from avatar.visemes import VISEMES, ArticulatoryGesture

Floats = NDArray[np.float32]

COLUMN: dict[str, int] = {name: place for place, name in enumerate(COLUMNS)}

#: Weights 0..1; a name without its side stands for both. Drawn by hand after Apple's blend-shape pictures and the OVR
#: viseme reference; what is not named is 0. `sil` is the rest position: lips together, nothing else.
_SHAPES: dict[str, dict[str, float]] = {
    "sil": {},
    "PP": {"jawOpen": 0.03, "mouthClose": 0.03, "mouthPress": 0.35, "mouthRollLower": 0.35, "mouthRollUpper": 0.3},
    "FF": {"jawOpen": 0.07, "mouthRollLower": 0.5, "mouthUpperUp": 0.22, "mouthShrugLower": 0.15},
    "TH": {"jawOpen": 0.18, "tongueOut": 0.3, "mouthLowerDown": 0.25, "mouthUpperUp": 0.1},
    "DD": {"jawOpen": 0.16, "mouthLowerDown": 0.2, "mouthUpperUp": 0.12, "mouthStretch": 0.08},
    "kk": {"jawOpen": 0.2, "mouthLowerDown": 0.16, "mouthUpperUp": 0.1, "mouthStretch": 0.05},
    "CH": {"jawOpen": 0.1, "mouthFunnel": 0.45, "mouthPucker": 0.15, "mouthUpperUp": 0.15, "mouthLowerDown": 0.18},
    "SS": {"jawOpen": 0.06, "mouthStretch": 0.25, "mouthSmile": 0.15, "mouthUpperUp": 0.15, "mouthLowerDown": 0.28},
    "nn": {"jawOpen": 0.14, "mouthLowerDown": 0.18, "mouthUpperUp": 0.12, "mouthStretch": 0.06},
    "RR": {"jawOpen": 0.14, "mouthFunnel": 0.35, "mouthPucker": 0.2, "mouthLowerDown": 0.1},
    "aa": {"jawOpen": 0.62, "mouthLowerDown": 0.3, "mouthUpperUp": 0.22, "mouthStretch": 0.1},
    "E": {"jawOpen": 0.34, "mouthSmile": 0.18, "mouthStretch": 0.22, "mouthLowerDown": 0.28, "mouthUpperUp": 0.18},
    "ih": {"jawOpen": 0.16, "mouthSmile": 0.32, "mouthStretch": 0.32, "mouthLowerDown": 0.26, "mouthUpperUp": 0.15,
           "mouthDimple": 0.1},
    "oh": {"jawOpen": 0.38, "mouthFunnel": 0.45, "mouthPucker": 0.3, "mouthLowerDown": 0.08},
    "ou": {"jawOpen": 0.16, "mouthFunnel": 0.35, "mouthPucker": 0.7},
}  # fmt: skip


def columns(name: str) -> list[int]:
    """The columns a name stands for: itself, or its left and right."""
    return [COLUMN[name]] if name in COLUMN else [COLUMN[name + "Left"], COLUMN[name + "Right"]]


def _row(shape: dict[str, float]) -> Floats:
    row = np.zeros(len(COLUMNS), np.float32)
    for name, weight in shape.items():
        row[columns(name)] = weight
    return row


#: (15, 52) float32, in the order of `VISEMES`.
SHAPES: Floats = np.stack([_row(_SHAPES[name]) for name in VISEMES])


def target(gesture: ArticulatoryGesture) -> Floats:
    """The row a phone would have if it lasted for ever: (52,) float32."""
    row = np.zeros(len(COLUMNS), np.float32)
    for name, weight in gesture.mix:
        row += np.float32(weight) * SHAPES[VISEMES.index(name)]
    return row


#: What each column adds to the gap between the lips, in units of a wide-open jaw. `mouthClose` undoes the jaw's share,
#: as in ARKit.
_GAP: Floats = _row(
    {"jawOpen": 1.0, "mouthLowerDown": 0.125, "mouthUpperUp": 0.125, "mouthFunnel": 0.1, "mouthClose": -1.0,
     "mouthPress": -0.05, "mouthRollLower": -0.1, "mouthRollUpper": -0.1}
)  # fmt: skip


def aperture(weights: Floats) -> Floats:
    """The gap between the inner lips for rows (..., 52) of weights 0..1: 0 is closed, about .75 a wide 啊."""
    gap: Floats = np.maximum(weights @ _GAP, 0.0, dtype=np.float32)
    return gap
