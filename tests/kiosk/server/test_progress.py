"""The progress page: the state from the back end, nothing to whoever has no token, and nothing kept."""

from __future__ import annotations

import base64
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from kiosk.config import Settings
from kiosk.store import CaseEntry, ConversationEntry, Store, StoreError
from kiosk.upstream.answer import BackendError
from support import connected
from support.halls import SHIPPED

CONVERSATION = uuid.UUID(int=7).hex
SERVICE, NUMBER = "12345诉求登记", "26110931"
VALUES = {"诉求内容": "路灯坏了", "手机号": "13800138000", "工单号": NUMBER}


class Tickets:
    """The back end: the state of one ticket."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.fails = False

    async def call(self, api: str, params: dict[str, Any], **_: Any) -> dict[str, str]:
        self.calls.append((api, params))
        if self.fails:
            raise BackendError("timeout", "no answer")
        return {"工单状态": "正在办理", "承办单位": "市政<管理>处 13900139000", "答复日期": "2026-12-05"}


@asynccontextmanager
async def hall(folder: Path, backend: Tickets, service: str = SERVICE) -> AsyncIterator[tuple[Store, str]]:
    """The record with one case behind a hall, and the address of its page."""
    store = await Store.open(replace(Settings(), data_dir=folder))
    case = CaseEntry(service, "", NUMBER, 1_795_000_000_000, VALUES)
    await store.keep(ConversationEntry(CONVERSATION, "k", "screen", 0, cases=(case,)))
    async with connected.listening(store=store, backend=backend, library=SHIPPED) as server:
        yield store, f"http://127.0.0.1:{server.public_port}/progress/"
    await store.close()


async def page(http: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with http.get(url) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        return answer.status, await answer.text()


async def test_the_case_and_its_state_are_shown_and_the_person_is_not(tmp_path: Path) -> None:
    backend = Tickets()
    async with hall(tmp_path, backend) as (store, url), aiohttp.ClientSession() as http:
        status, text = await page(http, url + store.progress_token(CONVERSATION, SERVICE, NUMBER, 30))
    assert status == 200
    for shown in (SERVICE, NUMBER, "正在办理", "2026年12月5日", "市政&lt;管理&gt;处 ••••9000"):
        assert shown in text
    assert "13800138000" not in text
    assert "路灯" not in text
    assert backend.calls == [("hotline.status", {"工单号": NUMBER})]


async def test_an_answer_is_asked_for_once_in_a_while(tmp_path: Path) -> None:
    backend = Tickets()
    async with hall(tmp_path, backend) as (store, url), aiohttp.ClientSession() as http:
        address = url + store.progress_token(CONVERSATION, SERVICE, NUMBER, 30)
        assert [(await page(http, address))[0] for _ in range(3)] == [200] * 3
    assert len(backend.calls) == 1


async def test_a_back_end_that_is_away_is_said_and_asked_again(tmp_path: Path) -> None:
    backend = Tickets()
    backend.fails = True
    async with hall(tmp_path, backend) as (store, url), aiohttp.ClientSession() as http:
        address = url + store.progress_token(CONVERSATION, SERVICE, NUMBER, 30)
        assert "暂时查不到" in (await page(http, address))[1]
        backend.fails = False
        assert "正在办理" in (await page(http, address))[1]


async def test_where_the_script_has_a_sentence_it_stands_there(tmp_path: Path) -> None:
    backend = Tickets()
    async with hall(tmp_path, backend, "社保卡挂失") as (store, url), aiohttp.ClientSession() as http:
        status, text = await page(http, url + store.progress_token(CONVERSATION, "社保卡挂失", NUMBER, 30))
    assert (status, backend.calls) == (200, [])
    assert "可以到社保窗口查" in text


async def test_forged_foreign_expired_and_cut_tokens_tell_nothing(tmp_path: Path) -> None:
    backend = Tickets()
    other = await Store.open(replace(Settings(), data_dir=tmp_path / "other"))
    foreign = other.progress_token(CONVERSATION, SERVICE, NUMBER, 30)
    await other.close()
    async with hall(tmp_path / "own", backend) as (store, url), aiohttp.ClientSession() as http:
        token = store.progress_token(CONVERSATION, SERVICE, NUMBER, 30)
        flipped = ("A" if token[30] != "A" else "B").join((token[:30], token[31:]))
        unsigned = base64.urlsafe_b64encode(bytes(42)).decode()
        gone = store.progress_token(CONVERSATION, SERVICE, "26110000", 30)
        expired = store.progress_token(CONVERSATION, SERVICE, NUMBER, -2)
        told = {
            name: await page(http, url + name) for name in (foreign, flipped, unsigned, token[:-1], "x" * 500, gone)
        }
        assert {status for status, _ in told.values()} == {404}
        assert len({text for _, text in told.values()}) == 1, "they cannot be told apart"
        status, text = await page(http, url + expired)
        assert (status, NUMBER in text) == (410, False)
    assert backend.calls == []


async def test_one_address_gets_so_many_pages_and_no_more(tmp_path: Path) -> None:
    async with hall(tmp_path, Tickets()) as (_, url), aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(30):
            async with http.get(url + "x") as answer:
                statuses.append(answer.status)
    assert statuses[:20] == [404] * 20
    assert statuses[-1] == 429


async def test_a_record_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: object) -> None:
        raise StoreError("locked", "The record is locked.")

    async with hall(tmp_path, Tickets()) as (store, url), aiohttp.ClientSession() as http:
        monkeypatch.setattr(store, "case_of_progress", broken)
        status, text = await page(http, url + store.progress_token(CONVERSATION, SERVICE, NUMBER, 30))
    assert (status, "暂时查不到" in text) == (503, True)
