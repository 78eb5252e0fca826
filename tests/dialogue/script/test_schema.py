"""The schema knows what the loader knows: every script that ships is right by it, and every wrong shape is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dialogue.errors import Problems
from dialogue.script import keys, load_script
from dialogue.script.schema import schema
from dialogue.slot_kinds import by_word
from dialogue.yaml_lines import Map, Node, Scalar, parse
from support.small_hall import GOOD

SERVICES = Path(__file__).parents[3] / "services"
SHIPPED = sorted(path for path in SERVICES.glob("*.yaml") if not path.name.endswith((".test.yaml", "calendar.yaml")))
VALIDATOR = Draft202012Validator(schema())


def plain(node: Node | None) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Map):
        return {key.value: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if node else None


def wrong(text: str) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(plain(parse(text, Problems("t"))))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_script_is_right(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8")) == []


def test_english_is_as_good() -> None:
    text = GOOD
    for english, chinese in keys.ALIASES.items():
        text = re.sub(rf"(?<![\u4e00-\u9fff]){chinese}:", f"{english}:", text)
    assert "steps:" in text
    assert wrong(text) == []
    assert wrong(GOOD) == []


def test_every_key_of_the_format_is_in_it() -> None:
    text = json.dumps(schema(), ensure_ascii=False)
    known = {*keys.SCRIPT, *keys.SLOT, *keys.STEPS, *keys.SUBMIT, *keys.TAKE, *keys.CALL_SERVICE, keys.LABEL}
    known |= {*keys.PICK, *keys.EACH, *keys.PICKED}
    known |= {extra for extras in keys.STEP_EXTRAS.values() for extra in extras}
    known |= {*by_word(), *keys.MEANS, *keys.READBACKS, *keys.MASKINGS, *keys.CHANNELS, *keys.RECEIPTS}
    assert [key for key in known if f'"{key}"' not in text] == []


WRONG = [
    ("服务: 老人卡办理\n", ""),
    ("版本:", "版木:"),
    ("说法: [", "说发: ["),
    ("渠道: [大屏, 电话]", "渠道: [大屏, 微信]"),
    ("    类型: 手机号\n", ""),
    ("    类型: 手机号", "    类型: 手机"),
    ("    类型: 手机号", "    类形: 手机号"),
    ("取值: [读卡, 语音, 按键]", "取值: [读卡, 眼神]"),
    ("    类型: 选项\n", "    类型: 多选\n    核对: 大概\n"),
    ("问: 请说您的手机号。", "问: [请说您的手机号。]"),
    ("再问: 请慢慢说号码。", "在问: 请慢慢说号码。"),
    ("    收集: [身份证号, 手机号, 领取方式]", "    收集: {身份证号: 是}"),
    ("  - 结束: 完成", "  - 结朿: 完成"),
    ("  - 结束: 完成", "  - 结束: 完毕"),
    ("  - 结束: 完成", "  - {结束: 完成, 评价: 好差评}"),
    ("  - 结束: 完成", "  - 好的"),
    ("接口: lrk.status, ", ""),
    ("幂等键: 会话号, ", ""),
    ("幂等键: 会话号", "幂等键: 时间"),
    ("超时: 5秒", "超时: 很快"),
    (", 失败: 转人工}\n  - 如果", "}\n  - 如果"),
    ("    那么: [{跳到: 填表}]\n", ""),
    ("那么: [{跳到: 填表}]", "那么: [{跳道: 填表}]"),
    ("回执: [打印]", "回执: [传真]"),
    ("[{名: 身份证, 份数: 原件1}]", "[{份数: 原件1}]"),
    ("  拒绝: 转人工", "  拒绝: 算了"),
]


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_a_wrong_shape_is_wrong_for_both(old: str, new: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    problems = Problems("t.yaml")
    load_script(text, "t.yaml", problems)
    assert problems.errors
    assert wrong(text)


STEPS = [
    "{选择: 领取方式, 分支: {窗口: [{说: 好。}], 否则: [{转人工: 请稍等。}]}}",
    "{调用服务: 别的服务}",
    "{调用服务: {服务: 别的服务, 传: {甲: 乙}, 得到: [丙], 失败: [{说: 抱歉。}]}}",
    "{取号: 综合}",
    "{取号: {队列: 综合, 得到: [排队号, 等待人数], 超时: 5秒, 失败: 转人工}}",
    "转人工",
    "{转人工: {大屏: 请稍等。, 电话: 请不要挂机。}}",
    "{卡片: 材料清单}",
    "{回执: 打印}",
    "{编号: 某处, 说: {大屏: 请看。, 电话: 请听。}, 卡片: 材料清单}",
    "{跳到: 填表}",
    "{查询: {接口: a.b, 得到: [车主, {违章: [编号, 时间]}], 失败: 转人工}}",
    "{挑选: {从: 违章, 念: 【编号】, 问: 哪条？, 可选: 一条, 记为: 选中, 没有: [转人工]}}",
    "{逐条: {在: 违章, 作为: 这条, 做: [{说: 好。}], 办成: 已办}}",
]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_the_language_is_right(step: str) -> None:
    assert wrong(GOOD.replace("  - 结束: 完成", f"  - {step}\n  - 结束: 完成")) == []
