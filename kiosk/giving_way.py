"""Which one gives way where there is room for no more: fair between addresses. Sans-I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def gives_way(candidates: Mapping[T, str]) -> T | None:
    """Of the address that has the most candidates, the first. `candidates`: the longest idle first, with its address.

    So an address that takes all the room gives way to itself, and one behind which a whole hall stands keeps its share.
    """
    counts = Counter(candidates.values())
    most = max(counts.values(), default=0)
    return next((one for one, address in candidates.items() if counts[address] == most), None)
