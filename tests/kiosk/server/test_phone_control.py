"""What the exchange and operators say and ask about calls, over a real socket."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from pathlib import Path

import aiohttp

from kiosk.config import Settings
from kiosk.store import Store
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


async def test_an_unanswered_call_and_the_whisper() -> None:
    async with connected.listening() as server, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{server.operators_port}/phone/calls"
        async with http.post(f"{url}/c1/unanswered") as answer:
            assert answer.status == 404
        server.lines.ended("c1", "handoff")
        server.lines.whisper("c1", "来电人要办社保卡挂失。")
        async with http.post(f"{url}/c1/unanswered") as answer:
            assert (answer.status, await answer.text()) == (200, "offer")
        assert server.lines.was_unanswered("c1")
        async with http.get(f"{url}/c1/whisper") as answer:
            assert await answer.text() == "来电人要办社保卡挂失。"
        async with http.get(f"{url}/c1/whisper.wav") as answer:
            with wave.open(io.BytesIO(await answer.read())) as sound:
                assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8_000, 1, 2)
                assert sound.getnframes() > 1_000
        async with http.get(f"{url}/c2/whisper.wav") as answer:
            assert answer.status == 404
