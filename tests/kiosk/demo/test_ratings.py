"""The demo's platform of ratings: each counted once, shown, and what is none refused."""

from __future__ import annotations

import aiohttp
import pytest

from kiosk.demo import server as demo_backend


async def test_it_counts_a_repetition_once_and_shows_what_came() -> None:
    async with demo_backend.running("http://127.0.0.1:0", None) as address, aiohttp.ClientSession() as http:
        for _ in range(2):
            rating = {"score": 2, "service": "社保卡挂失", "comment": "<b>慢</b>"}
            async with http.post(f"{address}/ratings", json=rating, headers={"Idempotency-Key": "k1"}) as answer:
                assert answer.status == 200
        async with http.get(f"{address}/ratings") as answer:
            page = await answer.text()
    assert "共收到 1 条" in page
    assert "&lt;b&gt;慢" in page


@pytest.mark.parametrize(
    ("body", "key"), [({"score": 6}, "k"), ({"score": True}, "k"), ([], "k"), ({"score": 2}, ""), (None, "k")]
)
async def test_what_is_no_rating(body: object, key: str) -> None:
    async with demo_backend.running("http://127.0.0.1:0", None) as address, aiohttp.ClientSession() as http:
        headers = {"Idempotency-Key": key} if key else {}
        async with http.post(f"{address}/ratings", json=body, headers=headers) as answer:
            assert answer.status == 400
