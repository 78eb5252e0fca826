"""Failed sign-ins by the organisation's server in the audit trail: of one address and kind one entry a minute.

Most can be brought about by anybody, without signing in, as often as he likes. The first is noted at once; those of the
next minute are counted, and one entry at its end has the number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from kiosk.operators.lock_out import address_key
from kiosk.store import StoreError
from kiosk.store.audit import AuditNote

#: Seconds that are counted together.
COUNTED_S = 60.0
#: Addresses and kinds counted at once; beyond it addresses are counted together.
_COUNTED = 1000


class FailureNotes:
    """`write`: into the audit trail; may raise `StoreError`."""

    def __init__(self, write: Callable[[AuditNote], Awaitable[None]]) -> None:
        self._write = write
        self._more: dict[tuple[str, str], int] = {}  # by address and kind: how many since the entry
        self._tasks: set[asyncio.Task[None]] = set()

    async def note(self, address: str, kind: str, note: AuditNote) -> None:
        """Raises `StoreError`."""
        key = address_key(address), kind
        if key not in self._more and len(self._more) >= _COUNTED:
            key = "", kind
        if key in self._more:
            self._more[key] += 1
            return
        self._more[key] = 0
        asyncio.get_running_loop().call_later(COUNTED_S, self._over, key, note)
        await self._write(note)

    def _over(self, key: tuple[str, str], note: AuditNote) -> None:
        if more := self._more.pop(key):
            counted = replace(note, detail=f"{more} more within a minute; {note.detail}")
            task = asyncio.create_task(self._written(counted), name="organisation.counted")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _written(self, note: AuditNote) -> None:
        try:
            await self._write(note)
        except StoreError:  # the record's own alarm tells of it; the first entry stands
            return
