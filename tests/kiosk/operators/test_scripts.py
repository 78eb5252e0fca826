"""The road of a version in the console: who may do what, what is refused, and that nothing is lost."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.operators.permissions import Role
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.versions import version_files, write_files

SERVICES = Path(__file__).parents[3] / "services"
ROLES = (Role.EDITOR, Role.APPROVER, Role.SEAT)


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    services = write_files(version_files("您好"), folder / "services")
    async with console(folder / "data", settings=replace(settings_of(), services_dir=services), roles=ROLES) as found:
        yield found


def shipped_service(folder: Path) -> None:
    """Puts one whose lint and tests are clean in place of the folder's."""
    shutil.rmtree(folder)
    (folder / "knowledge").mkdir(parents=True)
    for name in ("hotline-status.yaml", "hotline-status.test.yaml", "calendar.yaml", "knowledge/sq.yaml"):
        text = (SERVICES / name).read_text(encoding="utf-8")
        text = text.replace("业务: 12345诉求登记", "业务: 工单进度查询")  # the only service here
        (folder / name).write_text(text, encoding="utf-8")


async def kept(stand: ConsoleStand, mark: str, author: str = "editor (editor)", parent: int | None = None) -> int:
    return (await stand.store.versions.add(version_files(mark), author, mark, parent)).number


async def live(stand: ConsoleStand, mark: str) -> int:
    """A version that is approved and published by the approver; its number."""
    approver = stand.of[Role.APPROVER]
    before = (await stand.store.versions.standing()).live
    number = await kept(stand, mark, parent=before)
    status, told = await approver.post(f"/scripts/{number}/approve", {"reason": "看过"})
    assert status == 200, told
    status, told = await approver.post(f"/scripts/{number}/publish", {"expected_live": before})
    assert status == 200, told
    return number


def steps(told: dict[str, Any], number: int) -> dict[str, str]:
    version = next(one for one in told["versions"] if one["number"] == number)
    return {step["event"]: step["refused"] for step in version["steps"]}


