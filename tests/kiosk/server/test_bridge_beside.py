"""The simulated devices of a demonstration, in the hall's process: its page is told where they are, and gets in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.client import KioskClient
from kiosk.commands.devices import simulated
from kiosk.hall.card_reader import card_reader
from kiosk.server.server import bridge_beside
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url, settings_of
from support.devices import BridgePage


async def test_the_page_of_this_hall_gets_its_devices_and_a_card_begins_a_conversation(tmp_path: Path) -> None:
    settings = simulated(replace(settings_of(), data_dir=tmp_path))
    async with (
        listening(settings, card_reader=card_reader(settings.identity)) as server,
        bridge_beside(server) as bridge,
        KioskClient.open(page_url(server), device="demo") as page,
    ):
        assert page.ready is not None
        assert page.ready.bridge == m.BridgeAddress(bridge.port, bridge.token)
        origin = f"http://127.0.0.1:{server.public_port}"
        async with BridgePage.open(bridge, origin=origin) as devices:
            await devices.state_of("reader", "ready")
            await devices.send(type="simulate", action="card:0")
            read = await devices.until("card_read")
        await page.send(m.CardReadMessage("id_card", m.IdCard(**read["fields"]), read["at"], read["mac"]))
        assert isinstance(await next_of(page, m.Begun, m.Error), m.Begun)
    assert server.hall.bridge is None
