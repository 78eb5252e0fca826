"""Conversations that go on elsewhere: parked under a number, claimed by it and a second factor.

In memory only, for `KEEP_S`. A wrong factor costs one of three tries of the number; a number that does not exist is
answered like a wrong factor.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialogue import State

#: Seconds for which a conversation is kept.
KEEP_S = 1800.0
#: Conversations that are kept; beyond them the oldest is forgotten.
KEPT = 256
#: Wrong factors after which a number is forgotten.
TRIES = 3
_NUMBERS = 1_000_000


@dataclass(slots=True)
class _MovedCase:
    state: str = field(repr=False)
    scripts: Mapping[str, str]
    factor: str = field(repr=False)
    at: float
    tries: int = TRIES


class MovedCases:
    """`now`: seconds on a monotonic clock."""

    def __init__(self) -> None:
        self._cases: OrderedDict[str, _MovedCase] = OrderedDict()

    def __len__(self) -> int:
        return len(self._cases)

    def park(self, state: str, scripts: Mapping[str, str], factor: str, now: float) -> str:
        """The number. `state`: as `State.to_json` wrote it; `scripts`: the digests of the services in it."""
        self.drop_old(now)
        number = f"{secrets.randbelow(_NUMBERS):06}"
        while number in self._cases:
            number = f"{secrets.randbelow(_NUMBERS):06}"
        self._cases[number] = _MovedCase(state, scripts, factor, now)
        if len(self._cases) > KEPT:
            self._cases.popitem(last=False)
        return number

    def claim(self, number: str, factor: str, in_hand: Callable[[State], Mapping[str, str]], now: float) -> str:
        """The state, once; empty where number or factor is wrong, it is too late, or the scripts have changed."""
        self.drop_old(now)
        case = self._cases.get(number)
        right = hmac.compare_digest((case.factor if case else "none").encode(), factor.encode())
        if case is None:
            return ""
        if not right:
            case.tries -= 1
            if case.tries <= 0:
                del self._cases[number]
            return ""
        del self._cases[number]
        return case.state if in_hand(State.from_json(case.state)) == case.scripts else ""

    def drop_old(self, now: float) -> None:
        for number in [number for number, case in self._cases.items() if now - case.at > KEEP_S]:
            del self._cases[number]
