"""The end of a call that is handed to a human: the case is posted, and whether anybody will answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from kiosk.channels.phone.announcements import NOBODY_THERE, OUT_OF_HOURS
from kiosk.channels.phone.call_monitor import CallMonitor
from kiosk.channels.phone.callbacks import Callbacks
from kiosk.channels.phone.keyed_prompt import SayTexts
from kiosk.channels.phone.staff_wait import CallerStaffWait
from kiosk.hall import Hall
from kiosk.store import DeliveryEntry
from kiosk.store.tickets import TicketEntry, TicketReason
from kiosk.upstream.handoff_hook import HANDOFF, HandoffHook, HandoffReply, key_of

#: Seconds for which a case that the hook did not take in time is tried again.
KEEP_S = 3600.0


class CallHandoff:
    """Of one call, which has at most one. `begin` at once; `reply` waits a few seconds at most."""

    def __init__(self, hall: Hall, hook: HandoffHook, callbacks: Callbacks, monitor: CallMonitor) -> None:
        self._hall, self._hook, self._callbacks, self._monitor = hall, hook, callbacks, monitor
        self._posting: asyncio.Task[HandoffReply] | None = None
        self._packet: Mapping[str, Any] = {}

    @property
    def begun(self) -> bool:
        return self._posting is not None

    def begin(self, packet: Mapping[str, Any]) -> None:
        self._packet = packet
        self._posting = asyncio.create_task(self._post(packet), name="phone.handoff")

    async def reply(self) -> HandoffReply:
        """The hook's answer; where no hand-off was begun, nobody was asked for."""
        return HandoffReply() if self._posting is None else await asyncio.shield(self._posting)

    async def find_staff(self, conversation: str, say: SayTexts) -> tuple[tuple[str, TicketReason] | None, str]:
        """As `why_nobody`, where the caller waits for staff of the hall; and who comes, if it is known."""
        desk = self._hall.staff
        if self._hall.settings.staff.callers == "wait":
            who = await CallerStaffWait(desk, conversation, say).wait()
            return None if who else (NOBODY_THERE, "unanswered"), who
        call = desk.of_conversation(conversation)
        return None, "" if call is None else call.who

    @property
    def nobody_now(self) -> tuple[str, TicketReason] | None:
        """As `why_nobody`, where it is known before anybody was asked: out of hours, or no staff can be told."""
        if not self._callbacks.staff_there:
            return OUT_OF_HOURS, "closed"
        waits = self._hall.settings.staff.callers == "wait"
        return (NOBODY_THERE, "unanswered") if waits and not self._hall.staff.reachable else None

    def why_nobody(self, reply: HandoffReply) -> tuple[str, TicketReason] | None:
        """What a caller is told where nobody will answer, and the ticket's reason; None: somebody will."""
        return self.nobody_now or ((NOBODY_THERE, "unanswered") if reply.nobody else None)

    def about(self, reason: TicketReason) -> TicketEntry:
        return TicketEntry("", reason, self._packet.get("service", ""), self._packet.get("conversation", ""))

    async def close(self) -> None:
        """The post goes on after the caller has hung up: the human calls back with the case in hand. Where this is
        cancelled, it ends, and the outbox posts the case later.
        """
        if self._posting is not None:
            await self._posting

    async def _post(self, packet: Mapping[str, Any]) -> HandoffReply:
        outbox, body = self._hall.outbox, json.dumps(dict(packet), ensure_ascii=False)
        case = DeliveryEntry(key_of(packet), HANDOFF, self._hall.store.now_ms(), body)
        conversation = str(packet.get("conversation", ""))
        held = self._hook.is_set and await outbox.hold(case, conversation)
        reply = await self._monitor.posted(self._hook, packet)
        if reply.posted and held:
            await outbox.settle(case, "refused" if reply.refused else "accepted")
        elif not reply.posted and not held:
            await outbox.hold(case, conversation)
        return reply
