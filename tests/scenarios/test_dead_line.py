"""The line between page and hall goes dead without being cut: what the page shows of a citizen is gone in time.

The times of the heartbeat are shortened through the page's debug hook; the real ones are held by
web/test/link/heartbeat.test.ts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr import RATE
from kiosk.server.server import Server
from support.chromium import Page
from support.fakes import Voice
from support.lines import DeadableLine
from support.page_hall import CITIZEN_ID, PHONE, page_hall, ready, to_the_confirmation
from tts import Speech

NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))"
#: All that a next citizen could find: the document with its attributes, and what stands in fields.
EVERYTHING = """document.documentElement.outerHTML
    + [...document.querySelectorAll('input, textarea')].map((field) => field.value).join()"""
PERSONAL = (CITIZEN_ID[-4:], PHONE[-4:], "社保卡挂失", "我住在幸福路")
#: A dead line is noticed at once, and the citizen has an hour; then: has little time.
QUICKLY = "window.__kiosk.heartbeat({ ping: 250, dead: 900, forget: 3_600_000 })"
SOON = "window.__kiosk.heartbeat({ forget: 2500 })"


class SlowVoice(Voice):
    """Quick until she reads back what was entered: then she speaks for a quarter of a minute."""

    def __init__(self) -> None:
        super().__init__(quicker=4)

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        return await Voice().speak(text * 5) if "尾号" in text else await super().speak(text, speed=speed, keep=keep)


@asynccontextmanager
async def at_the_confirmation(
    models: Path, tmp_path: Path, *, microphone: bool, slow: bool = False
) -> AsyncIterator[tuple[Server, DeadableLine, Page]]:
    """A citizen's values are on the screen, large type is on, and something is half typed."""
    quiet = tmp_path / "quiet.wav"
    soundfile.write(quiet, np.zeros(RATE, np.int16), RATE, subtype="PCM_16")
    async with (
        page_hall(models, voice=SlowVoice() if slow else None) as server,
        DeadableLine(server.public_port).open() as line,
        Page.open(
            f"http://127.0.0.1:{line.port}/",
            microphone=quiet if microphone else None,
            script="" if microphone else NO_MICROPHONE,
        ) as page,
    ):
        await ready(page)
        await to_the_confirmation(page)
        await page.until(f"window.__kiosk.status().turn === '{'speaking' if slow else 'listening'}'")
        assert await page.run("window.__kiosk.status().mic") == ("on" if microphone else "missing")
        await page.press("大字版")
        await page.press("打字")
        await page.command("Input.insertText", text="我住在幸福路")
        shown = await page.run(EVERYTHING)
        assert all(value in shown for value in PERSONAL)
        await page.run(QUICKLY)
        yield server, line, page
        assert page.console == []


async def wiped(page: Page) -> None:
    await page.until("!window.__kiosk.status().talking", 30)
    left = await page.run(EVERYTHING)
    assert [value for value in PERSONAL if value in left] == []
    assert not await page.run("document.documentElement.classList.contains('elderly')")


@pytest.mark.parametrize(
    ("microphone", "slow"),
    [(True, False), (False, False), (True, True), (False, True)],
    ids=["listening", "listening-deaf", "speaking", "speaking-deaf"],
)
async def test_a_dead_line_leaves_nothing_on_the_screen(
    models: Path, tmp_path: Path, microphone: bool, slow: bool
) -> None:
    async with at_the_confirmation(models, tmp_path, microphone=microphone, slow=slow) as (server, line, page):
        line.die()
        await page.until("window.__kiosk.status().link === 'away'", 30)
        assert await page.run("document.querySelector('.away').checkVisibility()"), "the citizen is told at once"
        assert "社保卡挂失" in await page.run(EVERYTHING), "the line may still come back"
        await page.run(SOON)
        await wiped(page)
        line.revive()
        await ready(page)
        assert await page.run("window.__kiosk.status().turn") == "attract"
        assert server.hall.sessions.draining is False


async def test_a_line_that_comes_back_in_time_goes_on_where_it_was(models: Path, tmp_path: Path) -> None:
    async with at_the_confirmation(models, tmp_path, microphone=True) as (_, line, page):
        line.die()
        await page.until("window.__kiosk.status().link === 'away'", 30)
        line.revive()
        await ready(page)
        assert await page.run("window.__kiosk.status().talking")
        await page.run("document.querySelector('.sheet-close').click()")
        await page.press("", ".yes")
        await page.until("document.body.innerText.includes('SB20260001')")


async def test_a_hidden_page_is_wiped_too(models: Path, tmp_path: Path) -> None:
    async with at_the_confirmation(models, tmp_path, microphone=True) as (_, line, page):
        other = await page.command("Target.createTarget", url="about:blank")
        await page.command("Target.activateTarget", targetId=other["targetId"])
        await page.until("document.hidden")
        await page.run(SOON)
        line.die()
        await wiped(page)


async def test_the_machine_slept(models: Path, tmp_path: Path) -> None:
    """The wall clock has gone on by ten minutes; no timer has."""
    async with at_the_confirmation(models, tmp_path, microphone=True) as (_, _line, page):
        await page.run("window.__kiosk.heartbeat({ ping: 4000, dead: 14000, forget: 40000 })")
        await page.run("(() => { const now = Date.now; Date.now = () => now() + 600_000; })()")
        await wiped(page)


async def test_offline_is_heeded_at_once_and_online_too(models: Path, tmp_path: Path) -> None:
    async with at_the_confirmation(models, tmp_path, microphone=True) as (_, line, page):
        await page.run("window.__kiosk.heartbeat({ ping: 4000, dead: 14000, forget: 40000 })")
        line.die()
        assert await page.run(
            "(dispatchEvent(new Event('offline')), document.querySelector('.away').checkVisibility())"
        )
        await asyncio.sleep(2.5)  # a try of its own has begun by now, and waits for an answer
        line.revive()
        await page.run("dispatchEvent(new Event('online'))")
        await page.until("window.__kiosk.status().link === 'open'", 10)  # a try that hangs is given up after 14 s
        assert await page.run("window.__kiosk.status().talking")


async def test_a_page_that_is_left_keeps_nothing(models: Path, tmp_path: Path) -> None:
    """Reloaded, closed or frozen by the browser: it can be brought back from memory."""
    async with at_the_confirmation(models, tmp_path, microphone=True) as (_, _line, page):
        for event in ("pagehide", "freeze"):
            if event == "freeze":
                await page.until("document.querySelector('.attract').checkVisibility()")
                await page.run("document.dispatchEvent(new Event('freeze'))")
            else:
                await page.run("dispatchEvent(new Event('pagehide'))")
            await wiped(page)
