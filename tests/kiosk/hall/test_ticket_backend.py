"""The real state of a hall's ticket for whoever has its number; everything else goes to the back end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogue.script.calendar import NO_CALENDAR
from kiosk.config import load_settings
from kiosk.hall.ticket_backend import TicketBackend
from kiosk.store import Store
from kiosk.store.ticket_acts import TicketOpening
from kiosk.store.ticket_sources import TicketSource
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct
from kiosk.ticketing.lifecycle import TicketAction
from kiosk.ticketing.rules import load_rules
from kiosk.upstream.answer import AnswerFields, BackendError

CLOCK = TicketClock(NO_CALENDAR, load_rules(None))
NUMBER = "26110777"


class Gateway:
    """What came to the back end."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def call(self, api: str, params: Mapping[str, Any], **_: Any) -> AnswerFields:
        self.calls.append(api)
        return AnswerFields({"工单状态": "没有查到"}, {})


class Desk:
    def __init__(self, store: Store) -> None:
        self.store, self.gateway, self.ahead = store, Gateway(), timedelta()
        self.backend = TicketBackend(self.gateway, store.work_tickets, lambda: CLOCK)  # type: ignore[arg-type]

    async def opened(self, clock: TicketClock = CLOCK, promised: str = "") -> str:
        source = TicketSource(
            "complaint", "c1", self.store.now_ms(), {"诉求内容": "路灯坏了"}, "12345诉求登记", "", NUMBER,
            "市政管理处", promised,
        )  # fmt: skip
        return (await self.store.work_tickets.open([TicketOpening(source)], clock))[0]

    async def act(self, name: str, action: TicketAction) -> None:
        act = TicketAct(action, frozenset({"seat"}), "a1", "王芳", "已经核实", "市政管理处", satisfied=True, score=5)
        await self.store.work_tickets.act(name, None, act, CLOCK)

    async def ask(self, api: str = "hotline.status", number: str = NUMBER, key: str = "") -> dict[str, str]:
        return dict(await self.backend.call(api, {"工单号": number}, key=key))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    ahead = [timedelta()]
    settings = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data")})
    store = await Store.open(settings, now=lambda: datetime.now(UTC) + ahead[0])
    found = Desk(store)
    found.wait = lambda **time: ahead.__setitem__(0, ahead[0] + timedelta(**time))  # type: ignore[attr-defined]
    yield found
    await store.close()


async def test_each_state_is_told_in_plain_words(desk: Desk) -> None:
    name = await desk.opened(replace(CLOCK, rules=replace(CLOCK.rules, assigns=False)))
    told = [(await desk.ask())["工单状态"]]
    for action in ("accept", "assign", "take", "reply", "close", "revisit", "rate"):
        await desk.act(name, action)  # type: ignore[arg-type]
        told.append((await desk.ask())["工单状态"])
    assert told == ["已登记", "已登记", "已派单", "正在办理", "正在办理", "已经办结", "已经办结", "已经办结"]
    assert desk.gateway.calls == []


async def test_the_department_and_the_day_that_was_promised_and_nothing_personal(desk: Desk) -> None:
    day = (datetime.now() + timedelta(days=20)).date().isoformat()
    await desk.opened(promised=day)
    assert await desk.ask() == {"工单状态": "已派单", "承办单位": "市政管理处", "答复日期": day}


async def test_an_overdue_one_is_told_as_such(desk: Desk) -> None:
    await desk.opened()
    desk.wait(days=30)  # type: ignore[attr-defined]
    assert (await desk.ask())["工单状态"] == "正在督办"


async def test_urging_counts_once_for_a_key_and_reopening_gives_a_new_day(desk: Desk) -> None:
    name = await desk.opened()
    for _ in range(2):
        assert (await desk.ask("hotline.urge", key="talk:1"))["催办号"] == NUMBER
    ticket = await desk.store.work_tickets.one(name)
    assert ticket is not None
    assert ticket.urged == 1
    with pytest.raises(BackendError) as caught:
        await desk.ask("hotline.reopen", key="talk:2")
    assert caught.value.kind == "refused"
    for action in ("take", "reply", "close"):
        await desk.act(name, action)  # type: ignore[arg-type]
    told = await desk.ask("hotline.reopen", key="talk:3")
    assert told["重办号"] == NUMBER
    again = await desk.store.work_tickets.one(name)
    assert again is not None
    assert (again.state, again.owner) == ("assigned", "")
    assert (await desk.ask())["答复日期"] == told["答复日期"]


async def test_other_numbers_and_interfaces_go_to_the_back_end(desk: Desk) -> None:
    await desk.opened()
    assert (await desk.ask(number="26119999"))["工单状态"] == "没有查到"
    await desk.ask("hotline.file")
    await desk.ask("sbk.status")
    assert desk.gateway.calls == ["hotline.status", "hotline.file", "sbk.status"]
