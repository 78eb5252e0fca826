"""The operators' console in a real browser: sign in with the second factor, see each page by role, sign out."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import PASSWORD, console
from support.versions import published, version_files, write_files

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
#: Areas by role, as the navigation names them.
AREAS = {Role.ADMINISTRATOR: ["账号"], Role.AUDITOR: ["审计"], Role.EDITOR: ["业务脚本"]}


async def fill(page: Page, label: str, text: str) -> None:
    """Type into the field of this label, which the label's `for` finds."""
    found = f"[...document.querySelectorAll('label')].find((l) => l.innerText === {json.dumps(label)})"
    await page.until(f"!!({found})")
    await page.run(f"document.getElementById({found}.htmlFor).focus()")
    await page.command("Input.insertText", text=text)


async def sign_in(page: Page, role: Role, code: str) -> None:
    await fill(page, "账号", role)
    await fill(page, "密码", PASSWORD)
    await page.press("登录")
    if code:
        await fill(page, "验证码", code)
        await page.press("登录")
    await page.until("!!document.querySelector('.shell')")


async def accessible(page: Page) -> None:
    """axe-core finds nothing, where it is installed (`npm ci` in web/)."""
    if AXE.exists():
        await page.run(f"{await asyncio.to_thread(AXE.read_text, encoding='utf-8')};0")
        rules = "axe.run(document, {resultTypes: ['violations']})"
        found = await page.run(f"{rules}.then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))")
        assert found == []


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
                    await page.run("location.hash = '#/accounts'")
                    await page.until("document.body.innerText.includes('您的角色看不了')")
                await page.press("退出")
                await page.until("!!document.querySelector('input[type=password]')")
                status = "fetch('./api/me').then((answer) => answer.status)"
                assert await page.run(status) == 401
            assert page.console == []
