"""What the record holds of messages and feedback: carriers' reports, ratings, what staff see to, and gaps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Literal

from kiosk.store import gaps, outbox, progress, ratings, to_do
from kiosk.store.database import RecordDatabase, to_ms
from kiosk.store.progress import CaseOfProgress, ProgressToken
from kiosk.store.ratings import StoredRating
from kiosk.store.records import GapList
from kiosk.store.to_do import StaffToDo, ToDoKind

_DAY_MS = 86_400_000


class FeedbackRecords(RecordDatabase):
    async def delivery_reported(self, name: str, *, arrived: bool) -> Literal["delivered", "undelivered", ""]:
        """The carrier's report on a delivery: its state now; "" where there is none that the carrier accepted."""
        state: Literal["delivered", "undelivered"] = "delivered" if arrived else "undelivered"
        return state if await self._count(outbox.reported(name, state)) else ""

    async def add_gap(self, question: str, service: str = "", at: datetime | None = None, *, device: str = "") -> None:
        """Record a question without a written answer. `at`: now, if not given."""
        at_ms = self.now_ms() if at is None else to_ms(at)
        change = gaps.adding(self._keys, question, service, device, at_ms)
        await self._write(lambda connection: connection.execute(change))

    async def gaps(self) -> GapList:
        """Questions without an answer, the most frequent first."""
        return await self._read(lambda connection: gaps.read(connection, self._keys))

    async def strike_gaps(self, names: Collection[str]) -> int:
        """Delete these (`Gap.ids`): they are answered now. The number deleted."""
        return await self._count(gaps.striking(names))

    async def ratings(self) -> tuple[StoredRating, ...]:
        """The oldest first."""
        return await self._read(lambda connection: ratings.read(connection, self._keys, poor=False, done=True))

    async def to_do(self, *, done: bool = False) -> tuple[StaffToDo, ...]:
        """What staff have to see to, the oldest first. `done`: also what they closed."""
        return await self._read(lambda connection: to_do.read(connection, self._keys, done=done))

    async def to_do_counts(self) -> dict[ToDoKind, int]:
        return await self._read(to_do.open_ones)

    async def close_to_do(self, name: str) -> bool:
        """Staff have seen to it; False: there is no such open one."""
        at_ms = self.now_ms()
        closed = await self._count(ratings.closing(name, at_ms))
        return bool(closed or await self._count(to_do.closing_message(name, at_ms)))

    def progress_token(self, conversation: str, service: str, number: str, days: int) -> str:
        """With which the case's progress may be read for so many days; empty where the conversation has no such id."""
        return progress.token_for(self._keys, conversation, service, number, self.now_ms() + days * _DAY_MS)

    def opened_token(self, token: str) -> ProgressToken | None:
        """None for a token that this hall did not make."""
        return progress.opened(self._keys, token, self.now_ms())

    async def case_of_progress(self, token: ProgressToken) -> CaseOfProgress | None:
        """The case that the token names; None where the record has it no longer, or not yet."""
        case = partial(progress.case_of, keys=self._keys, conversation=token.conversation, mark=token.mark)
        return await self._read(case)
