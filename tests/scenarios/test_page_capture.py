"""Pictures in a real browser: the fake camera, a drawn signature, and a second tab as the citizen's phone."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from dialogue import Machine
from kiosk.server.server import Server
from support.chromium import Page
from support.club_card import club_library
from support.connected import listening, settings_of
from support.fakes import Ledger, Voice
from support.page_hall import PHONE, HearsNothing, needs, ready
from support.pictures import photo


class Club:
    """The club's back end: keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.bodies.append(params)
        return {"会员号": "88001"}


@asynccontextmanager
async def club_hall(models: Path, club: Club) -> AsyncIterator[Server]:
    library = club_library()
    parts = {"vad": needs(models), "voice": Voice(quicker=4), "recogniser": HearsNothing(), "store": Ledger()}
    settings = settings_of(public_url="http://phones.localhost", resume_grace_s=5.0)
    async with listening(settings, **parts, library=library, machine=Machine(library), backend=club) as server:
        yield server


async def _to_the_photo(page: Page) -> None:
    await ready(page)
    await page.tap(540, 1500)
    await page.press("会员登记", ".option")
    await page.press("", ".yes")
    for digit in PHONE:
        await page.press(digit, ".pad-key")
    await page.press("", ".pad-done")
    await page.until("!!document.querySelector('.card-capture')")


def _code(server: Server) -> str:
    """The token in the QR code on the kiosk."""
    return next(grant.token for grant in server.hall.uploads.grants if grant.source == "phone")


def _file(body: dict[str, Any], name: str) -> Image.Image:
    image = Image.open(BytesIO(base64.b64decode(body[name]["data"])))
    image.load()
    return image


async def test_a_photo_by_the_camera_a_file_by_the_phone_and_a_signature(models: Path) -> None:
    club = Club()
    async with (
        club_hall(models, club) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/") as page,
    ):
        await _to_the_photo(page)
        assert await page.run("!!document.querySelector('.capture-qr svg')")
        await page.press("拍照", ".capture-shoot")
        await page.press("重拍")
        await page.press("拍照", ".capture-shoot")
        await page.press("用这张")
        await page.until("document.querySelector('.card-capture')?.innerText.includes('介绍信')")
        assert await page.run("document.querySelectorAll('video').length") == 0
        phone = await page.another(
            f"http://127.0.0.1:{server.public_port}/upload.html#{_code(server)}", size=(400, 800)
        )
        await phone.until("document.body?.innerText.includes('请上传：介绍信')")
        data = base64.b64encode(photo((3000, 2000))).decode()
        await phone.run(
            f"""(() => {{ const bytes = Uint8Array.from(atob('{data}'), (c) => c.charCodeAt(0));
                const files = new DataTransfer();
                files.items.add(new File([bytes], 'a.jpg', {{ type: 'image/jpeg' }}));
                const input = document.querySelector('input'); input.files = files.files;
                input.dispatchEvent(new Event('change')); }})()"""
        )
        await phone.until("document.body?.innerText.includes('传好了')")
        assert phone.console == []
        await page.until("(document.querySelector('.capture-still canvas')?.width ?? 0) > 500")
        await page.press("用这张")
        await page.until("!!document.querySelector('canvas.signature')")
        left, top, width, height = await page.run(
            "(() => { const b = document.querySelector('canvas.signature').getBoundingClientRect();"
            " return [b.x, b.y, b.width, b.height]; })()"
        )
        points = [(0.2, 0.3), (0.4, 0.8), (0.6, 0.2), (0.8, 0.7)]
        for at, (x, y) in enumerate(points):
            kind = "mousePressed" if at == 0 else "mouseMoved"
            place = {"x": left + x * width, "y": top + y * height}
            await page.command("Input.dispatchMouseEvent", type=kind, button="left", buttons=1, clickCount=1, **place)
        await page.command("Input.dispatchMouseEvent", type="mouseReleased", button="left", clickCount=1, **place)
        await page.press("写好了")
        await page.until("document.body.innerText.includes('请核对信息')")
        await page.until("[...document.querySelectorAll('.row canvas')].every((c) => c.width <= 160)")
        assert await page.run("document.querySelectorAll('.row canvas').length") == 3
        await page.press("", ".yes")
        await page.until("document.body.innerText.includes('88001')")
        assert page.console == []
    (body,) = club.bodies
    assert _file(body, "证件照片").size[0] >= 640
    assert max(_file(body, "介绍信").size) == 1600
    assert _file(body, "签名").format == "PNG"


async def test_a_camera_that_is_refused_is_told_and_the_phone_still_serves(models: Path) -> None:
    refused = "navigator.mediaDevices.getUserMedia = (c) => Promise.reject(new DOMException('', 'NotAllowedError'));"
    async with (
        club_hall(models, Club()) as server,
        Page.open(f"http://127.0.0.1:{server.public_port}/", script=refused) as page,
    ):
        await _to_the_photo(page)
        await page.until("document.querySelector('.card-capture .wrong')?.innerText.includes('权限')")
        await page.until("document.body.innerText.includes('二维码')")  # said, and on the card
        assert await page.run("!!document.querySelector('.capture-qr svg')")
