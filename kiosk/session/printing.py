"""Printing a receipt, or the number of an unknown outcome, when the clerk says so, and saying what became of it."""

from __future__ import annotations

import asyncio
from typing import Protocol

from dialogue import acts
from kiosk.hall import phrases
from kiosk.session.devices import SessionDevices
from kiosk.session.recorder import Recorder
from kiosk.telemetry.metrics import Metrics
from kiosk.wire import messages as m

#: Seconds of silence after which the citizen is told that it is being printed.
_SLOW_S = 3.0


class PrintingHost(Protocol):
    """The clerk."""

    def say_fixed(self, text: str) -> None:
        """Say one of `kiosk.hall.phrases`."""

    def as_shown(self, card: acts.ReceiptCard) -> acts.ReceiptCard:
        """The card as it is on the screen, with its time."""

    async def text_instead(self, message: acts.TextMessage) -> str:
        """Keep the message and send it; the sentence that says what became of it."""


class ReceiptPrinting:
    """Of a receipt that was not printed the citizen is told once more where he says nothing."""

    def __init__(self, host: PrintingHost, devices: SessionDevices, recorder: Recorder, metrics: Metrics) -> None:
        self._host, self._devices, self._recorder, self._metrics = host, devices, recorder, metrics
        self._again: tuple[str, ...] = ()  # what to say of the last receipt, while it has not come out
        self._slips = 0  # that had come out then

    async def print(self, act: acts.Print) -> None:
        """Print it. Where that fails, the citizen is told why, and offered another way."""
        self._again = ()
        words = _words_of(act.card)
        if not self._devices.prints:
            self._note("none")
            self._host.say_fixed(words.shown)
            return
        printing = asyncio.ensure_future(self._devices.print(self._host.as_shown(act.card)))
        try:
            if not (await asyncio.wait([printing], timeout=_SLOW_S))[0]:
                self._host.say_fixed(words.printing)
            told = await printing
        finally:
            printing.cancel()
        self._note(told.why or told.outcome)
        self._host.say_fixed(_told(words, told))
        if told.outcome == "printed":
            return
        instead = words.kept
        if told.outcome == "failed" and act.otherwise is not None:
            instead = await self._host.text_instead(act.otherwise)
        self._host.say_fixed(instead)
        if told.outcome != "sent":
            again = words.unknown if told.outcome == "unknown" else words.not_printed
            self._again, self._slips = (again, instead), self._devices.slips

    def _note(self, outcome: str) -> None:
        """An outcome, or why it failed."""
        self._recorder.note("printing", outcome)
        self._metrics.printed(outcome)

    def remind(self) -> bool:
        """The citizen says nothing: tell of a receipt that has still not come out, once. False: there is none."""
        again, self._again = self._again, ()
        if not again or self._devices.slips > self._slips:
            return False
        for text in again:
            self._host.say_fixed(text)
        return True


def _words_of(card: acts.ReceiptCard) -> phrases.SlipWords:
    return phrases.NUMBER_SLIP if card.id.startswith("unresolved") else phrases.RECEIPT


def _told(words: phrases.SlipWords, told: m.PrintedMessage) -> str:
    match told.outcome, told.why:
        case "printed", _:
            return words.printed
        case "sent", _:
            return words.sent
        case "unknown", _:
            return words.unknown
        case _, "paper_out":
            return words.no_paper
        case _:
            return words.failed
