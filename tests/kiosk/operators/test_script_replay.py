"""The replay in the console: started, watched to its end, stopped; beside it the hall answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.hall.version_files import read_folder
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.recorded_citizen import LOSS, loss_service, record
from tests.kiosk.operators.test_scripts import ROLES


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    services = loss_service(folder / "services")
    settings = replace(settings_of(), services_dir=services, data_dir=folder / "data")
    await asyncio.to_thread(record, settings, LOSS, LOSS)
    async with console(folder / "data", settings=settings, roles=ROLES) as found:
        bundle = read_folder(services)
        text = bundle.files["sbk-loss.yaml"].decode().replace("请说您的手机号。", "麻烦说一下手机号。")
        files = {**bundle.files, "sbk-loss.yaml": text.encode()}
        await found.store.versions.add(Bundle(files), "editor (editor)", "手机号问得客气些", None)
        yield found


async def until(stand: ConsoleStand, *states: str) -> dict[str, Any]:
    async with asyncio.timeout(120):
        while True:
            status, told = await stand.of[Role.EDITOR].get("/scripts/1/replay")
            assert status == 200, told
            if told["state"] in states:
                return told
            await asyncio.sleep(0.1)


async def test_both_courses_of_what_goes_otherwise(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        assert (await editor.get("/scripts/1/replay"))[1]["state"] == "none"
        status, told = await editor.post("/scripts/1/replay", {"days": 3})
        assert (status, told["state"]) == (200, "running"), told
        status, told = await all_of.of[Role.APPROVER].post("/scripts/1/replay", {})
        assert (status, told["error"]["code"]) == (409, "busy")
        told = await until(all_of, "done", "failed")
        assert (told["state"], told["total"], told["same"], told["otherwise"]) == ("done", 2, 0, 2), told
        [first, _] = told["talks"]
        assert first["kinds"] == ["说的话"]
        other = [step for step in first["after"]["steps"] if step["other"]]
        assert any("麻烦说一下手机号" in line for step in other for line in step["said"])
        assert "13912345678" not in str(told)
        assert (await editor.get("/scripts/2/replay"))[0] == 404
        row = next(one for one in await all_of.store.audit_trail(20) if one.what == "conversations replayed")
        assert (row.who, row.detail) == ("editor (editor)", "version 1, 3 days")


async def test_it_is_stopped(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        await editor.post("/scripts/1/replay", {})
        status, told = await editor.post("/scripts/1/replay/cancel")
        assert (status, told["state"]) == (200, "cancelled")
        status, told = await editor.post("/scripts/1/replay", {})
        assert (status, told["state"]) == (200, "running"), "another can begin at once"
        assert (await until(all_of, "done", "failed"))["state"] == "done"


@pytest.mark.parametrize("days", [0, 91, "x"])
async def test_days_are_bounded(tmp_path: Path, days: object) -> None:
    async with stand(tmp_path) as all_of:
        status, _ = await all_of.of[Role.EDITOR].post("/scripts/1/replay", {"days": days})
        assert status in (400, 422)
