"""Printing a receipt when the clerk says so, and saying only what became of it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from dialogue import acts
from kiosk.hall import phrases
from kiosk.session.devices import SessionDevices
from kiosk.wire import messages as m

#: Seconds of silence after which the citizen is told that it is being printed.
_SLOW_S = 3.0


class PrintingHost(Protocol):
    """The clerk."""

    def say_fixed(self, text: str) -> None:
        """Say one of `kiosk.hall.phrases`."""

    def as_shown(self, card: acts.ReceiptCard) -> acts.ReceiptCard:
        """The card as it is on the screen, with its time."""

    async def text_instead(self, message: acts.TextMessage) -> None:
        """Keep the message and send it, and say what became of it."""

    def note_print(self, outcome: str) -> None:
        """For the record and the metrics: an outcome, or why it failed."""


class ReceiptPrinting:
    def __init__(self, host: PrintingHost, devices: SessionDevices) -> None:
        self._host, self._devices = host, devices

    async def print(self, act: acts.Print) -> None:
        """Print it. Where that fails, the citizen is told why, and offered another way."""
        if not self._devices.prints:
            self._host.note_print("none")
            self._host.say_fixed(phrases.RECEIPT_SHOWN)
            return
        printing = asyncio.ensure_future(self._devices.print(self._host.as_shown(act.card)))
        try:
            if not (await asyncio.wait([printing], timeout=_SLOW_S))[0]:
                self._host.say_fixed(phrases.PRINTING)
            told = await printing
        finally:
            printing.cancel()
        self._host.note_print(told.why or told.outcome)
        self._host.say_fixed(_words(told))
        if told.outcome == "failed" and act.otherwise is not None:
            await self._host.text_instead(act.otherwise)
        elif told.outcome != "printed":
            self._host.say_fixed(phrases.RECEIPT_KEPT)


def _words(told: m.PrintedMessage) -> str:
    match told.outcome, told.why:
        case "printed", _:
            return phrases.PRINTED
        case "sent", _:
            return phrases.PRINT_SENT
        case "unknown", _:
            return phrases.PRINT_UNKNOWN
        case _, "paper_out":
            return phrases.PRINT_NO_PAPER
        case _:
            return phrases.PRINT_FAILED
