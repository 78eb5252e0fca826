"""The operators' listener leads to the console."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from kiosk.server.console_page import add_console_page


@pytest.mark.parametrize(("path", "status"), [("/", 307), ("/console", 308)])
async def test_a_short_address_leads_to_the_console(path: str, status: int) -> None:
    app = web.Application()
    add_console_page(app)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (status, "console/")
