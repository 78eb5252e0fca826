"""The WebSockets of the wall: what changed since the last message, at most a few times a second.

A console that reads slowly is sent the newest state once it has read the last message; what came between is skipped.
One that is gone, signed out or without the permission is hung up on within `LOOK_S`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import WSMsgType, web

from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.live.hall_now import hall_now
from kiosk.operators.permissions import Permission

#: Seconds between two messages, and between two looks at what tells of no change by itself.
LEAST_S, LOOK_S = 0.25, 1.0
#: Seconds between two looks whether the session may still watch.
_MAY_S = 5.0
#: Seconds without a message after which one that tells of nothing new is sent, so that the page knows a dead line.
ALIVE_S = 5.0
#: Seconds between two pings of a console.
_HEARTBEAT_S = 6.0
#: Of this process: a revision of another means nothing here.
LIFE = secrets.token_hex(4)

Message = dict[str, Any]
#: No words stand on the wall: who reads a conversation listens in (`CaptionFeed`), which is an audit entry each time.
_UNHEARD: Message = {"captions": [], "partial": ""}


class WallFeed:
    """What one console knows of the hall. `life`, `revision`: what it had before its connection was cut."""

    def __init__(self, console: Console, life: str = "", revision: int = 0) -> None:
        self._console = console
        self._revision = revision if life == LIFE else 0
        self._begun = False
        self._hall: Message = {}

    def news(self, now: float, *, alive: bool = False) -> Message | None:
        """None: nothing changed, and no sign of life (`alive`) is due. `now`: s on the event loop's clock."""
        board = self._console.hall.live.board
        changes = board.since(self._revision) if self._revision else None
        conversations, ended = changes or board.since(0) or ([], [])
        hall = hall_now(self._console.hall, self._console.fleet, now)
        hall["elsewhere"] = self._console.elsewhere.shown()
        parts = {name: part for name, part in hall.items() if self._hall.get(name) != part}
        if not (conversations or ended or parts or alive) and self._begun:
            return None
        self._revision, self._begun, self._hall = board.revision, True, hall
        conversations = [one | _UNHEARD for one in conversations]
        about: Message = {"type": "changes" if changes else "whole", "life": LIFE, "revision": board.revision}
        about["now_ms"] = self._console.hall.store.now_ms()
        return about | {"conversations": conversations, "ended": ended} | parts


class CaptionFeed:
    """The lines of one conversation behind `number`."""

    def __init__(self, console: Console, conversation: str, number: int = 0) -> None:
        self._console, self._conversation, self._number = console, conversation, number
        self._told: Message | None = None
        self.over = False

    def news(self, now: float, *, alive: bool = False) -> Message | None:
        """As `WallFeed.news`."""
        view = self._console.hall.live.board.view(self._conversation)
        if view is None:
            self.over = True
            return {"type": "over"}
        missed, lines = view.lines_after(self._number)
        about = view.summary()
        del about["captions"]
        if not lines and about == self._told and not alive:
            return None
        self._told = about
        self._number = lines[-1].number if lines else self._number
        sound = self._console.hall.settings.live.sound == "on"
        told = {"missed": missed, "lines": [asdict(line) for line in lines], "conversation": about, "sound": sound}
        return {"type": "lines"} | told


async def stream(
    console: Console,
    request: web.Request,
    permission: Permission,
    feed: WallFeed | CaptionFeed,
    on_text: Callable[[str], Awaitable[None]] | None = None,
) -> web.WebSocketResponse:
    """Until either side hangs up."""
    socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, max_msg_size=1024, compress=False)
    await socket.prepare(request)
    lasting(request)
    changed = asyncio.Event()
    tell = changed.set
    board = console.hall.live.board
    board.watch(tell)
    writing = asyncio.create_task(_write(console, request, permission, feed, socket, changed), name="live.write")
    try:
        async for received in socket:
            if received.type is not WSMsgType.TEXT:
                break
            if on_text is not None:
                await on_text(received.data)
    finally:
        board.leave(tell)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    return socket


async def _write(
    console: Console,
    request: web.Request,
    permission: Permission,
    feed: WallFeed | CaptionFeed,
    socket: web.WebSocketResponse,
    changed: asyncio.Event,
) -> None:
    loop = asyncio.get_running_loop()
    looked = told = loop.time()
    while not socket.closed:
        changed.clear()
        if (news := feed.news(loop.time(), alive=loop.time() - told >= ALIVE_S)) is not None:
            told = loop.time()
            await socket.send_str(json.dumps(news, ensure_ascii=False))
        if isinstance(feed, CaptionFeed) and feed.over:
            break
        if loop.time() - looked >= _MAY_S:
            looked = loop.time()
            await console.elsewhere.listen()
            if not await console.sessions.still(request, permission):
                break
        await asyncio.sleep(LEAST_S)
        try:
            async with asyncio.timeout(LOOK_S - LEAST_S):
                await changed.wait()
        except TimeoutError:
            pass
    await socket.close()
