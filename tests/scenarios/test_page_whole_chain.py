"""One citizen from the card on the reader to the progress page on a phone, in a real browser: with the program
`kiosk devices` and its simulators, the shipped scripts, the demo back end and a record on disk. Only ears and voice
are stand-ins.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
import zxingcpp
from PIL import Image

from kiosk.config import DeviceSettings
from kiosk.hall import phrases
from support.chromium import Page
from support.page_hall import KEEPS_WORDS, PHONE, needs, ready
from support.ports import free_port
from support.whole_hall import WholeHall, whole_hall

NAME = "李桂英"
KEY, TOKEN = "a-key-of-this-kiosks-reader", "the-token-of-this-bridge"


class BridgeProgram:
    """`kiosk devices` as a process of its own. Slips go to `folder`."""

    def __init__(self, folder: Path, page: str) -> None:
        self.port, self.folder, self._page = free_port(), folder, page
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        simulators = {f"KIOSK__DEVICES__{name}__DRIVER": "simulator" for name in ("READER", "PRINTER", "PRESENCE")}
        environment = os.environ | simulators | {
            "KIOSK__DATA_DIR": str(self.folder.parent / "bridge"),
            "KIOSK__DEVICES__PORT": str(self.port),
            "KIOSK__DEVICES__TOKEN": TOKEN,
            "KIOSK__DEVICES__PAGES": self._page,
            "KIOSK__DEVICES__PRINTER__FOLDER": str(self.folder),
            "KIOSK__IDENTITY__READER_KEY": KEY,
        }  # fmt: skip
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([sys.executable, "-m", "kiosk", "devices"], env=environment, **quiet)  # type: ignore[call-overload]

    def kill(self) -> None:
        """As a crash: without a word."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    @property
    def slips(self) -> list[Path]:
        return sorted(self.folder.glob("slip-*.png"))


class Citizen:
    """Before a kiosk: its page, its devices and the hall behind it."""

    def __init__(self, whole: WholeHall, bridge: BridgeProgram, page: Page) -> None:
        self.hall, self.bridge, self.page = whole, bridge, page

    async def printer(self, state: str) -> None:
        """Wait until the hall knows this of the printer, or "gone"."""
        async with asyncio.timeout(60):
            while True:
                kiosks = self.hall.server.hall.devices.states().values()
                known = {one.device: one.state for kiosk in kiosks for one in kiosk.devices}
                if known.get("printer", "gone") == state:
                    return
                await asyncio.sleep(0.1)

    async def to_the_card(self) -> None:
        await self.page.tap(540, 1500)
        await self.page.until("document.querySelectorAll('.option').length > 3")
        await self.page.press("社保卡挂失", ".option")
        await self.page.press("", ".yes")
        await self.page.until("!!document.querySelector('.pad-key')")

    async def lays_the_card(self) -> None:
        await self.page.press(NAME, ".simulator-button")

    async def to_the_confirmation(self) -> None:
        await self.page.press("临时挂失")
        await self.page.until("!!document.querySelector('.pad-key')")
        for digit in PHONE:
            await self.page.press(digit, ".pad-key")
        await self.page.press("", ".pad-done")
        await self.page.until("document.body.innerText.includes('请核对信息')")

    async def confirms(self) -> None:
        await self.page.press("", ".yes")
        await self.page.until("!!document.querySelector('.card-receipt')")

    async def said(self, text: str) -> None:
        await self.page.until(f"window.said.includes({text.rstrip('。')!r})")


async def seen(url: str) -> str:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return await answer.text()


async def appears(url: str, *words: str) -> None:
    """Wait until a page of the demo shows all of these."""
    async with asyncio.timeout(60):
        while True:
            text = await seen(url)
            if all(word in text for word in words):
                return
            await asyncio.sleep(0.2)


@asynccontextmanager
async def before_a_kiosk(models: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Citizen]:
    port = free_port()
    async with whole_hall(monkeypatch, folder, needs(models), DeviceSettings(port=port), KEY) as hall:
        bridge = BridgeProgram(folder / "printed", hall.address)
        bridge.start()
        try:
            address = f"{hall.address}/?device=kiosk-1#devices={TOKEN}&port={bridge.port}"
            async with Page.open(address, script=KEEPS_WORDS) as page:
                await ready(page)
                citizen = Citizen(hall, bridge, page)
                await citizen.printer("ready")
                yield citizen
        finally:
            bridge.kill()


async def test_from_the_card_to_the_progress_page(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with before_a_kiosk(models, tmp_path, monkeypatch) as citizen:
        page, hall = citizen.page, citizen.hall
        await citizen.to_the_card()
        assert NAME not in await page.run("window.said")
        await citizen.lays_the_card()
        await citizen.to_the_confirmation()
        assert NAME in await page.run("window.said + document.querySelector('.board').innerText")
        assert citizen.bridge.slips == []
        await citizen.confirms()
        await citizen.said(phrases.PRINTED)
        await citizen.said(phrases.TEXT_SENT)
        number = await page.run("document.querySelector('.receipt-number strong').textContent")
        (slip,) = citizen.bridge.slips
        printed = Image.open(BytesIO(slip.read_bytes())).convert("RGB")
        (code,) = zxingcpp.read_barcodes(printed)
        assert code.text.startswith(f"{hall.address}/progress/")
        await appears(f"{hall.sender.url}/sms", PHONE, number)
        await page.press("满意", ".level")
        await appears(f"{hall.platform.url}/ratings", "共收到 1 条", number, "满意")
        phone = await page.another(code.text, size=(400, 800))
        await phone.until(f"document.body?.innerText.includes({number!r})")
        shown = await phone.run("document.body.innerText")
        assert "社保卡挂失" in shown
        assert PHONE not in shown
        assert NAME not in shown
        assert (page.console, phone.console) == ([], [])


async def test_the_program_of_the_devices_is_killed_and_started_again_at_each_step(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with before_a_kiosk(models, tmp_path, monkeypatch) as citizen:

        async def crash() -> None:
            citizen.bridge.kill()
            await citizen.printer("gone")
            citizen.bridge.start()
            await citizen.printer("ready")

        await crash()
        await citizen.to_the_card()
        await crash()
        await citizen.lays_the_card()
        await citizen.to_the_confirmation()
        await crash()
        await citizen.confirms()
        await citizen.said(phrases.PRINTED)
        assert len(citizen.bridge.slips) == 1


async def test_a_sender_and_a_platform_that_are_down_get_theirs_later(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with before_a_kiosk(models, tmp_path, monkeypatch) as citizen:
        await citizen.hall.sender.stop()
        await citizen.hall.platform.stop()
        await citizen.to_the_card()
        await citizen.lays_the_card()
        await citizen.to_the_confirmation()
        await citizen.confirms()
        await citizen.said(phrases.PRINTED)
        await citizen.said(phrases.TEXT_LATER)
        assert phrases.TEXT_SENT.rstrip("。") not in await citizen.page.run("window.said")
        number = await citizen.page.run("document.querySelector('.receipt-number strong').textContent")
        await citizen.page.press("满意", ".level")
        await citizen.page.until("!document.querySelector('.level')")
        await citizen.hall.sender.start()
        await citizen.hall.platform.start()
        await appears(f"{citizen.hall.sender.url}/sms", PHONE, number)
        await appears(f"{citizen.hall.platform.url}/ratings", "共收到 1 条", number)
        assert len(citizen.bridge.slips) == 1
