"""进度, 取消, 改期 and 受理 of a script."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.schema import schema
from dialogue.services import read_services

SCRIPT = "服务: 甲\n版本: 1\n说法: [办甲]\n{more}\n步骤:\n  - 说: 好。\n  - 结束: 完成\n"


def load(more: str) -> tuple[Script | None, list[str]]:
    problems = Problems("t.yaml")
    script = load_script(SCRIPT.format(more=more), "t.yaml", problems)
    return script, [str(error) for error in problems.errors]


def test_a_service_or_a_sentence() -> None:
    script, errors = load(
        "进度: {服务: 甲}\n更正: {服务: 甲}\n取消: {说: {大屏: 请到窗口。, 电话: 请到大厅。}}\n受理: [投诉, 建议]"
    )
    assert script is not None
    assert errors == []
    progress, cancel = script.follow_up("progress"), script.follow_up("cancel")
    assert progress is not None
    assert (progress.service, progress.spoken) == ("甲", None)
    assert cancel is not None
    assert cancel.spoken is not None
    assert cancel.spoken.phone.raw == "请到大厅。"
    assert script.follow_up("change") is None
    correct = script.follow_up("correct")
    assert correct is not None
    assert correct.service == "甲"
    assert script.accepts == {"complain", "suggest"}


def test_english_keys() -> None:
    script, errors = load("progress: {say: 请到窗口。}\ncancel: {service: 甲}\naccepts: [投诉]")
    assert errors == []
    assert script is not None
    assert len(script.follow_ups) == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("进度: 工单进度查询", "应该写转到哪项服务"),
        ("进度: {服务: 甲, 说: 请到窗口。}", "写一个"),
        ("取消: {}", "写一个"),
        ("改期: {说: 【姓名】请到窗口。}", "不会有值"),
        ("受理: [表扬]", "不能是“表扬”"),
        ("取消: {说: {大屏: 点击屏幕。, 电话: 点击屏幕。}}", "电话里的话提到了"),
    ],
)
def test_mistakes_are_told_with_their_line(more: str, told: str) -> None:
    _, errors = load(more)
    assert any(told in error and ":4" in error for error in errors), errors


def test_a_service_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SCRIPT.format(more="进度: {服务: 乙}"), encoding="utf-8")
    assert any("没有叫“乙”的服务" in str(error) for error in read_services(tmp_path).errors)


@pytest.mark.parametrize(("more", "valid"), [("进度: {服务: 甲}", True), ("进度: {说: 好}", True), ("进度: 甲", False)])
def test_schema(more: str, valid: bool) -> None:
    document = yaml.safe_load(SCRIPT.format(more=more))
    document["版本"] = "1"
    assert jsonschema.Draft202012Validator(schema()).is_valid(document) is valid
