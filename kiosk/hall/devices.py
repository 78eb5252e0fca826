"""The devices of the hall's kiosks, as their pages last told: for operators, and for the list of kiosks."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, replace

from kiosk.wire.messages import DeviceState

#: Kiosks that are remembered. Overflow: the one that was heard of longest ago is forgotten.
KIOSKS = 1000


@dataclass(frozen=True, slots=True)
class KioskDevices:
    """`at`: when it was told, in seconds since 1970. `connected`: a page of this name is connected now."""

    kiosk: str
    devices: tuple[DeviceState, ...]
    at: float
    connected: bool


class DeviceStates:
    """By the kiosk's name, which its page tells in `hello`."""

    def __init__(self) -> None:
        self._kiosks: OrderedDict[str, KioskDevices] = OrderedDict()

    def told(self, kiosk: str, devices: tuple[DeviceState, ...], at: float) -> None:
        """What a page tells. `at`: seconds since 1970."""
        by_name = {one.device: one for one in devices}  # the last of each: at most five
        self._kiosks[kiosk] = KioskDevices(kiosk, tuple(by_name.values()), at, connected=True)
        self._kiosks.move_to_end(kiosk)
        if len(self._kiosks) > KIOSKS:
            self._kiosks.popitem(last=False)

    def left(self, kiosk: str) -> None:
        """The page has disconnected; the last states stay."""
        if kiosk in self._kiosks:
            self._kiosks[kiosk] = replace(self._kiosks[kiosk], connected=False)

    def states(self) -> dict[str, KioskDevices]:
        """The last known states, by kiosk. Kiosks without any device are there too, once their page has connected."""
        return dict(self._kiosks)

    def counted(self) -> Counter[tuple[str, str]]:
        """How many devices are in each state at the kiosks that are connected: (device, state) -> number."""
        return Counter(
            (one.device, one.state) for kiosk in self._kiosks.values() if kiosk.connected for one in kiosk.devices
        )
