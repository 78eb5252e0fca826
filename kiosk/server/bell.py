"""The bell page of staff, and the list of calls for staff, on the operators' listener.

`GET /bell`: the page. `GET /bell/ws`: its WebSocket, which sends all open calls as JSON whenever something changed,
so that a page that reconnects has missed nothing; the page sends `{"on_duty": "王老师"}` once it may ring, before that
`{}`, every few seconds, which is answered by the same. `GET /staff/calls`: the open calls; with `?all` the newest 100
of the record. What is done with a call: `kiosk.server.bell_calls`.
"""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from kiosk.channels.browser.page_files import PageFile, page_dir, page_file
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.hall import Hall
from kiosk.hall.staff_call import of_stored
from kiosk.hall.vouching import DOCUMENTS
from kiosk.net.json_body import JsonBodyError, parsed_json
from kiosk.net.request_checks import refusal
from kiosk.net.tcp import lasting

#: Seconds between two pings of a bell page; one that does not answer is off duty after half as long again.
_HEARTBEAT_S = 6.0
#: Bytes of what a page may send.
_LONGEST = 1024
#: Bell pages at once: the operators' listener has other clients too.
PAGES = 32


def add_bell(app: web.Application, hall: Hall) -> None:
    page, pages = page_dir(), set[BellPage]()
    app.router.add_get("/bell", partial(_page, page))
    app.router.add_get("/assets/{name:.+}", partial(_asset, page))
    app.router.add_get("/bell/ws", partial(_socket, hall, pages))
    app.router.add_get("/staff/calls", partial(_calls, hall))


class BellPage:
    """One WebSocket of the bell page. It sends the newest state, and skips those that a slow line had no time for."""

    def __init__(self, hall: Hall, socket: web.WebSocketResponse) -> None:
        self._hall, self._socket = hall, socket
        self._changed = asyncio.Event()
        self._tell = self._changed.set  # one object: as the desk knows this page by

    async def run(self) -> None:
        desk = self._hall.staff
        desk.watch(self._tell)
        self._changed.set()
        writing = asyncio.create_task(self._write(), name="bell.write")
        try:
            async for received in self._socket:
                if received.type is not WSMsgType.TEXT or not self._heard(received.data):
                    break
        finally:
            desk.leave(self._tell)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    def _heard(self, text: str) -> bool:
        try:
            who = parsed_json(text).get("on_duty", "")
        except (JsonBodyError, AttributeError):
            self._hall.metrics.client_error("bell")
            return False
        if isinstance(who, str) and who.strip():
            self._hall.staff.go_on_duty(self._tell, who)
        self._tell()  # the page sees that its line is alive
        return True

    async def _write(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._socket.send_str(json.dumps(_state(self._hall), ensure_ascii=False))


def _state(hall: Hall) -> dict[str, Any]:
    desk = hall.staff
    return {
        "hall": hall.settings.hall.name, "on_duty": desk.on_duty, "failing": desk.failing, "calls": _open(hall),
        "documents": DOCUMENTS, "overdue": desk.overdue,
    }  # fmt: skip


def _open(hall: Hall) -> list[dict[str, object]]:
    now_ms = hall.store.now_ms()
    return [call.shown(now_ms) for call in hall.staff.open_calls()]


async def _page(folder: Path | None, _: web.Request) -> web.StreamResponse:
    if folder is None:
        text = "网页尚未构建，请运行 make web。\nThe page has not been built yet: run `make web`.\n"
        return web.Response(text=text, status=503)
    return PageFile(folder / "bell.html", headers={"Cache-Control": "no-cache"})


async def _asset(folder: Path | None, request: web.Request) -> web.StreamResponse:
    found = None if folder is None else page_file(folder, f"assets/{request.match_info['name']}")
    return found or refusal(404, "not_found", "no such file here")


async def _socket(hall: Hall, pages: set[BellPage], request: web.Request) -> web.StreamResponse:
    if len(pages) >= PAGES:
        return refusal(503, "busy", f"{PAGES} bell pages are open already; close one")
    socket = HeartbeatSocket(heartbeat=_HEARTBEAT_S, max_msg_size=_LONGEST, compress=False)
    await socket.prepare(request)
    lasting(request)
    page = BellPage(hall, socket)
    pages.add(page)
    try:
        await page.run()
    finally:
        pages.discard(page)
    return socket


async def _calls(hall: Hall, request: web.Request) -> web.Response:
    if "all" not in request.query:
        return web.json_response(_open(hall))
    now_ms = hall.store.now_ms()
    newest = [of_stored(one) for one in await hall.store.staff_calls()]
    return web.json_response([call.shown(now_ms) for call in newest])
