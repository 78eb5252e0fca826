"""A draft at work: looked over while it is typed, drawn, tested, tried and proposed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.drafts import SCRIPT, SERVICE, SERVICES, run_in_thread, shipped_service

ROLES = (Role.EDITOR, Role.APPROVER)


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each worker, which takes seconds to begin."""
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    settings = replace(settings_of(), services_dir=shipped_service(folder / "services"))
    async with console(folder / "data", settings=settings, roles=ROLES) as found:
        yield found


async def made(browser: OperatorBrowser) -> str:
    status, told = await browser.post("/scripts/drafts", {"name": "新的"})
    assert status == 200, told
    return f"/scripts/drafts/{told['id']}"


async def changed(browser: OperatorBrowser, one: str, old: str, new: str, path: str = SCRIPT) -> None:
    _, told = await browser.get(f"{one}/file?path={path}")
    assert old in told["text"]
    body = {"path": path, "base": told["revision"], "text": told["text"].replace(old, new)}
    status, told = await browser.ask("PUT", f"{one}/file", body)
    assert status == 200, told


async def test_a_mistake_is_found_while_it_is_typed_and_nothing_is_saved(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        _, told = await editor.get(f"{one}/file?path={SCRIPT}")
        text = told["text"].replace("- 收集: [要催办]", "- 收集: [没有的槽位]")
        status, told = await editor.post(f"{one}/lint", {"path": SCRIPT, "text": text})
        assert status == 200, told
        lines = [found["line"] for found in told["findings"] if found["level"] == "error" and found["file"] == SCRIPT]
        assert any("没有的槽位" in text.splitlines()[line - 1] for line in lines)
        assert not told["clean"]
        assert (await editor.post(f"{one}/lint", {"path": "none.yaml", "text": text}))[0] == 404
        status, told = await editor.post(f"{one}/lint", {"families": "all"})
        assert (told["clean"], told["revision"]) == (True, 0), told["findings"]


@pytest.mark.usefixtures("in_threads")
async def test_a_draft_is_drawn_with_the_lines_of_its_steps(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        _, file = await editor.get(f"{one}/file?path={SCRIPT}")
        status, told = await editor.post(f"{one}/chart", {"path": SCRIPT})
        assert status == 200, told
        assert told["service"] == SERVICE
        lines = file["text"].splitlines()
        asked = next(box for box in told["boxes"] if box["kind"] == "collect")
        assert "收集: [工单号]" in lines[asked["line"] - 1]
        assert all(edge["end"] < len(told["boxes"]) for edge in told["edges"])
        broken = file["text"].replace("步骤:", "步骤: [", 1)
        status, told = await editor.post(f"{one}/chart", {"path": SCRIPT, "text": broken})
        assert (status, told["error"]["code"]) == (422, "not_loadable")
        for path in ("none.yaml", "hotline-status.test.yaml", "../x.yaml"):
            assert (await editor.post(f"{one}/chart", {"path": path}))[0] == 404


@pytest.mark.usefixtures("in_threads")
async def test_the_tests_are_played_part_by_part(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        _, first = await editor.post(f"{one}/tests", {"first": 0, "most": 3})
        written = (SERVICES / "hotline-status.test.yaml").read_text(encoding="utf-8").count("- 名称:")
        assert (first["total"], len(first["outcomes"])) == (written, 3)
        _, rest = await editor.post(f"{one}/tests", {"first": 3, "most": 20})
        assert all(test["passed"] for test in (*first["outcomes"], *rest["outcomes"]))
        await changed(editor, one, "已经办结了。", "办完了。")
        _, told = await editor.post(f"{one}/tests", {"first": 0, "most": 20})
        failed = [test for test in told["outcomes"] if not test["passed"]]
        assert [test["name"] for test in failed] == ["办结了，问题还在，退回重办"]
        assert failed[0]["file"] == "hotline-status.test.yaml"
        assert "应当" in failed[0]["told"]
        unmet = failed[0]["unmet"][0]
        assert (unmet["what"], unmet["line"]) == ("说", failed[0]["line"])
        assert unmet["expected"]
        assert unmet["got"]
        _, told = await editor.post(f"{one}/tests", {"first": 0, "most": 20, "service": SERVICE})
        assert told["total"] == written, "this stand has one service"
        _, told = await editor.post(f"{one}/tests", {"service": "别的"})
        assert (told["total"], told["outcomes"]) == (0, [])
        await changed(editor, one, "然后问: 工单号", "然后问: 没有的", "hotline-status.test.yaml")
        _, told = await editor.post(f"{one}/tests", {})
        assert told["mistakes"]


@pytest.mark.usefixtures("in_threads")
async def test_a_conversation_is_typed_again_after_a_change_and_logged(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        body: dict[str, Any] = {"trial": "trial00001", "service": SERVICE, "lines": ["查工单"]}
        status, told = await editor.post(f"{one}/try", body)
        assert status == 200, told
        last = told["exchanges"][-1]
        assert (last["asked"], last["service"], last["file"]) == ("工单号", SERVICE, SCRIPT)
        text = (await editor.get(f"{one}/file?path={SCRIPT}"))[1]["text"]
        assert "收集: [工单号]" in text.splitlines()[last["line"] - 1]
        body["lines"] += ["/按键 26110931"]
        _, told = await editor.post(f"{one}/try", body)
        assert told["exchanges"][-1]["calls"][0].startswith("hotline.status（工单号=26110931")
        name = "hotline-status.test.yaml"
        _, file = await editor.get(f"{one}/file?path={name}")
        tried = told["test"].split("对话:\n")[1]
        body_of_test = {"path": name, "base": file["revision"], "text": f"服务: {SERVICE}\n对话:\n{tried}"}
        assert (await editor.ask("PUT", f"{one}/file", body_of_test))[0] == 200
        _, played = await editor.post(f"{one}/tests", {})
        assert [(test["name"], test["passed"]) for test in played["outcomes"]] == [("试一试", True)]
        assert ["工单号", "26110931"] in told["filled"]
        assert told["exchanges"][-1]["cards"][0]["options"], "what may be touched"
        await changed(editor, one, "已经派给", "我们派给")
        _, again = await editor.post(f"{one}/try", body)
        assert "我们派给" in "".join(again["exchanges"][-1]["said"])
        for line, code in (("/没有", "bad_line"), ("  ", "bad_line"), ("字" * 501, "bad_line")):
            status, told = await editor.post(f"{one}/try", {**body, "lines": [line]})
            assert (status, told["error"]["code"]) == (400, code), line
        assert (await editor.post(f"{one}/try", {**body, "service": "没有的"}))[0] == 404
        _, told = await editor.get(f"{one}/trials")
        assert [(row["lines"], row["who"]) for row in told] == [(["查工单", "/按键 26110931"], "editor (editor)")]


@pytest.mark.usefixtures("in_threads")
async def test_words_for_completion(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        _, told = await editor.get(f"{await made(editor)}/words")
        assert {"收集", "提交", "转人工"} <= set(told["keys"]["步骤"])
        assert "手机号" in told["words"]["类型"]
        assert told["about"]["收集"]
        use = next(found for found in told["interfaces"] if found["name"] == "hotline.status")
        assert use["sends"] == ["工单号"]
        assert told["services"] == [SERVICE]


async def test_a_clean_draft_is_proposed_and_none_who_edited_it_approves_it(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        for name in ("li", "zhao"):
            await all_of.add(name, [Role.EDITOR, Role.APPROVER], name)
        second, third = await all_of.browser(), await all_of.browser()
        await second.sign_in("li", code=second.code())
        await third.sign_in("zhao", code=third.code())
        one = await made(editor)
        await changed(editor, one, "首次: 要帮您催一下吗？", "首次: 要不要帮您催一下？")
        await changed(second, one, "再问: 请说要催，或者不用催。", "再问: 请说催一下，或者不用催。")
        status, told = await editor.post(f"{one}/propose", {"message": "换问法", "revision": 1})
        assert (status, told["error"]["code"]) == (409, "changed-meanwhile")
        status, told = await editor.post(f"{one}/propose", {"message": "换问法", "revision": 2})
        assert status == 200, told
        assert (told["author"], told["state"]) == ("editor (editor)、li (li)", "proposed")
        status, told = await second.post("/scripts/1/approve", {"reason": "好"})
        assert (status, told["error"]["code"]) == (409, "self-approval")
        assert (await third.post("/scripts/1/approve", {"reason": "好"}))[0] == 200
        _, told = await editor.get("/scripts/drafts")
        assert told[0]["proposed"] == 1


async def test_who_saves_while_a_draft_is_being_proposed_is_one_of_its_authors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proposal names the revision that the next save will have; that save comes before the files are read."""
    async with stand(tmp_path) as all_of:
        editor, second = all_of.of[Role.EDITOR], await all_of.browser()
        await all_of.add("li", [Role.EDITOR, Role.APPROVER], "li")
        await second.sign_in("li", code=second.code())
        one, drafts = await made(editor), all_of.store.drafts
        await changed(editor, one, "首次: 要帮您催一下吗？", "首次: 要不要帮您催一下？")
        real = drafts.bundle

        async def bundle(draft: str) -> tuple[Bundle, int] | None:
            monkeypatch.undo()
            await changed(second, one, "再问: 请说要催，或者不用催。", "再问: 请说催一下，或者不用催。")
            return await real(draft)

        monkeypatch.setattr(drafts, "bundle", bundle)
        status, told = await editor.post(f"{one}/propose", {"message": "换问法", "revision": 2})
        assert status == 200, told
        assert told["author"] == "editor (editor)、li (li)"
        status, told = await second.post("/scripts/1/approve", {"reason": "好"})
        assert (status, told["error"]["code"]) == (409, "self-approval")


@pytest.mark.usefixtures("in_threads")
async def test_an_unclean_draft_and_one_whose_test_fails_are_not_proposed(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        await changed(editor, one, "已经办结了。", "办完了。")
        status, told = await editor.post(f"{one}/propose", {"message": "改", "revision": 1})
        assert (status, told["error"]["code"]) == (422, "tests_failed"), told
        await changed(editor, one, "- 收集: [要催办]", "- 收集: [没有的]")
        status, told = await editor.post(f"{one}/propose", {"message": "改", "revision": 2})
        assert (status, told["error"]["code"]) == (422, "not_clean")
        assert (await editor.post(f"{one}/propose", {"message": " ", "revision": 2}))[0] == 400
        assert (await all_of.of[Role.APPROVER].post(f"{one}/propose", {"message": "x", "revision": 2}))[0] == 403
        await editor.post(f"{one}/discard")
        assert (await editor.post(f"{one}/propose", {"message": "x", "revision": 2}))[0] == 409
        assert (await all_of.store.versions.standing()).versions == {}


@pytest.mark.usefixtures("in_threads")
async def test_a_service_is_copied_with_tests_that_pass(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        status, told = await editor.post(f"{one}/copy", {"path": SCRIPT, "name": " 老年卡进度查询 "})
        assert status == 200, told
        assert (told["failing"], told["collisions"], told["samples"]) == (0, [], "")
        for path, text in (("老年卡.yaml", told["script"]), ("老年卡.test.yaml", told["tests"])):
            assert (await editor.ask("PUT", f"{one}/file", {"path": path, "base": 0, "text": text}))[0] == 200
        _, played = await editor.post(f"{one}/tests", {"most": 20, "service": "老年卡进度查询"})
        assert [test["name"] for test in played["outcomes"] if not test["passed"]] == []
        assert played["total"] > 0
        _, near = await editor.post(f"{one}/copy", {"path": SCRIPT, "name": "查工单", "play": False})
        assert "听起来一样" in near["collisions"][0]
        assert (await editor.get(f"{one}/file?path={SCRIPT}"))[1]["revision"] == 0, "a copy is answered, not saved"
        for name in ("", "字" * 31, "甲\n乙"):
            status, told = await editor.post(f"{one}/copy", {"path": SCRIPT, "name": name})
            assert (status, told["error"]["code"]) == (400, "bad_body"), name
        assert (await editor.post(f"{one}/copy", {"path": "none.yaml", "name": "甲"}))[0] == 404
        assert (await all_of.of[Role.APPROVER].post(f"{one}/copy", {"path": SCRIPT, "name": "甲"}))[0] == 403
        await changed(editor, one, "- 收集: [要催办]", "- 收集: [没有的]")
        status, told = await editor.post(f"{one}/copy", {"path": SCRIPT, "name": "甲"})
        assert (status, told["error"]["code"]) == (422, "not_loadable")
