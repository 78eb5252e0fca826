"""Values of citizens are shown whole with a reason, and so many times a minute by one account."""

from __future__ import annotations

import asyncio

from kiosk.hall.reasons import reason_of
from kiosk.net.budget import TokenBucket
from kiosk.operators.routes import RequestRefusedError, SignedIn

#: Conversations, turns, tickets, forms and recordings that one account sees unmasked within a minute; characters of a
#: reason.
A_MINUTE, LONGEST = 30, 200
#: Of a route that shows them.
REFUSED = {429: ("too_often",)}


class UnmaskingLimit:
    """One per console."""

    def __init__(self) -> None:
        self._of: dict[str, TokenBucket] = {}  # by the account's id

    def reason(self, who: SignedIn, text: str) -> str:
        """The reason as the audit trail keeps it; the unmasking is counted. Raises `RequestRefusedError`."""
        why = reason_of(text, LONGEST)
        if why is None:
            told = f"请写明为什么要看，至少两个字。 Expected a reason of 2 to {LONGEST} characters that can be read."
            raise RequestRefusedError(400, "bad_body", told)
        bucket = self._of.setdefault(who.id, TokenBucket(A_MINUTE / 60, A_MINUTE))
        if not bucket.take(asyncio.get_running_loop().time()):
            told = f"一分钟最多看 {A_MINUTE} 次全文，请等几秒再看。 Expected at most {A_MINUTE} a minute."
            raise RequestRefusedError(429, "too_often", told, {"Retry-After": "2"})
        return why
