"""Drafts in the console: who may, what is saved, what is refused, and who else is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from kiosk.operators.editor.answers import TEXT_BYTES
from kiosk.operators.permissions import Role
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.versions import proposed, version_files, write_files

ROLES = (Role.EDITOR, Role.APPROVER, Role.SEAT)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    services = write_files(version_files("您好"), folder / "services")
    async with console(folder / "data", settings=replace(settings_of(), services_dir=services), roles=ROLES) as found:
        yield found


async def made(browser: OperatorBrowser, name: str = "新的", version: int = 0) -> str:
    status, told = await browser.post("/scripts/drafts", {"name": name, "version": version})
    assert status == 200, told
    return str(told["id"])


async def save(
    browser: OperatorBrowser, draft: str, text: str | None, base: int, path: str = "card.yaml"
) -> tuple[int, dict[str, object]]:
    return await browser.ask("PUT", f"/scripts/drafts/{draft}/file", {"path": path, "base": base, "text": text})


async def test_a_copy_of_the_folder_or_of_a_version_is_edited(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        draft = await made(editor, "甲 <script>alert(1)</script>")
        _, told = await editor.get(f"/scripts/drafts/{draft}")
        assert told["draft"]["name"] == "甲 <script>alert(1)</script>"
        assert [(one["path"], one["revision"], one["text"]) for one in told["files"]] == [("card.yaml", 0, True)]
        _, told = await editor.get(f"/scripts/drafts/{draft}/file?path=card.yaml")
        assert "您好先看看要带什么。" in told["text"]
        status, told = await save(editor, draft, "服务: 一\n", 0)
        assert (status, told["revision"]) == (200, 1)
        assert (await save(editor, draft, "二\n", 0, "knowledge/新 知识.yaml"))[0] == 200
        _, told = await editor.get(f"/scripts/drafts/{draft}/file?path=card.yaml&revision=0")
        assert "您好先看看要带什么。" in told["text"], "what it was copied from is still there"
        _, told = await editor.get(f"/scripts/drafts/{draft}")
        assert [(one["path"], one["added"], one["service"]) for one in told["files"]] == [
            ("card.yaml", False, "一"), ("knowledge/新 知识.yaml", True, ""),
        ]  # fmt: skip
        _, newest = await editor.get(f"/scripts/drafts/{draft}/file?path=knowledge/新 知识.yaml")
        body = {"path": "knowledge/新 知识.yaml", "base": newest["revision"], "text": None}
        _, gone = await editor.ask("PUT", f"/scripts/drafts/{draft}/file", body)
        assert len((await editor.get(f"/scripts/drafts/{draft}"))[1]["files"]) == 1
        body |= {"base": gone["revision"], "text": "二\n"}
        assert (await editor.ask("PUT", f"/scripts/drafts/{draft}/file", body))[0] == 200, "and brought back"
        number = await proposed(all_of.store, "版本里")
        second = await made(editor, "从版本", number)
        _, told = await editor.get(f"/scripts/drafts/{second}/file?path=card.yaml")
        assert "版本里先看看要带什么。" in told["text"]
        _, told = await editor.get("/scripts/drafts")
        assert [(one["name"], one["parent"], one["editors"]) for one in told if one["id"] == second] == [
            ("从版本", number, [])
        ]
        assert next(one["editors"] for one in told if one["id"] == draft) == ["editor (editor)"]
        assert (await editor.post("/scripts/drafts", {"name": "无", "version": 99}))[0] == 404


async def test_the_later_save_is_409_with_mine_theirs_and_the_common_text(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        first = all_of.of[Role.EDITOR]
        await all_of.add("li", [Role.EDITOR], "李老师")
        second = await all_of.browser()
        await second.sign_in("li")
        draft = await made(first)
        await save(first, draft, "共同\n", 0)
        assert (await save(first, draft, "共同\n先改\n", 1))[0] == 200
        status, told = await save(second, draft, "共同\n后改\n", 1)
        assert (status, told["error"]["code"]) == (409, "changed_meanwhile")  # type: ignore[index]
        conflict = told["conflict"]
        assert isinstance(conflict, dict)
        assert (conflict["mine"], conflict["theirs"], conflict["base"]) == ("共同\n后改\n", "共同\n先改\n", "共同\n")
        assert conflict["their_who"] == "editor (editor)"
        status, told = await save(second, draft, "共同\n先改\n后改\n", conflict["their_revision"])
        assert status == 200, "chosen: both"
        _, rows = await first.get(f"/scripts/drafts/{draft}/saves?path=card.yaml")
        assert [row["counts"] for row in rows] == [True, False, True, True]
        _, told = await first.get(f"/scripts/drafts/{draft}/file?path=card.yaml&revision={conflict['revision']}")
        assert told["text"] == "共同\n后改\n", "what came too late can still be read"


async def test_each_is_told_of_the_other_until_he_is_gone(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        first = all_of.of[Role.EDITOR]
        await all_of.add("li", [Role.EDITOR], "李老师")
        second = await all_of.browser()
        await second.sign_in("li")
        draft = await made(first)
        here = f"/scripts/drafts/{draft}/presence"
        _, told = await first.post(here, {"path": "card.yaml"})
        assert (told["others"], told["file"]) == ([], 0)
        _, told = await second.post(here, {"path": "card.yaml"})
        assert told["others"] == [{"name": "editor", "path": "card.yaml", "mine": False}]
        _, told = await first.post(here, {"path": "none.yaml"})
        assert (told["others"], told["file"]) == ([{"name": "李老师", "path": "card.yaml", "mine": False}], None)
        _, told = await all_of.of[Role.APPROVER].get("/scripts/drafts")
        assert sorted((one["name"], one["mine"]) for one in told[0]["here"]) == [("editor", False), ("李老师", False)]
        _, told = await second.get("/scripts/drafts")
        assert sorted((one["name"], one["mine"]) for one in told[0]["here"]) == [("editor", False), ("李老师", True)]
        await second.post(here, {"leaving": True})
        assert (await first.post(here, {"path": ""}))[1]["others"] == []
        await second.post(here, {"path": ""})
        all_of.clock.pass_time(seconds=20)
        assert (await first.post(here, {"path": ""}))[1]["others"] == []


async def test_names_that_lead_elsewhere_and_files_that_are_too_long_are_refused(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        draft = await made(editor)
        for path in (
            "../card.yaml", "/etc/passwd", "..", "", ".yaml", ".version", "knowledge/../card.yaml", "a/b.yaml",
            "knowledge/a/b.yaml", "C:\\card.yaml", "<script>alert(1)</script>.yaml", "a\x00.yaml", "a\n.yaml",
            "card.exe", "README.md", "card.yaml~", "服" * 200 + ".yaml", "knowledge/", "%2e%2e/card.yaml",
        ):  # fmt: skip
            status, told = await save(editor, draft, "x", 0, path)
            assert (status, told["error"]["code"]) == (400, "bad_name"), path  # type: ignore[index]
            assert (await editor.get(f"/scripts/drafts/{draft}/file?path={quote(path)}"))[0] == 404, path
        for text, status in (
            ("字" * (TEXT_BYTES // 3), 200),
            ("字" * (TEXT_BYTES // 3 + 1), 413),
            ("x" * (TEXT_BYTES + 1), 413),
        ):
            assert (await save(editor, draft, text, 0, f"长{len(text)}.yaml"))[0] == status
        for base in (-1, 99):
            assert (await save(editor, draft, "x", base))[0] == 400
        for name in ("", "   ", "名" * 61, "a\nb"):
            assert (await editor.post("/scripts/drafts", {"name": name}))[0] == 400
        assert (await editor.get(f"/scripts/drafts/{draft}/file?path=nothing.yaml"))[0] == 404
        for draft_name in ("none", "..%2f..", draft.upper() + "x"):
            assert (await editor.get(f"/scripts/drafts/{draft_name}"))[0] == 404


async def test_a_discarded_draft_takes_no_save_until_it_is_brought_back(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        draft = await made(editor)
        await save(editor, draft, "写过的\n", 0)
        assert (await editor.post(f"/scripts/drafts/{draft}/discard"))[0] == 204
        status, told = await save(editor, draft, "又写\n", 1)
        assert (status, told["error"]["code"]) == (409, "discarded")  # type: ignore[index]
        assert (await editor.post(f"/scripts/drafts/{draft}/discard"))[0] == 409
        _, told = await editor.get("/scripts/drafts")
        assert told[0]["gone_ms"] - told[0]["discarded_ms"] == 30 * 24 * 3_600_000  # type: ignore[index]
        assert (await editor.post(f"/scripts/drafts/{draft}/restore"))[0] == 204
        _, told = await editor.get(f"/scripts/drafts/{draft}/file?path=card.yaml")
        assert told["text"] == "写过的\n"
        trail = await all_of.store.audit_trail(10)
        assert [row.what for row in trail if row.what.startswith("scripts: draft")] == [
            "scripts: draft restored", "scripts: draft discarded", "scripts: draft made"
        ]  # fmt: skip


async def test_who_may_do_what(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        draft = await made(all_of.of[Role.EDITOR])
        one = f"/scripts/drafts/{draft}"
        for role, method, path, body in (
            (Role.SEAT, "GET", "/scripts/drafts", None),
            (Role.SEAT, "GET", f"{one}/file?path=card.yaml", None),
            (Role.APPROVER, "POST", "/scripts/drafts", {"name": "x"}),
            (Role.APPROVER, "PUT", f"{one}/file", {"path": "card.yaml", "base": 0, "text": "x"}),
            (Role.APPROVER, "POST", f"{one}/presence", {"path": ""}),
            (Role.APPROVER, "POST", f"{one}/discard", None),
        ):
            status, told = await all_of.of[role].ask(method, path, body)
            assert (status, told["error"]["code"]) == (403, "forbidden"), (role, path)
        assert (await all_of.of[Role.APPROVER].get(f"{one}/file?path=card.yaml"))[0] == 200
