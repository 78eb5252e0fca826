"""The simulated devices of one kiosk, and what a person can do with them."""

from __future__ import annotations

from pathlib import Path

from kiosk.demo.app_codes import app_code
from kiosk.demo.people import PEOPLE
from kiosk.devices.driver import CardLaid, CodeScanned, PresenceSeen
from kiosk.devices.messages import SimulatorAction
from kiosk.devices.simulated.device import SimulatedDevice
from kiosk.devices.simulated.printer import SimulatedPrinter
from kiosk.wire.messages import DeviceName, IdCard

#: Of the demo back end's fictional people.
TEST_CARDS = tuple(IdCard(one.name, one.number) for one in PEOPLE.values())
#: Of them, those who have an app on their phone.
_PHONES = 3
_NAMES: dict[DeviceName, str] = {"reader": "读卡器", "printer": "打印机", "presence": "感应器", "scanner": "扫码器"}


class SimulatedKiosk:
    """Devices by name; those that are not simulated are missing."""

    def __init__(self, names: tuple[DeviceName, ...], folder: Path, font: Path | None = None) -> None:
        self.printer = SimulatedPrinter(folder, font)
        self.devices: dict[DeviceName, SimulatedDevice] = {
            name: self.printer if name == "printer" else SimulatedDevice() for name in names
        }
        self._present = False
        self._shown = ""  # the code that was held before the scanner last

    @property
    def actions(self) -> tuple[SimulatorAction, ...]:
        """What can be done as the devices are now. Labels are Chinese."""
        found = []
        if self._plugged("reader"):
            found += [SimulatorAction(f"card:{place}", card.name) for place, card in enumerate(TEST_CARDS)]
        if self._plugged("scanner"):
            found += [SimulatorAction(f"scan:{place}", f"{TEST_CARDS[place].name}的码") for place in range(_PHONES)]
            if self._shown:
                found.append(SimulatorAction("scan:again", "刚才那个码"))
        if self._plugged("printer"):
            found.append(SimulatorAction("paper", "取出打印纸" if self.printer.paper else "装上打印纸"))
        if self._plugged("presence"):
            found.append(SimulatorAction("presence", "人走开" if self._present else "人走近"))
        for name, device in self.devices.items():
            label = "拔掉" if device.plugged else "插上"
            found.append(SimulatorAction(f"plug:{name}", f"{label}{_NAMES[name]}"))
        return tuple(found)

    def do(self, action: str) -> None:
        """Do one of `actions`."""
        what, _, which = action.partition(":")
        match what:
            case "card" if which.isdigit() and int(which) < len(TEST_CARDS):
                self.lay(TEST_CARDS[int(which)])
            case "scan" if which == "again" and self._shown:
                self.show(self._shown)
            case "scan" if which.isdigit() and int(which) < _PHONES:
                self.show(app_code(TEST_CARDS[int(which)].number))
            case "paper":
                self.printer.load(not self.printer.paper)
            case "presence":
                self._present = not self._present
                self.devices["presence"].tell(PresenceSeen(self._present))
            case "plug":
                for name, device in self.devices.items():
                    if name == which:
                        device.plug(not device.plugged)

    def lay(self, card: IdCard) -> None:
        """Lay a card on the reader."""
        self.devices["reader"].tell(CardLaid(card))

    def show(self, code: str) -> None:
        """Hold a code before the scanner."""
        self._shown = code
        self.devices["scanner"].tell(CodeScanned(code))

    def _plugged(self, name: DeviceName) -> bool:
        return name in self.devices and self.devices[name].plugged
