"""智能问数 over real sockets: asked, refused, exported with an audit entry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry
from kiosk.store.entries import RunEntry
from support.console import ConsoleStand, console


async def done(stand: ConsoleStand, name: str, service: str, outcome: str = "completed") -> None:
    at_ms = stand.store.now_ms()
    run = RunEntry(service, 1, "1", at_ms, "确认", outcome, "asked" if outcome == "handoff" else "", at_ms)
    await stand.store.keep(replace(ConversationEntry(name, "kiosk-1", "screen", at_ms), runs=(run,)))


async def test_a_question_is_answered_from_the_record(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ANALYST]) as stand:
        browser = stand.of[Role.ANALYST]
        for n, outcome in enumerate(("completed", "completed", "handoff")):
            await done(stand, f"c{n}", "社保卡挂失", outcome)
        status, told = await browser.post("/numbers/ask", {"question": "最近一小时社保卡挂失办结了多少"})
        assert status == 200
        assert (told["answered"], told["value"], told["unit"]) == (True, 2, "件")
        status, told = await browser.post("/numbers/ask", {"question": "哪个业务转人工最多"})
        assert [(row["label"], row["value"]) for row in told["rows"]] == [("社保卡挂失", 1)]
        assert (told["chart"], told["compared"]) == ("bar", False)
        assert (await browser.post("/numbers/ask", {"question": "今天比昨天多办了多少"}))[1]["compared"]
        status, told = await browser.post("/numbers/ask", {"question": "张三办了什么"})
        assert (status, told["answered"]) == (200, False)
        assert "张三" in "".join(told["unknown"])
        assert told["examples"]


async def test_every_example_is_answered(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ANALYST]) as stand:
        browser = stand.of[Role.ANALYST]
        for question in (await browser.get("/numbers/askable"))[1]["examples"]:
            assert (await browser.post("/numbers/ask", {"question": question}))[1]["answered"], question


async def test_an_export_is_a_table_and_an_audit_entry(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ANALYST, Role.EDITOR]) as stand:
        browser = stand.of[Role.ANALYST]
        await done(stand, "c1", "=1+1")
        body = {"question": "哪个业务办结最多"}
        status, data = await browser.post("/numbers/export", body)
        assert status == 200
        assert browser.last.headers["Content-Disposition"].startswith("attachment")
        lines = data.decode("utf-8-sig").splitlines()
        assert lines[:2] == ["业务,办结数（件）,记录数", "'=1+1,1,1"]
        status, data = await browser.post("/numbers/export", {**body, "form": "xlsx"})
        assert (status, data[:2]) == (200, b"PK")
        assert [row.what for row in await stand.store.audit_trail(2)] == ["numbers exported"] * 2
        assert (await browser.post("/numbers/export", {"question": "天气怎么样"}))[0] == 422
        assert (await stand.of[Role.EDITOR].post("/numbers/export", body))[0] == 403
