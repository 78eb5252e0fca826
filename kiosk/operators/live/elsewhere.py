"""Conversations of other halls on the same PostgreSQL database in which a member of staff answers now. A hall's wall
shows its own conversations; of the others' it tells who is busy, and with what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.hall.live import LiveView
from kiosk.store.hall_signals import HallSignals

_KIND = "answering"
#: Milliseconds without a sign of its owner's page, due every 5 s, after which one is no longer shown.
GONE_MS = 20_000
#: Of other halls' that are kept in mind. Overflow: the oldest is forgotten.
_MOST = 200


@dataclass(frozen=True, slots=True)
class AnsweredElsewhere:
    """`hall`, `owner`: their names. `account`: the owner's. `place`: of the kiosk, or its name."""

    conversation: str
    hall: str
    owner: str
    account: str
    place: str
    service: str


class Elsewhere:
    """`hall`: this one's name. `now_ms`: this hall's clock, which alone counts here."""

    def __init__(self, signals: HallSignals, hall: str, now_ms: Callable[[], int]) -> None:
        self._signals, self._hall, self._now_ms = signals, hall, now_ms
        self._told: dict[str, tuple[int, AnsweredElsewhere]] = {}
        signals.on(_KIND, self._heard)

    async def listen(self) -> None:
        await self._signals.listen()

    async def tell(self, view: LiveView | None) -> None:
        """A conversation of this hall: who answers in it now, or that nobody does any more."""
        if view is None:
            return
        about = AnsweredElsewhere(
            view.id, self._hall, view.owner, view.owner_account, view.place or view.device, view.service
        )
        await self._signals.send(_KIND, asdict(about))

    def shown(self) -> list[dict[str, Any]]:
        """JSON, the oldest first."""
        now = self._now_ms()
        self._told = {name: one for name, one in self._told.items() if 0 <= now - one[0] < GONE_MS}
        return [asdict(one) for _, one in self._told.values()]

    def _heard(self, told: Mapping[str, str]) -> None:
        about = AnsweredElsewhere(*(told.get(name, "") for name in AnsweredElsewhere.__slots__))
        if not about.owner:
            self._told.pop(about.conversation, None)
            return
        self._told[about.conversation] = self._now_ms(), about
        while len(self._told) > _MOST:
            del self._told[next(iter(self._told))]
