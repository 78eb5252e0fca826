"""Which conversations a day's reviewers look at: drawn by seed and day, the tagged ones more often. Sans-I/O."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping

#: How many times likelier a tagged conversation is drawn.
TAGGED = 4.0


def sampled(found: Mapping[str, Collection[str]], day: str, seed: str, most: int) -> list[str]:
    """`found`: conversation -> its tags. The same for everybody who asks; one that comes later changes only its place.

    Weighted sampling without replacement: the largest of u^(1/weight), u drawn from a hash (Efraimidis, Spirakis).
    """
    return sorted(found, key=lambda name: _key(name, day, seed, found[name]))[:most]


def _key(name: str, day: str, seed: str, tags: Collection[str]) -> tuple[float, str]:
    drawn = int.from_bytes(hashlib.sha256(f"{seed}/{day}/{name}".encode()).digest()[:8], "big")
    share = (drawn + 1) / (2**64 + 1)  # 0 < share < 1
    return -math.log(share) / (TAGGED if tags else 1.0), name
