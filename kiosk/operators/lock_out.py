"""How often a sign-in may fail before an account, or an address, has to wait. Sans-I/O.

An account waits from its fifth wrong password or code on: a minute, and twice as long after each further one, up to an
hour. An address, which many people may share, waits from its twentieth on. Accounts that do not exist wait alike, so
that nobody learns by it which ones do.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.net.budget import network

ACCOUNT_TRIES, ADDRESS_TRIES = 5, 20
FIRST_S, LONGEST_S = 60.0, 3600.0
#: Addresses, and accounts that do not exist, remembered at once; beyond it the longest unused are forgotten.
_REMEMBERED = 4096


def lock_s(failures: int, tries: int = ACCOUNT_TRIES) -> float:
    """Seconds to wait after so many failures."""
    return 0.0 if failures < tries else min(LONGEST_S, FIRST_S * 2.0 ** min(failures - tries, 30))


@dataclass(slots=True)
class FailureCounter:
    """Failures by name, in memory; `LONGEST_S` after the last one they are forgotten. `now`: seconds."""

    tries: int
    _failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait_s(self, name: str, now: float) -> float:
        """Seconds until it may try again; 0: now."""
        failures, last = self._failures.get(name, (0, 0.0))
        return max(0.0, last + lock_s(failures, self.tries) - now)

    def failed(self, name: str, now: float) -> None:
        failures, last = self._failures.pop(name, (0, now))
        failures = 0 if now - last > LONGEST_S else failures
        self._failures[name] = failures + 1, now  # kept in order of last use
        while len(self._failures) > _REMEMBERED:
            del self._failures[next(iter(self._failures))]


def address_key(address: str) -> str:
    """Addresses that one machine can have at will count as one."""
    return network(address)
