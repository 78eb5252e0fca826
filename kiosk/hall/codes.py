"""One-time codes by text message: made, sent and compared here. Neither the dialogue nor a log ever learns one.

A code is of six digits, lives `LIFE_S`, and may be entered `TRIES` times. It goes to the mobile number that the back
end knows for the person (interface `identity.phone`), or to the one that was given, where the script says so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from dialogue.codes import CODE_LENGTH, TRIES, CodeOutcome, SendCode
from kiosk.hall.outbox import Outbox
from kiosk.store import DeliveryEntry
from kiosk.upstream.answer import BackendError
from kiosk.upstream.message_sender import CODE

#: Seconds that a code lives, and that its text message is tried.
LIFE_S = 300.0
#: Codes to one person in an hour, whatever the kiosk: nobody's phone is flooded by others who know the number.
PER_HOUR = 5
#: The interface that gives the mobile number of a person: {"身份证号"} → {"手机号"}.
PHONE_OF = "identity.phone"
_HOUR_S = 3600.0
_LOOK_UP_S, _SEND_S = 5.0, 3.0
_PERSONS = 10_000
_MOBILE = re.compile(r"1[3-9]\d{9}")


class PhoneBook(Protocol):
    """The hall's back end. Raises `BackendError`."""

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]: ...


@dataclass(slots=True)
class CodeLimits:
    """Counts the codes of each person, for all conversations of a hall. Persons are known by a keyed hash."""

    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _sent: OrderedDict[bytes, deque[float]] = field(default_factory=OrderedDict, repr=False)

    def take(self, person: str) -> bool:
        """Count one more code to `person`; False where there were too many."""
        who, now = hmac.digest(self._key, person.encode(), hashlib.sha256), self.clock()
        times = self._sent.setdefault(who, deque(maxlen=PER_HOUR))
        self._sent.move_to_end(who)
        if len(self._sent) > _PERSONS:
            self._sent.popitem(last=False)
        if len(times) == PER_HOUR and now - times[0] < _HOUR_S:
            return False
        times.append(now)
        return True


def made_code() -> str:
    """At random. It begins with no 0, which alone asks for a human on the phone."""
    lowest = 10 ** (CODE_LENGTH - 1)
    return str(lowest + secrets.randbelow(9 * lowest))


@dataclass(slots=True)
class _Sent:
    digest: bytes = field(repr=False)
    at: float
    tries: int = 0


@dataclass(slots=True)
class ConversationCodes:
    """Of one conversation: the code that was sent last, in memory alone. It ends with the conversation."""

    conversation: str
    limits: CodeLimits
    backend: PhoneBook
    outbox: Outbox
    make: Callable[[], str] = made_code
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _sent: _Sent | None = field(default=None, repr=False)

    async def send(self, act: SendCode) -> bool:
        """Make a code and send it; the one before is void. False: none was sent."""
        self._sent = None
        if not self.outbox.carries(CODE) or not self.limits.take(act.person):
            return False
        mobile = act.to or await self._mobile_of(act.person)
        if not _MOBILE.fullmatch(mobile):
            return False
        code = self.make()
        values = {"验证码": code, "分钟": str(int(LIFE_S // 60))}
        body = json.dumps({"template": "code", "to": mobile, "values": values}, ensure_ascii=False)
        entry = DeliveryEntry(secrets.token_hex(32), CODE, self.outbox.store.now_ms(), body)
        held = await self.outbox.hold(entry, self.conversation)
        state = await self.outbox.deliver(entry, _SEND_S)
        if state != "accepted" and not (held and state == "waiting"):
            return False
        self._sent = _Sent(self._digest(code), self.limits.clock())
        return True

    def check(self, code: str) -> CodeOutcome:
        """Compare in a time that does not depend on the entry. A right one is void afterwards."""
        sent = self._sent
        if sent is None or self.limits.clock() - sent.at > LIFE_S:
            self._sent = None
            return "expired"
        right = hmac.compare_digest(sent.digest, self._digest(code))
        sent.tries += 1
        if right or sent.tries >= TRIES:
            self._sent = None
        return "right" if right else "wrong" if sent.tries < TRIES else "used_up"

    async def _mobile_of(self, person: str) -> str:
        try:
            found = await self.backend.call(PHONE_OF, {"身份证号": person}, key="", timeout_s=_LOOK_UP_S)
        except BackendError:
            return ""
        return found.get("手机号", "")

    def _digest(self, code: str) -> bytes:
        return hmac.digest(self._key, code.encode(), hashlib.sha256)
