"""How often one number may call within an hour. Numbers are kept as salted hashes, in memory only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque

_HOUR_S = 3600.0
#: Numbers that are remembered; beyond them the one that called longest ago is forgotten.
_REMEMBERED = 10_000


class CallerLimit:
    """`limit`: calls of one number in an hour. Times: seconds on a monotonic clock."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._salt = secrets.token_bytes(16)
        self._calls: OrderedDict[bytes, deque[float]] = OrderedDict()

    def may_call(self, number: str, now: float) -> bool:
        """Whether one more call may begin now; if so, it is counted."""
        who = hmac.new(self._salt, number.encode(errors="replace"), hashlib.sha256).digest()
        calls = self._calls.setdefault(who, deque())
        self._calls.move_to_end(who)
        if len(self._calls) > _REMEMBERED:
            self._calls.popitem(last=False)
        while calls and now - calls[0] >= _HOUR_S:
            calls.popleft()
        if len(calls) >= self._limit:
            return False
        calls.append(now)
        return True
