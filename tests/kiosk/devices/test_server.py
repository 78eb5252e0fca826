"""The bridge on its socket, with simulated devices: who gets in, what is read and printed, and what it survives."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from kiosk.demo.people import PEOPLE
from kiosk.devices.driver import DeviceEvent, Report
from kiosk.devices.driving import drive
from kiosk.devices.simulated import printer as simulated_printer
from kiosk.hall.card_reader import SignedReader
from kiosk.wire.messages import CardReadMessage, IdCard
from support.devices import BridgePage, simulated_bridge

SHEET = {
    "hall": "市民中心", "title": "回执", "rows": [{"label": "业务", "value": "社保卡挂失"}],
    "note": "本凭条由 AI 数字人协助打印", "number_label": "受理号", "number": "SB1", "time": "2026-12-01 09:30",
    "source": "", "qr": "SB1", "qr_label": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_printer, "PRINT_S", 0.2)


def slips(folder: Path) -> list[Path]:
    return sorted((folder / "printed").glob("*.png"))


async def test_a_card_of_the_simulated_reader_is_one_that_the_hall_believes(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge) as page:
        await page.state_of("reader", "ready")
        await page.send(type="simulate", action="plug:printer")
        actions = (await page.until("simulator"))["actions"]
        names = {one["label"] for one in actions if one["id"].startswith("card:")}
        assert names == {person.name for person in PEOPLE.values()}
        await page.send(type="simulate", action="card:0")
        read = await page.until("card_read")
        card = IdCard(**read["fields"])
        key = bridge.settings.identity.reader_key
        SignedReader(key).check(CardReadMessage("id_card", card, read["at"], read["mac"]))


async def test_a_slip_is_printed_and_told_and_not_printed_twice(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge) as page:
        await page.state_of("printer", "ready")
        await page.send(type="print", job="j1", sheet=SHEET)
        assert (await page.until("printed", job="j1"))["outcome"] == "printed"
        await page.send(type="print", job="j1", sheet=SHEET)
        await page.until("printed", job="j1", outcome="printed")
    (slip,) = slips(tmp_path)
    assert Image.open(slip).width == 576


@pytest.mark.parametrize(("action", "why"), [("paper", "paper_out"), ("plug:printer", "unplugged")])
@pytest.mark.parametrize("moment", ["before", "while it prints"])
async def test_a_slip_that_cannot_be_printed_is_told_at_whatever_moment(
    tmp_path: Path, action: str, why: str, moment: str
) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge) as page:
        await page.state_of("printer", "ready")
        if moment == "before":
            bridge.simulate(action)
            await page.state_of("printer", why)
        await page.send(type="print", job="j1", sheet=SHEET)
        if moment != "before":
            await asyncio.sleep(0)
            while not bridge.printing:
                await asyncio.sleep(0.01)
            bridge.simulate(action)
        assert (await page.until("printed", job="j1"))["why"] == why
        assert slips(tmp_path) == []
        bridge.simulate(action)
        await page.state_of("printer", "ready")
        await page.send(type="print", job="j2", sheet=SHEET)
        assert (await page.until("printed", job="j2"))["outcome"] == "printed"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": None}, 403),
        ({"host": "evil.example:8765"}, 421),
    ],
)
async def test_a_page_of_another_site_does_not_get_in(tmp_path: Path, headers: dict[str, Any], status: int) -> None:
    async with simulated_bridge(tmp_path) as bridge:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with BridgePage.open(bridge, **headers):
                pass
        assert refused.value.status == status


async def test_a_page_with_a_wrong_token_is_let_go(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge, token="another") as page:
        assert await page.closed() == 4401
        assert bridge.bridge.owner is None


async def test_of_two_pages_the_last_has_the_devices(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge) as one:
        await one.until("welcome")
        async with BridgePage.open(bridge) as two:
            await two.state_of("reader", "ready")
            assert await one.closed() == 4409
            bridge.simulate("card:0")
            await two.until("card_read")


async def test_garbage_does_no_harm_to_the_next_page(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge:
        async with BridgePage.open(bridge) as page:
            await page.until("welcome")
            for frame in ("x", "[]", '{"type":"print"}', '{"type":"print","job":"","sheet":{}}', "{}"):
                await page.socket.send_str(frame)
            assert await page.closed() == 4400
        async with BridgePage.open(bridge) as page:
            await page.socket.send_bytes(b"\0\1")
            await page.closed()
        async with BridgePage.open(bridge) as page:
            await page.socket.send_str(json.dumps({"type": "simulate", "action": "x" * 200_000}))
            await page.closed()
        async with BridgePage.open(bridge) as page:
            await page.until("welcome")


async def test_states_are_told_to_whoever_has_the_token(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{bridge.port}/state"
        async with session.get(url) as answer:
            assert answer.status == 401
        async with session.get(
            url, headers={"Authorization": f"Bearer {bridge.token}", "Host": "evil.example"}
        ) as answer:
            assert answer.status == 421
        async with session.get(url, headers={"Authorization": f"Bearer {bridge.token}"}) as answer:
            devices = {one["device"] for one in (await answer.json())["devices"]}
            assert devices == {"reader", "printer", "presence", "scanner"}


async def test_presence_is_told(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge, BridgePage.open(bridge) as page:
        await page.state_of("presence", "ready")
        await page.send(type="simulate", action="presence")
        await page.until("presence", present=True)
        await page.send(type="simulate", action="presence")
        await page.until("presence", present=False)


@pytest.mark.virtual_time
async def test_a_driver_that_breaks_is_run_again_and_its_device_shown_as_wrong() -> None:
    class Broken:
        runs = 0

        async def run(self, report: Report) -> None:
            self.runs += 1
            raise ZeroDivisionError

    driver, told = Broken(), list[DeviceEvent]()
    driving = asyncio.create_task(drive("scanner", driver, lambda _, event: told.append(event)))
    await asyncio.sleep(60)
    driving.cancel()
    assert 6 <= driver.runs <= 20, "later each time, at most every 10 s"
    assert "ZeroDivisionError" in repr(told[0])
