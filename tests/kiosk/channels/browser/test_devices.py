"""A page tells the hall of its devices and of what was scanned; operators read the first."""

from __future__ import annotations

import aiohttp

from kiosk.client import KioskClient
from kiosk.hall import phrases
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url


async def test_operators_see_the_devices_of_a_kiosk_as_its_page_tells_them() -> None:
    async with listening() as server, aiohttp.ClientSession() as session:
        operators = f"http://127.0.0.1:{server.operators_port}"
        async with KioskClient.open(page_url(server), device="kiosk-7") as page:
            await page.send(m.DevicesMessage((m.DeviceState("printer", "paper_out", "no paper"),)))
            await page.send(m.Start())
            await next_of(page, m.Begun)
            async with session.get(f"{operators}/devices") as answer:
                (kiosk,) = await answer.json()
            assert (kiosk["kiosk"], kiosk["connected"]) == ("kiosk-7", True)
            assert kiosk["devices"] == [{"device": "printer", "state": "paper_out", "text": "no paper"}]
            async with session.get(f"{operators}/metrics") as answer:
                assert 'kiosk_devices{device="printer",state="paper_out"} 1.0' in await answer.text()


async def test_a_scanned_receipt_begins_a_query_and_another_code_nothing() -> None:
    async with listening() as server, KioskClient.open(page_url(server), device="test") as page:
        await page.send(m.ScannedMessage("https://a.example/"))
        assert (await next_of(page, m.Error)).text == phrases.CODE_OF_NO_USE
        await page.send(m.ScannedMessage("业务：12345诉求登记\n工单号：20261201"))
        assert isinstance(await next_of(page, m.Begun, m.Error), m.Begun)
        assert "工单" in (await next_of(page, m.TranscriptMessage)).text
