"""The bell page in a real browser: it rings, one of two goes, the citizen's page says who; a restart loses nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import page_dir
from kiosk.config import OperatorsSettings, Settings
from kiosk.server.server import Server
from kiosk.store import Store
from support.chromium import Page, find
from support.connected import listening, settings_of
from support.page_hall import page_hall, ready
from support.ports import free_port
from support.staff_calls import call_staff

SIZE = (900, 800)


async def on_duty(bell: Page, who: str) -> None:
    """Say the name, once, by the keyboard's way: the field has the focus."""
    await bell.until("document.activeElement && document.activeElement.id === 'who'")
    await bell.run(f"document.activeElement.value = '{who}'")
    await bell.press("开始值守")
    await bell.until(f"document.body.innerText.includes('{who} 值守中')")


async def enter(page: Page) -> None:
    for kind in ("keyDown", "keyUp"):
        await page.command(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r"
        )


def bell_url(server: Server) -> str:
    return f"http://127.0.0.1:{server.operators_port}/bell"


async def test_a_citizen_asks_two_press_at_once_one_goes_and_the_citizen_is_told_who(models: Path) -> None:
    async with (
        page_hall(models) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/") as kiosk,
    ):
        await ready(kiosk)
        bells = []
        for who in ("张老师", "李老师"):
            bell = await kiosk.another(bell_url(server), size=SIZE)
            await on_duty(bell, who)
            bells.append(bell)
        assert server.hall.staff.on_duty == 2
        await kiosk.tap(540, 1500)
        await kiosk.until("window.__kiosk.status().turn === 'listening'")
        await kiosk.press("打字")
        await kiosk.command("Input.insertText", text="转人工")
        await enter(kiosk)
        for bell in bells:
            await bell.until("document.querySelectorAll('.call').length === 1")
            await bell.until("Number(document.body.dataset.rings) > 0")
            text = await bell.run("document.body.innerText")
            assert "原因：群众要求" in text
            assert "等了 0:0" in text
            assert "（1）" in await bell.run("document.title")
        await kiosk.until("document.body.innerText.includes('正在为您请工作人员')")
        assert await bells[0].run("document.activeElement.className") == "take", "Enter takes it"
        await asyncio.gather(enter(bells[0]), bells[1].run("document.querySelector('.take').click()"))
        for bell in bells:
            await bell.until("document.body.innerText.includes('正在过去')")
        (call,) = server.hall.staff.open_calls()
        assert call.who in ("张老师", "李老师")
        await kiosk.until(f"document.body.innerText.includes('{call.who}马上过来')")
        goes, stays = bells if call.who == "张老师" else bells[::-1]
        await stays.press("到了")
        await stays.until(f"document.body.innerText.includes('这是{call.who}接的，请本人点')")
        await goes.press("到了")
        await kiosk.until("window.__kiosk.status().turn === 'attract'")
        await goes.press("办完了")
        for bell in bells:
            await bell.until("document.querySelectorAll('.call').length === 0")
            assert bell.console == []
        assert kiosk.console == []


async def test_enter_takes_the_newest_danger_first_and_who_has_gone_is_folded(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    settings = replace(settings_of(), operators=OperatorsSettings(port=free_port()), drain_s=0.1)
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with listening(settings, store=store) as server, Page.open(bell_url(server), size=(1366, 768)) as bell:
        desk, writer = server.hall.staff, server.hall.record_writer

        async def call(conversation: str, **about: str) -> str:
            made = call_staff(desk, writer, conversation, **about)
            await bell.until(f"document.querySelectorAll('.call').length === {len(desk.open_calls())}")
            return made.id

        async def focused() -> str:
            return str(await bell.run("document.activeElement.closest('.call')?.innerText ?? ''"))

        await on_duty(bell, "李老师")
        assert "这里会响铃" in await bell.run("document.body.innerText"), "an empty page says what it is for"
        usual = await call("c1", device="kiosk-1")
        await call("c2", device="kiosk-2", reason="danger", danger="medical")
        fire = await call("c3", device="kiosk-3", reason="danger", danger="fire")
        assert "kiosk-3" in await focused()
        assert "最新" in await focused()
        assert "等人去 3 个（紧急 2 个）" in await bell.run("document.body.innerText")
        await enter(bell)
        await bell.until("document.body.innerText.includes('李老师正在过去')")
        assert {one.device: one.who for one in desk.open_calls()} == {"kiosk-1": "", "kiosk-2": "", "kiosk-3": "李老师"}
        assert "kiosk-2" in await focused(), "the danger that is left is next"
        await enter(bell)
        await bell.until("document.title === '（1）呼叫铃'")
        desk.gone(fire, "bye")
        desk.gone(usual, "lost")
        await bell.until("document.querySelector('details summary').innerText.includes('1 个')")
        assert await bell.run("document.title") == "呼叫铃", "nobody waits"
        assert "kiosk-1" in await bell.run("document.querySelector('details').textContent")
        assert not await bell.run("document.querySelector('details .call').checkVisibility()")
        assert "李老师正在过去。群众按了“结束”，离开了。" in await bell.run("document.body.innerText")
        colours = "[...document.querySelectorAll('.take, .close')].map((b) => getComputedStyle(b).backgroundColor)"
        assert len(set(await bell.run(colours))) == 2, "我来 and 办完了 look different"
        assert bell.console == []
        await writer.settle(30)
    await store.close()


async def test_a_page_whose_hall_is_started_again_says_so_and_goes_on(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    port = free_port()
    settings = replace(
        settings_of(),
        operators=OperatorsSettings(port=port),
        drain_s=0.1,
    )
    record = replace(Settings(), data_dir=tmp_path)
    store = await Store.open(record)
    async with Page.open("about:blank", size=SIZE) as bell:
        async with listening(settings, store=store) as server:
            await bell.command("Page.navigate", url=bell_url(server))
            await on_duty(bell, "张老师")
            call_staff(server.hall.staff, server.hall.record_writer, "c1", place="一楼东侧")
            await bell.until("document.body.innerText.includes('一楼东侧（kiosk-1）')")
            assert "••••8000" in await bell.run("document.body.innerText")
            await server.hall.record_writer.settle(5)
        await store.close()
        await bell.until("document.body.innerText.includes('连接断了')")
        assert await bell.run("document.querySelector('.take').disabled")
        store = await Store.open(record)
        async with listening(settings, store=store) as server:
            await server.hall.staff.recall()
            await bell.until("document.querySelector('.take')?.disabled === false")
            async with asyncio.timeout(20):
                while not server.hall.staff.reachable:
                    await asyncio.sleep(0.05)
            assert "连接断了" not in await bell.run("document.body.innerText")
            await bell.press("我来")
            await bell.until("document.body.innerText.includes('张老师正在过去')")
            assert server.hall.staff.open_calls()[0].who == "张老师"
            await server.hall.record_writer.settle(5)
        await store.close()
