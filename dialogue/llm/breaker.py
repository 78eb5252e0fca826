"""When to leave a language model alone: a dead one must not cost every citizen its deadline. Sans-I/O."""

from __future__ import annotations

#: Failures in a row after which it is left alone.
FAILURES = 3
#: For how long at first, and at most: each trial that fails doubles it (s).
REST_S = 15.0
LONGEST_REST_S = 240.0


class Breaker:
    """Ask `allows` before each call, and say afterwards how it went. Times are seconds on any steady clock.

    After a rest one call is let through to see; the others wait for what becomes of it.
    """

    def __init__(self, failures: int = FAILURES, rest_s: float = REST_S, longest_s: float = LONGEST_REST_S) -> None:
        if failures < 1 or not 0 < rest_s <= longest_s:
            raise ValueError("failures must be at least 1, and 0 < rest_s <= longest_s")
        self._limit, self._first_s, self._longest_s = failures, rest_s, longest_s
        self._failed = 0
        self._rest_s = rest_s
        self._closed_until: float | None = None
        self._trying = False

    def allows(self, now: float) -> bool:
        """May it be asked now? True after a rest is the one trial: report its end, whatever it is."""
        if self._closed_until is None:
            return True
        if self._trying or now < self._closed_until:
            return False
        self._trying = True
        return True

    @property
    def resting(self) -> bool:
        return self._closed_until is not None

    def succeeded(self) -> None:
        self._failed, self._rest_s = 0, self._first_s
        self._closed_until, self._trying = None, False

    def failed(self, now: float) -> None:
        self._failed += 1
        if self._trying:
            self._rest_s = min(2 * self._rest_s, self._longest_s)
        elif self._closed_until is not None or self._failed < self._limit:
            return  # one that was asked before the rest began adds nothing to it
        self._closed_until, self._trying = now + self._rest_s, False

    def gave_up(self) -> None:
        """The caller no longer wanted to know: neither a success nor a failure."""
        self._trying = False
