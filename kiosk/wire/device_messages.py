"""What the page tells of the kiosk's devices (`kiosk devices`), and where it finds them: messages of `kiosk.v1`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from kiosk.wire.bound import Bound

#: What a kiosk may have. `bridge`: the program that drives the others.
DeviceName = Literal["bridge", "reader", "printer", "scanner", "presence"]
#: `wrong`: it answers, and cannot be used.
DeviceCondition = Literal["ready", "busy", "paper_low", "paper_out", "unplugged", "wrong"]
#: printed: the printer says that the paper is out of it. sent: the printer took it, and cannot say more.
#: failed: it is not printed. unknown: nothing was heard of it.
PrintOutcome = Literal["printed", "sent", "failed", "unknown"]
#: Of a page to be printed; opaque, never used twice.
JobId = Annotated[str, Bound(1, 64)]


@dataclass(frozen=True, slots=True)
class DeviceState:
    """A device of the kiosk. `bridge`: the program that drives the others (`kiosk devices`). `text`: for technicians,
    nothing personal.
    """

    device: DeviceName
    state: DeviceCondition
    text: Annotated[str, Bound(high=300)] = ""


@dataclass(frozen=True, slots=True)
class DevicesMessage:
    """All devices of the kiosk as they are now; none: it has none."""

    devices: tuple[DeviceState, ...]


@dataclass(frozen=True, slots=True)
class PrintedMessage:
    """What became of a `print`. `why`: of a failure, the state of the printer."""

    job: JobId
    outcome: PrintOutcome
    why: DeviceCondition | None = None


@dataclass(frozen=True, slots=True)
class ScannedMessage:
    """A QR code or bar code was read by the scanner."""

    code: Annotated[str, Bound(1, 500)]


@dataclass(frozen=True, slots=True)
class BridgeAddress:
    """Where the page finds the devices: `port` of its own machine, and the token to show."""

    port: Annotated[int, Bound(1, 65535)]
    token: Annotated[str, Bound(high=200)]
