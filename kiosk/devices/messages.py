"""The messages between the page and the bridge, `kiosk.devices.v1`: JSON text frames, a dataclass each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from kiosk.wire.codec import decode, encode
from kiosk.wire.messages import (
    Bound,
    CardReadMessage,
    DeviceCondition,
    DevicesMessage,
    JobId,
    PrintedMessage,
    ScannedMessage,
)

DEVICES_VERSION: Literal["kiosk.devices.v1"] = "kiosk.devices.v1"
#: Characters of the longest frame that is read.
FRAME = 65_536

_Short = Annotated[str, Bound(high=200)]
_Long = Annotated[str, Bound(high=2000)]

# ---- page -> bridge -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BridgeHello:
    v: Literal["kiosk.devices.v1"]
    token: _Short


@dataclass(frozen=True, slots=True)
class SheetRow:
    label: _Short
    value: _Long


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a printed slip, from above: the words that the page shows. `number`: large, below its label.
    `qr`: text of a QR code, and `qr_label` the words below it. `note`: the last line, which says that an AI helped.
    """

    hall: _Short
    title: _Short
    rows: tuple[SheetRow, ...]
    note: _Short
    number_label: _Short = ""
    number: _Short = ""
    time: _Short = ""
    source: _Long = ""
    qr: _Long = ""
    qr_label: _Short = ""


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """Print this. A `job` that came before is not printed again: its outcome is told again."""

    job: JobId
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Simulate:
    """Do this with a simulated device: the `id` of a `SimulatorAction`."""

    action: _Short


BridgeUp = BridgeHello | PrintSheet | Simulate

# ---- bridge -> page -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Welcome:
    """The page has the devices now. `left_s`: the time after which an empty place before the kiosk counts."""

    v: Literal["kiosk.devices.v1"]
    left_s: float


@dataclass(frozen=True, slots=True)
class SimulatorAction:
    """What a person can do with the simulated devices: a button. `label`: Chinese, for it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class SimulatorActions:
    """All of them, as the devices are now; none where no device is simulated."""

    actions: tuple[SimulatorAction, ...]


@dataclass(frozen=True, slots=True)
class PresenceMessage:
    present: bool


@dataclass(frozen=True, slots=True)
class BridgeError:
    """The bridge did not do what was asked. `text`: what was expected, and what came."""

    code: str
    text: str


BridgeDown = (
    Welcome | DevicesMessage | SimulatorActions | CardReadMessage | ScannedMessage | PresenceMessage | PrintedMessage
    | BridgeError
)  # fmt: skip

#: The `type` of each message.
BRIDGE_NAMES: dict[type, str] = {
    BridgeHello: "hello", PrintSheet: "print", Simulate: "simulate", Welcome: "welcome", DevicesMessage: "devices",
    SimulatorActions: "simulator", CardReadMessage: "card_read", ScannedMessage: "scanned",
    PresenceMessage: "presence", PrintedMessage: "printed", BridgeError: "error",
}  # fmt: skip
_UP = {BRIDGE_NAMES[kind]: kind for kind in get_args(BridgeUp)}


def encode_bridge(message: BridgeUp | BridgeDown) -> str:
    return encode(message, BRIDGE_NAMES)


def decode_bridge_up(text: str) -> BridgeUp:
    """A frame of the page. Raises `kiosk.wire.WireError`."""
    message: BridgeUp = decode(text, _UP)
    return message


def failed(job: str, why: DeviceCondition) -> PrintedMessage:
    return PrintedMessage(job, "failed", why)
