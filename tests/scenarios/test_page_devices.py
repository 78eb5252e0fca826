"""The page and the devices beside it, in a real browser: a card is laid, a receipt printed, and each of them fails."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dialogue import Machine
from dialogue import phrases as phrases_of_dialogue
from dialogue.script.proof_interfaces import QR
from kiosk.config import DeviceSettings, Settings
from kiosk.devices.font import SlipFont
from kiosk.devices.messages import Sheet, SheetRow
from kiosk.devices.server import BridgeServer
from kiosk.devices.slip import draw_slip
from kiosk.hall import phrases
from kiosk.hall.card_reader import SignedReader
from kiosk.server.server import Server
from kiosk.wire.messages import BridgeAddress
from support.chromium import Page
from support.devices import simulated_bridge
from support.fakes import Backend
from support.halls import SHIPPED
from support.page_hall import KEEPS_WORDS, PHONE, page_hall, ready, to_the_confirmation
from support.ports import free_port

NAME, NUMBER = "李桂英", "11010519491231002X"


@dataclass
class Kiosk:
    server: Server
    bridge: BridgeServer
    page: Page
    folder: Path

    @property
    def slips(self) -> list[Path]:
        return sorted((self.folder / "printed").glob("*.png"))

    async def device(self, name: str, state: str) -> None:
        """Wait until the hall knows this of the kiosk's device."""
        for _ in range(400):
            kiosks = self.server.hall.devices.states().values()
            if any(one.device == name and one.state == state for kiosk in kiosks for one in kiosk.devices):
                return
            await self.page.run("new Promise((done) => setTimeout(done, 50))")
        raise AssertionError(f"the hall was never told that the {name} is {state}: {list(kiosks)}")

    async def to_the_card(self) -> None:
        """From attract mode until the citizen's number is asked for."""
        await self.page.tap(540, 1500)
        await self.page.until("document.querySelectorAll('.option').length > 3")
        await self.page.press("社保卡挂失", ".option")
        await self.page.press("", ".yes")
        await self.page.until("!!document.querySelector('.pad-key')")

    async def from_the_card(self) -> None:
        """A card is laid; until everything is to be confirmed."""
        await self.page.press(NAME, ".simulator-button")
        await self.page.press("临时挂失")
        await self.page.until("!!document.querySelector('.pad-key')")
        for digit in PHONE:
            await self.page.press(digit, ".pad-key")
        await self.page.press("", ".pad-done")
        await self.page.until("document.body.innerText.includes('请核对信息')")

    async def confirm(self) -> None:
        await self.page.press("", ".yes")
        await self.page.until("!!document.querySelector('.card-receipt')")

    async def said(self, text: str) -> None:
        await self.page.until(f"window.said.includes({text.rstrip('。')!r})")


@asynccontextmanager
async def kiosk(
    models: Path, folder: Path, *, size: tuple[int, int] = (1080, 1920), **parts: Any
) -> AsyncIterator[Kiosk]:
    """`parts`: more fields of `Hall`."""
    async with simulated_bridge(folder, frozenset()) as bridge:
        reader = SignedReader(bridge.settings.identity.reader_key)
        async with page_hall(models, card_reader=reader, **parts) as server:
            address = f"http://127.0.0.1:{server.public_port}"
            bridge.pages = frozenset({address})
            server.hall.bridge = BridgeAddress(bridge.port, bridge.token)
            async with Page.open(f"{address}/?device=kiosk-1", size=size, script=KEEPS_WORDS) as page:
                await ready(page)
                one = Kiosk(server, bridge, page, folder)
                await one.device("printer", "ready")
                yield one


