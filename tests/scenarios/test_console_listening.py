"""A seat listens in by ear, in a real browser: a citizen who speaks at a real kiosk page, and the clerk who answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import soundfile

from asr import RATE, resample
from kiosk.channels.browser.page_files import console_dir
from kiosk.config.live import LiveSettings
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, picture, sign_in, until_text
from support.fakes import Voice
from support.speech_stand_in import SpeechStandIn
from tts import CachedVoice, KokoroVoice

SIZES = ((1366, 768), (1920, 1080))
#: What the page gives to the loudspeaker: the loudest sample of each tenth of a second, 0..1.
NOTED = """
window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at) {
  window.played.push(Math.max(...this.buffer.getChannelData(0)));
  return start.call(this, at);
};
"""


@asynccontextmanager
async def stand(folder: Path, sound: Literal["on", "off"] = "on") -> AsyncIterator[ConsoleStand]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    spoken = SpeechStandIn()
    parts: Any = {"segmenter_hub": spoken, "recogniser": spoken, "voice": Voice(quicker=2)}
    settings = replace(settings_of(), services_dir=folder / "services", live=LiveSettings(sound=sound))
    async with console(folder / "data", settings=settings, roles=(), **parts) as found:
        await found.add("seat", [Role.SEAT], "坐席甲")
        yield found


@asynccontextmanager
async def conversation(found: ConsoleStand, microphone: Path | None = None) -> AsyncIterator[Page]:
    """A citizen at a kiosk page has touched it."""
    async with Page.open(f"http://localhost:{found.server.public_port}/", microphone=microphone) as page:
        await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
        await page.tap(540, 1500)
        await page.until("window.__kiosk.status().turn !== 'attract'")
        yield page


@asynccontextmanager
async def at_the_wall(found: ConsoleStand, size: tuple[int, int] = SIZES[0]) -> AsyncIterator[Page]:
    """A seat who reads along."""
    url = f"http://127.0.0.1:{found.server.operators_port}/console/"
    async with Page.open(url, size=size, script=NOTED) as page:
        await sign_in(page, Role.SEAT, "")
        await page.run("location.hash = '#/live'")
        await page.press("看字幕")
        await until_text(page, "数字人：")
        yield page
        assert page.console == []


async def test_a_seat_hears_the_citizen_and_the_clerk(models: Path, tmp_path: Path) -> None:
    kokoro = models / "kokoro"
    citizen = CachedVoice(KokoroVoice(kokoro / "model.onnx", kokoro / "zm_yunyang.bin"), tmp_path / "citizen")
    speech = await citizen.speak("你好，我的社保卡丢了，我想补办一张，请问要带什么材料，在哪里办？")
    await citizen.close()
    spoken = resample(speech.pcm, speech.rate, RATE)
    soundfile.write(tmp_path / "citizen.wav", np.tile(spoken, 30), RATE, subtype="PCM_16")
    async with (
        stand(tmp_path) as found,
        conversation(found, tmp_path / "citizen.wav") as kiosk,
        at_the_wall(found) as page,
    ):
        await kiosk.until("window.__kiosk.status().turn === 'listening'", 120)
        await page.press("听声音")
        await until_text(page, "正在听")
        await page.until("Math.max(0, ...window.played) > 0.1", 120)  # the stand-in of the clerk's voice is at 0.03
        await accessible(page)
        await page.press("不听了")
        await page.until("!document.body.innerText.includes('正在听')")
        (view,) = found.server.hall.live.board.views()
        async with asyncio.timeout(20):  # else its sound is still kept
            while view.sound is not None:
                await asyncio.sleep(0.01)
        assert [row.what for row in await found.store.audit_trail(20)].count("listened to sound") == 1


async def test_it_ends_with_the_conversation_and_looks_well(tmp_path: Path) -> None:
    for size in SIZES:
        async with (
            stand(tmp_path / str(size[0])) as found,
            conversation(found),
            at_the_wall(found, size) as page,
        ):
            await page.press("听声音")
            await until_text(page, "正在听")
            await accessible(page)
            await picture(page, f"listening-{size[0]}")
            (view,) = found.server.hall.live.board.views()
            session = found.server.hall.sessions.hosted(view.id)
            assert session is not None
            session.end("cancelled")
            await until_text(page, "对话已经结束")
            assert "正在听" not in await page.run("document.body.innerText")
            assert "声音断了" not in await page.run("document.body.innerText")
            await picture(page, f"listening-over-{size[0]}")


async def test_a_line_that_is_cut_is_told_and_a_hall_that_allows_no_sound_offers_none(tmp_path: Path) -> None:
    async with stand(tmp_path / "on") as found, conversation(found), at_the_wall(found) as page:
        before = "const S = WebSocket; window.sockets = []; window.WebSocket = class extends S "
        await page.run(f"{before}{{ constructor(u) {{ super(u); window.sockets.push(this); }} }}; 0")
        await page.press("听声音")
        await until_text(page, "正在听")
        await page.run("window.sockets.find((s) => s.url.endsWith('/sound')).close(), 0")
        await until_text(page, "声音断了")
        await accessible(page)
        await picture(page, "listening-cut")
        await page.press("听声音")
        await until_text(page, "正在听")
    async with stand(tmp_path / "off", "off") as found, conversation(found), at_the_wall(found) as page:
        assert "听声音" not in await page.run("document.body.innerText")
        await picture(page, "listening-off")
