"""The page under other addresses than http://localhost: plain http, https, a path of a proxy; and without any sound."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.config import ListenerSettings
from kiosk.net import self_signed
from support.chromium import Page
from support.fakes import Voice
from support.lines import prefixed
from support.page_hall import PHONE, page_hall, ready, to_the_confirmation

#: An address that is not this machine's own in the browser's eyes, and leads here.
ELSEWHERE = "10.9.8.7"
LEADS_HERE = (f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1",)
VIOLATIONS = """addEventListener('securitypolicyviolation', (event) =>
    console.error('policy', event.violatedDirective, event.blockedURI))"""
LISTENS = "我在听"


async def to_the_receipt(page: Page) -> None:
    """By touch alone, from attract mode back to attract mode."""
    await to_the_confirmation(page)
    await page.press("", ".yes")
    await page.until("document.body.innerText.includes('SB20260001')")
    await page.press("非常满意")
    await page.press("不需要")
    await page.until("window.__kiosk.status().turn === 'attract'")
    assert PHONE[-4:] not in await page.run("document.documentElement.outerHTML")


async def test_plain_http_is_said_and_everything_can_be_done_by_touch(models: Path) -> None:
    async with (
        page_hall(models) as server,
        Page.open(f"http://{ELSEWHERE}:{server.public_port}/", flags=LEADS_HERE) as page,
    ):
        await ready(page)
        assert not await page.run("isSecureContext")
        banner = await page.until("(document.querySelector('.banner:not([hidden])') || {}).innerText")
        for words in ("用不了麦克风", "触摸屏幕或打字", "public.tls_cert", "浏览器策略"):
            assert words in banner
        assert LISTENS not in await page.run("document.body.innerText")
        assert await page.run("window.__kiosk.status().mic") == "insecure"
        await page.tap(540, 1500)
        await page.until("window.__kiosk.status().turn === 'listening'")
        text = await page.run("document.body.innerText")
        assert "用不了麦克风" in text, "the banner stays"
        assert LISTENS not in text
        assert "您好，我是" in text, "her words are on the screen though nothing can be played"
        await page.press("结束")
        await page.until("!document.querySelector('.farewell').checkVisibility()")
        await to_the_receipt(page)
        assert page.console == []


async def test_https_with_a_self_made_certificate_has_a_microphone_and_sound(models: Path, tmp_path: Path) -> None:
    made = self_signed.make([ELSEWHERE], 2)
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    self_signed.write(made, cert, key)
    public = x509.load_pem_x509_certificate(made.cert).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert made.pin == base64.b64encode(hashlib.sha256(der).digest()).decode()
    flags = (*LEADS_HERE, f"--ignore-certificate-errors-spki-list={made.pin}")
    async with (
        page_hall(models, public=ListenerSettings(tls_cert=cert, tls_key=key)) as server,
        Page.open(f"https://{ELSEWHERE}:{server.public_port}/", flags=flags) as page,
    ):
        await ready(page)
        await page.until("window.__kiosk.status().mic === 'on'")
        assert await page.run("isSecureContext && window.__kiosk.status().audio === 'running'")
        await page.until(f"document.body.innerText.includes('{LISTENS}')")
        assert page.console == []


async def test_under_a_path_of_a_proxy_with_a_strict_policy(models: Path) -> None:
    async with (
        page_hall(models) as server,
        prefixed("/clerk", server.public_port) as port,
        Page.open(f"http://127.0.0.1:{port}/clerk/?device=a", script=VIOLATIONS) as page,
    ):
        await ready(page)
        # Worklets are in no list of what was fetched: that microphone and sound run shows that theirs were.
        await page.until("window.__kiosk.status().mic === 'on'")
        assert await page.run("window.__kiosk.status().audio") == "running"
        await to_the_receipt(page)
        fetched = await page.run("performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)")
        assert any("worker" in path for path in fetched)
        assert [path for path in fetched if not path.startswith("/clerk/")] == []
        assert page.console == []


class Broken(Voice):
    """Synthesis fails, always."""

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> object:
        return await super().speak("坏")


@pytest.mark.parametrize(
    ("script", "voice"),
    [
        ("", Broken()),
        ("delete window.AudioContext; delete window.webkitAudioContext", None),
        ("AudioWorklet.prototype.addModule = () => Promise.reject(new DOMException('', 'AbortError'))", None),
        # Runs, says so, and plays nothing: a sound card that was unplugged.
        ("AudioNode.prototype.connect = function (to) { return to; }", None),
    ],
    ids=["no-synthesis", "no-audio", "no-worklet", "dead-player"],
)
async def test_a_voice_that_fails_leaves_her_words_and_the_conversation(
    models: Path, script: str, voice: Voice | None
) -> None:
    async with (
        page_hall(models, voice=voice) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/", script=script) as page,
    ):
        await ready(page)
        await page.tap(540, 1500)
        await page.until("document.querySelector('.caption-clerk').innerText.includes('您好，我是')")
        await page.until("window.__kiosk.status().turn === 'listening'")
        await page.press("结束")
        await page.until("!document.querySelector('.farewell').checkVisibility()")
        await to_the_receipt(page)


async def test_it_says_that_it_listens_only_while_a_microphone_gives_sound(models: Path) -> None:
    """Open and silent is not enough: a microphone that has stopped giving frames is not listening."""
    script = """const real = AudioWorkletNode; window.hush = false;
        window.AudioWorkletNode = class extends real {
            constructor(context, name, options) {
                super(context, name, options);
                if (name !== 'hall-capture') return;
                Object.defineProperty(this.port, 'onmessage', { set(handler) {
                    this.addEventListener('message', (event) => { if (!window.hush) handler?.(event); }); this.start();
                } });
            }
        };"""
    async with (
        page_hall(models) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/", script=script) as page,
    ):
        await ready(page)
        await page.until(f"document.body.innerText.includes('{LISTENS}')")
        await page.run("window.hush = true")
        await page.until(f"!document.body.innerText.includes('{LISTENS}')")
        assert await page.run("window.__kiosk.status().mic") == "broken"
        await page.run("window.hush = false")
        await page.until(f"document.body.innerText.includes('{LISTENS}')")


async def test_kiosk_mode_holds_back_what_leads_out_and_print_still_works(models: Path) -> None:
    async with (
        page_hall(models) as server,
        Page.open(
            f"http://127.0.0.1:{server.public_port}/?kiosk=1",
            script="window.printed = 0; window.print = () => { window.printed += 1; }; window.born = Math.random();",
        ) as page,
    ):
        await ready(page)
        born = await page.run("window.born")
        for key, code, number, modifiers in (("F5", "F5", 116, 0), ("r", "KeyR", 82, 2), ("p", "KeyP", 80, 2)):
            for kind in ("rawKeyDown", "keyUp"):
                await page.command(
                    "Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=number,
                    modifiers=modifiers,
                )  # fmt: skip
        await to_the_confirmation(page)
        assert await page.run("window.born") == born, "reloaded"
        assert await page.run("window.printed") == 0
        await page.press("", ".yes")
        await page.until("document.body.innerText.includes('SB20260001')")
        await page.press("打印回执")
        await page.until("window.printed === 1")
        assert "SB20260001" in await page.run("document.querySelector('.print-sheet').innerHTML")
        await page.press("非常满意")
        await page.press("不需要")
        await page.until("window.__kiosk.status().turn === 'attract'")
        assert await page.run("document.querySelector('.print-sheet').innerHTML") == ""
