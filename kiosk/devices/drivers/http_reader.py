"""A reader of identity cards behind its vendor's local HTTP service."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp

from kiosk.config.devices import ReaderSettings
from kiosk.devices.driver import Became, CardLaid, DeviceError, Report
from kiosk.devices.drivers.json_poll import ask, at_path, pause
from kiosk.devices.drivers.laying import CardLaying
from kiosk.wire.messages import IdCard

_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")


class HttpReader:
    """Asks the service every `poll_ms`; an answer without a number means that no card lies there."""

    def __init__(self, settings: ReaderSettings) -> None:
        self._settings = settings
        pairs = (pair.partition("=") for pair in re.split(r",\s*", settings.unplugged_when) if pair)
        self._unplugged = [(path.strip(), value.strip()) for path, _, value in pairs]

    async def run(self, report: Report) -> None:
        laying, loop = CardLaying(), asyncio.get_running_loop()
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                card = self.card_in(await ask(session, self._settings.url))
                report(Became("ready"))
                if laying.seen(card, loop.time()) and card is not None:
                    report(CardLaid(card))
                await pause(self._settings.poll_ms)

    def card_in(self, answer: Any) -> IdCard | None:
        """The card in an answer of the service; None: no card lies there. Raises `DeviceError`."""
        for path, value in self._unplugged:
            if at_path(answer, path) == value:
                raise DeviceError("unplugged", f"the reader's service says {path}={value}")
        name, number = (at_path(answer, path) for path in (self._settings.name_field, self._settings.number_field))
        if not number:
            return None
        if not _NUMBER.fullmatch(number) or not name:
            fields = f"{self._settings.name_field} and {self._settings.number_field}"
            raise DeviceError("wrong", f"expected a name and a number of 18 characters in {fields}; got something else")
        return IdCard(name[:60], number.upper())
