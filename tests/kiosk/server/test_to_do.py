"""What staff have to see to, on the operators' listener: masked, and closed once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import aiohttp

from kiosk.config import Settings
from kiosk.store import ConversationEntry, RatingEntry, Store
from support import connected

POOR = RatingEntry("r1", 1_795_000_000_000, "社保卡挂失", "", 2, "SB1", "等得太久", "13800138000")


async def test_they_are_listed_masked_and_closed_once(tmp_path: Path) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 0, ratings=(POOR,)))
    await store.kiosks.invite("kiosk-1", {"place": "一楼东侧"}, "12345678", name_id="k1", lasts_ms=60_000)
    async with connected.listening(connected.settings_of(), store=store) as server, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{server.operators_port}/staff/todo"
        async with http.get(url) as answer:
            (one,) = await answer.json()
        assert (one["kind"], one["score"], one["detail"], one["number"]) == ("rating", 2, "等得太久", "SB1")
        assert (one["place"], one["phone"]) == ("一楼东侧", "••••8000")
        async with http.post(f"{url}/r1/done", data=b"{}", headers={"Content-Type": "text/plain"}) as answer:
            assert answer.status == 415
        for status in (200, 404):
            async with http.post(f"{url}/r1/done", json={}) as answer:
                assert answer.status == status
        async with http.get(url) as answer:
            assert await answer.json() == []
        async with http.get(f"http://127.0.0.1:{server.public_port}/staff/todo") as answer:
            assert answer.status == 404, "citizens' listener has no such list"
    await store.close()
