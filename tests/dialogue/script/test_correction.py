"""更正 by an interface, as it is read from a script and drawn on its chart."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from dialogue.draw import draw
from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.model import Confirm, Submit
from dialogue.script.schema import schema

SCRIPT = """服务: 领水票
版本: 1
说法: [领水票]
{more}
槽位:
  几张: {{类型: 数量, 最少: 1, 单位: 张, 问: 要几张？}}
  哪天: {{类型: 日期, 问: 哪天来领？}}
  手机号: {{类型: 手机号, 个人信息: 否, 问: 【几张】张的手机号？}}
步骤:
  - 收集: [几张, 哪天, 手机号]
  - 确认: 【几张】张，对吗？
  - 提交: {{接口: water.take, 幂等键: 会话号, 得到: [{result}], 失败: 转人工}}
  - 结束: 完成
"""
GOOD = "更正: {接口: water.correct, 项目: [几张, 哪天], 得到: [更正号], 超时: 5秒}"


def load(more: str, result: str = "受理号") -> tuple[Script, list[tuple[int, str]]]:
    problems = Problems("t.yaml")
    script = load_script(SCRIPT.format(more=more, result=result), "t.yaml", problems)
    assert script is not None
    return script, [(error.line, str(error)) for error in problems.errors if error.code != "no-consent"]


def test_a_script_of_its_own() -> None:
    script, errors = load(GOOD)
    assert errors == []
    assert script.correction is not None
    correction = script.correction.script
    assert (correction.name, correction.corrects, correction.says) == ("领水票信息更正", "领水票", ())
    submits = [step for step in correction.steps if isinstance(step, Submit)]
    assert [(one.api, one.params, one.results, one.timeout_s) for one in submits] == [
        ("water.correct", ("受理号", "更正项目", "几张", "哪天"), ("更正号",), 5.0)
    ]
    said = [step.spoken.phone.raw for step in correction.steps if isinstance(step, Confirm)]
    assert said == ["几张改成【几张】张，对吗？", "哪天改成【哪天|日期】，对吗？"]
    assert {step.line for step in correction.steps} == {4}
    found = script.follow_up("correct")
    assert found is not None
    assert found.service == correction.name


def test_english_keys() -> None:
    script, errors = load("correct: {api: water.correct, items: [几张], timeout: 5}")
    assert errors == []
    assert script.correction is not None


@pytest.mark.parametrize(
    ("more", "result", "told"),
    [
        ("更正: {接口: w.c}", "受理号", "少了“项目”"),
        ("更正: {接口: w.c, 项目: [张数]}", "受理号", "没有叫“张数”的槽位"),
        ("更正: {接口: w.c, 项目: [手机号]}", "受理号", "的问法里有【…】，不能单独再问一遍"),
        ("更正: {接口: w.c, 项目: [几张], 服务: 领水票}", "受理号", "不认识“服务”"),
        ("更正: {接口: w.c, 项目: [几张], 超时: 久}", "受理号", "超时“久”看不懂"),
        ("更正: {接口: w.c, 项目: [几张]}", "", "要靠受理号找到那件事"),
    ],
)
def test_mistakes(more: str, result: str, told: str) -> None:
    _, errors = load(more, result)
    assert [line for line, message in errors if told in message] == [4], errors


def test_the_schema_knows_it() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid(yaml.safe_load(SCRIPT.format(more=GOOD, result="受理号")))
    assert not validator.is_valid(yaml.safe_load(SCRIPT.format(more="更正: {接口: w.c}", result="受理号")))


def test_the_chart_names_it() -> None:
    script, _ = load(GOOD)
    chart = draw(script)
    assert "water.correct" in chart
