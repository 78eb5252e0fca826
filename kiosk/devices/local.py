"""The devices that the settings name: a driver each, and the simulated ones together."""

from __future__ import annotations

from kiosk.config import Settings
from kiosk.config.devices import DeviceSettings
from kiosk.devices.driver import Driver, PrinterDriver
from kiosk.devices.drivers.cups_printer import CupsPrinter
from kiosk.devices.drivers.escpos_printer import EscposPrinter
from kiosk.devices.drivers.http_reader import HttpReader
from kiosk.devices.drivers.presence import HttpPresence, SerialPresence
from kiosk.devices.drivers.serial_reader import SerialReader
from kiosk.devices.drivers.serial_scanner import SerialScanner
from kiosk.devices.simulated import SimulatedKiosk
from kiosk.wire.messages import DeviceName


class LocalDevices:
    """`drivers`: by device, those that are set up. `printer`: None where there is none. `simulated`: those of them
    that are.
    """

    def __init__(self, settings: Settings) -> None:
        devices = settings.devices
        simulated = _simulated(devices)
        folder = devices.printer.folder or settings.data_dir / "printed"
        self.simulated = SimulatedKiosk(simulated, folder, devices.printer.font) if simulated else None
        self.drivers: dict[DeviceName, Driver] = {}
        self.printer: PrinterDriver | None = None
        if self.simulated:
            self.drivers |= self.simulated.devices
            self.printer = self.simulated.printer if "printer" in simulated else None
        if devices.reader.driver in ("http", "serial"):
            self.drivers["reader"] = (HttpReader if devices.reader.driver == "http" else SerialReader)(devices.reader)
        if devices.printer.driver in ("escpos", "cups"):
            self.printer = (EscposPrinter if devices.printer.driver == "escpos" else CupsPrinter)(devices.printer)
            self.drivers["printer"] = self.printer
        if devices.scanner.driver == "serial":
            self.drivers["scanner"] = SerialScanner(devices.scanner)
        if devices.presence.driver in ("http", "serial"):
            kind = HttpPresence if devices.presence.driver == "http" else SerialPresence
            self.drivers["presence"] = kind(devices.presence)


def _simulated(devices: DeviceSettings) -> tuple[DeviceName, ...]:
    drivers: dict[DeviceName, str] = {
        "reader": devices.reader.driver, "printer": devices.printer.driver, "scanner": devices.scanner.driver,
        "presence": devices.presence.driver,
    }  # fmt: skip
    return tuple(name for name, driver in drivers.items() if driver == "simulator")