async def test_a_card_is_laid_and_the_receipt_is_printed_when_she_says_so(models: Path, tmp_path: Path) -> None:
    async with kiosk(models, tmp_path) as one:
        await one.to_the_card()
        await one.from_the_card()
        assert one.slips == []
        await one.confirm()
        await one.said(phrases.PRINTED)
        (file,) = one.slips
        shown = await one.page.run(
            """(() => { const card = document.querySelector('.card-receipt');
                const text = (part) => card.querySelector(part).textContent;
                return {title: text('.card-title'), number: text('.receipt-number strong'), time: text('.receipt-time'),
                    rows: [...card.querySelectorAll('.row')].map((r) => [...r.children].map((c) => c.textContent))};
            })()"""
        )
        hall = one.server.hall.settings.hall.name
        sheet = Sheet(
            hall, shown["title"], tuple(SheetRow(*row) for row in shown["rows"]), "本凭条由 AI 数字人协助打印",
            "受理号", shown["number"], shown["time"], "",
            "", "",  # no QR code: the hall has no `public_url`
        )  # fmt: skip
        printed = Image.open(io.BytesIO(file.read_bytes()))
        assert printed.tobytes() == draw_slip(sheet, 576, SlipFont()).tobytes(), "what is printed is what is shown"
        assert "TC260:AIGC" in printed.info["XML:com.adobe.xmp"]
        await one.page.press("打印回执")
        for _ in range(200):
            if len(one.slips) == 2:
                break
            await one.page.run("new Promise((done) => setTimeout(done, 50))")
        assert len(one.slips) == 2, "another one, by the button"


@pytest.mark.parametrize(
    ("action", "state", "told"),
    [("paper", "paper_out", phrases.PRINT_NO_PAPER), ("plug:printer", "unplugged", phrases.PRINT_FAILED)],
)
@pytest.mark.parametrize("moment", ["before", "while it prints"])
async def test_a_receipt_that_cannot_be_printed_is_told_at_whatever_moment(
    models: Path, tmp_path: Path, action: str, state: str, told: str, moment: str
) -> None:
    async with kiosk(models, tmp_path) as one:
        await one.to_the_card()
        await one.from_the_card()
        if moment == "before":
            one.bridge.simulate(action)
            await one.device("printer", state)
        await one.page.press("", ".yes")
        if moment != "before":
            for _ in range(2000):
                if one.bridge.printing:
                    break
                await one.page.run("new Promise((done) => setTimeout(done, 5))")
            one.bridge.simulate(action)
        await one.said(told)
        await one.said(phrases.RECEIPT_KEPT)
        assert one.slips == []
        assert phrases.PRINTED.rstrip("。") not in await one.page.run("window.said")
        one.bridge.simulate(action)
        await one.device("printer", "ready")


async def test_a_reader_that_is_pulled_out_and_put_in_again(models: Path, tmp_path: Path) -> None:
    async with kiosk(models, tmp_path) as one:
        await one.to_the_card()
        one.bridge.simulate("plug:reader")
        await one.device("reader", "unplugged")
        assert not await one.page.run("document.querySelector('.simulator-group summary').checkVisibility()")
        one.bridge.simulate("plug:reader")
        await one.device("reader", "ready")
        await one.from_the_card()


async def test_a_reader_that_is_lost_is_not_on_the_card_any_more_and_is_again_when_it_is_back(
    models: Path, tmp_path: Path
) -> None:
    async with kiosk(models, tmp_path, machine=Machine(SHIPPED), library=SHIPPED) as one:
        await one.to_the_card()
        await one.page.until("document.querySelector('.board').innerText.includes('放身份证')")
        one.bridge.simulate("plug:reader")
        await one.said(phrases_of_dialogue.READER_AWAY)
        await one.page.until("!document.querySelector('.board').innerText.includes('放身份证')")
        await one.page.until("document.querySelector('.board').innerText.includes('可以直接说')")
        one.bridge.simulate("plug:reader")
        await one.said(phrases_of_dialogue.READER_BACK)
        await one.page.until("document.querySelector('.board').innerText.includes('放身份证')")


class App(Backend):
    """Knows whose code of an app it is."""

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        if api == QR:
            return {"姓名": NAME, "身份证号": NUMBER, "级别": "持卡"}
        return await super().call(api, params, key=key, timeout_s=timeout_s)


