"""资料核对: the back end compares what a caller tells of a person, and says yes or no. Tries are limited by person.

The interface `identity.match` gets {"身份证号", and the script's 核对, by slot} and answers {"相符": "是" or "否"}; 否
too for a person whom it does not know, so that nobody learns who is known.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from dialogue.data_check import CheckData, DataOutcome
from dialogue.script.proof_interfaces import MATCH, PROOF_WITHIN_S
from kiosk.hall.codes import PhoneBook
from kiosk.upstream.answer import BackendError

#: Comparisons of one person's data that may fail within a day, in all conversations of a hall.
PER_DAY = 5
_DAY_S = 86_400.0
#: Persons remembered; beyond them the one that was asked about longest ago is forgotten.
_PERSONS = 10_000
_YES, _NO = frozenset({"是", "true", "1"}), frozenset({"否", "false", "0"})


@dataclass(slots=True)
class DataLimits:
    """Counts failed comparisons of each person, by a keyed hash, in memory. `clock`: seconds, monotonic."""

    clock: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _failed: OrderedDict[bytes, deque[float]] = field(default_factory=OrderedDict, repr=False)

    def take(self, person: str) -> bool:
        """Count one more try, which is taken to fail until `succeeded`; False where there were too many."""
        times, now = self._of(person), self.clock()
        while times and now - times[0] >= _DAY_S:
            times.popleft()
        if len(times) >= PER_DAY:
            return False
        times.append(now)
        return True

    def succeeded(self, person: str) -> None:
        """The last try did not fail, or was none: it does not count."""
        if times := self._of(person):
            times.pop()

    def used_up(self, person: str) -> bool:
        return len(self._of(person)) >= PER_DAY

    def _of(self, person: str) -> deque[float]:
        who = hashlib.blake2b(person.encode(), key=self._key).digest()
        found = self._failed.setdefault(who, deque())
        self._failed.move_to_end(who)
        if len(self._failed) > _PERSONS:
            self._failed.popitem(last=False)
        return found


@dataclass(slots=True)
class ConversationData:
    """A `DataComparison`, through the hall's back end."""

    limits: DataLimits
    backend: PhoneBook

    async def compare(self, act: CheckData) -> DataOutcome:
        if not self.limits.take(act.person):
            return "used_up"
        try:
            params = {"身份证号": act.person, **dict(act.data)}
            found = await self.backend.call(MATCH, params, key="", timeout_s=PROOF_WITHIN_S)
            told = found.get("相符", "").lower()
        except BackendError as error:
            if error.kind != "refused":  # a refusal counts as a try: it may tell something of the person
                self.limits.succeeded(act.person)
            return "unavailable"
        if told in _NO:
            return "used_up" if self.limits.used_up(act.person) else "differs"
        self.limits.succeeded(act.person)
        return "same" if told in _YES else "unavailable"
