"""A linear model of dialogue acts, trained on generated lines (`train/acts`): one weight a feature and an act."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dialogue.understand.act_features import features

WEIGHTS = Path(__file__).with_name("dialogue_acts.npz")


@dataclass(frozen=True, slots=True)
class ActModel:
    """`weights`: a row a feature, a column an act of `acts`, in steps of the act's `scale`."""

    acts: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def shares(self, text: str) -> dict[str, float]:
        """How likely each act is; the values add up to 1."""
        rows = list(features(text))
        scores = self.weights[rows].sum(axis=0, dtype=np.int32) * self.scale / math.sqrt(len(rows)) + self.bias
        shares = np.exp(scores - scores.max())
        return dict(zip(self.acts, (shares / shares.sum()).tolist(), strict=True))


@lru_cache(maxsize=1)
def act_model() -> ActModel:
    """The model that the product ships."""
    with np.load(WEIGHTS) as stored:
        acts = tuple(str(name) for name in stored["acts"])
        return ActModel(acts, stored["weights"], stored["scale"], stored["bias"])
