"""What people do with the record beside the hall: find a case, read all of it, delete it; and the audit trail."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from kiosk.store import audit, belongings, case_list, forgetting
from kiosk.store.audit import AT_ONCE, AuditCheck, AuditChecking, AuditHead, AuditNote, AuditRow, AuditSearch
from kiosk.store.belongings import Belongings
from kiosk.store.case_list import ListedCase
from kiosk.store.database import RecordDatabase
from kiosk.store.errors import StoreError

#: Rows of the audit trail that one search looks through.
SEARCHED = 10_000


class RecordAccess(RecordDatabase):
    """A part of `Store`."""

    async def audit(self, note: AuditNote) -> AuditHead:
        """Append to the audit trail: before anything is shown, leaves or goes."""
        at_ms = self.now_ms()
        head: AuditHead = await self._write(
            lambda connection: connection.run_sync(audit.append, self._keys, note, at_ms)
        )
        return head

    async def audit_trail(self, limit: int, *, case: str = "") -> tuple[AuditRow, ...]:
        """The newest rows first. `case`: those of one case number."""
        return await self._read(lambda connection: audit.read(connection, self._keys, limit, case=case))

    async def check_audit(self, noted: AuditHead | None = None) -> AuditCheck:
        """Whether the audit trail is whole. `noted`: a row as it was noted elsewhere."""
        checking = AuditChecking(self._keys, noted)
        while await self._read(checking.step):  # others are served between two steps
            pass
        return checking.result()

    async def search_audit(self, wanted: AuditSearch, limit: int) -> tuple[tuple[AuditRow, ...], int]:
        """The newest `limit` rows or some more that fit, and from which number to go on; 0: none is left.

        Looks through `SEARCHED` rows at most.
        """
        rows, before = list[AuditRow](), wanted.before
        for _ in range(SEARCHED // AT_ONCE):
            part, before = await self._read(
                partial(audit.found, keys=self._keys, wanted=replace(wanted, before=before))
            )
            rows += part
            if before == 0 or len(rows) >= limit:
                break
        return tuple(rows), before

    async def cases(self, limit: int, service: str = "") -> tuple[ListedCase, ...]:
        """The cases that were filed last, the newest first."""
        return await self._read(lambda connection: case_list.newest(connection, self._keys, limit, service))

    async def conversations_of(self, number: str) -> tuple[str, ...]:
        """Of a case number, of a number that a citizen was told, or the conversation of this id."""
        return await self._read(lambda connection: case_list.conversations_of(connection, self._keys, number))

    async def belongings(self, conversation: str) -> Belongings:
        """What belongs to a conversation beside its turns, cases and pictures."""
        return await self._read(lambda connection: belongings.read(connection, self._keys, conversation))

    async def reason_against_forgetting(self, conversation: str) -> StoreError | None:
        """Why the conversation cannot be deleted now; None: it can."""
        return await self._read(lambda connection: forgetting.reason_against(connection, conversation))

    async def forget(self, conversation: str) -> dict[str, int]:
        """Delete an ended conversation with all that belongs to it, for good; the rows of each table.

        An entry of it that comes later is not written. Raises `StoreError` where it cannot be deleted now.
        """
        at_ms = self.now_ms()
        gone: dict[str, int] = await self._write(
            lambda connection: connection.run_sync(forgetting.forget, self._keys, conversation, at_ms)
        )
        return gone
