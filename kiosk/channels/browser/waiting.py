"""A page whose citizen is in the queue: keeps the message that began the conversation until the hall has a place."""

from __future__ import annotations

import asyncio
from typing import Literal

from kiosk.channels.browser import announcement
from kiosk.channels.browser.inputs import deliver
from kiosk.hall import Hall, phrases
from kiosk.session import Session
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet


def begins(message: m.Up) -> bool:
    """Whether `message` begins a conversation in attract mode."""
    match message:
        case m.Start() | m.CardReadMessage():
            return True
        case m.Text(text):
            return bool(text.strip())
        case _:
            return False


class WaitingPage:
    """Satisfies `waiting_room.Waiter`. `waiting`: queued, and not yet admitted, turned away or disconnected."""

    def __init__(self, hall: Hall, outlet: Outlet, session: Session, first: m.Up, *, elderly: bool) -> None:
        self._hall, self._outlet, self._session = hall, outlet, session
        self._first, self._elderly = first, elderly
        self._speaking: asyncio.Task[None] | None = None
        self.waiting = False

    # ---- from the page ----------------------------------------------------------------------------------------------

    def receive(self, message: m.Up) -> None:
        """A message of the page while its citizen waits."""
        if isinstance(message, m.Bye):
            self.waiting = False
            self._hush()
            self._hall.sessions.room.left(self._session.id)
        elif isinstance(message, m.SettingsMessage):
            self._elderly = message.elderly
            deliver(message, self._session)
        elif begins(message) and not isinstance(message, m.Start):
            self._first = message  # the latest message begins the conversation

    async def gone(self) -> None:
        """The connection is closed. (The session's end gives the place up.)"""
        self.waiting = False
        self._hush()
        if self._speaking is not None:
            await asyncio.wait([self._speaking])

    # ---- a Waiter of the waiting room -------------------------------------------------------------------------------

    def moved(self, position: int) -> None:
        self.waiting = True
        self._outlet.send(m.Waiting(position, phrases.queue_text(position)))
        if self._speaking is None:
            self._speaking = asyncio.create_task(self._announce(), name="guest.announce")

    def admitted(self) -> None:
        if self.waiting:
            self.waiting = False
            self._hush()
            self._outlet.send(m.Stop(announcement.UTTERANCE, epoch=1, sample=0))
        deliver(self._first, self._session)

    def turned_away(self, reason: Literal["busy", "drain"]) -> None:
        self.waiting = False
        self._hush()
        self._session.end(reason)  # it has not begun, and so sends no goodbye itself
        self._outlet.send(m.Goodbye(reason))

    # ---- the announcement -------------------------------------------------------------------------------------------

    async def _announce(self) -> None:
        tts = self._hall.settings.tts
        speed = round(tts.speed * (min(1.0, tts.elderly_speed) if self._elderly else 1.0), 2)
        for part in announcement.frames(
            await announcement.from_memory(self._hall.voice, phrases.QUEUED, speed=speed), epoch=0
        ):
            if isinstance(part, m.SayMessage):
                self._outlet.send(part)
            else:
                self._outlet.send_speech(part)

    def _hush(self) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
