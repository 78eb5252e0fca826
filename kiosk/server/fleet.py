"""The kiosks on the operators' listener: `GET /fleet`.

For a browser (`Accept: text/html`) the page; for anybody else JSON: `{"hall": …, "public_port": …, "kiosks": […]}`,
each kiosk as `kiosk.fleet.overview` has it.
"""

from __future__ import annotations

import asyncio
from functools import partial

from aiohttp import web

from kiosk.channels.browser.page_files import PageFile, page_dir, page_scripts
from kiosk.fleet import Fleet
from kiosk.fleet.overview import overview
from kiosk.hall import Hall

_FRESH = {"Cache-Control": "no-store", "Vary": "Accept"}


def add_fleet(app: web.Application, hall: Hall, fleet: Fleet) -> None:
    app.router.add_get("/fleet", partial(_fleet, hall, fleet))


async def _fleet(hall: Hall, fleet: Fleet, request: web.Request) -> web.StreamResponse:
    if "text/html" in request.headers.get("Accept", ""):
        return _page()
    now = asyncio.get_running_loop().time()
    kiosks = overview(fleet, build_of=page_scripts(), now_ms=hall.store.now_ms(), now=now)
    told = {"hall": hall.settings.hall.name, "public_port": hall.settings.public.port, "kiosks": kiosks}
    return web.json_response(told, headers=_FRESH)


def _page() -> web.StreamResponse:
    folder = page_dir()
    if folder is None:
        text = "网页尚未构建，请运行 make web。\nThe page has not been built yet: run `make web`.\n"
        return web.Response(text=text, status=503)
    return PageFile(folder / "fleet.html", headers={"Cache-Control": "no-cache", "Vary": "Accept"})
