"""`kiosk services lint` and `kiosk services schema`, as an operator meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from kiosk.commands.services.group import app
from support.small_hall import GOOD, KNOWLEDGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "lrk.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_warning_lets_it_pass_unless_strict(folder: Path) -> None:
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert told.exit_code == 0
    assert "没有对话测试" in told.stdout
    assert "0 个错误，1 个提醒" in told.stdout
    assert CliRunner().invoke(app, ["lint", str(folder), "--strict"]).exit_code == 1


def test_what_this_hall_cannot_prove_is_noted_once_a_channel_and_is_no_mistake_of_the_scripts(folder: Path) -> None:
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert told.exit_code == 0
    assert told.stdout.count("说明") == told.stdout.count("[identity-means]") == 2
    assert json.loads(CliRunner().invoke(app, ["lint", str(folder), "--json"]).stdout)["notes"] == 2
    sender = {"KIOSK__HALL__SMS": "sender", "KIOSK__MESSAGES__URL": "http://127.0.0.1:9/sms"}
    assert "[identity-means]" not in CliRunner(env=sender).invoke(app, ["lint", str(folder)]).stdout


def test_the_shipped_services_pass_strictly_under_the_settings_as_they_come() -> None:
    told = CliRunner().invoke(app, ["lint", str(Path(__file__).parents[4] / "services"), "--strict"])
    assert told.exit_code == 0
    assert "，没有问题" in told.stdout


def test_an_error_is_told_with_its_place_its_line_and_a_fix(folder: Path) -> None:
    (folder / "lrk.yaml").write_text(GOOD.replace("类型: 手机号", "类形: 手机号"), encoding="utf-8")
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert told.exit_code == 1
    for words in ("lrk.yaml:18", "错误", "不认识“类形”", "[unknown-key]", "类形: 手机号", "是不是想写“类型”？"):
        assert words in told.stdout


def test_json_for_other_programs(folder: Path) -> None:
    (folder / "lrk.yaml").write_text(GOOD.replace("kb/lrk-3", "kb/lrk-9"), encoding="utf-8")
    told = CliRunner().invoke(app, ["lint", str(folder), "--json"])
    report = json.loads(told.stdout)
    assert told.exit_code == 1
    assert report["errors"] == 1
    error = next(finding for finding in report["findings"] if finding["level"] == "error")
    assert set(error) == {"file", "line", "code", "level", "message", "fix", "quote"}
    assert (error["code"], error["line"]) == ("no-source", 4)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["lint", str(tmp_path / "nowhere")])
    assert told.exit_code == 1
    assert "没有这个文件夹" in told.stdout


def test_text_messages_may_be_promised_where_the_settings_name_a_sender(folder: Path, tmp_path: Path) -> None:
    (folder / "lrk.yaml").write_text(GOOD.replace("回执: [打印]", "回执: [短信]"), encoding="utf-8")
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert told.exit_code == 1
    assert "[promised-sms]" in told.stdout
    settings = tmp_path / "hall.settings"
    settings.write_text("hall:\n  sms: backend\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["lint", str(folder), "--config", str(settings)]).exit_code == 0


def test_the_schema_printed_and_written(tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["schema"]).stdout
    Draft202012Validator.check_schema(json.loads(printed))
    file = tmp_path / "script.schema.json"
    assert CliRunner().invoke(app, ["schema", "-o", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == printed


def test_knowledge_is_counted(folder: Path) -> None:
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert "1 个脚本和测试文件、1 个知识文件：" in told.stdout
    assert json.loads(CliRunner().invoke(app, ["lint", str(folder), "--json"]).stdout)["knowledge_files"] == 1


def test_bytes_of_office_files_are_not_quoted(folder: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["问法", "答案", "生效", "出处"])
    book.active.append(["几点开门", "九点。", "去年", "指南"])
    book.save(folder / "knowledge" / "hours.xlsx")
    (folder / "knowledge" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\x1b[2J\x07PK first line\nsecond\n")
    (folder / "knowledge" / "odd.csv").write_bytes(
        "问法,答案,生效,出处\n几点\x1b[2J开门,九点。,去\x1b]0;x\x07年,指南\n".encode()
    )
    told = CliRunner().invoke(app, ["lint", str(folder)])
    assert told.exit_code == 1
    for words in ("hours.xlsx:2", "日期“去年”不对", "old.doc:1", "odd.csv:2", "几点·[2J开门"):
        assert words in told.stdout
    assert "PK" not in told.stdout
    assert not re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd]", told.stdout)
