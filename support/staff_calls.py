"""Calls for staff without a conversation behind them, and a hall's part of them, over one record."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import structlog

from kiosk.config import StaffSettings
from kiosk.hall.outbox import Carrier, Outbox
from kiosk.hall.staff import StaffDesk, kind_of
from kiosk.hall.staff_call import StaffCall
from kiosk.jobs import delivery
from kiosk.store import ConversationEntry, Store
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics


def call_staff(
    desk: StaffDesk, writer: RecordWriter, conversation: str, *, device: str = "kiosk-1", channel: str = "screen",
    reason: str = "asked", danger: str = "", place: str = "",
) -> StaffCall:  # fmt: skip
    """As a conversation does."""
    rows = (("姓名", "王小明"), ("手机号", "13800138000"))
    made = desk.make(
        conversation, device, channel, reason=reason, danger=danger, service="社保卡挂失", rows=rows, place=place
    )
    assert made is not None, "staff are called to it already"
    messages = desk.messages(made)
    entry = ConversationEntry(
        conversation, device, channel, 1, deliveries=messages, staff_calls=(made.entry,), place=place
    )
    writer.keep(entry)
    desk.ring(made, messages)
    return made


class StaffWorld:
    """What a hall has of calls for staff, from its start to its end. `carriers`: by destination.
    `grace_s`: how long after its start a citizen may come back.
    """

    def __init__(
        self, settings: StaffSettings, store: Store, carriers: dict[str, Carrier], *, grace_s: float = 86_400.0
    ) -> None:
        log: Any = structlog.get_logger("kiosk")
        self.metrics, self.store = Metrics(), store
        self.writer = RecordWriter(store, self.metrics, log)
        self.outbox = Outbox(store, self.metrics, log)
        self.desk = StaffDesk(settings, store, self.writer, self.outbox, self.metrics, log, grace_s=grace_s)
        for name, carrier in carriers.items():
            self.outbox.carry_in_order(kind_of(name), carrier, keep_s=14_400, first_s=2, longest_s=60)
        self._job: asyncio.Task[None] | None = None

    async def __aenter__(self) -> StaffWorld:
        await self.desk.recall()
        self._job = asyncio.create_task(delivery.run(cast(Any, self)), name="delivery")
        return self

    async def __aexit__(self, *_: object) -> None:
        """As a hall that stops: attempts under way are cut off."""
        if self._job is not None:
            self._job.cancel()
            await asyncio.gather(self._job, return_exceptions=True)
        await self.desk.close()
        await self.outbox.close()
        await self.writer.close(1.0)

    def call(self, conversation: str, **about: str) -> StaffCall:
        return call_staff(self.desk, self.writer, conversation, **about)
