"""Tickets in the operators' console, in a real browser: the list, one ticket to its end, a conflict."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.jobs import ticket_intake
from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry
from kiosk.store.entries import RatingEntry
from kiosk.store.tickets import TicketEntry
from support.chromium import Page, find
from support.console import ConsoleStand, console
from support.console_page import accessible, fill, picture, press_key, sign_in, until_text

LARGE = {"width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": False}
SMALL = {**LARGE, "width": 1366, "height": 768}
PHONE = "13912345678"


async def some_tickets(stand: ConsoleStand) -> None:
    """One of each of three kinds that is overdue, and three by hand."""
    at_ms, store = stand.store.now_ms(), stand.store
    rated = RatingEntry("r1", at_ms, "社保卡挂失", "1", 1, "SB12345678", "等了一个小时，也没有人来管，" * 4, PHONE)
    await store.keep(ConversationEntry("c1", "k1", "screen", at_ms, ratings=(rated,)))
    await store.add_ticket(TicketEntry("13900001111", "busy", "社保卡挂失"))
    for _ in range(3):
        await store.add_gap("公积金能不能转到外地", "公积金提取")
    await ticket_intake.look(stand.server.hall, set())
    stand.clock.pass_time(days=40)
    await ticket_intake.look(stand.server.hall, set())


async def made_by_hand(stand: ConsoleStand, seat: str) -> str:
    browser = await stand.browser()
    await browser.sign_in(seat)
    body = {"subject": "王小明家楼下路灯坏了三天", "name": "王小明", "phone": PHONE, "place": "和平路一号"}
    for _ in range(3):
        told = (await browser.post("/tickets", body))[1]
    return str(told["id"])


async def test_a_ticket_is_worked_on_from_the_list_to_its_end(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    async with console(tmp_path, roles=()) as stand:
        for role in (Role.SEAT, Role.EDITOR):
            await stand.add(role, [role], "张老师")
        await stand.add("li", [Role.SEAT], "李老师")
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await sign_in(page, Role.SEAT, "")
            await page.run("location.hash = '#/tickets'")
            await until_text(page, "现在没有要办的")
            await accessible(page)
            await picture(page, "tickets-empty")
            await page.press("退出")
            await some_tickets(stand)
            ticket = await made_by_hand(stand, "li")
            await sign_in(page, Role.SEAT, "")
            await page.run("location.hash = '#/tickets'")
            await page.until("document.querySelectorAll('table.tickets tbody tr').length === 6")
            first = await page.run("document.querySelector('table.tickets tbody tr').innerText")
            assert "超期" in first
            text = await page.run("document.body.innerText")
            assert PHONE not in text
            assert "王小明" not in text
            await accessible(page)
            await picture(page, "tickets-1366")
            await page.command("Emulation.setDeviceMetricsOverride", **LARGE)
            await picture(page, "tickets-1920")
            await page.command("Emulation.setDeviceMetricsOverride", **SMALL)
            await page.run(
                "[...document.querySelectorAll('.counts button')].find((b) => b.innerText.includes('超期')).click()"
            )
            await page.until("document.querySelectorAll('table.tickets tbody tr').length === 3")
            await fill(page, "工单号，或者事项里的字", "公积金")
            await press_key(page, "Enter")
            await page.until("document.querySelectorAll('table.tickets tbody tr').length === 1")
            await page.press("清空")
            await page.until("document.querySelectorAll('table.tickets tbody tr').length === 6")

            await page.run(f"location.hash = '#/tickets/{ticket}'")
            await until_text(page, "可能是同一件事")
            await accessible(page)
            await picture(page, "ticket-1366")
            other = await stand.browser()
            await other.sign_in("li")
            version = (await other.get(f"/tickets/{ticket}"))[1]["ticket"]["version"]
            note = {"action": "note", "version": version, "text": "群众又来电话了"}
            assert (await other.post(f"/tickets/{ticket}/act", note))[0] == 200
            await page.press("接单办理")
            await until_text(page, "刚刚被别人改过：李老师")
            await until_text(page, "群众又来电话了")
            await page.press("接单办理")
            await until_text(page, "现在是“办理中”")
            assert await page.run("document.activeElement.tagName") == "H1"
            await page.press("回复")
            await page.press("套用回复的样子")
            await page.until("document.querySelector('textarea').value.includes('路灯坏了')")
            await accessible(page)
            await picture(page, "ticket-reply")
            assert (await other.post(f"/tickets/{ticket}/act", {**note, "version": version + 2}))[0] == 200
            await page.run("document.querySelector('[role=dialog] button[type=submit]').click()")
            await until_text(page, "请先把括号里的话换成办理结果")
            await page.run("document.querySelector('textarea').select()")
            await page.command("Input.insertText", text="路灯坏了，已经换了新灯。")
            send = "document.querySelector('[role=dialog] button[type=submit]')"
            await page.run(f"{send}.focus()")
            await press_key(page, "Enter")
            await until_text(page, "您写的还在")
            assert await page.run("document.querySelector('textarea').value.includes('路灯坏了')")
            await page.run(f"{send}.focus()")
            await press_key(page, "Enter")
            await until_text(page, "现在是“已回复”")
            await page.press("办结")
            await until_text(page, "现在是“已办结”")
            await page.press("看全文")
            await fill(page, "为什么要看全文（记入审计）", "给群众回电")
            await press_key(page, "Enter")
            await until_text(page, PHONE)
            await accessible(page)
            await page.command("Emulation.setDeviceMetricsOverride", **LARGE)
            await picture(page, "ticket-1920")
            await page.press("退出")
            await page.until("!!document.querySelector('input[type=password]')")
            await sign_in(page, Role.EDITOR, "")
            await page.run(f"location.hash = '#/tickets/{ticket}'")
            await until_text(page, "您的角色只能看")
            assert PHONE not in await page.run("document.body.innerText")
            assert page.console == []
        assert {one.state for one in [await stand.store.work_tickets.one(ticket)] if one} == {"closed"}
