"""Two halls' consoles on one PostgreSQL server: who has a draft open is seen in both."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from kiosk.config.settings import StoreSettings
from kiosk.operators.permissions import Role
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.databases import PostgresDatabase
from support.versions import version_files, write_files


async def until_here(browser: OperatorBrowser, *names: str) -> None:
    """The list of drafts says that these have the only one open."""
    async with asyncio.timeout(30):
        while sorted(one["name"] for one in (await browser.get("/scripts/drafts"))[1][0]["here"]) != sorted(names):
            await asyncio.sleep(0.02)


async def signed_in(stand: ConsoleStand, account: str, name: str) -> OperatorBrowser:
    await stand.add(account, [Role.EDITOR], name)
    browser = await stand.browser()
    await browser.sign_in(account)
    return browser


async def test_each_hall_knows_who_edits_in_the_other(postgres_database: PostgresDatabase, tmp_path: Path) -> None:
    store = StoreSettings(url=postgres_database.settings(tmp_path / "one").store.url, key_file=tmp_path / "key")
    services = write_files(version_files("您好"), tmp_path / "services")
    settings = replace(settings_of(), services_dir=services, store=store)
    async with (
        console(tmp_path / "one", settings=settings, roles=()) as one,
        console(tmp_path / "two", settings=settings, roles=()) as two,
    ):
        here, there = await signed_in(one, "wang", "王老师"), await signed_in(two, "li", "李老师")
        _, draft = await here.post("/scripts/drafts", {"name": "新的", "version": 0})
        path = f"/scripts/drafts/{draft['id']}/presence"
        await until_here(there)  # it listens from here on
        await here.post(path, {"path": "card.yaml"})
        await until_here(there, "王老师")
        _, told = await there.post(path, {"path": "none.yaml"})
        assert told["others"] == [{"name": "王老师", "path": "card.yaml", "mine": False}]
        await until_here(here, "王老师", "李老师")
        await there.post(path, {"leaving": True})
        await until_here(here, "王老师")
        two.clock.pass_time(seconds=20)  # each hall goes by its own clock
        await until_here(there)
