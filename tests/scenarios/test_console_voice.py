"""A draft tried by voice in a real browser: heard by the real recogniser and answered aloud; and whatever keeps an
editor from being heard, told in words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from asr import RATE, SegmenterHub, Transcript, VoiceActivity, WhisperRecogniser, resample
from asr.transcript import Alternative
from kiosk.channels.browser.page_files import console_dir
from kiosk.hall.sessions import SessionRegistry
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, picture, sign_in, until_text
from support.drafts import shipped_service
from support.speech_stand_in import SpeechStandIn
from tts import CachedVoice, KokoroVoice

SIZES = ((1366, 768), (1920, 1080))
NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', {error!r}));"


@asynccontextmanager
async def stand(folder: Path, **parts: Any) -> AsyncIterator[ConsoleStand]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    settings = replace(settings_of(), services_dir=shipped_service(folder / "services"))
    async with console(folder / "data", settings=settings, roles=(), **parts) as found:
        await found.add("editor", [Role.EDITOR], "编辑甲")
        yield found


@asynccontextmanager
async def at_the_trial(found: ConsoleStand, size: tuple[int, int] = SIZES[0], **more: Any) -> AsyncIterator[Page]:
    """An editor at a draft of her own, in 试一试."""
    url = f"http://127.0.0.1:{found.server.operators_port}/console/"
    async with Page.open(url, size=size, **more) as page:
        await sign_in(page, Role.EDITOR, "")
        await page.run("location.hash = '#/scripts/drafts'")
        await page.press("新草稿")
        await until_text(page, "草稿叫什么")
        await page.run("document.querySelector('.el-dialog input').focus()")
        await page.command("Input.insertText", text="语音")
        await page.press("开始改")
        await page.until("!!document.querySelector('.code')?.shadowRoot?.querySelector('.cm-content')")
        await page.press("试一试", "[role=tab]")
        yield page
        assert page.console == []


async def says(page: Page, text: str) -> None:
    """Typed, as a citizen's words."""
    await page.until("!!document.querySelector('.try form input')")
    await page.run("document.querySelector('.try form input').focus()")
    await page.command("Input.insertText", text=text)
    await page.press("说", ".try form button")


async def spoken_wav(voice: CachedVoice, text: str, file: Path) -> Path:
    speech = await voice.speak(text)
    quiet = np.random.default_rng(1).normal(0, 12, 6 * RATE).astype(np.int16)  # a microphone is never quite silent
    sound = np.concatenate([quiet, resample(speech.pcm, speech.rate, RATE), quiet])
    soundfile.write(file, sound, RATE, subtype="PCM_16")
    return file


async def test_an_editor_is_heard_by_the_halls_own_ear_and_answered_in_its_voice(models: Path, tmp_path: Path) -> None:
    kokoro, threads = models / "kokoro", ThreadPoolExecutor(1)
    citizen = CachedVoice(KokoroVoice(kokoro / "model.onnx", kokoro / "zm_yunyang.bin"), tmp_path / "citizen")
    microphone = await spoken_wav(citizen, "你好，我想查投诉进度。", tmp_path / "editor.wav")
    await citizen.close()
    clerk = CachedVoice(KokoroVoice(kokoro / "model.onnx", kokoro / "zf_xiaoxiao.bin"), tmp_path / "clerk")
    vad = VoiceActivity(models / "silero" / "silero_vad.onnx")
    whisper = WhisperRecogniser(models / "whisper-base", workers=1)
    parts: Any = {"vad": vad, "segmenter_hub": SegmenterHub(vad, threads), "recogniser": whisper, "voice": clerk}
    await whisper.warm()
    try:
        async with stand(tmp_path, **parts) as found, at_the_trial(found, microphone=microphone) as page:
            await page.run("document.querySelector('.try .el-checkbox input').click()")
            await page.press("用语音试")
            await until_text(page, "在听，请说")
            await page.until("!!document.querySelector('.try .heard')", 120)
            heard = await page.run("document.querySelector('.try .mine').innerText")
            assert "投诉" in heard
            await until_text(page, "现在问：工单号")
            await page.run("document.querySelector('.try .el-checkbox input').click()")
            await says(page, "我不知道")
            await until_text(page, "她在说，请等")
            await page.until("document.querySelector('.try').innerText.includes('在听，请说')", 120)
            await page.press("关上麦克风")
            await until_text(page, "用语音试")
    finally:
        await whisper.close()
        await clerk.close()
        threads.shutdown()


