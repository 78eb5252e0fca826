"""The bell page's endpoints over real sockets: who is on duty, who takes a call, and who may not ask at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from kiosk.config import Settings
from kiosk.hall.staff_call import StaffCall
from kiosk.server.bell import PAGES
from kiosk.server.server import Server
from kiosk.store import Store
from support import connected
from support.staff_calls import call_staff

JSON = {"Content-Type": "application/json"}


def ring(server: Server, conversation: str = "c1") -> StaffCall:
    return call_staff(server.hall.staff, server.hall.record_writer, conversation)


@asynccontextmanager
async def operators(**parts: Any) -> AsyncIterator[tuple[Server, str, aiohttp.ClientSession]]:
    async with connected.listening(**parts) as server, aiohttp.ClientSession() as http:
        yield server, f"http://127.0.0.1:{server.operators_port}", http


async def state(socket: aiohttp.ClientWebSocketResponse) -> Any:
    return json.loads(await socket.receive_str(timeout=10))


async def test_a_page_gets_what_is_open_and_every_change() -> None:
    async with operators() as (server, url, http):
        call = ring(server)
        async with http.ws_connect(f"{url}/bell/ws") as socket:
            first = await state(socket)
            assert [(one["id"], one["state"]) for one in first["calls"]] == [(call.id, "calling")]
            assert first["calls"][0]["values"] == [["姓名", "王小明"], ["手机号", "••••8000"]]
            assert first["on_duty"] == 0
            assert not server.hall.staff.reachable, "a page that may not ring calls nobody"
            await socket.send_json({"on_duty": "张老师"})
            assert (await state(socket))["on_duty"] == 1
            assert server.hall.staff.reachable
            server.hall.staff.take(call.id, "张老师")
            assert (await state(socket))["calls"][0]["who"] == "张老师"
        async with asyncio.timeout(10):
            while server.hall.staff.reachable:
                await asyncio.sleep(0.01)


async def test_of_two_members_of_staff_one_owns_the_call() -> None:
    async with operators() as (server, url, http):
        call = ring(server)

        async def take(who: str) -> tuple[int, str]:
            body = {"who": who}
            async with http.post(f"{url}/staff/calls/{call.id}/take", json=body) as answer:
                return answer.status, (await answer.json()).get("who", who)

        answers = await asyncio.gather(*(take(who) for who in ("张老师", "李老师")))
        (owner,) = [who for status, who in answers if status == 200]
        assert sorted(status for status, _ in answers) == [200, 409]
        assert {who for _, who in answers} == {owner}, "the other one is told who goes"
        for what, status in (("arrive", 200), ("close", 200), ("close", 404), ("arrive", 404)):
            async with http.post(f"{url}/staff/calls/{call.id}/{what}", json={"who": owner}) as answer:
                assert answer.status == status, what


async def test_open_calls_and_those_of_the_record(tmp_path: Path) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with operators(store=store) as (server, url, http):
        first, second = ring(server, "c1"), ring(server, "c2")
        await server.hall.record_writer.settle(5)
        async with http.post(f"{url}/staff/calls/{first.id}/close", json={"who": "张老师"}) as answer:
            assert answer.status == 200
        await server.hall.record_writer.settle(5)
        async with http.get(f"{url}/staff/calls") as answer:
            assert [one["id"] for one in await answer.json()] == [second.id]
        async with http.get(f"{url}/staff/calls?all") as answer:
            assert [(one["id"], one["state"]) for one in await answer.json()] == [
                (second.id, "calling"),
                (first.id, "closed"),
            ]
    await store.close()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"who": "x"}', {"Content-Type": "text/plain"}, 415),
        (b'{"who": " "}', JSON, 400),
        (b'{"who": 7}', JSON, 400),
        (b"[]", JSON, 400),
        (b"{", JSON, 400),
        (b"[" * 50_000, JSON, 400),
        (b'{"who": "\xff"}', JSON, 400),
        (b'{"who": "x"}', {**JSON, "Origin": "https://elsewhere.example"}, 403),
        (b'{"who": "x"}', {**JSON, "Host": "elsewhere.example"}, 421),
    ],
)
async def test_who_may_not_take_a_call(body: bytes, headers: dict[str, str], status: int) -> None:
    async with operators() as (server, url, http):
        call = ring(server)
        async with http.post(f"{url}/staff/calls/{call.id}/take", data=body, headers=headers) as answer:
            assert answer.status == status
            assert (await answer.json())["error"]["message"]
        assert server.hall.staff.open_calls()[0].who == ""
        async with http.post(f"{url}/staff/calls/unknown/take", json={"who": "x"}) as answer:
            assert answer.status == 404


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}])
async def test_a_page_of_another_site_hears_nothing(headers: dict[str, str]) -> None:
    async with operators() as (_, url, http):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{url}/bell/ws", headers=headers)
        assert refused.value.status in (403, 421)


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "x" * 2000])
async def test_a_page_that_talks_nonsense_is_hung_up_on(text: str) -> None:
    async with operators() as (server, url, http):
        async with http.ws_connect(f"{url}/bell/ws") as socket:
            await state(socket)
            await socket.send_str(text)
            async with asyncio.timeout(10):
                while not socket.closed:
                    await socket.receive()
        assert server.hall.staff.on_duty == 0


async def test_bell_pages_are_bounded() -> None:
    async with operators() as (_, url, http):
        sockets = [await http.ws_connect(f"{url}/bell/ws") for _ in range(PAGES)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{url}/bell/ws")
        assert refused.value.status == 503
        for socket in sockets:
            await socket.close()


async def test_the_page_and_nothing_beside_it_is_served() -> None:
    async with operators() as (_, url, http):
        async with http.get(f"{url}/bell") as answer:
            assert answer.status in (200, 503), "503 before `make web`"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for path in ("/assets/../../hall.py", "/assets/nothing.js"):
            async with http.get(f"{url}{path}") as answer:
                assert answer.status == 404


async def test_readyz_says_which_destination_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async with operators() as (server, url, http):
        monkeypatch.setattr(type(server.hall.staff), "failing", property(lambda _: ("second",)))
        async with http.get(f"{url}/readyz") as answer:
            assert (await answer.json())["staff"] == {"failing": ["second"], "on_duty": 0}
            assert answer.status == 200
