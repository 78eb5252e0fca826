"""Two halls on one PostgreSQL server: each wall tells who answers in the other's conversations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config.settings import StoreSettings
from kiosk.hall.live import LiveBoard, LiveView
from kiosk.operators.live.elsewhere import GONE_MS, Elsewhere
from kiosk.operators.permissions import Role
from kiosk.operators.routes import PREFIX
from kiosk.session import ClientProfile, Session
from support.connected import settings_of
from support.console import console
from support.databases import PostgresDatabase
from support.fakes import Page


class Signals:
    """Everything that one sends comes back to it, as from another hall."""

    def __init__(self) -> None:
        self.heard: Callable[[Mapping[str, str]], None] = lambda told: None

    def on(self, kind: str, heard: Callable[[Mapping[str, str]], None]) -> None:
        self.heard = heard

    async def listen(self) -> None:
        return

    async def send(self, kind: str, message: Mapping[str, str]) -> None:
        self.heard(message)


@pytest.fixture
def view() -> LiveView:
    view = LiveBoard(lambda: 0).open("c-1", channel="screen", device="kiosk-1", place="一楼", window="")
    view.owned_by("李老师", "id-li")
    return view


async def test_one_is_shown_until_it_is_handed_back_or_its_owner_is_silent(view: LiveView) -> None:
    now = 1000
    elsewhere = Elsewhere(Signals(), "二号大厅", lambda: now)  # type: ignore[arg-type]
    await elsewhere.tell(view)
    (shown,) = elsewhere.shown()
    assert (shown["hall"], shown["owner"], shown["place"]) == ("二号大厅", "李老师", "一楼")
    now += GONE_MS - 1
    assert elsewhere.shown()
    now += 1
    assert elsewhere.shown() == []
    await elsewhere.tell(view)
    view.owned_by("", "")
    await elsewhere.tell(view)
    assert elsewhere.shown() == []
    await elsewhere.tell(None)


async def test_many_are_bounded_and_nonsense_is_nobody(view: LiveView) -> None:
    signals = Signals()
    elsewhere = Elsewhere(signals, "二号大厅", lambda: 0)  # type: ignore[arg-type]
    for number in range(300):
        signals.heard({"conversation": f"c-{number}", "owner": "李老师"})
    assert len(elsewhere.shown()) == 200
    signals.heard({})
    assert len(elsewhere.shown()) == 200


async def test_each_wall_tells_of_the_other_hall(postgres_database: PostgresDatabase, tmp_path: Path) -> None:
    store = StoreSettings(url=postgres_database.settings(tmp_path / "one").store.url, key_file=tmp_path / "key")
    settings = replace(settings_of(), services_dir=tmp_path / "services", store=store)
    async with (
        console(tmp_path / "one", settings=settings, roles=[Role.SEAT]) as one,
        console(tmp_path / "two", settings=settings, roles=()) as two,
    ):
        there = await two.browser()
        await there.sign_in("seat")
        session = Session(one.server.hall, Page(), ClientProfile("screen", "kiosk-1", place="一楼", screen=True))
        one.server.hall.sessions.enter(session)
        await asyncio.sleep(0)
        session.start()
        wall = await there.http.ws_connect(f"{there.base}{PREFIX}/live/wall")

        async def told(wanted: Callable[[list[Any]], bool]) -> list[Any]:
            async with asyncio.timeout(30):
                while not wanted(found := (await wall.receive_json()).get("elsewhere", [None])):
                    pass
                return list(found)

        assert await told(lambda found: found == []) == []
        path = f"/live/conversations/{session.id}"
        assert (await one.of[Role.SEAT].post(f"{path}/take"))[0] == 200
        (shown,) = await told(lambda found: len(found) == 1 and found != [None])
        assert (shown["conversation"], shown["owner"], shown["place"]) == (session.id, "seat", "一楼")
        assert (await one.of[Role.SEAT].post(f"{path}/hand-back"))[0] == 204
        assert await told(lambda found: found == []) == []
        await wall.close()
        session.end("cancelled")
