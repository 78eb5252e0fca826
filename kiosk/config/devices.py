"""The settings of the devices at a kiosk: what `kiosk devices` drives, on the kiosk's own machine (docs/devices.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.config.rules import NO_FILE, decimal, one_of, text, web_address, whole

if TYPE_CHECKING:
    from kiosk.config.settings import Settings

_URL = (r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address without user and password')
_PATH = (r"[^\s.=,]{1,60}(\.[^\s.=,]{1,60})*", "a field's name, with dots where it lies deeper, such as data.name")
_PAIRS = (r"|[^\s=,]+=[^\s=,]*(,\s*[^\s=,]+=[^\s=,]*)*", "field=value pairs with commas between them, or nothing")
_PORT = (r"|\S{1,200}", "a serial port, such as /dev/ttyUSB0 or COM3, or nothing")
_CONNECTION = (
    r"|network:[^\s:]+(:\d{1,5})?|usb:[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}|file:\S+|serial:[^\s:]+(:\d{3,7})?",
    '"", network:ADDRESS:9100, usb:VENDOR:PRODUCT (hexadecimal), file:/dev/usb/lp0 or serial:/dev/ttyUSB0:9600',
)
_QUEUE = (r"[\w.-]{0,127}", "the name of a CUPS queue, or nothing for the default one")
_TOKEN = (r"|[\w-]{16,200}", "16 to 200 letters, digits, - and _, or nothing")
_PAGES = (
    r"|https?://[^\s/@,]+([,\s]+https?://[^\s/@,]+)*",
    "addresses of pages without a path and with commas between them, such as https://kiosk.example.gov.cn",
)
_WORD = (r"\S{1,60}", "a word without blanks")


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """The reader of identity cards. `http`: the vendor's local service is asked at `url` every `poll_ms`, and gives
    JSON with the name at `name_field` and the number at `number_field`; `unplugged_when`: field=value pairs of an
    answer that means that the reader is unplugged. `serial`: a reader with a SAM module on `port` (GA 467).
    """

    driver: Literal["off", "http", "serial", "simulator"] = one_of("off", "off", "http", "serial", "simulator")
    url: str = web_address("", *_URL)
    name_field: str = text("name", *_PATH)
    number_field: str = text("number", *_PATH)
    unplugged_when: str = text("", *_PAIRS)
    poll_ms: int = whole(500, 100, 10_000)
    port: str = text("", *_PORT)
    baud: int = whole(115_200, 300, 4_000_000)


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """The receipt printer. `connection`: of `escpos`. `queue`: of `cups`. `width_px`: printable dots in a line.
    `font`: a file with Chinese glyphs; None: the system's. `folder`: where `simulator` writes its pictures; None:
    `printed` in data_dir.
    """

    driver: Literal["off", "escpos", "cups", "simulator"] = one_of("off", "off", "escpos", "cups", "simulator")
    connection: str = text("", *_CONNECTION)
    queue: str = text("", *_QUEUE)
    width_px: int = whole(576, 200, 2000)
    font: Path | None = field(default=None, metadata=NO_FILE)
    folder: Path | None = field(default=None, metadata=NO_FILE)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """The scanner of QR codes and bar codes: each code is a line of text on `port`."""

    driver: Literal["off", "serial", "simulator"] = one_of("off", "off", "serial", "simulator")
    port: str = text("", *_PORT)
    baud: int = whole(9600, 300, 4_000_000)


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """The sensor of somebody before the kiosk. `http`: `present_field` of the JSON at `url`; `serial`: lines of text on
    `port`; what equals `word` means that somebody is there. `left_s`: nobody there for so long: the page asks whether
    the citizen is still there.
    """

    driver: Literal["off", "http", "serial", "simulator"] = one_of("off", "off", "http", "serial", "simulator")
    url: str = web_address("", *_URL)
    present_field: str = text("present", *_PATH)
    word: str = text("1", *_WORD)
    poll_ms: int = whole(500, 100, 10_000)
    port: str = text("", *_PORT)
    baud: int = whole(9600, 300, 4_000_000)
    left_s: float = decimal(8.0, 1, 120)


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """`port`: of this machine alone (127.0.0.1). `token`: the page must show it. `pages`: the pages that may connect;
    empty: the hall's of this machine.
    """

    port: int = whole(8765, 0, 65535)
    token: str = text("", *_TOKEN, secret=True)
    pages: str = text("", *_PAGES)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    presence: PresenceSettings = field(default_factory=PresenceSettings)


def mistakes(settings: Settings) -> list[tuple[str, str]]:
    """Mistakes that concern several values together: the setting's dotted name, and what is wrong."""
    devices, found = settings.devices, []
    for name, part in (("reader", devices.reader), ("presence", devices.presence), ("scanner", devices.scanner)):
        needed = {"http": "url", "serial": "port"}.get(part.driver, "")
        if needed and not getattr(part, needed):
            found.append((f"{name}.driver", f"devices.{name}.driver is {part.driver}: set devices.{name}.{needed} too"))
    if devices.printer.driver == "escpos" and not devices.printer.connection:
        found.append(("printer.driver", "devices.printer.driver is escpos: set devices.printer.connection too"))
    if devices.reader.driver in ("http", "serial") and not settings.identity.reader_key:
        told = "is set: set identity.reader_key too, the hall's own, which signs each card reading"
        found.append(("reader.driver", f"devices.reader.driver {told}"))
    return found
