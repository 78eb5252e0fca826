"""A scanner of QR codes and bar codes on a serial port: each code is a line."""

from __future__ import annotations

from kiosk.config.devices import ScannerSettings
from kiosk.devices.driver import Became, CodeScanned, Report
from kiosk.devices.drivers.serial_line import serial_line
from kiosk.devices.drivers.text_lines import TextLines


class SerialScanner:
    def __init__(self, settings: ScannerSettings) -> None:
        self._settings = settings

    async def run(self, report: Report) -> None:
        async with serial_line(self._settings.port, self._settings.baud) as line:
            report(Became("ready"))
            lines = TextLines()
            while True:
                for code in lines.feed(await line.read()):
                    report(CodeScanned(code))
