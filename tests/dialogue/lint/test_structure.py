"""What the loader refuses has a code of its own; what loads and is not used is told."""

from datetime import date
from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import lint
from support.small_hall import GOOD, Look, line_of

START = "  - {说: 满六十岁就能办。, 卡片: 材料清单}\n"
LOADER = [
    ("full-width-colon", "版本: 2026", "版本：2026", "版本"),
    ("indent", "  身份证号:\n", "\t身份证号:\n", "  身份证号:"),
    ("not-yaml", "渠道: [大屏, 电话]", "渠道: [大屏, 电话", "渠道"),
    ("unknown-key", "    类型: 手机号", "    类形: 手机号", "类型: 手机号"),
    ("unknown-key", "  - 结束: 完成", "  - 结朿: 完成", "结束"),
    ("duplicate-key", "    类型: 手机号\n", "    类型: 手机号\n    类型: 手机号\n", "类型: 手机号"),
    ("duplicate-says", "给爸妈办老人卡]", "办老人卡]", "说法"),
    ("bad-value", "类型: 手机号", "类型: 手机", "类型: 手机号"),
    ("missing-key", "版本: 2026-11-22\n", "", "服务:"),
    ("two-steps-in-one", "  - 结束: 完成", "  - {结束: 完成, 评价: 好差评}", "结束"),
    ("undefined-name", "为【姓名】，", "为【名字】，", "确认"),
    ("undefined-name", "跳到: 填表", "跳到: 填标", "跳到"),
    ("undefined-name", "卡片: 材料清单}", "卡片: 材料单}", "满六十岁"),
    ("unknown-filter", "|末四位】", "|末4位】", "尾号: "),
    ("broken-hole", "【姓名】，", "【姓名，", "确认"),
    ("broken-condition", "姓名 == 无", "姓名 = 无", "如果"),
    ("no-such-option", "姓名 == 无", "领取方式 == 飞", "如果"),
    ("not-exhaustive", START, START + "  - {选择: 领取方式, 分支: {窗口: [{说: 好。}]}}\n", "编号: 填表"),
    ("unset-variable", "满六十岁就能办", "【姓名】好", "满六十岁"),
    ("unreachable", START, START + "  - 转人工\n", "编号: 填表"),
    ("dead-end", "  - 结束: 完成\n", "", "办好了"),
    ("loop", START, START + "  - {编号: 圈, 说: 稍等。}\n  - {跳到: 圈}\n", "满六十岁"),
    ("unused-slot", "领取方式]\n", "手机号]\n", "  领取方式:"),
    ("no-confirm", "  - 确认: 为【姓名】，尾号【尾号】，办老人卡，对吗？\n", "", "确认"),
    ("no-idempotency", "幂等键: 会话号, ", "", "提交"),
    ("no-failure", ", 超时: 8秒, 失败: 转人工", ", 超时: 8秒", "提交"),
]


@pytest.mark.parametrize(("code", "old", "new", "where"), LOADER)
def test_what_the_loader_refuses(look: Look, code: str, old: str, new: str, where: str) -> None:
    found = [(finding.code, abs(finding.line - line_of(where)) <= 1) for finding in look((old, new))]
    assert (code, True) in found, look((old, new))
    assert all(finding.level == "error" for finding in look((old, new)) if finding.code == code)


LOADS = [
    ("unused-card", "卡片:\n", "卡片:\n  另一张: [{名: 照片}]\n", "材料清单: [", 0),
    ("unused-label", "  - 结束: 完成", "  - {结束: 完成, 编号: 末尾}", "结束", 0),
    ("unused-computed", "计算:\n", "计算:\n  年纪: 【身份证号|年龄】\n", "  尾号:", 0),
    ("unset-variable", "问: 到窗口拿，", "问: 【姓名】到窗口拿，", "到窗口拿", 0),
    ("unset-variable", "告知: 为办理", "告知: 【姓名】，为办理", "告知", 0),
]


@pytest.mark.parametrize(("code", "old", "new", "where", "off"), LOADS)
def test_what_loads_and_is_not_right(look: Look, code: str, old: str, new: str, where: str, off: int) -> None:
    found = look((old, new))
    assert [(finding.code, finding.line) for finding in found] == [(code, line_of(where) + off)], found


def test_a_question_may_name_what_has_been_asked_just_before(look: Look) -> None:
    assert look(("问: 到窗口拿，", "问: 尾号【尾号】，到窗口拿，")) == []


def test_every_loader_error_is_told_with_others(look: Look) -> None:
    codes = {finding.code for finding in look(("类型: 手机号", "类形: 手机号"), ("超时: 5秒", "超时: 很快"))}
    assert {"unknown-key", "bad-value"} <= codes


def test_an_empty_folder_and_a_good_one(look: Look, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert look() == []
    report = lint(read_services(tmp_path_factory.mktemp("empty")), date(2026, 11, 22))
    assert not report.ok
    assert report.files == 0


def test_a_word_that_is_nearly_a_variable_is_told(look: Look) -> None:
    found = [finding for finding in look(("姓名 == 无", "姓名 == 收机号")) if finding.code == "near-name"]
    assert "手机号" in found[0].fix
    assert not [finding for finding in look(("姓名 == 无", "姓名 == 手机号")) if finding.code == "near-name"]


def test_files_with_another_ending_are_told(look: Look, tmp_path: Path) -> None:
    for name in ("b.yml", "c.yaml.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert [finding.code for finding in look()] == ["not-read", "not-read"]


@pytest.mark.parametrize(
    ("today", "level", "year"),
    [("2026-09-30", "", ""), ("2026-10-01", "note", "2027"), ("2027-01-01", "warning", "2027")],
)
def test_a_year_without_its_holidays_is_told_from_october_on(tmp_path: Path, today: str, level: str, year: str) -> None:
    text = GOOD.replace("姓名 == 无", "今天 是 工作日")
    (tmp_path / "lrk.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text("办公时间: [09:00-17:00]\n休息日: [2026-10-05]\n", encoding="utf-8")
    report = lint(read_services(tmp_path), date.fromisoformat(today))
    found = [one for one in report.findings if one.code == "no-calendar"]
    assert [one.level for one in found] == ([level] if level else []), report.findings
    assert all(year in one.message for one in found)
