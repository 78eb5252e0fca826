"""The console's page of conversations in a real browser: found, read, put right by keyboard alone, heard, scored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, fill, picture, press_key, sign_in, until_text
from support.console_record import NUMBER, record_talks

_ACTIVE = "document.activeElement"


async def text_of(page: Page, selector: str) -> str:
    return str(await page.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))


async def open_first(page: Page) -> None:
    await page.until("!!document.querySelector('table.found tbody a')")
    await page.run("document.querySelector('table.found tbody a').click()")
    await page.until("!!document.querySelector('.turns .turn')")


async def record_of(stand: ConsoleStand, name: str) -> list[str | None]:
    """What reviewers heard in each turn of the citizen."""
    browser = stand.of[Role.ANALYST]
    told = (await browser.get(f"/review/conversations/{name}"))[1]
    return [turn["corrected"] for turn in told["turns"] if turn["who"] == "citizen"]


@pytest.fixture
def here() -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")


@pytest.mark.usefixtures("here")
async def test_conversations_are_found_corrected_by_keyboard_heard_and_scored(tmp_path: Path) -> None:
    settings = replace(settings_of(), data_dir=tmp_path / "data")
    async with console(tmp_path / "data", settings=settings, roles=(Role.ANALYST,)) as stand:
        names = await record_talks(stand.store, stand.server.hall.settings.recordings_dir)
        call = names[-1]
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await sign_in(page, Role.ANALYST, "")
            await page.run("location.hash = '#/review'")
            await page.until("document.querySelectorAll('table.found tbody tr').length === 5")
            assert "没答上" in await text_of(page, "table.found tbody tr")
            await accessible(page)
            await picture(page, "review-1366")
            await page.press("更多条件")
            await until_text(page, "听得没把握")
            await accessible(page)
            await picture(page, "review-more-1366")
            await fill(page, "说过的话里有", "没有这句话")
            await page.press("查找")
            await until_text(page, "没有找到")
            await picture(page, "review-none-1366")
            await page.press("清空")
            await page.until("document.querySelectorAll('table.found tbody tr').length === 5")
            await open_first(page)
            await accessible(page)
            assert NUMBER not in await page.run("document.body.innerText")
            await picture(page, "conversation-1366")

            # The keyboard alone: listen with a reason, go on by j, correct, keep by Enter.
            await press_key(page, "?")
            await until_text(page, "只用键盘改听错的字")
            await accessible(page)
            await picture(page, "keys-1366")
            await press_key(page, "Escape")
            await page.until("!document.querySelector('.keys')")
            await page.run("document.getElementById('main').focus()")
            await press_key(page, "j")
            await page.until(f"{_ACTIVE}.classList.contains('turn')")
            await press_key(page, " ")
            await until_text(page, "为什么（记入审计）")
            await accessible(page)
            await fill(page, "为什么（记入审计）", "纠正听错的字")
            await press_key(page, "Enter")
            await page.until("!!document.querySelector('.turn [aria-pressed=true]')")
            await page.run(f"(document.querySelector('.turn[aria-current]') ?? {_ACTIVE}).focus()")
            await press_key(page, "e")
            await page.until(f"{_ACTIVE}.tagName === 'INPUT'")
            await page.run(f"{_ACTIVE}.select()")
            await page.command("Input.insertText", text="我要办公积金提取 jk")
            await press_key(page, "Enter", windowsVirtualKeyCode=229)
            assert await page.run(f"{_ACTIVE}.tagName") == "INPUT", "the input method's Enter saves nothing"
            await press_key(page, "Enter")
            await until_text(page, "真正说的是：我要办公积金提取 jk")
            await page.until(f"{_ACTIVE}.classList.contains('turn')")
            await page.until("document.querySelector('.turns').innerText.includes('第 2 句，共 3 句')")
            await press_key(page, "Enter")
            await page.until("document.querySelector('.turns').innerText.includes('第 3 句，共 3 句')")
            await press_key(page, "k")
            await press_key(page, "k")
            await press_key(page, "1", code="Digit1", windowsVirtualKeyCode=49)
            await page.until(f"{_ACTIVE}.tagName === 'INPUT' && {_ACTIVE}.value === '我要办公积金提取'")
            await press_key(page, "Escape")
            await page.until(f"{_ACTIVE}.classList.contains('turn')")
            assert await record_of(stand, call) == ["我要办公积金提取 jk", "", None]
            heard, shown = (await stand.store.audit_trail(2))[:2]
            assert "recording heard" in (heard.what, shown.what)
            await accessible(page)
            await picture(page, "corrected-1366")

            # In full, with a reason; and masked again.
            await page.press("显示号码和姓名")
            await fill(page, "为什么（记入审计）", "群众投诉核实")
            await press_key(page, "Enter")
            await until_text(page, NUMBER)
            await accessible(page)
            await page.press("重新遮住")
            await page.until(f"!document.body.innerText.includes('{NUMBER}')")

            # A test, a saying, a gap.
            await page.press("变成对话测试")
            await page.until("!!document.querySelector('textarea.draft')")
            draft = await page.run("document.querySelector('textarea.draft').value")
            assert NUMBER not in draft
            assert "我要办公积金提取" in draft
            await accessible(page)
            await picture(page, "draft-1366")
            await page.press("关上")
            await page.press("变成说法")
            await until_text(page, "加一句说法")
            await page.press("关上")
            await page.press("记成没答上")
            await until_text(page, "记下了")
            assert [gap.question for gap in (await stand.store.gaps()).gaps] == ["我要办公积金提取 jk"]

            # A score sheet, and the day's sample that knows of it.
            for number in range(5):
                await page.run(f"document.querySelectorAll('.criterion')[{number}].querySelector('input').click()")
            await fill(page, "评语（可以不写）", "听得不准")
            await page.press("存下")
            await until_text(page, "打过的分")
            size = {"width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": False}
            await page.command("Emulation.setDeviceMetricsOverride", **size)
            await accessible(page)
            await picture(page, "scored-1920")
            await page.run("location.hash = '#/review/queue'")
            await until_text(page, "✓ 我打过")
            await accessible(page)
            await picture(page, "queue-1920")
            assert page.console == []
