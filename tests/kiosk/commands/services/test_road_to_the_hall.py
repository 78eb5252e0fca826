"""`kiosk services propose … rollback` as they are typed: from a folder to a published version and back."""

from __future__ import annotations

import asyncio
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk.commands.services.group import app
from kiosk.config import load_settings
from kiosk.hall.version_files import MARK
from kiosk.publishing.bundle import BundleError
from kiosk.publishing.rollout import RolloutError
from kiosk.store import Store
from support.versions import version_files

SERVICES = Path(__file__).parents[4] / "services"


class Desk:
    """A hall's folder with one shipped service, and a terminal."""

    def __init__(self, root: Path) -> None:
        self.root, self.services = root, root / "services"
        (self.services / "knowledge").mkdir(parents=True)
        for name in ("hotline-status.yaml", "hotline-status.test.yaml", "calendar.yaml", "knowledge/sq.yaml"):
            shutil.copy(SERVICES / name, self.services / name)
        self.change("业务: 12345诉求登记", "业务: 工单进度查询", "knowledge/sq.yaml")  # the only service here
        self.config = root / "config.yaml"
        self.config.write_text("services: {source: published}\n", encoding="utf-8")

    def run(self, *words: str) -> Result:
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, [*words, "--config", str(self.config)])

    def ok(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.output

    def change(self, old: str, new: str, file: str = "hotline-status.yaml") -> None:
        text = (self.services / file).read_text(encoding="utf-8")
        assert old in text
        (self.services / file).write_text(text.replace(old, new), encoding="utf-8")

    def history(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.ok("history", "--json"))
        return found

    def with_versions(self, *marks: str) -> None:
        """Proposed versions of another service, without lint: that takes long, and is proven once."""

        async def fill() -> None:
            store = await Store.open(load_settings(self.config, {}))
            for mark in marks:
                parent = (await store.versions.standing()).live
                await store.versions.add(version_files(mark), "李雷", mark, parent)
            await store.close()

        asyncio.run(fill())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_from_a_folder_to_the_hall_and_back(desk: Desk) -> None:
    assert "版本 1" in desk.ok("propose", "-m", "第一版", "--who", "李雷")
    assert (desk.services / MARK).read_text().startswith("1 ")
    assert "版本 1 已审批" in desk.ok("approve", "1", "--who", "韩梅梅", "--reason", "核对过")
    assert "版本 1 已发布" in desk.ok("publish", "1", "--who", "韩梅梅")
    again = desk.run("propose", "-m", "没有改", "--who", "李雷")
    assert (again.exit_code, "和版本 1（正在用）一样" in again.output) == (1, True)
    desk.change("简介: 用工单号查诉求办到哪一步，可以催办。", "简介: 查到哪一步了。")
    assert "“简介”由“用工单号查诉求办到哪一步，可以催办。”改成“查到哪一步了。”" in desk.ok("diff")
    assert "+简介: 查到哪一步了。" in desk.ok("diff", "live", "folder", "--text")
    desk.ok("propose", "-m", "加简介", "--who", "李雷")
    desk.ok("approve", "2", "--who", "韩梅梅", "--reason", "可以")
    refused = desk.run("publish", "2", "--kiosks", "kiosk-9", "--share", "10%")
    assert refused.exit_code != 0
    assert "没有这台机器：kiosk-9" in refused.output
    assert "没有登记的网页，10% 的来电" in desk.ok("publish", "2", "--kiosks", "browser", "--share", "10%")
    assert "版本 2 已发布" in desk.ok("publish", "2", "--who", "韩梅梅")
    assert "从版本 2 退回到版本 1" in desk.ok("rollback", "--reason", "群众听不懂")
    told = desk.history()
    assert told["live"] == 1
    assert [row["event"] for row in told["history"]][-4:] == ["retire", "publish", "retire", "roll_back"]  # type: ignore[attr-defined]
    table = desk.ok("history")
    for words in ("李雷", "韩梅梅", "核对过", "试运行：没有登记的网页，10% 的来电", "群众听不懂", "加简介"):
        assert words in table


def test_mistakes_and_warnings_are_told_and_nothing_is_kept(desk: Desk) -> None:
    (desk.services / "hotline-status.test.yaml").unlink()
    refused = desk.run("propose", "-m", "x", "--who", "李雷")
    assert refused.exit_code == 1
    assert "[no-tests]" in refused.output
    assert "Not proposed" in refused.output
    assert desk.history()["versions"] == []
    assert not (desk.services / MARK).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("approve", "1", "--who", "李 雷", "--reason", "我看行"), "要另一个人审批"),
        (("approve", "1", "--who", "韩梅梅", "--reason", " "), "写上理由"),
        (("approve", "9", "--who", "韩梅梅", "--reason", "好"), "没有叫“9”的版本；有的是 1–2"),
        (("publish", "1", "--who", "李雷"), "版本 1 是“待审批”"),
        (("rollback",), "没有更早的版本"),
    ],
)
def test_refusals_name_the_reason_and_change_nothing(desk: Desk, words: tuple[str, ...], told: str) -> None:
    desk.with_versions("甲", "乙")
    before = desk.history()
    refused = desk.run(*words)
    assert (refused.exit_code, told in refused.output) == (1, True), refused.output
    assert desk.history() == before


