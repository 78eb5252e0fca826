"""扫码: QR codes of an app (电子社保卡), verified by a service. No code is written down, logged or used twice.

The interface `identity.qr` gets {"码"} and answers {"姓名", "身份证号", "级别"}; it refuses with 410 what is too old
and with 409 what was used. A code that was shown before in this hall is not even sent.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from dialogue.qr_check import CheckQr, QrChecked, QrOutcome
from dialogue.script.proof_interfaces import PROOF_WITHIN_S, QR, QR_LEVELS
from kiosk.hall.codes import PhoneBook
from kiosk.upstream.answer import BackendError
from mandarin.printable import printable

#: Seconds between the scan and the check, after which the code is forgotten.
HELD_S = 30.0
#: Codes remembered, by a keyed hash, and for how many seconds: longer than any such code lives.
_CODES, _KEPT_S = 10_000, 86_400.0
_REFUSALS: dict[int, QrOutcome] = {409: "used", 410: "expired"}


@dataclass(slots=True)
class QrCodesSeen:
    """Of a hall: the codes that were shown in it. `clock`: seconds, monotonic."""

    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _seen: OrderedDict[bytes, float] = field(default_factory=OrderedDict, repr=False)

    def take(self, code: str) -> bool:
        """Remember it; False where it was shown before."""
        name, now = hashlib.blake2b(code.encode(), key=self._key).digest(), self.clock()
        while self._seen and now - next(iter(self._seen.values())) > _KEPT_S:
            self._seen.popitem(last=False)
        if name in self._seen:
            return False
        self._seen[name] = now
        if len(self._seen) > _CODES:
            self._seen.popitem(last=False)
        return True


@dataclass(slots=True)
class ConversationQr:
    """Of one conversation: the code that was shown last, until it is checked. In memory alone."""

    seen: QrCodesSeen
    backend: PhoneBook
    _held: tuple[str, float] | None = field(default=None, repr=False)

    def hold(self, code: str) -> None:
        self._held = code, self.seen.clock()

    async def check(self, act: CheckQr) -> QrChecked:
        """Have the held code verified, once."""
        held, self._held = self._held, None
        if held is None or self.seen.clock() - held[1] > HELD_S:
            return QrChecked(act.call, "expired")
        if not self.seen.take(held[0]):
            return QrChecked(act.call, "used")
        try:
            found = await self.backend.call(QR, {"码": held[0]}, key="", timeout_s=PROOF_WITHIN_S)
        except BackendError as error:
            refused: QrOutcome = _REFUSALS.get(error.status, "refused")
            return QrChecked(act.call, refused if error.kind == "refused" else "unavailable")
        number, level = found.get("身份证号", "").strip(), QR_LEVELS.get(found.get("级别", ""))
        if level is None or not number:
            return QrChecked(act.call, "unavailable")
        return QrChecked(act.call, "proven", number, printable(found.get("姓名", "")), level)
