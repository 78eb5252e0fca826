"""The operators' console in a real browser: sign in with the second factor, see each page by role, sign out; and the
wall: a conversation begins, is taken, the clerk says a sentence, and it is handed back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.chromium import Page, find
from support.connected import settings_of
from support.console import console
from support.console_page import accessible, fill, picture, sign_in
from support.console_record import record_talks
from support.fakes import Page as CitizenPage
from support.staff_calls import call_staff
from support.versions import published, version_files, write_files

#: Areas by role, as the navigation names them.
AREAS = {
    Role.ADMINISTRATOR: ["账号"],
    Role.AUDITOR: ["审计"],
    Role.EDITOR: ["业务脚本", "知识", "会话", "工单", "数据"],
}


async def ask_for_a_number(page: Page) -> None:
    """An answer with its chart; then a word that is not understood, which is marked."""
    await page.run("location.hash = '#/numbers'")
    await page.until("!!document.querySelector('.chooser')")
    await fill(page, "您想知道什么", "哪个业务没办完最多")
    await page.press("问")
    await page.until("!!document.querySelector('.chart canvas')")
    answer = await page.run("document.querySelector('.answer').innerText")
    assert "★ 居住证办理" in answer
    assert "数的是：没办完数" in answer
    await accessible(page)
    await page.run("document.querySelector('.ask input').select()")
    await fill(page, "您想知道什么", "张三上周办了多少")
    await page.press("问")
    await page.until("document.querySelector('mark')?.innerText.startsWith('张三')")
    await accessible(page)


async def test_each_role_sees_its_own_pages_and_leaves_nothing_behind(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = write_files(version_files("您好"), tmp_path / "services")
    settings = replace(settings_of(), services_dir=services)
    async with console(tmp_path / "data", settings=settings, roles=()) as stand:
        for role in AREAS:
            await stand.add(role, [role])
        await record_talks(stand.store)
        number = await published(stand.store, "欢迎")
        told = await stand.browser()
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await page.until("!!document.querySelector('form')")
            await accessible(page)
            for role, titles in AREAS.items():
                await sign_in(page, role, told.code() if role is Role.ADMINISTRATOR else "")
                links = "[...document.querySelectorAll('nav a')].map((a) => a.innerText.trim())"
                assert await page.run(links) == titles, role
                await page.until("!!document.querySelector('table.list tbody tr')")
                await accessible(page)
                text = await page.run("document.body.innerText")
                assert "人工智能（AI）生成" in text
                if role is Role.EDITOR:
                    assert f"版本 {number}" in text
                    assert "退回上一个版本" not in text, "an editor does not roll back"
                    await ask_for_a_number(page)
                    await page.run("location.hash = '#/accounts'")
                    await page.until("document.body.innerText.includes('您的角色看不了')")
                await page.press("退出")
                await page.until("!!document.querySelector('input[type=password]')")
                status = "fetch('./api/me').then((answer) => answer.status)"
                assert await page.run(status) == 401
            assert page.console == []


async def test_a_clerk_takes_a_conversation_from_the_wall_speaks_and_hands_it_back(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    async with console(tmp_path, roles=()) as stand:
        for role in (Role.SEAT, Role.ANALYST):
            await stand.add(role, [role])
        await stand.add("li", [Role.SEAT], "李老师")
        hall = stand.server.hall
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await sign_in(page, Role.SEAT, "")
            await page.until("document.body.innerText.includes('现在没有对话')")
            await accessible(page)
            session = Session(hall, CitizenPage(), ClientProfile("screen", "kiosk-1", place="一楼", screen=True))
            hall.sessions.enter(session)
            session.start()
            quiet = hall.live.board.open("c-2", channel="phone", device="138****0000", place="", window="")
            quiet.flag("fire")
            quiet.told(m.Mic("dead", ""))
            await page.until("document.querySelectorAll('.conversation').length === 2")
            call = call_staff(hall.staff, hall.record_writer, session.id, danger="fire", place="一楼")
            await page.until("document.title.startsWith('【紧急 1】')")
            assert "紧急，等人去" in await page.run("document.querySelector('.call').innerText")
            assert "危险：火情" in await page.run("document.querySelector('.conversation').innerText"), (
                "a danger is first"
            )
            await accessible(page)
            await picture(page, "wall-1366")
            await page.run(f"document.getElementById('open-{session.id}').click()")
            await page.until("document.activeElement.id === 'pane-title'")
            await page.until(
                "document.querySelector('.pane').innerText.includes('您想办什么业务')"
            )  # nothing moves now
            await page.press("接管")
            await page.until("document.activeElement.id === 'say'")
            assert "现在由您回答" in await page.run("document.querySelector('.step-in').innerText")
            await page.command("Input.insertText", text="您好，我来帮您。")
            for kind in ("keyDown", "keyUp"):
                await page.command(
                    "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13
                )
            await page.until("document.getElementById('say').value === ''")
            await page.until(
                "[...document.querySelectorAll('[data-who=staff]')].some((l) => l.innerText.includes('我来帮您'))"
            )
            await accessible(page)
            await picture(page, "taken-1366")
            size = {"width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": False}
            await page.command("Emulation.setDeviceMetricsOverride", **size)
            await picture(page, "taken-1920")
            await page.press("转给另一位")
            await page.until("document.body.innerText.includes('李老师（– 没有打开大厅现场）')")
            await page.press("不转了")
            await page.press("交还")
            await page.until("document.querySelector('.step-in').innerText.includes('现在由数字人回答')")
            assert hall.live.owner(session.id) is None
            assert "自动交还" not in await page.run("document.body.innerText"), "what the clerk does himself is no news"
            hall.staff.finish(call.id)
            await page.until("!document.querySelector('.call')")
            session.end("cancelled")
            await page.until("document.querySelector('.pane').innerText.includes('对话已经结束')")
            await page.press("退出")
            await page.until("!!document.querySelector('input[type=password]')")
            await sign_in(page, Role.ANALYST, "")
            await page.until("!!document.querySelector('.conversation')")
            assert "您的角色只能看" in await page.run("document.body.innerText")
            assert await page.run("document.querySelectorAll('.conversation button').length") == 0
            hall.live.board.close(quiet)
            assert page.console == []
