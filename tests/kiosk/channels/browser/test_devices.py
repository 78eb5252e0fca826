"""A page tells the hall of its devices and of what was scanned; operators read the first."""

from __future__ import annotations

import aiohttp

from dialogue import Machine
from dialogue.script.proof_interfaces import QR
from kiosk.client import KioskClient
from kiosk.hall import phrases
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url
from support.halls import SHIPPED

NUMBER = "11010519491231002X"


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


async def test_a_code_is_taken_as_one_that_proves_who_the_citizen_is_only_where_that_is_asked() -> None:
    class App:
        code = ""

        async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
            if api == QR:
                self.code = params["码"]
                return {"姓名": "李桂英", "身份证号": NUMBER, "级别": "持卡"}
            return {"姓名": "李桂英", "卡状态": "正常", "卡号末四位": "4021"}

    app, machine = App(), Machine(SHIPPED, means=frozenset({"card", "qr"}))
    async with (
        listening(machine=machine, library=SHIPPED, backend=app) as server,
        KioskClient.open(page_url(server), device="test") as page,
    ):
        await page.send(m.ScannedMessage("any-code-of-an-app"))
        assert (await next_of(page, m.Error)).text == phrases.CODE_OF_NO_USE
        await page.send(m.Text("我的社保卡丢了"))
        await answered(page, "同意")
        await page.send(m.Text("同意"))
        await answered(page, "身份证号")
        await page.send(m.Text(NUMBER))
        await answered(page, "扫码口")
        await page.send(m.ScannedMessage("a-code-of-an-app"))
        await answered(page, "挂失")
        assert app.code == "a-code-of-an-app"


async def answered(page: KioskClient, word: str) -> None:
    """The clerk has said it, and its question is open."""
    said = ""
    while word not in said:
        said += (await next_of(page, m.SayMessage)).text
    while (await next_of(page, m.Cards)).ask is None:
        pass
