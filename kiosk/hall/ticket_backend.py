"""The back end, but for tickets (工单) of this hall: their state, urging (催办) and reopening (重办) are answered here.

A number that is no ticket of the hall goes to the back end, as does everything else. A citizen is told the state, the
department and the due day: nothing personal, for the script asks for the number alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kiosk.store import StoreError
from kiosk.store.ticket_acts import HALL
from kiosk.store.ticket_register import TicketRegister
from kiosk.store.work_tickets import WorkTicket
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct, TicketRuleError
from kiosk.ticketing.lifecycle import TicketAction, TicketState
from kiosk.upstream.answer import AnswerFields, BackendError
from kiosk.upstream.gateway import BackendGateway

#: The interfaces of tickets, and what each does to one.
_ACTS: Mapping[str, TicketAction | None] = {"hotline.status": None, "hotline.urge": "urge", "hotline.reopen": "reopen"}
#: As `services/hotline-status.yaml` reads it, by the state; an overdue one is `_OVERDUE`.
_TOLD: Mapping[TicketState, str] = {
    "new": "已登记", "accepted": "已登记", "assigned": "已派单", "working": "正在办理", "replied": "正在办理",
    "closed": "已经办结", "visited": "已经办结", "rated": "已经办结", "declined": "不予受理",
}  # fmt: skip
_OVERDUE = "正在督办"
_WORDS: Mapping[TicketAction, str] = {"urge": "市民催办", "reopen": "市民说没有解决，要求重办"}
_NO_DIGIT = re.compile(r"\D")


class TicketBackend:
    """Satisfies `kiosk.session.dialogue.Backend`. `clock`: as it is at the time of a call."""

    def __init__(self, gateway: BackendGateway, tickets: TicketRegister, clock: Callable[[], TicketClock]) -> None:
        self._gateway, self._tickets, self._clock = gateway, tickets, clock

    async def call(
        self, api: str, params: Mapping[str, Any], *, key: str = "", timeout_s: float | None = None
    ) -> AnswerFields:
        """As `BackendGateway.call`. Raises BackendError."""
        if api in _ACTS:
            number = _NO_DIGIT.sub("", str(params.get("工单号", "")))
            try:
                ticket = await self._tickets.by_number(number)
                if ticket is not None:
                    return await self._answer(api, ticket, key)
            except StoreError as error:
                raise BackendError("unreachable", f"the record of tickets: {error.kind}") from None
        return await self._gateway.call(api, params, key=key, timeout_s=timeout_s)

    async def _answer(self, api: str, ticket: WorkTicket, key: str) -> AnswerFields:
        action = _ACTS[api]
        if action is None:
            return AnswerFields({"工单状态": self._state(ticket), **_due(ticket)}, {})
        if action == "reopen" and ticket.state == "declined":
            raise BackendError("refused", "not_now", status=409)
        act = TicketAct(action, frozenset({"hall"}), who=HALL, text=_WORDS[action], key=key)
        try:
            after = await self._tickets.act(ticket.id, None, act, self._clock())
        except TicketRuleError as error:
            raise BackendError("refused", error.code, status=409) from None
        name = "催办号" if action == "urge" else "重办号"
        return AnswerFields({name: ticket.number, **_due(after)}, {})

    def _state(self, ticket: WorkTicket) -> str:
        overdue = ticket.is_open and ticket.due_ms <= self._tickets.now_ms()
        return _OVERDUE if overdue else _TOLD[ticket.state]


def _due(ticket: WorkTicket) -> dict[str, str]:
    day = datetime.fromtimestamp(ticket.due_ms / 1000).astimezone().date()
    return {"承办单位": ticket.department, "答复日期": day.isoformat()}
