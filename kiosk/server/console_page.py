"""The page of the operators' console, on the operators' listener alone: `GET /console/`, and what the page loads."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from aiohttp import web

from kiosk.channels.browser.page_files import PageFile, console_dir, page_file
from kiosk.net.request_checks import refusal

_UNBUILT = "网页尚未构建，请运行 make web。\nThe page has not been built yet: run `make web`.\n"


def add_console_page(app: web.Application) -> None:
    folder = console_dir()
    app.router.add_get("/", _to_console)
    app.router.add_get("/console", _whole_address)
    app.router.add_get("/console/", partial(_page, folder))
    app.router.add_get("/console/assets/{name:.+}", partial(_asset, folder))


async def _to_console(_: web.Request) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": "console/"})


async def _whole_address(_: web.Request) -> web.StreamResponse:
    """Relative, as the page may lie below a path of a reverse proxy."""
    return web.Response(status=308, headers={"Location": "console/"})


async def _page(folder: Path | None, _: web.Request) -> web.StreamResponse:
    if folder is None:
        return web.Response(text=_UNBUILT, status=503)
    return PageFile(folder / "index.html", headers={"Cache-Control": "no-cache"})


async def _asset(folder: Path | None, request: web.Request) -> web.StreamResponse:
    found = None if folder is None else page_file(folder, f"assets/{request.match_info['name']}")
    return found or refusal(404, "not_found", "no such file here")
