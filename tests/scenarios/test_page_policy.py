"""The page in a real browser under the headers it is served with: all of it loads, and the policy is in force."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiosk.channels.browser.page_files import page_dir
from kiosk.config import ListenerSettings, OperatorsSettings, Settings
from kiosk.server.server import Server
from support.chromium import Page, find
from support.fakes import Ledger, Voice
from support.halls import make_hall


class _Quick(Voice):
    async def held(self, text: str, *, speed: float = 1.0) -> None:
        return None


@asynccontextmanager
async def opened() -> AsyncIterator[Page]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    settings = Settings(public=ListenerSettings(port=0), operators=OperatorsSettings(port=0), drain_s=0.2)
    hall = make_hall(settings, voice=_Quick(), store=Ledger())
    server = Server(hall)
    async with server.listening():
        hall.ready = True
        async with Page.open(f"http://127.0.0.1:{server.public_port}/") as page:
            await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
            yield page
        await server.drain()
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_the_policy_blocks_nothing_of_ours() -> None:
    async with opened() as page:
        assert await page.run("window.crossOriginIsolated")
        await page.tap(540, 1500)
        await page.until("window.__kiosk.status().turn !== 'attract'")
        await page.until("document.querySelectorAll('button').length > 3")
        assert await page.run("getComputedStyle(document.body).fontFamily.length > 0")
        assert page.console == []


@pytest.mark.parametrize(
    "script",
    [
        # In a timer: what the debugger itself evaluates may use eval.
        "new Promise((done, failed) => setTimeout(() => { try { done(eval('1')); } catch (e) { failed(e); } }))",
        "fetch('http://127.0.0.1:1/').then(() => 'sent')",
        "new Promise((done, failed) => { const s = document.createElement('script'); s.text = 'window.ran = 1';"
        " document.body.append(s); window.ran ? done('ran') : failed(new Error('blocked')); })",
        "new Promise((done, failed) => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = failed;"
        " i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; })",
    ],
    ids=["eval", "elsewhere", "inline script", "data: picture"],
)
async def test_the_policy_blocks_what_is_not(script: str) -> None:
    async with opened() as page:
        blocked = f"(async () => {{ try {{ await ({script}); return false; }} catch (e) {{ return true; }} }})()"
        assert await page.run(blocked)
