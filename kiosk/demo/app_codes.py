"""QR codes as an app on a phone shows them (电子社保卡), for demonstrations: made, and verified by the demo office.

`DEMOCARD.NUMBER.SECONDS.NONCE.SEAL`: the holder's identity number, when it was made (since 1970), and a seal with a key
that is no secret, because it proves nobody but fictional people.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

#: Seconds that a code lives, as the apps' do.
LIFE_S = 60
_HEAD = "DEMOCARD"
_KEY = b"hall-clerk demonstration"


class AppCodeError(Exception):
    """`kind`: unknown, used or expired."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def app_code(number: str, now: float | None = None) -> str:
    """A fresh code of the holder of this identity number. `now`: seconds since 1970."""
    made = f"{_HEAD}.{number}.{int(time.time() if now is None else now)}.{secrets.token_hex(4)}"
    return f"{made}.{_seal(made)}"


class AppCodes:
    """Verifies each code once."""

    def __init__(self) -> None:
        self._used: dict[str, float] = {}

    def holder(self, code: str, now: float) -> str:
        """The holder's identity number. Raises `AppCodeError`."""
        made, _, seal = code.rpartition(".")
        parts = made.split(".")
        if len(parts) != 4 or not hmac.compare_digest(seal.encode(), _seal(made).encode()):
            raise AppCodeError("unknown")
        if not 0 <= now - int(parts[2]) <= LIFE_S:
            raise AppCodeError("expired")
        self._used = {one: at for one, at in self._used.items() if now - at <= LIFE_S}
        if code in self._used:
            raise AppCodeError("used")
        self._used[code] = now
        return parts[1]


def _seal(made: str) -> str:
    return hmac.digest(_KEY, made.encode(), hashlib.sha256).hex()[:16]
