"""One-time codes that enrol kiosks, and how often one may be tried. Sans-I/O.

A code has eight digits, is good for minutes, and once. An address has `TRIES` wrong ones in `TRIES_S`, all addresses
together `ALL_TRIES`: guessing finds a code that lasts 15 minutes once in a million times, and one of 20 that last a
whole day on one day of a thousand.
"""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field

from kiosk.net.budget import network

DIGITS = 8
TRIES, ALL_TRIES, TRIES_S = 5, 40, 600.0
#: Addresses remembered at once; beyond it the longest unused are forgotten.
_ADDRESSES = 1024


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def spaced(code: str) -> str:
    """As people read it: `1234 5678`."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def read_code(text: str) -> str | None:
    """The digits of what was entered, with or without blanks; None where it is no code."""
    digits = "".join(text.split())
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


@dataclass(slots=True)
class CodeTries:
    """Wrong codes of the last `TRIES_S` seconds. `now`: seconds on any monotonic clock."""

    _of_address: dict[str, deque[float]] = field(default_factory=dict)
    _of_all: deque[float] = field(default_factory=deque)

    def wait_s(self, address: str, now: float) -> float:
        """Seconds until this address may try again; 0: it may now."""
        mine = self._of_address.get(network(address), deque())
        _drop_old(mine, now)
        _drop_old(self._of_all, now)
        waits = [mine[0] + TRIES_S - now] if len(mine) >= TRIES else []
        waits += [self._of_all[0] + TRIES_S - now] if len(self._of_all) >= ALL_TRIES else []
        return max(waits, default=0.0)

    def wrong(self, address: str, now: float) -> None:
        key = network(address)
        mine = self._of_address.pop(key, deque())
        mine.append(now)
        self._of_address[key] = mine  # kept in order of last use
        self._of_all.append(now)
        while len(self._of_address) > _ADDRESSES:
            del self._of_address[next(iter(self._of_address))]


def _drop_old(times: deque[float], now: float) -> None:
    while times and now - times[0] >= TRIES_S:
        times.popleft()
