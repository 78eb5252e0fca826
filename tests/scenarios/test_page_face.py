"""The comparison of a face in a real browser: its consent, the camera's picture, and a camera that may not be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dialogue import Machine
from dialogue.script.assurance import ProofMeans, ProofPolicy
from dialogue.script.proof_interfaces import FACE
from kiosk.hall.card_reader import SignedReader
from kiosk.server.server import Server
from kiosk.wire.messages import BridgeAddress
from support.chromium import Page
from support.devices import simulated_bridge
from support.page_hall import KEEPS_WORDS, page_hall, ready
from support.verifier import Verifier, library_of

MEANS: frozenset[ProofMeans] = frozenset({"card", "face", "staff"})
OPERATOR = "市公安局"
NAME = "王小明"  # what the back end alone knows
#: The picture, the button that takes it and the way without it are seen to their lower edges without scrolling.
IN_SIGHT = """[...document.querySelectorAll('.capture-frame, .capture-shoot, .capture-skip')].every((part) => {
    const box = part.getBoundingClientRect();
    return part.contains(document.elementFromPoint(box.x + box.width / 2, box.bottom - 4));
}) && document.querySelectorAll('.capture-skip').length === 1"""
REFUSED = "--use-fake-ui-for-media-stream=deny"


@asynccontextmanager
async def asked_for_the_face(
    models: Path, folder: Path, verifier: Verifier, *flags: str
) -> AsyncIterator[tuple[Server, Page]]:
    """Up to the card of the consent. A member of staff is on duty."""
    library = library_of("face")
    machine = Machine(library, means=MEANS, policy=ProofPolicy(face_operator=OPERATOR))
    async with simulated_bridge(folder, frozenset()) as bridge:
        reader = SignedReader(bridge.settings.identity.reader_key)
        parts = {"card_reader": reader, "library": library, "machine": machine, "backend": verifier}
        async with page_hall(models, **parts) as server:
            address = f"http://127.0.0.1:{server.public_port}"
            bridge.pages = frozenset({address})
            server.hall.bridge = BridgeAddress(bridge.port, bridge.token)
            server.hall.staff.go_on_duty(lambda: None, "张老师")
            async with Page.open(f"{address}/?device=kiosk-1", script=KEEPS_WORDS, flags=flags) as page:
                await ready(page)
                await page.tap(540, 1500)
                await page.press("社保卡挂失", ".option")
                await page.press("", ".yes")
                await page.until("!!document.querySelector('.simulator-button')")
                await page.press("李桂英", ".simulator-button")
                await page.until(f"document.querySelector('.board').innerText.includes({OPERATOR!r})")
                yield server, page


async def test_the_face_is_compared_after_its_own_consent_alone(models: Path, tmp_path: Path) -> None:
    verifier = Verifier()
    async with asked_for_the_face(models, tmp_path, verifier) as (_, page):
        assert not await page.run("!!document.querySelector('video')"), "no camera before the consent"
        await page.press("", ".yes")
        await page.until("!!document.querySelector('.capture-shoot')")
        assert await page.run(IN_SIGHT)
        await page.press("拍照", ".capture-shoot")
        await page.press("用这张比对")
        await page.until("document.body.innerText.includes('临时挂失')")
        assert [api for api, _ in verifier.asked] == [FACE]
        assert await page.run("document.querySelectorAll('video').length") == 0, "the camera is closed"


async def test_a_camera_that_may_not_be_used_is_told_and_another_way_offered(models: Path, tmp_path: Path) -> None:
    verifier = Verifier()
    async with asked_for_the_face(models, tmp_path, verifier, REFUSED) as (server, page):
        await page.press("", ".yes")
        await page.until("/工作人员/.test(window.said)")
        await page.until("!document.querySelector('.card-capture')")
        assert verifier.asked == []
        assert NAME not in await page.run("document.body.innerText + window.said")
        (call,) = server.hall.staff.open_calls()
        assert call.reason == "vouch"


async def test_who_declines_keeps_the_camera_shut(models: Path, tmp_path: Path) -> None:
    verifier = Verifier()
    async with asked_for_the_face(models, tmp_path, verifier) as (_, page):
        await page.press("", ".no")
        await page.until("/工作人员/.test(window.said)")
        assert not await page.run("!!document.querySelector('video')")
        assert verifier.asked == []
