"""A member of staff looks at a document and vouches for its citizen: who may, and the entry in the audit trail.

The entry is written before the conversation goes on. What was vouched for holds in that conversation alone.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

from kiosk.config.identity import IdentitySettings
from kiosk.hall.staff import StaffDesk
from kiosk.hall.staff_call import StaffCall
from kiosk.store.audit import AuditHead, AuditNote
from mandarin.printable import printable

#: Documents that a member of staff may have seen.
DOCUMENTS = ("身份证", "临时身份证", "户口簿", "护照", "港澳台居民居住证", "其他证件")
#: Characters of a reason (`kiosk.hall.reasons`).
LONGEST = 100

#: `yours`: it is done; `taken`: somebody else said 我来, or is at it; `not_there`: 到了 has not been said; `gone`: the
#: citizen or the conversation is not there any more.
Vouching = Literal["yours", "taken", "not_there", "gone", "unknown"]


class AuditTrail(Protocol):
    """Of `kiosk.store.Store`. May raise `StoreError`."""

    async def audit(self, note: AuditNote) -> AuditHead: ...


class VouchDesk:
    """One per hall."""

    def __init__(self, settings: IdentitySettings, staff: StaffDesk, trail: AuditTrail, log: Any) -> None:
        self._level, self._staff, self._trail, self._log = settings.staff_level, staff, trail, log
        self._busy: set[str] = set()  # ids of calls whose entry is being written

    async def vouch(
        self, name: str, who: str, why: str, document: str, *, agrees: bool, account: str = "", noted: str = ""
    ) -> Vouching:
        """`who` has seen the document of the citizen of call `name`, and it is that of the person who is to be proven,
        or not (`agrees`). `account`, `noted`: as of `StaffDesk`. Raises `StoreError`: then nothing is vouched for.
        """
        who = printable(who).strip()
        call = self._staff.find(name)
        if (refused := self._refused(call, who, account)) or call is None:
            return refused or "unknown"
        self._busy.add(name)
        try:
            what = "identity vouched for" if agrees else "identity not vouched for"
            detail = f"kiosk {call.device}; service {call.service}; document {document}; level {self._level}"
            head = await self._trail.audit(AuditNote(what, noted or who, why, call.conversation, detail=detail))
            row = {"count": head.number, "hash": head.hash}
            self._log.info("audit", what=what, conversation=call.conversation, **row)
        finally:
            self._busy.discard(name)
        call = self._staff.find(name)
        if call is None or call.gone:  # meanwhile
            return "gone"
        self._staff.finish(name, "vouched" if agrees else "not_vouched")
        return "yours"

    def _refused(self, call: StaffCall | None, who: str, account: str) -> Vouching | None:
        if call is None or not call.asks_document or self._level == "off" or call.channel != "screen":
            return "unknown"
        if call.gone:
            return "gone"
        if call.id in self._busy or (call.who and not call.taken_by(who, account)):
            return "taken"
        return None if call.arrived_ms is not None else "not_there"