async def test_the_trial_shows_what_was_heard_and_where_the_script_is(tmp_path: Path) -> None:
    spoken = SpeechStandIn()
    parts: Any = {"segmenter_hub": spoken, "recogniser": spoken}
    for size in SIZES:
        async with stand(tmp_path / str(size[0]), **parts) as found, at_the_trial(found, size) as page:
            await accessible(page)
            await page.press("用语音试")
            await until_text(page, "她在说，请等")
            await until_text(page, "在听，请说")
            await until_text(page, "麦克风开着")
            editor = spoken.streams[-1]
            await editor.voice()
            await editor.partial("我想查一下那个")
            await until_text(page, "我想查一下那个……")
            await picture(page, f"voice-hearing-{size[0]}")
            await editor.words(Transcript("我想查一下那个工单", 0.9, 0.0, 1.0))
            await until_text(page, "现在问：工单号")
            await until_text(page, "在听，请说")
            assert "在 hotline-status.yaml 第" in await page.run("document.querySelector('.try').innerText")
            rivals = tuple(Alternative(text, 0.1) for text in ("26110937", "二六一一零九三二"))
            await editor.voice()
            await editor.words(Transcript("26110931", 0.72, 0.0, 1.0, alternatives=rivals))
            await until_text(page, "语音，把握 72%；也像：26110937、二六一一零九三二")
            await until_text(page, "在听，请说")
            await says(page, "/按键 26110931")  # words go on in the same trial
            await until_text(page, "在听，请说")
            await editor.says("嗯")
            await page.until("document.querySelectorAll('.try .mine').length >= 3")
            await accessible(page)
            await picture(page, f"voice-log-{size[0]}")
            found.server.hall.sessions.draining = True
            await until_text(page, "大厅的服务正在重启")
            assert await page.run("document.querySelectorAll('.try .mine').length") >= 3, (
                "what was tried is still there"
            )
            await accessible(page)
            await picture(page, f"voice-cut-{size[0]}")
            found.server.hall.sessions.draining = False


@pytest.mark.parametrize(
    ("error", "told"),
    [("NotAllowedError", "浏览器没有让用麦克风"), ("NotFoundError", "没有找到麦克风"), ("AbortError", "麦克风打不开")],
)
async def test_a_microphone_that_cannot_be_had_is_told(tmp_path: Path, error: str, told: str) -> None:
    spoken = SpeechStandIn()
    parts: Any = {"segmenter_hub": spoken, "recogniser": spoken}
    script = NO_MICROPHONE.format(error=error)
    async with stand(tmp_path, **parts) as found, at_the_trial(found, script=script) as page:
        await page.press("用语音试")
        await until_text(page, told)
        assert spoken.streams == [], "nothing is opened in the hall"
        await says(page, "查工单")
        await until_text(page, "现在问：工单号")
        await accessible(page)
        await picture(page, f"voice-{error}")


async def test_a_recogniser_that_citizens_need_is_told(tmp_path: Path) -> None:
    spoken = SpeechStandIn()
    parts: Any = {"segmenter_hub": spoken, "recogniser": spoken, "sessions": SessionRegistry(limit=0, grace_s=1)}
    async with stand(tmp_path, **parts) as found, at_the_trial(found) as page:
        await page.press("用语音试")
        await until_text(page, "识别现在忙")
        await picture(page, "voice-busy")
