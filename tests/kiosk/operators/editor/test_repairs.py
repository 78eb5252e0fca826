"""Tests that a change of a draft has broken are mended together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.permissions import Role
from support.drafts import SCRIPT, SERVICE, run_in_thread
from tests.kiosk.operators.editor.test_bench import changed, made, stand

TESTS = "hotline-status.test.yaml"


@pytest.fixture(autouse=True)
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each worker, which takes seconds to begin."""
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)


async def test_a_new_question_is_answered_in_all_of_them(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        assert (await editor.post(f"{one}/repairs", {"service": SERVICE}))[1] == {"path": TESTS, "repairs": []}
        await changed(editor, one, "  - 收集: [工单号]", "  - 收集: [谁来问]\n  - 收集: [工单号]")
        slot = "  谁来问:\n    类型: 选项\n    选项: {本人: [我自己], 家人: [替家里问]}\n    问: 谁来问？\n"
        await changed(editor, one, "槽位:\n", f"槽位:\n{slot}")
        _, played = await editor.post(f"{one}/tests", {"most": 20})
        broken = [test["name"] for test in played["outcomes"] if not test["passed"]]
        assert broken
        status, told = await editor.post(f"{one}/repairs", {"service": SERVICE})
        assert status == 200, told
        repair = next(found for found in told["repairs"] if found["kind"] == "asked")
        assert (repair["question"], repair["ask"], repair["options"]) == ("谁来问", "谁来问？", ["本人", "家人"])
        assert set(repair["tests"]) == set(broken)
        body = {"service": SERVICE, "kind": "asked", "question": "谁来问", "answer": "本人"}
        status, mended = await editor.post(f"{one}/repair", body)
        assert status == 200, mended
        assert (mended["path"], mended["concerned"], mended["passing"]) == (TESTS, len(broken), len(broken))
        assert {change["test"] for change in mended["changed"]} == set(broken)
        _, file = await editor.get(f"{one}/file?path={TESTS}")
        assert file["revision"] == 0, "it is answered, not saved"
        await editor.ask("PUT", f"{one}/file", {"path": TESTS, "base": 0, "text": mended["text"]})
        _, played = await editor.post(f"{one}/tests", {"most": 20})
        assert all(test["passed"] for test in played["outcomes"])


async def test_a_repair_without_an_answer_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        body = {"service": SERVICE, "kind": "asked", "question": "工单号", "answer": " "}
        status, told = await editor.post(f"{one}/repair", body)
        assert (status, told["error"]["code"]) == (400, "bad_body")
        assert (await editor.post(f"{one}/repair", {**body, "answer": "有"}))[0] == 404
        assert (await editor.post(f"{one}/repairs", {"service": "没有的"}))[0] == 404
        assert (await all_of.of[Role.APPROVER].post(f"{one}/repairs", {"service": SERVICE}))[0] == 403
        await changed(editor, one, "- 收集: [要催办]", "- 收集: [没有的]")
        status, told = await editor.post(f"{one}/repairs", {"service": SERVICE})
        assert (status, told["error"]["code"]) == (422, "not_loadable")


async def test_the_full_check_tells_failing_tests_before_branches(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        one = await made(editor)
        await changed(editor, one, "已经办结了。", "办完了。", SCRIPT)
        _, told = await editor.post(f"{one}/lint", {"families": "all"})
        codes = [found["code"] for found in told["findings"]]
        assert "failing-tests" in codes
        assert "untested-branch" not in codes
