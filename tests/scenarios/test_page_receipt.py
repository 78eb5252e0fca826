"""The receipt's QR code in a real browser: a decoder reads it off the screen and off the paper; a phone opens it."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image

from dialogue import Machine
from kiosk.config import Settings
from kiosk.store import Store
from support.chromium import Page
from support.connected import listening, settings_of
from support.fakes import Backend, Voice
from support.halls import LIBRARY
from support.page_hall import HearsNothing, needs, ready, to_the_confirmation
from support.ports import free_port

PHONE = (400, 800)


async def read(page: Page) -> list[str]:
    """The texts of the QR codes on the screen."""
    shot = (await page.command("Page.captureScreenshot", format="png"))["data"]
    image = Image.open(BytesIO(base64.b64decode(shot))).convert("RGB")
    return [code.text for code in zxingcpp.read_barcodes(image)]


async def stands_still(page: Page, selector: str) -> None:
    """Wait as a person does who holds a phone before it: until it has faded in, and all of it is in sight. A picture of
    the screen that is taken earlier shows a card that is still transparent.
    """
    await page.until(
        f"""(() => {{
            const code = document.querySelector({selector!r});
            if (!code || !code.checkVisibility({{opacityProperty: true}})) return false;
            const moves = (part) => part.getAnimations().some((one) => one.playState !== 'finished');
            for (let part = code; part; part = part.parentElement) if (moves(part)) return false;
            const {{left, top, right, bottom}} = code.getBoundingClientRect();
            const corners = [left + 2, right - 2].flatMap((x) => [top + 2, bottom - 2].map((y) => [x, y]));
            return corners.every(([x, y]) => code.parentElement.contains(document.elementFromPoint(x, y))); }})()"""
    )


async def filed(page: Page) -> None:
    await ready(page)
    await to_the_confirmation(page)
    await page.press("", ".yes")
    await page.until("document.body?.innerText.includes('受理回执')")
    await page.until("document.querySelectorAll('.receipt-number strong').length === 1")


async def test_a_phone_reads_the_code_and_sees_its_case(models: Path, tmp_path: Path) -> None:
    port = free_port()
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    base = settings_of(public_url=f"http://127.0.0.1:{port}", resume_grace_s=5.0)
    settings = replace(base, public=replace(base.public, port=port), drain_s=0.5)
    parts = {"vad": needs(models), "voice": Voice(quicker=4), "recogniser": HearsNothing(), "store": store}
    async with (
        listening(settings, **parts, library=LIBRARY, machine=Machine(LIBRARY), backend=Backend()),
        Page.open(f"http://127.0.0.1:{port}/") as page,
    ):
        await filed(page)
        await stands_still(page, ".receipt-qr svg")
        (address,) = await read(page)
        assert address.startswith(f"http://127.0.0.1:{port}/progress/")
        await page.run("window.print = () => {}")
        await page.press("打印回执")
        await page.command("Emulation.setEmulatedMedia", media="print")
        assert await read(page) == [address]
        await page.command("Emulation.setEmulatedMedia", media="")
        phone = await page.another(address, size=PHONE)
        await phone.until("document.body?.innerText.includes('SB20260001')")
        text = await phone.run("document.body.innerText")
        assert "社保卡挂失" in text
        assert "可以到社保窗口查" in text
        assert "13800138000" not in text
        assert await phone.run("getComputedStyle(document.body).maxWidth") != "none", "its style is loaded"
        forged = await page.another(address[:-4] + "AAAA", size=PHONE)
        await forged.until("document.body?.innerText.includes('已经过期，或者不对')")
        assert "SB20260001" not in await forged.run("document.body.innerText")
        assert phone.console == []
        assert page.console == []
    await store.close()


async def test_without_an_address_there_is_no_code(models: Path) -> None:
    settings = replace(settings_of(resume_grace_s=5.0), drain_s=0.5)
    parts = {"vad": needs(models), "voice": Voice(quicker=4), "recogniser": HearsNothing()}
    async with (
        listening(settings, **parts) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/") as page,
    ):
        await filed(page)
        assert await page.run("document.querySelectorAll('.receipt-qr').length") == 0
        assert await read(page) == []
