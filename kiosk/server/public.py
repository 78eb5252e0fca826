"""What the public listener serves: the page, its WebSocket, uploads, transcription clients, telephone lines, progress
pages, carriers' reports, and the two probes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from aiohttp import web

from kiosk.channels.browser.endpoint import serve_page
from kiosk.channels.browser.enrolment import serve_enrolment
from kiosk.channels.browser.page_files import CITIZENS_PAGES, PageFile, page_dir, page_file
from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.phone.websocket import serve_chan_websocket, serve_media_stream
from kiosk.channels.transcription.endpoints import serve_funasr, serve_realtime
from kiosk.channels.upload.endpoint import UploadEndpoint
from kiosk.fleet import Fleet
from kiosk.hall import Hall
from kiosk.net.budget import AddressBudgets
from kiosk.net.request_checks import BUDGETS, refusal
from kiosk.server.application import Probes, new_application
from kiosk.server.message_reports import add_message_reports
from kiosk.server.progress import add_progress

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def public_application(hall: Hall, probes: Probes, lines: PhoneLines, fleet: Fleet) -> web.Application:
    app = new_application(hall, probes)
    app[BUDGETS] = AddressBudgets(hall.settings.limits.connections)
    app.router.add_get("/ws", partial(serve_page, hall=hall, fleet=fleet))
    app.router.add_post("/enrol", partial(serve_enrolment, hall=hall, fleet=fleet))
    app.router.add_get("/funasr", partial(serve_funasr, hall=hall))
    app.router.add_get("/v1/realtime", partial(serve_realtime, hall=hall))
    if hall.settings.phone.chan_websocket == "on":
        app.router.add_get("/phone/asterisk", partial(serve_chan_websocket, hall=hall, lines=lines))
    if hall.settings.phone.carrier != "off":
        for path in ("/phone/stream", "/phone/stream/{token}"):
            app.router.add_get(path, partial(serve_media_stream, hall=hall, lines=lines))
    uploads = UploadEndpoint(hall)
    app.router.add_get("/upload", uploads.asked)
    app.router.add_post("/upload", uploads.take)
    add_progress(app, hall)
    add_message_reports(app, hall)
    page = page_dir()
    app.router.add_get("/", _index(page))
    if page is not None:
        app.router.add_get("/{name:.+}", partial(_file, page))
    return app


def _index(page: Path | None) -> _Handler:
    async def index(_: web.Request) -> web.StreamResponse:
        if page is None:
            text = "网页尚未构建，请运行 make web。\nThe page has not been built yet: run `make web`.\n"
            return web.Response(text=text, status=503)
        return PageFile(page / "index.html", headers={"Cache-Control": "no-cache"})

    return index


async def _file(page: Path, request: web.Request) -> web.StreamResponse:
    return page_file(page, request.match_info["name"], CITIZENS_PAGES) or refusal(404, "not_found", "no such page here")
