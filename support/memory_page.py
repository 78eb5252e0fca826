"""A page in its hall's process: `KioskClient` and a session, with the wire's frames between them and no network."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from avatar import COLUMNS, ROWS_PER_SECOND
from kiosk.channels.browser.inputs import deliver, profile_of
from kiosk.client import KioskClient
from kiosk.hall import Hall
from kiosk.session import Session
from kiosk.session.speech_output import RATE as SPEECH_RATE
from kiosk.wire import Protocol, SpeechFrame, encode
from kiosk.wire import messages as m


class _Down:
    """The session's outlet: frames for the client."""

    shows_face = False

    def __init__(self) -> None:
        self.frames: asyncio.Queue[str | bytes] = asyncio.Queue()  # as many as the conversation has

    def send(self, message: m.Down) -> None:
        self.frames.put_nowait(encode(message))

    def send_speech(self, frame: SpeechFrame) -> None:
        self.frames.put_nowait(frame.encode())

    def taken_over(self) -> None:
        """No other page resumes it."""


class MemorySocket:
    """A `ClientSocket` whose other end is one session of `hall`."""

    def __init__(self, hall: Hall) -> None:
        self._hall, self._down, self._protocol = hall, _Down(), Protocol()
        self._session: Session | None = None

    async def send(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            frame, missing = self._protocol.feed_binary(data)
            if self._session is not None:
                self._session.hear(frame.first, frame.pcm, missing)
            return
        message = self._protocol.feed_text(data)
        if isinstance(message, m.Hello):
            self._session = Session(self._hall, self._down, profile_of(message))
            self._hall.sessions.enter(self._session)
            hall, face = m.HallInfo("测试大厅", "小安", ""), m.FaceInfo(COLUMNS, ROWS_PER_SECOND)
            audio = m.AudioInfo(up=16_000, down=SPEECH_RATE)
            self._down.send(m.ReadyMessage(m.VERSION, hall, face, audio, resumed=False, idle_s=120, page=""))
        elif self._session is not None:
            deliver(message, self._session)

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        while True:
            yield await self._down.frames.get()

    def leave(self) -> None:
        """The citizen has gone."""
        if self._session is not None:
            self._session.end("cancelled")


@contextlib.asynccontextmanager
async def page_of(hall: Hall, *, elderly: bool = False) -> AsyncIterator[KioskClient]:
    """A client of one session of `hall`."""
    socket = MemorySocket(hall)
    abilities = m.Abilities(True, True, True, False)
    async with KioskClient.over(socket, m.Hello(m.VERSION, "test", abilities, None, elderly, False)) as client:
        yield client
    socket.leave()
