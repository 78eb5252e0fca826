"""The page in a real browser with a real microphone: a spoken word starts it, touch finishes it, and it forgets."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr import RATE, resample
from kiosk.channels.browser.page_files import page_dir
from kiosk.config import load_settings
from kiosk.hall import engines
from support.chromium import Page, find

CITIZEN_ID = "110105198506123729"


@pytest.fixture
def url(hall: str) -> str:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    return f"http://{hall}/"


@asynccontextmanager
async def opened(url: str, microphone: Path | None = None) -> AsyncIterator[Page]:
    async with Page.open(url, microphone=microphone) as page:
        await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
        yield page
        assert page.console == []


async def key_in(page: Page, digits: str) -> None:
    for digit in digits:
        await page.press(digit, ".pad-key")


async def test_a_citizen_speaks_first_and_touches_to_the_receipt(url: str, models: Path, tmp_path: Path) -> None:
    voice = engines.load_voice(load_settings(None, os.environ | {"KIOSK_MODELS": str(models)}), "zm_yunyang")
    speech = await voice.speak("你好，我的社保卡丢了。")
    await voice.close()
    spoken = resample(speech.pcm, speech.rate, RATE)
    quiet = np.zeros(4 * RATE, np.int16)
    microphone = tmp_path / "citizen.wav"
    soundfile.write(microphone, np.concatenate([quiet, spoken, quiet]), RATE, subtype="PCM_16")
    async with opened(url, microphone) as page:
        assert "AI 数字人" in await page.run("document.body.innerText")
        await page.until("/个人信息使用告知|您是想办社保卡挂失/.test(document.body.innerText)", 300)
        assert await page.run("document.body.innerText.includes('社保卡')"), "the citizen's own words are on screen"
        if not await page.run("document.body.innerText.includes('个人信息使用告知')"):
            await page.press("是的")  # 丢 was heard as a word that sounds like it: she asks first
        await page.until("document.body.innerText.includes('个人信息使用告知')", 300)
        await page.press("", ".yes")
        await page.until("!!document.querySelector('.pad-key')", 300)
        await key_in(page, CITIZEN_ID)
        assert CITIZEN_ID not in await page.run("document.body.innerText"), "the screen shows a whole ID number"
        await page.press("", ".pad-done")
        await page.until("document.body.innerText.includes('核实您的身份')", 300)
        await page.press("赵雪梅", ".simulator-button")
        await page.press("临时挂失")
        await page.until("!!document.querySelector('.pad-key')", 300)
        await key_in(page, "13800138000")
        await page.press("", ".pad-done")
        await page.until("document.body.innerText.includes('请核对信息')", 300)
        await page.press("", ".yes")
        await page.until("document.body.innerText.includes('回执')", 300)
        assert await page.run("!!document.querySelector('svg')"), "a QR code"
        await page.press("非常满意")
        await page.press("不需要")
        await page.until("window.__kiosk.status().turn === 'attract'", 300)
        left = await page.run("document.documentElement.outerHTML")
        for personal in (CITIZEN_ID[-4:], "13800138000"[-4:], "受理号"):
            assert personal not in left, "something of the last citizen is still on the page"


async def test_the_mouth_moves_with_the_sound(url: str) -> None:
    async with opened(url) as page:
        await page.tap(540, 1500)
        await page.until("window.__kiosk.status().turn === 'listening' && window.__kiosk.skew().count > 30", 300)
        assert any(start >= 20 for start, count in await page.run("window.__kiosk.openness()") if count)