def test_one_person_is_enough_where_the_settings_say_so(desk: Desk) -> None:
    desk.config.write_text("services: {source: published, approval: one}\n", encoding="utf-8")
    desk.with_versions("甲")
    assert "版本 1 已发布" in desk.ok("publish", "1", "--who", "李雷")


def test_a_refused_version_is_not_published(desk: Desk) -> None:
    desk.with_versions("甲")
    desk.ok("approve", "1", "--refuse", "--who", "韩梅梅", "--reason", "押金不对")
    assert "版本 1 是“已驳回”" in desk.run("publish", "1", "--who", "韩梅梅").output


def test_a_publish_waits_for_the_prompts_of_running_halls(desk: Desk) -> None:
    desk.with_versions("甲")
    desk.ok("approve", "1", "--who", "韩梅梅", "--reason", "好")

    async def report(done: int, trouble: str = "") -> None:
        store = await Store.open(load_settings(desk.config, {}))
        await store.versions.report(1, done, 10, trouble)
        await store.close()

    asyncio.run(report(7))
    waiting = desk.run("publish", "1", "--who", "韩梅梅", "--wait", "0")
    assert waiting.exit_code == 1
    assert "7/10" in waiting.output
    asyncio.run(report(0, "card.yaml:3 不认识"))
    assert "大厅装不进这个版本：card.yaml:3" in desk.run("publish", "1", "--who", "韩梅梅").output
    asyncio.run(report(10))
    assert "已发布" in desk.ok("publish", "1", "--who", "韩梅梅")


def test_a_folder_hall_is_told_that_it_does_not_follow(desk: Desk) -> None:
    desk.config.write_text("services: {approval: one}\n", encoding="utf-8")
    desk.with_versions("甲")
    assert "services.source 是 folder" in desk.ok("publish", "1", "--who", "李雷")


def test_export_and_import(desk: Desk, tmp_path: Path) -> None:
    desk.with_versions("甲")
    archive, folder = tmp_path / "v1.zip", tmp_path / "v1"
    desk.ok("export", "1", str(archive))
    desk.ok("export", "1", str(folder))
    assert (folder / "card.yaml").read_bytes() == version_files("甲").files["card.yaml"]
    assert isinstance(desk.run("export", "1", str(folder)).exception, FileExistsError)
    desk.ok("approve", "1", "--refuse", "--who", "韩梅梅", "--reason", "再想想")
    assert "存成草稿，版本 2" in desk.ok("import", str(archive), "--who", "韩梅梅")
    versions = desk.history()["versions"]
    assert [(one["state"], one["message"]) for one in versions] == [("refused", "甲"), ("draft", "甲")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("damage", ["not a zip", "other file", "outside", "no manifest"])
def test_an_archive_that_is_none_is_refused(desk: Desk, tmp_path: Path, damage: str) -> None:
    desk.with_versions("甲")
    archive = tmp_path / "v1.zip"
    desk.ok("export", "1", str(archive))
    with zipfile.ZipFile(archive) as good:
        files = {name: good.read(name) for name in good.namelist()}
    if damage == "not a zip":
        archive.write_bytes(b"PK nothing")
    else:
        if damage == "other file":
            files["services/card.yaml"] += b"\n"
        elif damage == "outside":
            files["services/../../x"] = b""
        else:
            del files["version.json"]
        with zipfile.ZipFile(archive, "w") as bad:
            for name, data in files.items():
                bad.writestr(name, data)
    result = desk.run("import", str(archive), "--who", "李雷")
    assert isinstance(result.exception, BundleError)
    assert len(desk.history()["versions"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("share", ["10", "0%", "100%", "一成", "-5%", "1e1%"])
def test_a_share_that_is_none(desk: Desk, share: str) -> None:
    desk.with_versions("甲")
    result = desk.run("publish", "1", "--share", share, "--who", "李雷")
    assert isinstance(result.exception, RolloutError)
