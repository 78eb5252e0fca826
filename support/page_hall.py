"""A hall in this process for tests of the page in a real browser: the built page, real scripts, a stand-in voice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asr import RATE, Transcript, VoiceActivity
from kiosk.channels.browser.page_files import page_dir
from kiosk.config import FleetSettings, ListenerSettings
from kiosk.server.server import Server
from support.chromium import Page, find
from support.connected import listening, settings_of
from support.fakes import Voice
from support.halls import file_of

CITIZEN_ID = "110105198506123729"
PHONE = "13800138000"
#: A script of the page that keeps in `window.said` every word that the clerk says: her captions come and go.
KEEPS_WORDS = """
window.said = '';
new MutationObserver(() => {
    for (const line of document.querySelectorAll('.caption-clerk')) {
        const text = line.textContent;
        if (text && !window.said.includes(text)) window.said += text + '\\n';
    }
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


class HearsNothing:
    """For halls in which nobody speaks."""

    timeout_s = 8.0
    hears_syllables = False

    async def transcribe(self, pcm: Any) -> Transcript:
        return Transcript("", 0.0, no_speech=1.0, seconds=len(pcm) / RATE, refused="noise")


def needs(models: Path) -> VoiceActivity:
    """Skips the test where a browser, the built page or the voice activity model is missing."""
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if page_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    return VoiceActivity(file_of(models, "silero/silero_vad.onnx"))


@asynccontextmanager
async def page_hall(
    models: Path, *, public: ListenerSettings | None = None, voice: Any = None, **others: Any
) -> AsyncIterator[Server]:
    """Open to pages under any address; enrolment is tested in `tests/scenarios/test_kiosk_enrolment.py`. `others`: more
    fields of `Hall`.
    """
    settings = replace(settings_of(public, resume_grace_s=5.0), drain_s=0.5, fleet=FleetSettings("open"))
    parts = {"vad": needs(models), "voice": voice or Voice(quicker=4), "recogniser": HearsNothing()}
    async with listening(settings, **parts, **others) as server:
        yield server


async def ready(page: Page) -> None:
    await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")


async def to_the_confirmation(page: Page) -> None:
    """From attract mode until a citizen's number, telephone and name are on the screen, by touch and typing alone."""
    await page.tap(*await page.run("[innerWidth / 2, innerHeight * 0.78]"))
    await page.until("document.querySelectorAll('.option').length > 3")
    await page.press("社保卡挂失", ".option")
    await page.press("", ".yes")
    await _key_in(page, CITIZEN_ID)
    await page.press("临时挂失")
    await _key_in(page, PHONE)
    await page.until("document.body.innerText.includes('请核对信息')")


async def _key_in(page: Page, digits: str) -> None:
    await page.until("!!document.querySelector('.pad-key')")
    for digit in digits:
        await page.press(digit, ".pad-key")
    await page.press("", ".pad-done")
    await page.until("!document.querySelector('.pad-key')")
