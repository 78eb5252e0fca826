"""Kiosks in a real browser: the code by touch and from the address, the wall of staff, revocation; and the attacks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.channels.browser.page_files import page_dir
from kiosk.config import FleetSettings, Settings
from kiosk.server.server import Server
from kiosk.store import Store
from support.chromium import Page, find
from support.connected import listening, settings_of
from support.page_hall import ready

#: An address that is not this machine's own in the browser's eyes, and leads here; a name of another site that does so.
LAN, EVIL = "10.9.8.7", "evil.example"
LEADS_HERE = (f"--host-resolver-rules=MAP {LAN} 127.0.0.1,MAP {EVIL} 127.0.0.1",)
CODE = "12345678"
WALL = (1200, 700)
ENROL = "!!document.querySelector('.enrol')?.checkVisibility()"


@asynccontextmanager
async def hall(tmp_path: Path, enrolment: Any = "required") -> AsyncIterator[Server]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    settings = replace(settings_of(resume_grace_s=5.0), fleet=FleetSettings(enrolment), drain_s=0.5)
    try:
        async with listening(settings, store=store) as server:
            looking = asyncio.create_task(server.fleet.run())
            yield server
            looking.cancel()
            await server.hall.record_writer.settle(5)
    finally:
        await store.close()


async def invite(server: Server, code: str = CODE, **settings: Any) -> None:
    await server.hall.store.kiosks.invite("kiosk-1", settings, code, name_id="1", lasts_ms=900_000)


async def test_a_code_by_touch_makes_it_a_kiosk_that_the_wall_shows_until_it_is_revoked(tmp_path: Path) -> None:
    async with hall(tmp_path) as server:
        url = f"http://{LAN}:{server.public_port}/"
        async with Page.open(url, flags=LEADS_HERE) as page:
            await page.until(ENROL)
            assert "还没有登记" in await page.run("document.querySelector('.enrol').innerText")
            assert await page.run("document.querySelector('.ai-label').checkVisibility()")
            await invite(server, place="一楼东侧", window="3", volume=40, elderly=1)
            for digit in "00000000":
                await page.press(digit, ".enrol .pad-key")
            await page.press("确定", ".enrol .pad-key")
            await page.until("document.querySelector('.enrol-told').innerText.includes('登记码不对')")
            for digit in CODE:
                await page.press(digit, ".enrol .pad-key")
            await page.press("确定", ".enrol .pad-key")
            await ready(page)
            await page.until(f"!({ENROL})")
            assert await page.run("document.documentElement.classList.contains('elderly')"), "as it is set for it"
            assert await page.run("document.cookie") == "", "no script reads the token"
            assert await page.run("localStorage.length") == 0
            await page.command("Page.reload")
            await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
            wall = await page.another(f"http://127.0.0.1:{server.operators_port}/fleet", size=WALL)
            await wall.until("document.querySelectorAll('.kiosk').length === 1")
            await wall.until("document.body.innerText.includes('一楼东侧 3号窗口')")
            assert "kiosk-1" in await wall.run("document.body.innerText")
            assert await wall.run("document.querySelector('.kiosk').dataset.light") in ("ready", "warn")
            await page.tap(540, 1500)
            await page.until("window.__kiosk.status().turn === 'listening'")
            await server.hall.store.kiosks.revoke("kiosk-1")
            await page.until(f"{ENROL} && document.querySelector('.enrol').innerText.includes('已经停用')", 10)
            assert not await page.run("window.__kiosk.status().talking")
            await wall.until("document.querySelectorAll('.kiosk').length === 0")
            assert page.console == []
            assert wall.console == []


async def test_a_code_in_the_address_is_used_once_and_goes_from_it(tmp_path: Path) -> None:
    async with hall(tmp_path) as server:
        await invite(server)
        url = f"http://{LAN}:{server.public_port}/?kiosk=1#code={CODE}"
        async with Page.open(url, flags=LEADS_HERE) as page:
            await ready(page)
            assert await page.run("location.href") == f"http://{LAN}:{server.public_port}/?kiosk=1"
            (kiosk,) = await server.hall.store.kiosks.all()
            assert kiosk.enrolled
            cookies = (await page.command("Network.getCookies"))["cookies"]
            assert [(one["httpOnly"], one["sameSite"]) for one in cookies] == [(True, "Strict")]
            before = kiosk.token_hash
            await page.command("Page.navigate", url="about:blank")
            await page.command("Page.navigate", url=url)  # as a browser that is started again
            await ready(page)
            (kiosk,) = await server.hall.store.kiosks.all()
            assert kiosk.token_hash == before


async def test_a_code_is_used_on_the_halls_own_machine_and_one_that_is_not_good_is_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as server:
        await invite(server)
        here = f"http://127.0.0.1:{server.public_port}/"
        async with Page.open(f"{here}#code=00000000") as page:
            await page.until("document.querySelector('.enrol-told')?.innerText.includes('登记码不对')")
            assert not (await server.hall.store.kiosks.all())[0].enrolled
        async with Page.open(f"{here}#code={CODE}") as page:
            await ready(page)
            await page.until("!location.hash")
            await page.until("window.__kiosk.status().link === 'open'")
            for _ in range(100):
                if (await server.hall.store.kiosks.all())[0].enrolled:
                    break
                await asyncio.sleep(0.1)
            assert (await server.hall.store.kiosks.all())[0].enrolled
            await page.until(f"!({ENROL})")


async def test_a_stolen_cookie_in_another_browser_is_refused_while_the_kiosk_is_there(tmp_path: Path) -> None:
    async with hall(tmp_path) as server:
        await invite(server)
        url = f"http://{LAN}:{server.public_port}/"
        async with Page.open(f"{url}#code={CODE}", flags=LEADS_HERE) as page:
            await ready(page)
            (cookie,) = (await page.command("Network.getCookies"))["cookies"]
            async with Page.open("about:blank", flags=LEADS_HERE) as thief:
                await thief.command("Network.setCookie", name=cookie["name"], value=cookie["value"], url=url)
                await thief.command("Page.navigate", url=url)
                await thief.until(f"{ENROL} && document.querySelector('.enrol').innerText.includes('另一台机器')")
                await page.until("document.body.innerText.includes('登记在另一台机器上出现了')")
                assert await page.run("window.__kiosk.status().link") == "open"
                wall = await page.another(f"http://127.0.0.1:{server.operators_port}/fleet", size=WALL)
                await wall.until("document.querySelector('.kiosk')?.dataset.light === 'down'")
                assert "被使用" in await wall.run("document.body.innerText")


async def test_a_kiosk_that_is_gone_turns_red(tmp_path: Path) -> None:
    async with hall(tmp_path) as server:
        await invite(server)
        async with Page.open(f"http://127.0.0.1:{server.operators_port}/fleet", size=WALL, flags=LEADS_HERE) as wall:
            kiosk = await wall.another(f"http://{LAN}:{server.public_port}/#code={CODE}", size=(1080, 1920))
            await ready(kiosk)
            await wall.until("['ready', 'warn'].includes(document.querySelector('.kiosk')?.dataset.light)")
            await kiosk.command("Page.navigate", url="about:blank")
            await wall.until("document.querySelector('.kiosk')?.dataset.light === 'down'", 40)
            assert "离线" in await wall.run("document.querySelector('.kiosk').innerText")
            assert "（1）" in await wall.run("document.title")


ATTACK = """<!doctype html><meta charset=utf-8><script>
const socket = (url) => new Promise((done) => {
  const ws = new WebSocket(url, 'kiosk.v1');
  ws.onopen = () => done('open');
  ws.onerror = () => done('refused');
});
const sent = (url, options) => fetch(url, { credentials: 'include', ...options });
const post = (url, type, body) => sent(url, { method: 'POST', headers: type ? { 'Content-Type': type } : {}, body })
  .then((answer) => 'answered ' + answer.status, () => 'refused');
