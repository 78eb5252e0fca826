from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import QUICK, lint
from support.small_hall import TODAY, Look, line_of

LEVEL = "身份: 短信验证\n"
CASES = [
    ("no-identity", ((LEVEL, ""),), "查询", "error"),
    ("no-identity", ((LEVEL, ""), ("{接口: lrk.status, 传", "{接口: lrk.status, 身份: 无, 传")), "提交", "error"),
    ("identity-none", ((LEVEL, "身份: 无\n"),), "查询", "warning"),
    ("identity-means", ((LEVEL, "身份: 持卡+人脸\n"),), "查询", "error"),
]


@pytest.mark.parametrize(("code", "changes", "where", "level"), CASES)
def test_a_call_about_a_person(
    look: Look, code: str, changes: tuple[tuple[str, str], ...], where: str, level: str
) -> None:
    found = [(one.code, one.level, one.line) for one in look(*changes) if one.code == code]
    assert found[:1] == [(code, level, line_of(where) - (changes[0][1] == ""))]


def test_a_query_that_takes_and_gives_nothing_personal_needs_no_level(look: Look) -> None:
    changes = (
        (LEVEL, ""),
        ("{接口: lrk.status, 传: [身份证号], 得到: [姓名]", "{接口: lrk.status, 传: [领取方式], 得到: [还有名额]"),
        ("姓名 == 无", "还有名额 == 无"),
        ("为【姓名】，尾号", "尾号"),
        ("{接口: lrk.apply, ", "{接口: lrk.apply, 身份: 短信验证, "),
    )
    assert [one.code for one in look(*changes)] == []


def test_a_card_cannot_be_read_on_the_phone(look: Look) -> None:
    found = look((LEVEL, "身份: 持卡\n"))
    assert {one.code for one in found} == {"identity-means"}
    assert "电话上没有办法核实到“持卡”" in found[0].message
    assert look((LEVEL, "身份: {大屏: 持卡, 电话: 短信验证}\n")) == []


def test_a_face_is_compared_at_the_kiosk_alone(look: Look) -> None:
    found = look((LEVEL, "身份: 持卡+人脸\n"))
    assert ["电话上没有办法核实到“持卡+人脸”" in one.message for one in found] == [True] * len(found)
    assert "{大屏: 持卡+人脸, 电话: 短信验证}" in found[0].fix
    assert look((LEVEL, "身份: {大屏: 持卡+人脸, 电话: 短信验证}\n")) == []


def test_materials_for_an_agent_whom_the_service_refuses_are_told(tmp_path: Path) -> None:
    folder = Path(__file__).parents[3] / "services"
    text = (folder / "sbk-loss.yaml").read_text(encoding="utf-8")
    changes = [("到窗口代办", "代办", 2), ("到窗口代办", "到窗口代办", 0)]
    for old, new, count in changes:
        services = tmp_path / str(count)
        shutil.copytree(folder, services)
        (services / "sbk-loss.yaml").write_text(text.replace(old, new), encoding="utf-8")
        found = [one for one in lint(read_services(services), TODAY, QUICK).findings if one.code == "identity-agent"]
        assert [(one.level, "材料清单" in one.message) for one in found] == [("warning", True)] * count


def test_a_query_by_a_telephone_number_alone_is_told(look: Look) -> None:
    found = look(("{接口: lrk.status, 传: [身份证号]", "{接口: lrk.status, 传: [手机号]"))
    assert [one.code for one in found] == ["identity-person"]
    changes = ("{接口: lrk.status, 传: [身份证号]", "{接口: lrk.status, 传: [手机号]")
    assert look(changes, (LEVEL, "身份: {级别: 短信验证, 发到: 手机号}\n")) == []


DATA = (
    (LEVEL, "身份: {级别: 资料核对, 核对: [姓名, 手机号]}\n"),
    ("  手机号:\n    类型", "  姓名: {类型: 姓名, 问: 您叫什么？}\n  手机号:\n    类型"),
    ("项目: [身份证号, 手机号]", "项目: [身份证号, 手机号, 姓名]"),
    ("得到: [姓名]", "得到: [有名额]"),
    ("姓名 == 无", "有名额 == 无"),
)


def test_data_are_asked_for_before_they_are_compared(look: Look) -> None:
    asked = ("收集: [身份证号, 手机号, 领取方式]", "收集: [身份证号, 姓名, 手机号, 领取方式]")
    assert [one.code for one in look(*DATA, asked)] == []
    late = (("  - 确认: 为", "  - 收集: [姓名]\n  - 确认: 为"),)
    found = [one for one in look(*DATA, *late) if one.code == "identity-data"]
    assert [(one.level, "还没有问过“姓名”" in one.message) for one in found] == [("error", True)], "the first call"


@pytest.mark.parametrize(
    ("means", "channels"),
    [(frozenset(), {"大屏", "电话"}), (frozenset({"card"}), {"电话"}), (frozenset({"sms"}), set())],
)
def test_what_this_hall_cannot_prove_is_told(look: Look, tmp_path: Path, means: frozenset, channels: set[str]) -> None:
    look()  # writes the good hall
    found = lint(read_services(tmp_path), TODAY, QUICK, means=means).findings
    assert {(one.code, one.level) for one in found} == ({("identity-means", "note")} if channels else set())
    assert {word for word in ("大屏", "电话") for one in found if f"在{word}上" in one.message} == channels


def test_every_shipped_script_says_its_level() -> None:
    services = read_services(Path(__file__).parents[3] / "services")
    scripts = [file.script for file in services.scripts if file.script]
    assert scripts
    assert [script.name for script in scripts if script.identity.levels is None] == []
