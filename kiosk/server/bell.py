"""The bell page of staff, and calls for staff, on the operators' listener.

`GET /bell`: the page. `GET /bell/ws`: its WebSocket, which sends all open calls as JSON whenever something changed,
so that a page that reconnects has missed nothing; the page sends `{"on_duty": "王老师"}` once it may ring, before that
`{}`, every few seconds, which is answered by the same. `GET /staff/calls`: the open calls; with `?all` the newest 100
of the record. `POST /staff/calls/ID/take` with `{"who": "王老师"}`, `POST …/arrive`, `POST …/close`, with
`Content-Type: application/json`. `POST …/vouch` with `{"who", "reason", "document", "agrees": true}`: whoever took the
call and is there has seen the citizen's document (`kiosk.hall.vouching`).
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
from kiosk.hall.vouching import DOCUMENTS, LONGEST, SHORTEST, VouchDesk
from kiosk.net.json_body import JsonBodyError, json_body, parsed_json
from kiosk.net.request_checks import refusal
from kiosk.net.tcp import lasting
from kiosk.store import StoreError
from mandarin.printable import printable

#: Seconds between two pings of a bell page; one that does not answer is off duty after half as long again.
_HEARTBEAT_S = 6.0
#: Bytes of what a page may send.
_LONGEST = 1024
_NOT_VOUCHED = {
    "taken": "somebody else has this call", "not_there": "say 到了 first",
    "gone": "the citizen is not there any more: nobody was vouched for",
}  # fmt: skip
#: Bell pages at once: the operators' listener has other clients too.
PAGES = 32


def add_bell(app: web.Application, hall: Hall) -> None:
    page, pages = page_dir(), set[BellPage]()
    app.router.add_get("/bell", partial(_page, page))
    app.router.add_get("/assets/{name:.+}", partial(_asset, page))
    app.router.add_get("/bell/ws", partial(_socket, hall, pages))
    app.router.add_get("/staff/calls", partial(_calls, hall))
    app.router.add_post("/staff/calls/{id}/{what:take|arrive|close}", partial(_act, hall))
    vouching = VouchDesk(hall.settings.identity, hall.staff, hall.store, hall.log)
    app.router.add_post("/staff/calls/{id}/vouch", partial(_vouch, vouching))


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


async def _act(hall: Hall, request: web.Request) -> web.Response:
    if request.content_type != "application/json":  # a page of another site cannot send this type without asking
        return refusal(415, "not_json", "expected Content-Type: application/json")
    desk, name = hall.staff, request.match_info["id"]
    match request.match_info["what"]:
        case "take":
            return await _take(hall, name, request)
        case "arrive":
            known = desk.arrive(name)
        case _:
            known = desk.finish(name)
    return web.json_response({}) if known else _unknown()


async def _take(hall: Hall, name: str, request: web.Request) -> web.Response:
    try:
        who = (await json_body(request))["who"]
    except (JsonBodyError, KeyError, TypeError):
        who = None
    if not isinstance(who, str) or not who.strip():
        return refusal(400, "bad_name", 'expected {"who": "a name"}')
    match hall.staff.take(name, who):
        case "yours":
            return web.json_response({})
        case "taken":
            owner = next((call.who for call in hall.staff.open_calls() if call.id == name), "")
            error = {"code": "taken", "message": "somebody else said it before"}
            return web.json_response({"error": error, "who": owner}, status=409)
        case _:
            return _unknown()


async def _vouch(vouching: VouchDesk, request: web.Request) -> web.Response:
    if request.content_type != "application/json":
        return refusal(415, "not_json", "expected Content-Type: application/json")
    try:
        body = await json_body(request)
        who, why, document, agrees = (body[name] for name in ("who", "reason", "document", "agrees"))
        told = all(isinstance(one, str) for one in (who, why, document)) and isinstance(agrees, bool)
    except (JsonBodyError, KeyError, TypeError):
        return refusal(400, "bad_vouch", 'expected {"who", "reason", "document", "agrees": true or false}')
    why = printable(why).strip() if told else ""
    if not told or not who.strip() or document not in DOCUMENTS or not SHORTEST <= len(why) <= LONGEST:
        expected = f"expected a name, a reason of {SHORTEST} to {LONGEST} characters, and one of the documents"
        return refusal(400, "bad_vouch", expected)
    try:
        outcome = await vouching.vouch(request.match_info["id"], who, why, document, agrees=agrees)
    except StoreError:
        return refusal(503, "not_recorded", "the audit trail cannot be written now: nobody was vouched for")
    if outcome == "yours":
        return web.json_response({})
    return _unknown() if outcome == "unknown" else refusal(409, outcome, _NOT_VOUCHED[outcome])


def _unknown() -> web.Response:
    return refusal(404, "unknown", "no open call of this id, or nobody has taken it")
