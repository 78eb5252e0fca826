"""A reader of identity cards with a SAM module on a serial port (`drivers.sam`)."""

from __future__ import annotations

import asyncio

from kiosk.config.devices import ReaderSettings
from kiosk.devices.driver import Became, CardLaid, DeviceError, Report
from kiosk.devices.drivers import sam
from kiosk.devices.drivers.json_poll import pause
from kiosk.devices.drivers.laying import CardLaying
from kiosk.devices.drivers.serial_line import SerialLine, serial_line
from kiosk.wire.messages import IdCard

#: Seconds within which the module answers: reading a card takes about one.
ANSWER_S = 3.0


class SerialReader:
    def __init__(self, settings: ReaderSettings) -> None:
        self._settings = settings

    async def run(self, report: Report) -> None:
        laying, loop = CardLaying(), asyncio.get_running_loop()
        async with serial_line(self._settings.port, self._settings.baud) as line:
            exchange = _Exchange(line)
            while True:
                card = await self._read(exchange)
                report(Became("ready"))
                if laying.seen(card, loop.time()) and card is not None:
                    report(CardLaid(card))
                await pause(self._settings.poll_ms)

    async def _read(self, exchange: _Exchange) -> IdCard | None:
        """The card on the reader; None: none, or one that was taken away while it was read."""
        if (await exchange.ask(sam.FIND)).status != sam.FOUND:
            return None
        if (await exchange.ask(sam.SELECT)).status != sam.DONE:
            return None
        return sam.card_of(await exchange.ask(sam.READ))


class _Exchange:
    """One request, one answer."""

    def __init__(self, line: SerialLine) -> None:
        self._line = line

    async def ask(self, request: bytes) -> sam.SamAnswer:
        """Raises `DeviceError`."""
        parser = sam.SamParser()
        await self._line.write(request)
        try:
            async with asyncio.timeout(ANSWER_S):
                while True:
                    if answers := parser.feed(await self._line.read()):
                        return answers[-1]
        except TimeoutError:
            told = f"expected an answer of the reader's SAM module within {ANSWER_S:.0f} s; got none"
            raise DeviceError("unplugged", told) from None
