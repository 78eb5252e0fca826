"""A reader with a SAM module on a pseudo-terminal: answers as the standard says, with a card that is laid or not."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kiosk.devices.drivers.sam import DONE, FIND, FOUND, NO_CARD, READ, SELECT
from kiosk.wire.messages import IdCard


def sam_answer(status: bytes, data: bytes = b"") -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + status + data
    check = 0
    for byte in body:
        check ^= byte
    return bytes.fromhex("AAAAAA9669") + body + bytes([check])


def card_data(card: IdCard) -> bytes:
    """The data of an answer to `READ`: lengths, 256 bytes of text, and a photo of 1024."""
    text = card.name.ljust(15).encode("utf-16-le") + b" \0" * 46 + card.number.encode("utf-16-le")
    return (256).to_bytes(2, "big") + (1024).to_bytes(2, "big") + text.ljust(256, b"\0") + bytes(1024)


class SamStandIn:
    """`card`: what lies there. A card that was read is not found again until it was taken away, as with real ones."""

    def __init__(self) -> None:
        self.card: IdCard | None = None
        self.silent = False
        self._read: IdCard | None = None

    def answer(self, request: bytes) -> bytes:
        if self.card is None:
            self._read = None
        if self.silent:
            return b""
        if request == FIND:
            return sam_answer(FOUND, b"\0\0\0\0") if self.card and self.card != self._read else sam_answer(NO_CARD)
        if request == SELECT and self.card:
            return sam_answer(DONE, bytes(8))
        if request == READ and self.card:
            self._read = self.card
            return sam_answer(DONE, card_data(self.card))
        return sam_answer(b"\x00\x00\x41")


@asynccontextmanager
async def sam_reader() -> AsyncIterator[tuple[SamStandIn, str]]:
    """The reader, and the name of its serial port."""
    master, slave = pty.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    reader, loop = SamStandIn(), asyncio.get_running_loop()

    def asked() -> None:
        got = os.read(master, 100)
        for size in range(0, len(got), len(FIND)):
            os.write(master, reader.answer(got[size : size + len(FIND)]))

    loop.add_reader(master, asked)
    try:
        yield reader, os.ttyname(slave)
    finally:
        loop.remove_reader(master)
        os.close(slave)
        os.close(master)
