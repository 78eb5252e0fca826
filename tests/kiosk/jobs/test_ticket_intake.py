"""The intake of tickets in a hall: what waits becomes one, late ones are told on the bell pages and counted."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from kiosk.jobs import ticket_intake
from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry
from kiosk.store.entries import RatingEntry
from kiosk.store.tickets import TicketEntry
from support.console import console


async def test_what_waits_becomes_tickets_and_late_ones_ring(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        hall, seat, at_ms = stand.server.hall, stand.of[Role.SEAT], stand.store.now_ms()
        rated = RatingEntry("r1", at_ms, "社保卡挂失", "1", 1, reason="等太久", phone="13912345678")
        await stand.store.keep(ConversationEntry("c1", "k1", "screen", at_ms, ratings=(rated,)))
        await stand.store.add_ticket(TicketEntry("13900001111", "busy"))
        await ticket_intake.look(hall, set())
        await ticket_intake.look(hall, set())
        found = (await seat.post("/tickets/find", {}))[1]["tickets"]
        assert {(one["kind"], one["department"], one["state"]) for one in found} == {
            ("rating", "社保窗口", "assigned"), ("callback", "服务台", "assigned"),
        }  # fmt: skip
        assert "13912345678" not in str(found)
        told = list[str]()
        hall.staff.watch(lambda: told.append("changed"))
        stand.clock.pass_time(days=30)
        await ticket_intake.look(hall, set())
        await ticket_intake.look(hall, set())
        assert told == ["changed"], "the pages are told once"
        async with aiohttp.ClientSession() as http, http.ws_connect(f"{stand.base}/bell/ws") as bell:
            assert (await bell.receive_json())["overdue"] == 2
        assert (await seat.sign_in("seat"))[0] == 200
        late = (await seat.post("/tickets/find", {"due": "overdue"}))[1]["tickets"]
        assert [one["urged"] for one in late] == [1, 1]
        assert hall.metrics.registry.get_sample_value("kiosk_work_tickets", {"state": "overdue"}) == 2
