"""Calls that were cut off in the middle of a service, kept for a while for a caller who calls again.

In memory only. A caller is known by a salted hash of the number; the second factor is the last four characters of the
identity number that was given in the call, without which a call is not kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from dialogue import Library, State
from kiosk.channels.phone.resume_dialogue import TRIES
from kiosk.hall import Hall
from kiosk.session.resumption import Snapshot, new_token

#: Calls that are kept; beyond them the oldest is forgotten.
KEPT = 256


@dataclass(frozen=True, slots=True)
class CutOffCall:
    """`factor`: four characters. `at`: when it was cut off, seconds on a monotonic clock. `tries`: that are left."""

    stood: Snapshot = field(repr=False)
    at: float
    factor: str = field(repr=False)
    tries: int = TRIES

    def is_right(self, entry: str) -> bool:
        """In a time that does not depend on the entry."""
        return hmac.compare_digest(self.factor.encode(), entry.upper().encode())

    def snapshot(self) -> Snapshot:
        """To go on with, as a conversation of its own: the one that was cut off has ended in the record."""
        name = uuid.uuid4().hex
        return replace(self.stood, token=new_token(name), state=self.stood.state.moved.changed({"conversation": name}))


class CutOffCalls:
    """`keep_s`: for how long; 0: none is kept. Times: seconds on a monotonic clock."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._salt = secrets.token_bytes(16)
        self._calls: OrderedDict[bytes, CutOffCall] = OrderedDict()

    def keep(self, caller: str, stood: Snapshot, library: Library, now: float) -> None:
        """After a hang-up. Nothing where the service is over, where its case was sent to the back end or a queue number
        drawn (under another conversation's name that could happen twice), or where no identity number was given.
        """
        state, factor = stood.state, _factor(library, stood.state)
        if not (self._keep_s and caller and factor) or state.ended or state.submitting or state.keyed_in_hand:
            return
        self._put(self._who(caller), CutOffCall(stood, now, factor))

    def take(self, caller: str, hall: Hall, now: float) -> CutOffCall | None:
        """This caller's call, once; None where there is none, it is too old, or its scripts have changed."""
        call = self._calls.pop(self._who(caller), None) if caller else None
        if call is None or now - call.at > self._keep_s:
            return None
        stood = call.stood
        return call if hall.scripts_holding(stood.state, stood.scripts, stood.version) else None

    def put_back(self, caller: str, call: CutOffCall, tries: int, now: float) -> None:
        """One that was taken, where its caller hung up before the answer; it grows no younger by that."""
        who = self._who(caller)
        if now - call.at <= self._keep_s and who not in self._calls:
            self._put(who, replace(call, tries=tries))

    def drop_old(self, now: float) -> None:
        """What is too old, so that nothing of a citizen stays longer than it may."""
        for who in [who for who, call in self._calls.items() if now - call.at > self._keep_s]:
            del self._calls[who]

    def __len__(self) -> int:
        return len(self._calls)

    def _put(self, who: bytes, call: CutOffCall) -> None:
        self._calls[who] = call
        self._calls.move_to_end(who)
        if len(self._calls) > KEPT:
            self._calls.popitem(last=False)

    def _who(self, caller: str) -> bytes:
        return hmac.digest(self._salt, caller.encode(errors="replace"), hashlib.sha256)


def _factor(library: Library, state: State) -> str:
    """The last four characters of the identity number that was given first; empty where there is none."""
    script = library.script(state.service) if state.service else None
    numbers = [state.value(slot.name) for slot in script.slots if slot.kind == "id"] if script else []
    return next((number[-4:].upper() for number in numbers if number), "")
