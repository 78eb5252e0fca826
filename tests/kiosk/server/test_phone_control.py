"""What the exchange and operators say and ask about calls, over a real socket."""

from __future__ import annotations

import asyncio
import io
import wave
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from kiosk.config import Settings
from kiosk.store import DeliveryEntry, Store
from kiosk.store.tickets import TicketEntry
from support import connected


async def test_tickets_are_listed_masked_read_with_a_note_and_closed(tmp_path: Path) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with connected.listening(store=store) as server, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{server.operators_port}/phone/tickets"
        await store.add_ticket(TicketEntry("13800138000", "busy"))
        async with http.get(url) as answer:
            (ticket,) = await answer.json()
        assert ticket["phone"] == "••••8000"
        async with http.get(f"{url}/{ticket['id']}") as answer:
            assert (await answer.json())["phone"] == "13800138000"
        for status in (200, 404):
            async with http.post(f"{url}/{ticket['id']}/done") as answer:
                assert answer.status == status
        async with http.get(url) as answer:
            assert await answer.json() == []
        async with http.get(f"{url}?all") as answer:
            assert len(await answer.json()) == 1
        async with http.get(f"{url}/{ticket['id']}") as answer:
            assert (await answer.json())["done"], "a closed one is read too"
        async with http.get(f"{url}/77") as answer:
            assert answer.status == 404
    await store.close()


@pytest.mark.parametrize("path", ["phone/tickets/{ticket}/done", "phone/calls/c1/unanswered"])
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
async def test_a_page_of_another_site_changes_nothing(tmp_path: Path, path: str, origin: str) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with connected.listening(store=store) as server, aiohttp.ClientSession() as http:
        own = f"http://127.0.0.1:{server.operators_port}"
        await store.add_ticket(TicketEntry("13800138000", "busy"))
        await store.add_delivery(DeliveryEntry("d1", "message", 1, "{}"))
        await store.delivery_tried("d1", "accepted")
        server.lines.ended("c1", "handoff")
        url, body = f"{own}/{path.format(ticket=(await store.tickets())[0].id)}", {"arrived": True}
        async with http.post(url, headers={"Origin": origin}, json=body) as answer:
            assert answer.status == 403
            assert (await answer.json())["error"]["code"] == "origin"
        assert len(await store.tickets()) == 1
        assert not server.lines.was_unanswered("c1")
        async with http.post(url, headers={"Origin": own}, json=body) as answer:
            assert answer.status == 200, "a page of this listener's own"
    await store.close()


async def test_an_unanswered_call_and_the_whisper() -> None:
    async with connected.listening() as server, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{server.operators_port}/phone/calls"
        async with http.post(f"{url}/c1/unanswered") as answer:
            assert answer.status == 404
        server.lines.ended("c1", "handoff")
        server.lines.whisper("c1", "来电人要办社保卡挂失。", asyncio.get_running_loop().time())
        async with http.post(f"{url}/c1/unanswered") as answer:
            assert (answer.status, await answer.text()) == (200, "offer")
        assert server.lines.was_unanswered("c1")
        async with http.get(f"{url}/c1/whisper") as answer:
            assert await answer.text() == "来电人要办社保卡挂失。"
        async with http.get(f"{url}/c1/whisper.wav") as answer:
            assert answer.headers["Cache-Control"] == "no-store", "the media cache of an exchange keeps it no longer"
            body = await answer.read()
            assert b"AIGC" in body[:100]
            with wave.open(io.BytesIO(body)) as sound:
                assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8_000, 1, 2)
                assert sound.getnframes() > 1_000
        for path in ("c2/whisper.wav", "c2/whisper", "c1/turn"):
            async with http.get(f"{url}/{path}") as answer:
                assert answer.status == 404
