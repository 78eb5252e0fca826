"""At the loopback the demo back end answers to no name of a web page's."""

from __future__ import annotations

import aiohttp
import pytest

from kiosk.demo import server as demo_backend
from kiosk.demo.own_host import is_loopback


async def status(address: str, host: str, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}{path}", headers={"Host": host}) as answer:
        return answer.status, answer.headers["Server"]


@pytest.mark.parametrize("path", ["/", "/sms", "/sms/latest", "/ratings", "/api/sbk.status", "/healthz"])
async def test_a_rebound_name_gets_nothing(path: str) -> None:
    async with demo_backend.running("http://127.0.0.1:0", None) as address:
        for host in ("evil.example", "evil.example:8090", "127.0.0.1.evil.example", "10.0.0.1", ""):
            assert await status(address, host, path) == (421, "kiosk-demo")
        for host in ("127.0.0.1:8090", "localhost", "LOCALHOST:80", "[::1]:8090"):
            assert (await status(address, host, path))[0] != 421


async def test_pages_load_nothing_and_are_not_framed() -> None:
    async with (
        demo_backend.running("http://127.0.0.1:0", None) as address,
        aiohttp.ClientSession() as http,
        http.get(f"{address}/sms") as answer,
    ):
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_elsewhere_it_answers_to_any_name() -> None:
    """In a container others call it by the service's name."""
    async with demo_backend.running("http://0.0.0.0:0", None) as address:
        port = address.rpartition(":")[2]
        assert (await status(f"http://127.0.0.1:{port}", "demo-backend:8090", "/healthz"))[0] == 200


def test_what_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost.")))
    assert not any(map(is_loopback, ("0.0.0.0", "10.0.0.1", "::", "demo-backend", "")))


@pytest.mark.parametrize("path", ["/sms", "/ratings"])
async def test_json_that_is_nested_too_deeply_is_refused(path: str) -> None:
    async with (
        demo_backend.running("http://127.0.0.1:0", None) as address,
        aiohttp.ClientSession() as http,
        http.post(f"{address}{path}", data=b"[" * 50_000, headers={"Idempotency-Key": "k"}) as answer,
    ):
        assert (answer.status, (await answer.json())["error"]["code"]) == (400, "bad_json")
