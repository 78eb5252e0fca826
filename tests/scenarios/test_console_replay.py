"""A proposed version tried against real conversations, in a real browser: counts, both courses, and stopping."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.hall.version_files import read_folder
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from support.chromium import Page, find
from support.connected import settings_of
from support.console import console
from support.recorded_citizen import CARD, LOSS, loss_service, record, voice
from tests.scenarios.test_console_page import accessible, picture, sign_in


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
async def test_what_would_go_otherwise_stands_side_by_side(tmp_path: Path, size: tuple[int, int]) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = loss_service(tmp_path / "services")
    settings = replace(settings_of(), services_dir=services, data_dir=tmp_path / "data")
    left = (*voice("我的社保卡丢了", "同意"), CARD, *voice("转人工", "要"))
    await asyncio.to_thread(record, settings, LOSS, left, voice("我的社保卡丢了", "不同意"))
    async with console(tmp_path / "data", settings=settings, roles=()) as stand:
        await stand.add(Role.EDITOR, [Role.EDITOR])
        bundle = read_folder(services)
        text = bundle.files["sbk-loss.yaml"].decode().replace("请说您的手机号。", "麻烦说一下手机号。")
        await stand.store.versions.add(
            Bundle({**bundle.files, "sbk-loss.yaml": text.encode()}), "李编辑", "客气些", None
        )
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=size) as page:
            await page.until("!!document.querySelector('form')")
            await sign_in(page, Role.EDITOR, "")
            await page.until("!!document.querySelector('table.list tbody tr')")
            await page.press("用真实会话试")
            await page.until("!!document.querySelector('#replay-days')")
            await picture(page, f"replay-before-{size[0]}")
            await page.press("开始重放")
            await page.until("!!document.querySelector('.replay .counts')")
            counts = "[...document.querySelectorAll('.counts dd')].map((one) => one.innerText)"
            assert await page.run(counts) == ["1", "1", "1"]
            why = await page.run("document.querySelector('.replay .why').innerText")
            assert "没有同意使用个人信息" in why
            await picture(page, f"replay-counts-{size[0]}")
            await page.press("对照着看")
            await page.until("document.querySelectorAll('.course').length === 2")
            other = "[...document.querySelectorAll('.course li[data-other=true]')].map((one) => one.innerText)"
            marked = await page.run(other)
            assert any("麻烦说一下手机号" in one for one in marked)
            assert any("请说您的手机号" in one for one in marked)
            assert "13912345678" not in await page.run("document.body.innerText")
            await accessible(page)
            await page.run("document.querySelector('.courses').scrollIntoView()")
            await picture(page, f"replay-courses-{size[0]}")
            await page.press("再重放一次")
            await page.press("停下")
            await page.until("document.querySelector('.replay').innerText.includes('停下了')")
            assert page.console == []
