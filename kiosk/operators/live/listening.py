"""Listening in by ear: a WebSocket that sends the sound of a conversation, a tenth of a second at a time.

A console that reads slowly skips what it could not read; no session waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from functools import partial

from aiohttp import WSMsgType, web

from kiosk.hall.live import LiveBoard, LiveView
from kiosk.hall.live.sound import FRAME, RATE, LiveSound
from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import SignedIn
from kiosk.store import StoreError
from kiosk.store.audit import AuditNote

#: Seconds between what is heard in the hall and what is sent: the sound of a slow client is in by then.
DELAY_S = 0.4
#: Seconds between two looks whether the session may still listen, and between two pings of a console.
MAY_S, _HEARTBEAT_S = 5.0, 6.0
#: Version, type (3: the sound of a conversation), zero, and how many frames were skipped so far.
_HEAD = struct.Struct("<BBHI")


class SoundFeed:
    """The frames of one listener. A frame of silence has no samples."""

    def __init__(self, sound: LiveSound, now: float) -> None:
        self._sound, self._next = sound, self._newest(sound, now)
        self.skipped = 0

    def due(self, now: float) -> float:
        """Seconds until the next frame is complete."""
        ahead = self._next + FRAME - self._sound.sample_at(now - DELAY_S)
        return max(0.0, ahead / RATE)

    def take(self, now: float) -> bytes:
        """The next frame, or a newer one where he is more than `DELAY_S` late."""
        newest = self._newest(self._sound, now)
        if newest - self._next > DELAY_S * RATE:
            self.skipped += (newest - self._next) // FRAME
            self._next = newest
        pcm = self._sound.frame(self._next)
        self._next += FRAME
        head = _HEAD.pack(1, 3, 0, self.skipped)
        return head + pcm.astype("<i2").tobytes() if pcm.any() else head

    @staticmethod
    def _newest(sound: LiveSound, now: float) -> int:
        return sound.sample_at(now - DELAY_S) // FRAME * FRAME


async def listen(console: Console, request: web.Request, who: SignedIn, view: LiveView) -> web.WebSocketResponse:
    """Until either side hangs up, the conversation is over, or the session may listen no more. Its end is noted in the
    audit trail, as its beginning was.
    """
    began = _now()
    try:
        return await _heard(console, request, view)
    finally:
        note = AuditNote("stopped listening", who.who, conversation=view.id, detail=f"after {_now() - began:.0f} s")
        console.hall.record_writer.put(view.id, partial(console.hall.store.audit, note))


async def _heard(console: Console, request: web.Request, view: LiveView) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=1024, compress=False)
    await socket.prepare(request)
    lasting(request)
    board = console.hall.live.board
    with view.listening(_now()) as sound:
        sending = asyncio.create_task(_send(console, request, socket, board, view, sound), name="live.sound")
        try:
            async for received in socket:
                if received.type is not WSMsgType.TEXT:
                    break
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    return socket


async def _send(
    console: Console,
    request: web.Request,
    socket: web.WebSocketResponse,
    board: LiveBoard,
    view: LiveView,
    sound: LiveSound,
) -> None:
    feed, looked = SoundFeed(sound, _now()), _now()
    with contextlib.suppress(ConnectionError, StoreError):  # the page has gone; or who he is cannot be read
        while not socket.closed:
            await asyncio.sleep(feed.due(_now()))
            if board.view(view.id) is not view:
                await socket.send_str(json.dumps({"type": "over"}))
                break
            if _now() - looked >= MAY_S:
                looked = _now()
                if not await console.sessions.still(request, Permission.LIVE_LISTEN):
                    break
            await socket.send_bytes(feed.take(_now()))
    await socket.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
