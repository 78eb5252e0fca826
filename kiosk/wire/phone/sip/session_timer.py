"""Session timers (RFC 4028): which side refreshes a call, and when it counts as dead. Times: seconds.

Peers that want to refresh by re-INVITE do so themselves; we refresh by UPDATE. Of a peer that wants us to and takes no
UPDATE no timer is accepted: then it refreshes, or uses none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kiosk.wire.phone.sip.messages import SipHeaders, SipRequest

#: The shortest interval that is accepted, as the standard has it; and the longest, in place of any longer one.
SHORTEST, LONGEST = 90, 86_400
#: Seconds after which a refresh that the peer could not take now is tried again.
RETRY_S = 5.0
_NO_UPDATE = (405, 420, 501)
_VALUE = re.compile(r"\s*(\d{1,9})\s*((?:;.*)?)")


class IntervalTooSmallError(ValueError):
    """Answered with 422 and Min-SE."""


@dataclass(slots=True)
class SessionTimer:
    """`refreshed_at`: when either side last refreshed it. `retry_at`: our next refresh, after one that failed.

    `least`: the shortest interval that the peer takes, as its 422 said: it stands in all further refreshes of ours
    (Min-SE, RFC 4028 7.4), and lengthens nothing until one of them is accepted.
    """

    interval: int
    we_refresh: bool
    refreshed_at: float
    retry_at: float | None = None
    least: int = 0

    @property
    def refresh_at(self) -> float:
        """When our refresh is due; infinity where the peer refreshes."""
        if not self.we_refresh:
            return float("inf")
        return self.refreshed_at + self.interval / 2 if self.retry_at is None else self.retry_at

    @property
    def dead_at(self) -> float:
        """When a session that was not refreshed is over."""
        return self.refreshed_at + self.interval - min(32.0, self.interval / 3)

    @property
    def _asked(self) -> int:
        """The interval of our next refresh."""
        return max(self.interval, self.least)

    def answered(self, code: int, headers: SipHeaders, now: float) -> SessionTimer | None:
        """The timer after this answer to our refresh; None: the peer takes none."""
        if 200 <= code < 300:
            interval = min(interval_of(headers)[0], LONGEST)
            return SessionTimer(interval if interval >= SHORTEST else self._asked, True, now, least=self.least)
        if code in _NO_UPDATE:
            return None
        least = min(interval_of(headers, "min-se")[0], LONGEST) if code == 422 else 0
        at_once = least > self._asked and self.retry_at is None
        return replace(self, retry_at=now if at_once else now + RETRY_S, least=max(least, self.least))

    def headers(self, *, ours: bool) -> tuple[tuple[str, str], ...]:
        """Of a response, or of a request of ours: `refresher` names the sides of the transaction."""
        refresher = "uac" if self.we_refresh is ours else "uas"
        value = ("Session-Expires", f"{self._asked if ours else self.interval};refresher={refresher}")
        least = (("Min-SE", str(self.least)),) if ours and self.least else ()
        support = ("Supported" if ours or self.we_refresh else "Require", "timer")
        return (value, *least, support)


def agree_on_timer(
    request: SipRequest, now: float, *, takes_update: bool, current: SessionTimer | None = None
) -> SessionTimer | None:
    """What an INVITE or UPDATE of the peer sets up or refreshes; None: no timer. Raises IntervalTooSmallError."""
    interval, refresher = interval_of(request.headers)
    if not interval:
        if current is not None:
            current.refreshed_at = now
        return current
    if interval < SHORTEST:
        raise IntervalTooSmallError(f"expected at least {SHORTEST} s")
    if "timer" not in request.headers.tokens("supported") | request.headers.tokens("require"):
        refresher = "uas"  # a proxy put it in: the caller itself knows nothing of timers
    if refresher == "uas" and not takes_update:
        return None
    least = current.least if current is not None else 0
    return SessionTimer(min(interval, LONGEST), refresher == "uas", now, least=least)


def interval_of(headers: SipHeaders, name: str = "session-expires") -> tuple[int, str]:
    """Seconds and refresher of `Session-Expires` or `Min-SE`; 0 and "" where there is none."""
    found = _VALUE.fullmatch(headers.get(name))
    if found is None:
        return 0, ""
    refresher = re.search(r";\s*refresher\s*=\s*(uac|uas)\b", found[2], re.IGNORECASE)
    return int(found[1]), refresher[1].lower() if refresher else ""
