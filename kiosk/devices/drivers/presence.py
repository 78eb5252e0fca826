"""Sensors of somebody before the kiosk: behind a local HTTP service, or lines of text on a serial port."""

from __future__ import annotations

import aiohttp

from kiosk.config.devices import PresenceSettings
from kiosk.devices.driver import Became, DeviceError, PresenceSeen, Report
from kiosk.devices.drivers.json_poll import ask, at_path, pause
from kiosk.devices.drivers.serial_line import serial_line
from kiosk.devices.drivers.text_lines import TextLines


class HttpPresence:
    def __init__(self, settings: PresenceSettings) -> None:
        self._settings = settings

    async def run(self, report: Report) -> None:
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                told = at_path(await ask(session, self._settings.url), self._settings.present_field)
                if not told:
                    raise DeviceError("wrong", f"expected a field {self._settings.present_field}; got none")
                report(Became("ready"))
                report(PresenceSeen(told == self._settings.word))
                await pause(self._settings.poll_ms)


class SerialPresence:
    def __init__(self, settings: PresenceSettings) -> None:
        self._settings = settings

    async def run(self, report: Report) -> None:
        async with serial_line(self._settings.port, self._settings.baud) as line:
            report(Became("ready"))
            lines = TextLines()
            while True:
                for told in lines.feed(await line.read()):
                    report(PresenceSeen(told == self._settings.word))