async def test_proposed_approved_by_another_published_and_rolled_back(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor, approver = all_of.of[Role.EDITOR], all_of.of[Role.APPROVER]
        shipped_service(tmp_path / "services")
        status, told = await editor.post("/scripts", {"message": "第一版"})
        assert status == 200, told
        assert told["state"] == "proposed"
        assert told["author"] == "editor (editor)"
        assert (tmp_path / "services" / ".version").read_text().startswith("1 ")
        status, told = await approver.post("/scripts/1/publish", {"expected_live": None})
        assert (status, told["error"]["code"]) == (409, "wrong-state")
        status, told = await approver.post("/scripts/1/approve", {"reason": "看过"})
        assert (status, told["state"]) == (200, "approved")
        status, told = await approver.post("/scripts/1/publish", {"expected_live": None})
        assert (status, told["state"]) == (200, "live")
        second = await live(all_of, "欢迎")
        status, told = await approver.post("/scripts/roll-back", {"expected_live": second, "reason": "投诉多"})
        assert (status, told["live"]) == (200, 1)
        status, told = await approver.get("/scripts/history")
        assert [(row["version"], row["told"]) for row in told[:2]] == [(1, "退回"), (second, "换下")]
        assert told[0]["reason"] == "投诉多"
        assert told[0]["who"] == "approver (approver)"


async def test_what_a_mistake_of_the_folder_is_told_with_and_nothing_is_kept(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        (tmp_path / "services" / "broken.yaml").write_text("服务: 坏的\n步骤:\n  - 说话: 您好\n", encoding="utf-8")
        status, told = await editor.get("/scripts/folder")
        assert status == 200
        assert not told["clean"]
        assert told["lines"], "against nothing everything is new"
        wrong = [one for one in told["findings"] if one["file"] == "broken.yaml" and one["level"] == "error"]
        assert wrong
        assert all(one["line"] >= 1 for one in wrong)
        status, told = await editor.post("/scripts", {"message": "坏的"})
        assert (status, told["error"]["code"]) == (422, "not_clean")
        assert (await all_of.store.versions.standing()).versions == {}


async def test_the_author_approves_nothing_of_his_own_under_any_name(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        approver = all_of.of[Role.APPROVER]
        for author in ("approver (approver)", "approver", "别名 (Approver)"):
            number = await kept(all_of, author[:4] + str(len(author)), author)
            _, told = await approver.get("/scripts")
            assert "另一个人审批" in steps(told, number)["approve"]
            assert "refuse" in steps(told, number)
            status, told = await approver.post(f"/scripts/{number}/approve", {"reason": "好"})
            assert (status, told["error"]["code"]) == (409, "self-approval")


async def test_who_may_do_what(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        await kept(all_of, "您")
        for role, method, path, body in (
            (Role.SEAT, "GET", "/scripts", None),
            (Role.EDITOR, "POST", "/scripts/1/approve", {"reason": "x"}),
            (Role.EDITOR, "POST", "/scripts/1/publish", {"expected_live": None}),
            (Role.EDITOR, "POST", "/scripts/roll-back", {"expected_live": None}),
            (Role.APPROVER, "POST", "/scripts", {"message": "x"}),
        ):
            status, told = await all_of.of[role].ask(method, path, body)
            assert (status, told["error"]["code"]) == (403, "forbidden"), (role, path)


async def test_a_publish_upon_another_live_version_is_refused_and_loses_nothing(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        approver = all_of.of[Role.APPROVER]
        first = await live(all_of, "一")
        mine = await kept(all_of, "我", parent=first)
        await approver.post(f"/scripts/{mine}/approve", {"reason": "好"})
        second = await live(all_of, "二")
        for seen, code in ((first, "changed-meanwhile"), (second, "not-from-live")):
            status, told = await approver.post(f"/scripts/{mine}/publish", {"expected_live": seen})
            assert (status, told["error"]["code"]) == (409, code)
        now = await all_of.store.versions.standing()
        assert (now.live, now.state(mine)) == (second, "approved")


async def test_a_trial_goes_where_it_is_told_and_is_stopped(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        approver = all_of.of[Role.APPROVER]
        first = await live(all_of, "一")
        tried = await kept(all_of, "二", parent=first)
        await approver.post(f"/scripts/{tried}/approve", {"reason": "好"})
        status, told = await approver.post(f"/scripts/{tried}/try", {"expected_live": first, "share": "200%"})
        assert (status, told["error"]["code"]) == (400, "no-rollout")
        body = {"expected_live": first, "kiosks": "kiosk-1、browser", "share": "10%"}
        status, told = await approver.post(f"/scripts/{tried}/try", body)
        assert (status, told["error"]["code"]) == (422, "no_kiosk")
        assert "还没有登记机器" in told["error"]["message"]
        await all_of.store.kiosks.invite("kiosk-1", {}, "1234", name_id="k1", lasts_ms=60_000)
        assert (await approver.post(f"/scripts/{tried}/try", body))[0] == 422, "invited is not enrolled"
        assert await all_of.store.kiosks.enrol("1234", "token") is not None
        assert (await approver.post(f"/scripts/{tried}/try", body))[0] == 200
        _, told = await approver.get("/scripts")
        assert (told["canary"], told["trial"]) == (tried, "没有登记的网页、kiosk-1，10% 的来电")
        assert told["roll_back_to"] is None
        status, told = await approver.post("/scripts/roll-back", {"expected_live": first})
        assert (told["live"], told["canary"]) == (first, None)
        assert steps(told, tried)["publish"] == steps(told, tried)["try"] == "", "it is approved still"


async def test_prompts_that_are_not_rendered_are_waited_for_unless_told_not_to(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        approver, versions = all_of.of[Role.APPROVER], all_of.store.versions
        number = await kept(all_of, "一")
        await approver.post(f"/scripts/{number}/approve", {"reason": "好"})
        await versions.report(number, 3, 10)
        _, told = await approver.get(f"/scripts/{number}/preview")
        assert (told["ready"], told["running"], told["halls"][0]["done"]) == (False, 1, 3)
        assert (told["served"], told["prompt_s"], told["pace_s"]) == (0, None, None)
        assert told["kiosks"] == [{"name": "browser", "place": "", "here": None}]
        status, told = await approver.post(f"/scripts/{number}/publish", {"expected_live": None})
        assert (status, told["error"]["code"]) == (425, "not_ready")
        await versions.report(number, 0, 0, "缺少知识文件")
        status, told = await approver.post(f"/scripts/{number}/publish", {"expected_live": None, "now": True})
        assert (status, told["error"]["code"]) == (409, "not_loadable")
        await versions.report(number, 3, 10)
        status, told = await approver.post(f"/scripts/{number}/publish", {"expected_live": None, "now": True})
        assert (status, told["state"]) == (200, "live")


async def test_differences_and_the_files_of_a_version(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        editor = all_of.of[Role.EDITOR]
        first = await live(all_of, "一")
        second = await kept(all_of, "二", parent=first)
        status, told = await editor.get(f"/scripts/{second}/difference")
        assert status == 200
        assert any("“一先看看要带什么。”" in line["what"] for line in told["lines"])
        assert any(line.startswith("+") and "二先看看" in line for line in told["text"])
        status, body = await editor.get(f"/scripts/{second}/files")
        assert status == 200
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.read("services/card.yaml") == version_files("二").files["card.yaml"]
        for number in ("0", "99", "x", "1e3", "９"):
            assert (await editor.get(f"/scripts/{number}/files"))[0] == 404
