"""Deliveries on the operators' listener: masked; a broken record says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from kiosk.config import Settings
from kiosk.store import DeliveryEntry, Store, StoreError
from support import connected


@asynccontextmanager
async def operators(folder: Path) -> AsyncIterator[tuple[Store, str]]:
    """The record behind a hall, and the address of its operators' listener."""
    store = await Store.open(replace(Settings(), data_dir=folder))
    async with connected.listening(store=store) as server:
        yield store, f"http://127.0.0.1:{server.operators_port}"
    await store.close()


async def test_the_newest_are_listed_without_the_number(tmp_path: Path) -> None:
    async with operators(tmp_path) as (store, url), aiohttp.ClientSession() as http:
        await store.add_delivery(DeliveryEntry("d1", "message", 1, json.dumps({"to": "13800138000"})))
        await store.delivery_tried("d1", "accepted", "200", "m1")
        async with http.get(f"{url}/deliveries") as answer:
            text = await answer.text()
        (one,) = json.loads(text)
        assert (one["state"], one["reference"], one["to"]) == ("accepted", "m1", "••••8000")
        assert "13800138000" not in text
        async with http.get(f"{url}/deliveries/d1") as answer:
            assert (await answer.json())["state"] == "accepted"


async def test_one_that_is_not_there(tmp_path: Path) -> None:
    async with (
        operators(tmp_path) as (_, url),
        aiohttp.ClientSession() as http,
        http.get(f"{url}/deliveries/x") as answer,
    ):
        assert answer.status == 404


async def test_a_record_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise StoreError("corrupt", "The record failed: malformed.")

    async with operators(tmp_path) as (store, url), aiohttp.ClientSession() as http:
        monkeypatch.setattr(store, "deliveries", broken)
        async with http.get(f"{url}/deliveries") as answer:
            assert answer.status == 503
            assert (await answer.json())["error"]["message"] == "The record failed: malformed."
