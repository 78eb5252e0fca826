"""What a driver of a device is, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.wire.messages import DeviceCondition, IdCard, PrintOutcome


class DeviceError(Exception):
    """The device cannot be used. `condition`: as what it is shown; the text is for technicians: what was expected and
    what came, nothing personal.
    """

    def __init__(self, condition: DeviceCondition, text: str) -> None:
        super().__init__(text)
        self.condition = condition


@dataclass(frozen=True, slots=True)
class Became:
    """The device's condition is this now."""

    condition: DeviceCondition
    text: str = ""


@dataclass(frozen=True, slots=True)
class CardLaid:
    """A card was laid on the reader; told once for each time."""

    card: IdCard = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeScanned:
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PresenceSeen:
    """Somebody stands before the kiosk, or nobody does."""

    present: bool


DeviceEvent = Became | CardLaid | CodeScanned | PresenceSeen
Report = Callable[[DeviceEvent], None]


class Driver(Protocol):
    async def run(self, report: Report) -> None:
        """Drive the device until cancelled; `Became("ready")` as soon as it can be used.

        Raises `DeviceError` where it cannot be used; it is called again later.
        """
        ...


class PrinterDriver(Driver, Protocol):
    """A printer; `run` watches it."""

    async def print(self, picture: bytes) -> PrintOutcome:
        """Print a picture (PNG) as wide as the paper, and cut. Raises `DeviceError`. Never called twice at once."""
        ...
