"""A printer with a CUPS queue, through CUPS' own commands `lp` and `lpstat`."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

from kiosk.config.devices import PrinterSettings
from kiosk.devices.driver import Became, DeviceError, Report
from kiosk.devices.font import SlipFont
from kiosk.wire.messages import PrintOutcome

#: Seconds between two looks at the queue; of one command; until a slip counts as sent, and not as printed.
_LOOK_S, _COMMAND_S, PRINT_S = 3.0, 10.0, 20.0
_JOB = re.compile(r"request id is (\S+-\d+)")


class CupsPrinter:
    """`queue`: its name; empty: the default one."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings

    async def run(self, report: Report) -> None:
        await asyncio.to_thread(SlipFont, self._settings.font)  # told now, not with the first slip
        while True:
            report(await self._look())
            await asyncio.sleep(_LOOK_S)

    async def print(self, picture: bytes) -> PrintOutcome:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "slip.png"
            await asyncio.to_thread(file.write_bytes, picture)
            told = await _command("lp", *self._queue("-d"), "-o", "fit-to-page", "-t", "slip", str(file))
        found = _JOB.search(told)
        if found is None:
            raise DeviceError("wrong", f"expected a request id from lp; got {told[:100]!r}")
        return await self._outcome(found[1])

    async def _outcome(self, job: str) -> PrintOutcome:
        """CUPS has worked the job off, or the queue stands still."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PRINT_S
        while loop.time() < end:
            waiting = await _command("lpstat", "-W", "not-completed", "-o")
            if job not in re.split(r"\s+", waiting):
                return "printed"
            now = await self._look()
            if now.condition in ("paper_out", "wrong"):
                await _command("cancel", job)  # it must not come out for the next citizen
                raise DeviceError(now.condition, now.text)
            await asyncio.sleep(0.5)
        return "sent"

    async def _look(self) -> Became:
        return read_queue(
            await _command("lpstat", "-l", "-p", *([self._settings.queue] if self._settings.queue else []))
        )

    def _queue(self, option: str) -> tuple[str, ...]:
        return (option, self._settings.queue) if self._settings.queue else ()


def read_queue(told: str) -> Became:
    """The printer's condition in what `lpstat -l -p` writes in the C locale."""
    if not told.startswith("printer "):
        raise DeviceError("unplugged", f"expected a printer of CUPS; got {told[:100]!r}")
    alerts = " ".join(re.findall(r"Alerts: (.*)", told))
    if re.search(r"media-empty|media-needed", alerts):
        return Became("paper_out", alerts[:200])
    if re.search(r"offline|connecting-to-device|shutdown", alerts):
        raise DeviceError("unplugged", alerts[:200])
    if " disabled since " in told.split("\n")[0] or re.search(r"-error|cover-open|media-jam|paused", alerts):
        return Became("wrong", alerts[:200] or "the queue is disabled: cupsenable QUEUE")
    if "media-low" in alerts:
        return Became("paper_low", alerts[:200])
    return Became("ready")


async def _command(name: str, *arguments: str) -> str:
    """What a command of CUPS writes. Raises `DeviceError`."""
    program = shutil.which(name)
    if program is None:
        raise DeviceError("wrong", f"expected the command {name} of CUPS; it is not here: install cups-client")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, env=os.environ | {"LC_ALL": "C"},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_COMMAND_S):
            out, wrong = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise DeviceError("unplugged", f"expected {name} to end within {_COMMAND_S:.0f} s; it did not") from None
    if process.returncode:
        raise DeviceError("unplugged", f"{name}: {wrong.decode(errors='replace').strip()[:200]}")
    return out.decode(errors="replace")
