"""Sign-in by the organisation's server in a real browser, against a provider that others wrote, in its own process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.config.oidc import OidcSettings
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import TOTP, ConsoleStand, console
from support.console_page import accessible, fill, picture, sign_in, until_text
from support.ports import free_port

pytestmark = [
    pytest.mark.skipif(find() is None, reason="no Chromium"),
    pytest.mark.skipif(console_dir() is None, reason="the page is not built"),
]


@asynccontextmanager
async def provider() -> AsyncIterator[str]:
    """`oidc-provider-mock`: its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true",
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{issuer}/.well-known/openid-configuration") as answer:
                        assert (await answer.json())["issuer"] == issuer
                        break
                except aiohttp.ClientConnectionError:
                    assert process.returncode is None, "the provider ended"
                    await asyncio.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[tuple[ConsoleStand, Page]]:
    async with provider() as issuer:
        own = OidcSettings(issuer=issuer, client_id="hall", client_secret="any", title="市政府统一登录")
        settings = settings_of()
        settings = replace(settings, operators=replace(settings.operators, oidc=own), services_dir=folder / "services")
        async with (
            console(folder, settings=settings, roles=[Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR]) as stand,
            Page.open(f"{stand.base}/console/", size=(1366, 768)) as page,
        ):
            yield stand, page


async def be_at_the_provider(page: Page, person: str) -> None:
    """Say there who one is. A form of its own pages, not ours."""
    await page.until("location.pathname === '/oauth2/authorize' && !!document.querySelector('input[name=sub]')")
    await page.run(f"document.querySelector('input[name=sub]').value = '{person}'")
    await page.run("document.querySelector('input[name=sub]').form.querySelector('button').click()")


async def link(stand: ConsoleStand, page: Page, person: str) -> None:
    """As an administrator does for the editor, who signs in with the password."""
    stand.clock.pass_time(seconds=30)
    await sign_in(page, Role.ADMINISTRATOR, stand.of[Role.ADMINISTRATOR].code(TOTP))
    await page.run("location.hash = '#/accounts'")
    await until_text(page, "3 个账号")
    await page.run("document.querySelector('[aria-label=\"改 editor 的姓名和角色\"]').click()")
    await fill(page, "单位标识", person)
    await until_text(page, "改了单位标识")
    await accessible(page)
    await picture(page, "organisation-link")
    await page.press("保存")
    await until_text(page, "关联了单位登录")
    assert (await stand.store.accounts.linked_to(person)) is not None
    await page.press("退出")
    await until_text(page, "市政府统一登录")


async def test_a_person_signs_in_by_the_organisations_server(tmp_path: Path) -> None:
    async with hall(tmp_path) as (stand, page):
        await until_text(page, "市政府统一登录")
        await accessible(page)
        for size in ((1366, 768), (1920, 1080)):
            width, height = size
            await page.command(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )
            await picture(page, f"organisation-sign-in-{size[0]}")
        await page.press("市政府统一登录")
        await be_at_the_provider(page, "wang.fang@city.example")
        await until_text(page, "wang.fang@city.example")
        await until_text(page, "还没有关联到这里的账号")
        await accessible(page)
        await picture(page, "organisation-unlinked")

        await link(stand, page, "wang.fang@city.example")
        await page.press("市政府统一登录")
        await be_at_the_provider(page, "wang.fang@city.example")
        await page.until("!!document.querySelector('.shell')")
        assert await page.run("!document.cookie.includes('console')"), "no script reads the cookies"
        await page.run("location.hash = '#/me'")
        await until_text(page, "单位登录")
        await picture(page, "organisation-own-account")
        await page.press("退出")
        await page.until("location.pathname === '/oauth2/end_session'")


async def test_the_halls_second_factor_is_asked_for_on_the_page(tmp_path: Path) -> None:
    async with hall(tmp_path) as (stand, page):
        await stand.store.accounts.change("id-approver", {"linked": "li@city.example"}, None)
        await until_text(page, "市政府统一登录")
        await page.press("市政府统一登录")
        await be_at_the_provider(page, "li@city.example")
        await until_text(page, "验证码")
        assert not await page.run("document.body.innerText.includes('密码登录')")
        await accessible(page)
        await picture(page, "organisation-code")
        stand.clock.pass_time(seconds=30)
        await fill(page, "验证码", stand.of[Role.APPROVER].code(TOTP))
        await page.press("登录")
        await page.until("!!document.querySelector('.shell')")
