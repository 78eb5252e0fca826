"""How long to wait before the next try: doubling, capped, with jitter."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """`first`, `cap`: seconds. `chance`: a number in 0..1."""

    def __init__(self, first: float = 0.5, cap: float = 10.0, chance: Callable[[], float] = random.random) -> None:
        self._first, self._cap, self._chance = first, cap, chance
        self._tries = 0

    def next(self) -> float:
        """Seconds: between a half and the whole of the present step."""
        step: float = min(self._cap, self._first * 2.0 ** min(self._tries, 20))
        self._tries += 1
        return step / 2 + self._chance() * step / 2

    def reset(self) -> None:
        self._tries = 0
