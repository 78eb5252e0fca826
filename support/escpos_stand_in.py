"""A network printer that speaks ESC/POS: keeps the raster pictures that it prints, and answers for its sensors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from PIL import Image


class EscposStandIn:
    """`paper`: "ok", "low" or "out"; `ends_after`: the paper ends after so many lines of dots; `cover`: it is open;
    `silent`: it takes everything and answers nothing. `slips`: what was printed and cut.
    """

    def __init__(self) -> None:
        self.paper, self.cover, self.silent = "ok", False, False
        self.ends_after: int | None = None
        self.slips: list[Image.Image] = []
        self._rows: list[bytes] = []
        self._width = 0

    def take(self, got: bytearray) -> bytes:
        """Work off the commands that are whole, and take them out of `got`; the answer."""
        answer = b""
        while got:
            size, told = self._command(bytes(got))
            if not size:
                break
            del got[:size]
            answer += told
        return b"" if self.silent else answer

    def _command(self, got: bytes) -> tuple[int, bytes]:
        if got.startswith(b"\x10\x04"):
            return (3, self._status(got[2])) if len(got) > 2 else (0, b"")
        if got.startswith(b"\x1dr"):
            return (3, bytes([{"ok": 0, "low": 3, "out": 15}[self.paper]])) if len(got) > 2 else (0, b"")
        if got.startswith(b"\x1dv0"):
            if len(got) < 8:
                return 0, b""
            width, height = got[4] + got[5] * 256, got[6] + got[7] * 256
            if len(got) < 8 + width * height:
                return 0, b""
            self._print(width, got[8 : 8 + width * height])
            return 8 + width * height, b""
        if got.startswith(b"\x1dV"):
            if len(got) < 3 or (got[2] >= 65 and len(got) < 4):
                return 0, b""
            self._cut()
            return (4 if got[2] >= 65 else 3), b""
        for start, size in ((b"\x1b@", 2), (b"\x1ba", 3), (b"\x1bd", 3), (b"\x1bJ", 3), (b"\x1bt", 3), (b"\x1bM", 3)):
            if got.startswith(start):
                return (size if len(got) >= size else 0), b""
        return (0 if got in (b"\x1b", b"\x1d", b"\x10") else 1), b""

    def _print(self, width: int, dots: bytes) -> None:
        self._width = width
        for start in range(0, len(dots), width):
            if self.ends_after is not None and len(self._rows) >= self.ends_after:
                self.paper = "out"
                return
            self._rows.append(dots[start : start + width])

    def _cut(self) -> None:
        if self._rows and self.paper != "out":
            inverted = bytes(255 - byte for byte in b"".join(self._rows))
            self.slips.append(Image.frombytes("1", (self._width * 8, len(self._rows)), inverted))
        self._rows = []

    def _status(self, which: int) -> bytes:
        paper = {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]
        bits = {1: 0x08 if self.cover or self.paper == "out" else 0, 2: 0x04 if self.cover else 0, 4: paper}
        return bytes([0x12 | bits.get(which, 0)])


@asynccontextmanager
async def escpos_printer() -> AsyncIterator[tuple[EscposStandIn, str]]:
    """The printer, and its `connection`."""
    printer = EscposStandIn()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got = bytearray()
        while part := await reader.read(65_536):
            got += part
            if answer := printer.take(got):
                writer.write(answer)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield printer, f"network:127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
