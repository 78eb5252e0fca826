"""The console's page: on the operators' listener under /console/, and nowhere on the public one."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from kiosk.channels.browser import page_files
from kiosk.net.headers import HEADERS
from support.connected import listening, settings_of


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A built page with a console."""
    (tmp_path / "kiosk" / "static" / "console" / "assets").mkdir(parents=True)
    static = tmp_path / "kiosk" / "static"
    (static / "index.html").write_text("the kiosk's page")
    (static / "console" / "index.html").write_text("the console")
    (static / "console" / "assets" / "index-1.js").write_text("export {}")
    monkeypatch.setattr(page_files.importlib.resources, "files", lambda _: tmp_path / "kiosk")


async def answer(http: aiohttp.ClientSession, port: int, path: str) -> tuple[int, str]:
    async with http.get(f"http://127.0.0.1:{port}{path}", allow_redirects=False) as got:
        assert got.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        return got.status, await got.text()


@pytest.mark.usefixtures("built")
async def test_operators_get_the_page_and_what_it_loads() -> None:
    async with listening(settings_of()) as server, aiohttp.ClientSession() as http:
        port = server.operators_port
        assert await answer(http, port, "/console/") == (200, "the console")
        assert await answer(http, port, "/console/assets/index-1.js") == (200, "export {}")
        assert (await answer(http, port, "/console"))[0] == 308
        assert (await answer(http, port, "/console/assets/..%2findex.html"))[0] == 404


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path", ["/console/", "/console/index.html", "/Console/index.html", "/console/assets/index-1.js", "/console"]
)
async def test_the_public_listener_serves_nothing_of_it(path: str) -> None:
    async with listening(settings_of()) as server, aiohttp.ClientSession() as http:
        assert (await answer(http, server.public_port, "/"))[0] == 200, "the kiosk's page is there"
        assert (await answer(http, server.public_port, path))[0] == 404


async def test_before_it_is_built_the_page_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(page_files.importlib.resources, "files", lambda _: tmp_path)
    async with listening(settings_of()) as server, aiohttp.ClientSession() as http:
        status, text = await answer(http, server.operators_port, "/console/")
        assert status == 503
        assert "make web" in text
