"""Says texts into a line outside of a conversation, one after the other."""

from __future__ import annotations

import asyncio
import contextlib

import numpy as np

from kiosk.channels.phone.announcements import Announcements
from kiosk.channels.phone.playout import SPEECH_RATE
from kiosk.channels.phone.speech_sender import SpeechSender
from kiosk.wire import SpeechFrame
from kiosk.wire.phone.events import Pcm

#: The number of its utterance (a session counts from 1).
UTTERANCE = 0
#: Epochs before and after all of a session's stops: a stop drops what is of an older epoch.
BEFORE, AFTER = 0, 1 << 30
#: Seconds behind the length of a text after which a peer that reports no end is no longer waited for.
_UNREPORTED_S = 5.0


class Prompter:
    """One per call. `epoch`: `BEFORE` until there has been a session. `heard`: tell it that the utterance `UTTERANCE`
    has been played to its end.
    """

    def __init__(self, sender: SpeechSender, announcements: Announcements) -> None:
        self._sender, self._announcements = sender, announcements
        self._heard = asyncio.Event()
        self.epoch = BEFORE

    async def say(self, texts: tuple[str, ...]) -> None:
        """Until the last was heard. Cancelled: the line is silent at once."""
        try:
            for text in texts:
                await self._say(text)
        except asyncio.CancelledError:
            self._sender.stop(UTTERANCE, self.epoch)
            raise

    async def _say(self, text: str) -> None:
        sound = await self._announcements.rendered(text)
        self._heard.clear()
        self._feed(sound, self.epoch, last=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(len(sound) / SPEECH_RATE + _UNREPORTED_S):
                await self._heard.wait()

    def play(self, sound: Pcm) -> None:
        """A sound (24 kHz) among a session's speech, which does not wait for it."""
        self._feed(sound, AFTER, last=False)

    def _feed(self, sound: Pcm, epoch: int, *, last: bool) -> None:
        nothing = np.zeros(0, np.int64), np.zeros((0, 0), np.uint8)
        self._sender.feed(SpeechFrame(UTTERANCE, epoch, 0, 0, last, sound, *nothing))

    def heard(self) -> None:
        self._heard.set()
