"""Which one gives way at a full cap: fair between addresses. Sans-I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def gives_way(candidates: Mapping[T, str], held: Mapping[str, int] | None = None, least: int = 0) -> T | None:
    """Of the address that holds the most, the first candidate. None where no candidate's address holds `least`.

    `candidates`: the longest idle first, with its address. `held`: how much each address holds in all, if that is more
    than its candidates. `least`: what the newcomer's address holds, which must not displace those that hold less.
    """
    counts = Counter(candidates.values()) if held is None else held
    most = max((counts[address] for address in candidates.values()), default=0)
    if most < least:
        return None
    return next((one for one, address in candidates.items() if counts[address] == most), None)
