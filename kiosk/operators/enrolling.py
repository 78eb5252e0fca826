"""Second factors that are being enrolled: made, and not confirmed by a code yet. In memory, by session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

#: How long an enrolment may take, wrong codes that end it, and how many go on at once.
LASTS_MS, WRONG, MOST = 600_000, 5, 100


@dataclass(slots=True)
class Enrolments:
    now_ms: Callable[[], int]
    _begun: dict[str, tuple[str, int, int]] = field(default_factory=dict)  # secret, when, wrong codes

    def begin(self, session: str, secret: str) -> str:
        self._begun.pop(session, None)
        self._begun[session] = secret, self.now_ms(), 0
        while len(self._begun) > MOST:
            del self._begun[next(iter(self._begun))]
        return secret

    def secret(self, session: str) -> str | None:
        """None: none was begun, or too long ago."""
        secret, at_ms, wrong = self._begun.get(session, ("", 0, 0))
        return secret if secret and wrong < WRONG and self.now_ms() - at_ms <= LASTS_MS else None

    def wrong(self, session: str) -> None:
        secret, at_ms, wrong = self._begun[session]
        self._begun[session] = secret, at_ms, wrong + 1

    def end(self, session: str) -> None:
        self._begun.pop(session, None)
