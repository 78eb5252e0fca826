"""Limits of a message's field, as its type says them."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A string's length or a number's value lies in low..high."""

    low: float = 0
    high: float = math.inf
