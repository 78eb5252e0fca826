"""A receipt printer that speaks ESC/POS, through python-escpos. Slips are printed as raster pictures.

python-escpos blocks, so its calls are made in a thread of the printer's own, one after the other.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from escpos import printer as escpos
from escpos.exceptions import Error as EscposError
from PIL import Image

from kiosk.config.devices import PrinterSettings
from kiosk.devices.driver import Became, DeviceError, Report
from kiosk.devices.font import SlipFont
from kiosk.wire.messages import PrintOutcome

#: Seconds between two looks at the printer.
_LOOK_S = 3.0
#: Seconds within which a printer answers, and within which it prints one slip.
_ANSWER_S, PRINT_S = 2.0, 15.0
#: `GS r 1`, the paper sensor: answered only after all that was sent before has been printed. `DLE EOT n`: at once.
_AFTER_PRINTING, _ONLINE, _OFFLINE_CAUSE, _PAPER = b"\x1dr\x01", b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04"
_NEAR_END, _OUT = 0x0C, 0x60
_T = TypeVar("_T")


class EscposPrinter:
    """`connection` as in the settings. A printer behind a device file cannot answer: what it took counts as sent."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="printer")
        self._answers = not settings.connection.startswith("file:")

    async def run(self, report: Report) -> None:
        SlipFont(self._settings.font)  # told now, not with the first slip
        while True:
            report(await self._call(self._look))
            await asyncio.sleep(_LOOK_S)

    async def print(self, picture: bytes) -> PrintOutcome:
        return await self._call(lambda: self._print(picture))

    async def _call(self, what: Callable[[], _T]) -> _T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, what)
        except (OSError, EscposError, NotImplementedError, RuntimeError, ValueError) as error:
            raise DeviceError("unplugged", f"{self._settings.connection}: {_why(error)}") from None

    # ---- in the thread ----------------------------------------------------------------------------------------------

    def _open(self) -> Any:
        kind, _, rest = self._settings.connection.partition(":")
        match kind:
            case "network":
                host, _, port = rest.partition(":")
                return escpos.Network(host, int(port or 9100), timeout=_ANSWER_S)
            case "usb":
                vendor, _, product = rest.partition(":")
                return escpos.Usb(int(vendor, 16), int(product, 16), timeout=int(_ANSWER_S * 1000))
            case "serial":
                port, _, baud = rest.partition(":")
                return escpos.Serial(port, baudrate=int(baud or 9600), timeout=_ANSWER_S)
            case _:
                return escpos.File(rest, auto_flush=True)

    def _look(self) -> Became:
        printer = self._open()
        try:
            printer.open()
            return self._condition(printer) if self._answers else Became("ready")
        finally:
            printer.close()

    def _condition(self, printer: Any) -> Became:
        online, cause, paper = (_asked(printer, mode) for mode in (_ONLINE, _OFFLINE_CAUSE, _PAPER))
        if online is None:
            raise DeviceError("unplugged", f"{self._settings.connection}: connected, and does not answer")
        if paper is not None and paper & _OUT:
            return Became("paper_out", "the paper sensor says: no paper")
        if cause is not None and cause & 0x04:
            return Became("wrong", "the cover is open")
        if online & 0x08:
            return Became("wrong", "the printer is off line")
        if paper is not None and paper & _NEAR_END:
            return Became("paper_low", "the paper is near its end")
        return Became("ready")

    def _print(self, picture: bytes) -> PrintOutcome:
        printer = self._open()
        try:
            printer.open()
            if self._answers:
                before = self._condition(printer)
                if before.condition in ("paper_out", "wrong"):
                    raise DeviceError(before.condition, before.text)
            printer.image(Image.open(io.BytesIO(picture)), impl="bitImageRaster")
            printer.cut()
            return self._outcome(printer) if self._answers else "sent"
        finally:
            printer.close()

    def _outcome(self, printer: Any) -> PrintOutcome:
        """The answer comes once the slip is printed; without one the printer is asked what is wrong."""
        for _ in range(int(PRINT_S / _ANSWER_S)):
            after = _asked(printer, _AFTER_PRINTING)
            now = self._condition(printer)
            if now.condition in ("paper_out", "wrong"):
                raise DeviceError(now.condition, now.text)
            if after is not None:
                return "printed"
        return "unknown"


def _asked(printer: Any, mode: bytes) -> int | None:
    """One byte of status; None: no answer."""
    try:
        told = printer.query_status(mode)
    except TimeoutError:
        return None
    return int(told[0]) if told else None


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