const read = (url) => sent(url, {}).then((answer) => answer.text(), () => 'refused');
</script>"""


async def test_a_page_of_another_site_can_neither_talk_nor_enrol_nor_read(tmp_path: Path) -> None:
    """With an enrolled kiosk's own browser as its victim, on every route that opens or changes something."""

    async def attack(_: web.Request) -> web.Response:
        return web.Response(text=ATTACK, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", attack)
    async with hall(tmp_path, "open") as server, TestServer(app) as other:
        await invite(server)
        public, operators = f"{LAN}:{server.public_port}", f"{LAN}:{server.operators_port}"
        async with Page.open(f"http://{public}/#code={CODE}", flags=LEADS_HERE) as kiosk:
            await ready(kiosk)
            page = await kiosk.another(f"http://{EVIL}:{other.port}/", size=(800, 600))
            await page.until("typeof read === 'function'")
            begun = len(server.hall.sessions)
            for path in ("ws", "funasr", "v1/realtime"):
                assert await page.run(f"socket('ws://{public}/{path}')") == "refused", path
            assert await page.run(f"socket('ws://{operators}/bell/ws')") == "refused"
            await server.hall.store.kiosks.invite("kiosk-2", {}, "87654321", name_id="2", lasts_ms=900_000)
            code = json.dumps(json.dumps({"code": "87654321"}))
            for kind in ("application/json", "text/plain", ""):
                assert await page.run(f"post('http://{public}/enrol', '{kind}', {code})") == "refused", kind
                assert await page.run(f"post('http://{operators}/staff/calls/1/close', '{kind}', '{{}}')") == "refused"
            for url in (f"http://{public}/", f"http://{operators}/fleet", f"http://{operators}/metrics"):
                assert await page.run(f"read('{url}')") == "refused", url
            assert len(server.hall.sessions) == begun
            assert not next(one for one in await server.hall.store.kiosks.all() if one.name == "kiosk-2").enrolled


async def test_a_name_of_another_site_that_leads_here_gets_nothing(tmp_path: Path) -> None:
    """DNS rebinding: the browser takes this hall for a part of that site, and sends that site's name."""
    async with hall(tmp_path, "open") as server:
        for port in (server.public_port, server.operators_port):
            async with Page.open(f"http://{EVIL}:{port}/", flags=LEADS_HERE) as page:
                await page.until("document.body && document.body.innerText.includes('public.hosts')")
                opened = f"""new Promise((done) => {{ const ws = new WebSocket('ws://{EVIL}:{port}/ws', 'kiosk.v1');
                    ws.onopen = () => done('open'); ws.onerror = () => done('refused'); }})"""
                assert await page.run(opened) == "refused"
                for path in ("/fleet", "/metrics", "/upload", "/assets/icon.svg"):
                    assert await page.run(f"fetch('{path}').then((answer) => answer.status)") == 421, path
                post = (
                    "fetch('/enrol', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })"
                )
                assert await page.run(f"{post}.then((answer) => answer.status)") == 421
        assert len(server.hall.sessions) == 0
