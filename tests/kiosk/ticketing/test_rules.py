"""The rules file: the shipped one is right, and every mistake is told with its line and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.errors import ScriptErrors
from kiosk.ticketing.due import TimeLimit
from kiosk.ticketing.lifecycle import KINDS
from kiosk.ticketing.rules import load_rules, read_rules

SHIPPED = Path(__file__).parents[3] / "kiosk" / "ticketing" / "rules.yaml"


def test_the_shipped_rules_route_every_kind() -> None:
    rules = load_rules(None)
    for kind in KINDS:
        department, limit = rules.route(kind, "", "")
        assert department in rules.departments
        assert limit == rules.limits[kind]
    assert rules.route("complaint", "12345诉求登记", "小区门口路灯坏了") == ("市政管理处", TimeLimit(5, "days"))
    assert rules.route("complaint", "12345诉求登记", "电线杆漏电很危险")[1] == TimeLimit(4, "hours")
    assert rules.route("rating", "社保卡挂失", "等太久")[0] == "社保窗口"
    assert rules.route("rating", "社保卡挂失", "")[0] == "社保窗口"
    assert rules.route("rating", "", "屏幕没反应")[0] == "信息管理岗"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("回电: 4小时", "回电: 四小时", "四小时"),
        ("  - {部门: 服务台}\n", "", "最后一条"),
        ("部门: 医保窗口}", "部门: 没有的窗口}", "没有的窗口"),
        ("{来源: [没查清的提交]", "{来源: [随便]", "随便"),
        ("没答上的问题: 3 ", "没答上的问题: 很多 ", "很多"),
        ("自动派单: 是", "自动派: 是", "自动派"),
        ("  差评: 3天\n", "", "差评"),
    ],
)
def test_a_mistake_is_told(old: str, new: str, told: str) -> None:
    text = SHIPPED.read_text("utf-8")
    assert text.count(old) == 1
    with pytest.raises(ScriptErrors) as caught:
        read_rules(text.replace(old, new), "tickets.yaml")
    assert any(told in error.message and error.fix and error.line >= 1 for error in caught.value.errors)


@pytest.mark.parametrize("text", ["", "好", "- 一\n- 二\n", "诉求服务: [\n"])
def test_no_rules_at_all(text: str) -> None:
    with pytest.raises(ScriptErrors):
        read_rules(text, "tickets.yaml")
