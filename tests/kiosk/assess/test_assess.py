"""The self-assessment: each check passes on a good hall, and fails on one that is made bad in that one way."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue import Library, load_library
from kiosk.__main__ import app
from kiosk.assess import guard as guards
from kiosk.assess import leakage as leaking
from kiosk.assess import listening, machine_checks, record_checks, report, weak_secrets
from kiosk.assess.marks import EXPORTS, marks
from kiosk.assess.overhearing import overhearing
from kiosk.assess.verdict import AssessedItem
from kiosk.config import Settings, load_settings
from kiosk.hall import Hall
from kiosk.models import files as models
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from kiosk.session import ClientProfile, Session
from kiosk.store import ConversationEntry, EndingEntry, Store
from kiosk.store.audit import AuditNote
from support.recorded_citizen import SERVICES, loss_service
from support.versions import approved, do

CHANGES = dict[str, str]
OLD_MS = 1_600_000_000_000


def settings_in(folder: Path, **changes: str) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(folder / "data"), **changes})


async def opened(settings: Settings) -> Store:
    return await Store.open(settings)


# ---- settings and files ----


@pytest.mark.parametrize(
    "changes", [{"KIOSK__PUBLIC__HOST": "0.0.0.0"}, {"KIOSK__OPERATORS__HOST": "192.0.2.7"}],
)  # fmt: skip
def test_a_listener_without_tls_beyond_this_machine(tmp_path: Path, changes: CHANGES) -> None:
    assert listening.listeners(settings_in(tmp_path)).kind == "pass"
    found = listening.listeners(settings_in(tmp_path, **changes))
    assert (found.kind, "没有 TLS" in found.found) == ("fail", True)


@pytest.mark.parametrize(
    ("secret", "kind"),
    [("changeme-changeme-changeme", "fail"), ("k3J9", "fail"), ("", "pass"), ("b7e1a94c02d85f6e93aa41c7d0f2", "pass")],
)
def test_default_and_short_secrets(tmp_path: Path, secret: str, kind: str) -> None:
    settings = settings_in(tmp_path)
    settings = replace(settings, messages=replace(settings.messages, secret=secret))
    found = weak_secrets.secrets(settings)
    assert found.kind == kind, found
    assert not secret or secret not in found.found


def test_a_key_that_is_old_or_open_to_others(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert machine_checks.key_age(settings).kind == "not_assessed"
    asyncio.run(_close(settings))
    assert machine_checks.key_age(settings).kind == "pass"
    old = time.time() - 400 * 86_400
    os.utime(settings.key_path, (old, old))
    assert "400 天没有换过" in machine_checks.key_age(settings).found
    os.utime(settings.key_path)
    settings.key_path.chmod(0o644)
    assert machine_checks.key_age(settings).kind == "fail"


async def _close(settings: Settings) -> None:
    await (await opened(settings)).close()


def test_dependencies_are_compared_only_where_there_are_advisories(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert machine_checks.dependencies(settings).kind == "not_assessed"
    folder = settings.data_dir / "advisories"
    folder.mkdir(parents=True)

    def write(versions: list[str]) -> None:
        one = {"id": "PYSEC-0", "affected": [{"package": {"name": "AioHTTP"}, "versions": versions}]}
        (folder / "a.json").write_text(json.dumps(one))

    write(["0.0.1"])
    assert machine_checks.dependencies(settings).kind == "pass"
    write([version("aiohttp")])
    found = machine_checks.dependencies(settings)
    assert (found.kind, "PYSEC-0" in found.found) == ("fail", True)
    (folder / "a.json").write_text("[]")
    assert machine_checks.dependencies(settings).kind == "fail"


def test_model_files_that_were_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = models.MODELS[next(iter(models.MODELS))]

    def verify(state: str, missing: tuple[str, ...] = ()) -> Callable[..., list[models.ModelStatus]]:
        return lambda names, folder: [models.ModelStatus(model, state, missing)]  # type: ignore[arg-type]

    for state, kind in (("ready", "pass"), ("incomplete", "fail"), ("unverified", "fail"), ("missing", "not_assessed")):
        monkeypatch.setattr(models, "verify", verify(state, ("model.bin",)))
        assert machine_checks.model_files(settings_in(tmp_path)).kind == kind, state


# ---- the record ----


async def test_who_approves_his_own_version(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = await opened(settings)
    number = await approved(store, "您好")
    assert (await record_checks.approvals(store, settings)).kind == "pass"
    standing = await store.versions.standing()
    author = standing.versions[number].author
    row = (await store.versions.history())[-1]
    real = store.versions.history  # the rules refuse such a row: somebody would have to write it into the database
    store.versions.history = lambda: _later([replace(row, who=author)])  # type: ignore[method-assign, assignment, return-value]
    found = await record_checks.approvals(store, settings)
    assert (found.kind, f"版本 {number} 是作者自己审批的" in found.found) == ("fail", True)
    store.versions.history = real  # type: ignore[method-assign]
    one = replace(settings, services=replace(settings.services, approval="one"))
    assert (await record_checks.approvals(store, one)).kind == "fail"
    await store.close()


async def _later(value: object) -> object:
    return value


async def test_errors_of_what_is_published(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, KIOSK__SERVICES__SOURCE="published")
    store = await opened(settings)
    assert (await record_checks.published(store, settings)).kind == "not_assessed"
    folder = loss_service(tmp_path / "services")
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.yaml")}
    files["sbk-loss.yaml"] = (SERVICES / "sbk-loss.yaml").read_bytes()
    before = None
    for kind, change in (("pass", ""), ("fail", "步骤:\n  - 收集: [没有这个]\n")):
        text = files["sbk-loss.yaml"].decode()
        text = text.replace("步骤:\n", change, 1) if change else text
        number = (
            await store.versions.add(Bundle({**files, "sbk-loss.yaml": text.encode()}), "李编辑", "x", before)
        ).number
        await do(store, "approve", number)
        await do(store, "publish", number)
        before = number
        found = await record_checks.published(store, settings)
        assert found.kind == kind, found
    await store.close()


async def test_what_is_overdue(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = await opened(settings)
    assert (await record_checks.retention(store, settings)).kind == "pass"
    never = replace(settings, store=replace(settings.store, keep_days=0))
    assert (await record_checks.retention(store, never)).kind == "fail"
    aside = settings.data_dir / "replaced-20260101T000000Z-aaaa"
    aside.mkdir()
    os.utime(aside, (1, 1))
    assert "replaced-2026" in (await record_checks.retention(store, settings)).found
    aside.rmdir()
    settings.recordings_dir.mkdir()
    (old := settings.recordings_dir / f"{OLD_MS}-00112233445566ff.rec").write_bytes(b"x")
    assert "1 个录音" in (await record_checks.retention(store, settings)).found
    old.unlink()
    ending = EndingEntry("completed", "", "", OLD_MS)
    await store.keep(ConversationEntry("c1", "k", "screen", OLD_MS, ending=ending))
    found = await record_checks.retention(store, settings)
    assert (found.kind, "conversations 有 1 行" in found.found) == ("fail", True)
    await store.close()


async def test_an_audit_trail_that_was_changed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = await opened(settings)
    for _ in range(3):
        await store.audit(AuditNote("record read", "张老师"))
    assert (await record_checks.audit_trail(store)).kind == "pass"
    with closing(sqlite3.connect(settings.data_dir / "hall.db")) as record:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        for (name,) in record.execute(named).fetchall():
            record.execute(f"DROP TRIGGER {name}")
        record.execute("DELETE FROM audit WHERE number = 2")
        record.commit()
    assert (await record_checks.audit_trail(store)).kind == "fail"
    await store.close()


@pytest.mark.parametrize(
    ("accounts", "kind", "told"),
    [
        ([("a", ["administrator"], "T"), ("b", ["auditor"], ""), ("c", ["editor"], "")], "pass", "3 个账号"),
        ([("a", ["administrator", "editor"], "T"), ("b", ["auditor"], "")], "fail", "兼任"),
        ([("a", ["administrator"], ""), ("b", ["auditor"], "")], "fail", "a 没有第二因素"),
        ([("a", ["administrator"], "T")], "fail", "没有审计账号"),
        ([], "not_assessed", "没有账号"),
    ],
)
async def test_roles_and_the_second_factor(
    tmp_path: Path, accounts: list[tuple[str, list[str], str]], kind: str, told: str
) -> None:
    store = await opened(settings_in(tmp_path))
    for name, roles, totp in accounts:
        await store.accounts.add(name, name, name, tuple(map(Role, roles)), "hash", AuditNote("account made", "test"))
        await store.accounts.change(name, {"totp": totp}, None)
    found = await record_checks.roles(store)
    assert (found.kind, told in found.found) == (kind, True), found
    await store.close()


# ---- overhearing, marks, guard, leakage ----


def test_listening_by_ear_is_told_to_citizens_or_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert overhearing(settings_in(tmp_path)).kind == "pass"
    on = settings_in(tmp_path, KIOSK__LIVE__SOUND="on")
    assert overhearing(on).kind == "not_assessed", "whether the hall says so on a notice is not seen from here"
    monkeypatch.setattr("dialogue.phrases.GREETING_HEARD", "您好，我是人工智能数字人导办员，请问您想办什么业务？")
    assert overhearing(on).kind == "fail"


def test_an_export_without_a_mark() -> None:
    assert marks("大厅").kind == "pass"
    for bad in (b"RIFF", b'{"AIGC": {"Label": "1"}}', b'AIGC {"Label": broken}'):
        assert marks("大厅", {**EXPORTS, "新的": lambda mark, bad=bad: bad}).kind == "fail"  # type: ignore[misc]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_library(loss_service(tmp_path_factory.mktemp("scripts") / "services"))


def test_a_script_that_answers_what_must_be_refused(tmp_path: Path, library: Library) -> None:
    assert guards.guard(library, date(2026, 12, 1)).kind == "pass"
    folder = loss_service(tmp_path / "services")
    text = (folder / "sbk-loss.yaml").read_text(encoding="utf-8")
    text = text.replace("说法: [社保卡丢了", f"说法: [社保卡丢了, {guards.MUST_REFUSE[2]}")
    (folder / "sbk-loss.yaml").write_text(text, encoding="utf-8")
    found = guards.guard(load_library(folder), date(2026, 12, 1))
    assert (found.kind, guards.MUST_REFUSE[2] in found.found) == ("fail", True)


def test_a_clerk_who_refuses_ordinary_wishes(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "_understood", lambda state: False)
    found = guards.guard(library, date(2026, 12, 1))
    assert (found.kind, "不该拒绝的拒绝了 1/1" in found.found) == ("fail", True)


async def test_what_one_citizen_tells_reaches_no_other(tmp_path: Path, library: Library) -> None:
    found = await leaking.leakage(settings_in(tmp_path), library)
    assert found.kind == "pass", found


async def test_a_hall_that_shows_one_citizens_screen_to_another(tmp_path: Path, library: Library) -> None:
    first: list[leaking.ProbeScreen] = []

    def mixed(hall: Hall, screen: leaking.ProbeScreen) -> Session:
        first.append(screen)
        session = Session(hall, screen, ClientProfile("screen", "assess", screen=True, voice=False))
        real = screen.send

        def send(message: object) -> None:
            real(message)  # type: ignore[arg-type]
            for other in first:
                if other is not screen:
                    other.told.append(repr(message))

        screen.send = send  # type: ignore[method-assign, assignment]
        return session

    found = await leaking.leakage(settings_in(tmp_path), library, mixed)
    assert (found.kind, "出现了第" in found.found) == ("fail", True), found


# ---- the report and the command ----


def test_the_report_escapes_and_names_clauses() -> None:
    made = AssessedItem("x", "<b>题</b>", ("条款一",), "not_assessed", "看到 & 的", "为什么 <i>")
    text = report.html([made], "大厅 <x>", "1", datetime(2026, 12, 1, 8, 0))
    assert "&lt;b&gt;题" in text
    for part in ("— 未评", "条款一", "2026-12-01 08:00", "合格 0，不合格 0，未评 1", "为什么没评：为什么 &lt;i&gt;"):
        assert part in text, part
    assert "<i>" not in text


def test_the_command_writes_the_report_and_exits_by_its_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    asyncio.run(_close(settings))
    config = tmp_path / "config.yaml"
    config.write_text(f"data_dir: {settings.data_dir}\n", encoding="utf-8")
    kinds = ["pass", "not_assessed"]

    async def assess(*_: object) -> list[AssessedItem]:
        return [AssessedItem("x", "题", ("条款",), kind, "看到", "改法") for kind in kinds]  # type: ignore[arg-type]

    monkeypatch.setattr("kiosk.commands.assess.assess", assess)
    command = ["assess", "--config", str(config), "-o", str(tmp_path / "r.html")]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    assert "未评  题" in told.output
    assert "合格 1，不合格 0，未评 1" in (tmp_path / "r.html").read_text(encoding="utf-8")
    kinds.append("fail")
    found = CliRunner().invoke(app, [*command, "--json"])
    assert found.exit_code == 1
    assert [one["kind"] for one in json.loads(found.stdout)["items"]] == kinds
    assert CliRunner().invoke(app, ["assess", "--pdf", "--config", str(config)]).exit_code == 2


# ---- what was taken for good and is not ----


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ([{"introduced": "0"}], "fail"),
        ([{"introduced": "0"}, {"fixed": "0.0.1"}], "pass"),
        ([{"introduced": "0"}, {"fixed": "0.0.1"}, {"introduced": "0.0.2"}], "fail"),
        ([{"introduced": "0"}, {"last_affected": "0.0.1"}], "pass"),
        ([{"introduced": "0"}, {"last_affected": "999"}], "fail"),
        ([{"introduced": "999"}], "pass"),
    ],
)
def test_advisories_that_have_ranges(tmp_path: Path, events: list[dict[str, str]], kind: str) -> None:
    settings = settings_in(tmp_path)
    (folder := settings.data_dir / "advisories").mkdir(parents=True)
    told = {"package": {"name": "aiohttp"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    (folder / "a.json").write_text(json.dumps({"id": "X-1", "affected": [told]}))
    assert machine_checks.dependencies(settings).kind == kind


@pytest.mark.parametrize("text", ["{}", '{"id": "X", "affected": [{"package": {"name": "y"}}]}', '{"id": 1}', "x"])
def test_what_is_no_advisory(tmp_path: Path, text: str) -> None:
    settings = settings_in(tmp_path)
    (folder := settings.data_dir / "advisories").mkdir(parents=True)
    (folder / "a.json").write_text(text)
    found = machine_checks.dependencies(settings)
    assert (found.kind, "1 个漏洞文件读不出来" in found.found) == ("fail", True)


def test_a_model_that_is_needed_and_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = list(models.MODELS.values())[:2]
    found = [models.ModelStatus(one, "ready"), models.ModelStatus(other, "missing")]
    monkeypatch.setattr(models, "verify", lambda names, folder: found)
    verdict = machine_checks.model_files(settings_in(tmp_path))
    assert (verdict.kind, other.name in verdict.found) == ("fail", True)


def test_a_key_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    asyncio.run(_close(settings))
    real = Path.stat

    def stat(path: Path, **more: bool) -> os.stat_result:
        told = list(real(path, **more))
        if path == settings.key_path:
            told[4] = 4321
        return os.stat_result(told)

    monkeypatch.setattr(Path, "stat", stat)
    found = machine_checks.key_age(settings)
    assert (found.kind, "属主是用户 4321" in found.found) == ("fail", True), found


async def test_a_version_that_nobody_approved(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = await opened(settings)
    assert (await record_checks.approvals(store, settings)).kind == "not_assessed"
    number = (await store.versions.add(Bundle({"a.yaml": b"x"}), "李编辑", "x", None)).number
    assert (await record_checks.approvals(store, settings)).kind == "pass"
    rows = await store.versions.history()
    store.versions.history = lambda: _later([*rows, replace(rows[-1], event="publish")])  # type: ignore[method-assign, assignment, return-value]
    found = await record_checks.approvals(store, settings)
    assert (found.kind, f"没有审批就发布过版本 {number}" in found.found) == ("fail", True), found
    await store.close()


async def test_old_data_in_a_folder_of_today(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    store = await opened(settings)
    aside = settings.data_dir / "replaced-20261201T000000Z-aaaa"
    aside.mkdir()
    assert (await record_checks.retention(store, settings)).kind == "pass"
    with closing(sqlite3.connect(aside / "hall.db")) as record:
        record.execute("CREATE TABLE conversations (began_ms INTEGER)")
        record.execute("INSERT INTO conversations VALUES (?)", (OLD_MS,))
        record.commit()
    assert "replaced-2026" in (await record_checks.retention(store, settings)).found
    (aside / "hall.db").unlink()
    settings.recordings_dir.mkdir()
    (settings.recordings_dir / f"{OLD_MS}-00112233445566ff.part").write_bytes(b"x")
    assert "1 个录音" in (await record_checks.retention(store, settings)).found
    await store.close()