async def test_a_citizen_with_only_a_phone_scans_it_where_the_number_is_asked_for(models: Path, tmp_path: Path) -> None:
    machine = Machine(SHIPPED, means=frozenset({"card", "qr"}))
    async with kiosk(models, tmp_path, machine=machine, library=SHIPPED, backend=App()) as one:
        await one.to_the_card()
        await one.page.until("document.querySelector('.board').innerText.includes('扫电子社保卡的码')")
        one.bridge.simulate("scan:0")
        await one.page.until("document.body.innerText.includes('临时挂失')")
        (session,) = one.server.hall.sessions.live
        assert session.dialogue_state.value("身份证号") == NUMBER
        assert session.dialogue_state.proven(NUMBER, "card")


@pytest.mark.parametrize("size", [(1080, 1920), (1366, 768)])
async def test_the_number_of_an_unknown_outcome_stays_on_the_screen(
    models: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with kiosk(models, tmp_path, size=size, backend=Backend("sbk.loss")) as one:
        await to_the_confirmation(one.page)
        await one.page.press("", ".yes")
        await one.page.until("!!document.querySelector('.card-receipt.unresolved')")
        await one.said("现在不能确定办成了没有")
        for _ in range(200):
            if one.slips:
                break
            await one.page.run("new Promise((done) => setTimeout(done, 50))")
        assert len(one.slips) == 1, "printed when she says so"
        await one.page.until("window.said.includes('工作人员')")
        number = await one.page.run("document.querySelector('.unresolved .receipt-number strong').textContent")
        (session,) = one.server.hall.sessions.live
        assert number == session.dialogue_state.unresolved[0].number
        card = await one.page.run("document.querySelector('.unresolved').innerText")
        assert "还没查清" in card
        assert "回执" not in card
        inside = await one.page.run(
            """(() => { const {top, bottom, left, right} =
                document.querySelector('.unresolved .receipt-number strong').getBoundingClientRect();
                return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth; })()"""
        )
        assert inside
        if folder := os.environ.get("SHOTS"):
            await one.page.picture(Path(folder) / f"unresolved-{size[0]}.png")


async def test_a_page_that_is_loaded_again_has_its_devices_again(models: Path, tmp_path: Path) -> None:
    async with kiosk(models, tmp_path) as one:
        before = one.bridge.bridge.owner
        await one.page.command("Page.reload")
        await one.page.until("!!document.querySelector('.simulator-button')")
        await ready(one.page)
        assert one.bridge.bridge.owner not in (None, before)


async def test_a_bridge_that_is_started_again_is_found_again(models: Path, tmp_path: Path) -> None:
    port = free_port()
    devices = DeviceSettings(port=port, token="the-token-of-the-bridge")
    settings = Settings(data_dir=tmp_path, devices=devices)
    async with page_hall(models) as server:
        address = f"http://127.0.0.1:{server.public_port}"
        pages = frozenset({address})
        async with Page.open(f"{address}/?device=kiosk-1#devices=the-token-of-the-bridge&port={port}") as page:
            await ready(page)
            for _ in range(2):
                async with simulated_bridge(tmp_path, pages, settings) as bridge:
                    one = Kiosk(server, bridge, page, tmp_path)
                    await one.device("printer", "ready")
                await one.device("bridge", "unplugged")


async def test_a_page_with_a_wrong_token_or_of_another_site_gets_no_device(models: Path, tmp_path: Path) -> None:
    async with page_hall(models) as server, simulated_bridge(tmp_path, frozenset()) as bridge:
        address = f"http://127.0.0.1:{server.public_port}"
        for pages, token in (
            (frozenset({address}), "a wrong token"),
            (frozenset({"https://a.example:443"}), bridge.token),
        ):
            bridge.pages = pages
            async with Page.open(f"{address}/?device=kiosk-1#devices={token}&port={bridge.port}") as page:
                await ready(page)
                await Kiosk(server, bridge, page, tmp_path).device("bridge", "unplugged")
                assert bridge.bridge.owner is None


async def test_who_walks_away_is_asked_and_who_comes_back_is_not(models: Path, tmp_path: Path) -> None:
    async with kiosk(models, tmp_path) as one:
        await one.to_the_card()
        one.bridge.simulate("presence")
        one.bridge.simulate("presence")
        await one.page.until("document.querySelector('.veil.idle').checkVisibility()", 90)
        one.bridge.simulate("presence")
        await one.page.until("!document.querySelector('.veil.idle').checkVisibility()")
