"""得到 with lists, 挑选 and 逐条: what the loader makes of them, and what it says of mistakes."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import read_services
from dialogue.errors import Problems
from dialogue.lint import lint
from dialogue.script import compile_script
from dialogue.script.lists import expanded, item_text, items_of, list_text, read_items, variable_of
from dialogue.script.model import Collect, ForEach, NextItem, Script, Submit

TEXT = """服务: 违章处理
版本: 1
说法: [处理违章, 交违章罚款, 消违章]
槽位:
  车牌: {类型: 自由文本, 个人信息: 否, 问: 请说车牌号。}
步骤:
  - 收集: [车牌]
  - 查询: {接口: wz.list, 传: [车牌], 得到: [车主, {违章: [编号, 行为, 罚款]}], 超时: 5秒, 失败: 转人工}
  - 挑选:
      从: 违章
      念: 【行为】，罚款【罚款|金额】
      问: 要处理哪几条？
      可选: 多条
      记为: 要处理
      没有: [{结束: 完成}]
  - 确认: 要处理的是，【要处理】，一共【合计(要处理.罚款)|金额】，对吗？
  - 逐条:
      在: 要处理
      作为: 这条
      办成: 已办
      做:
        - 提交: {接口: wz.handle, 传: [这条.编号], 幂等键: 会话号, 得到: [决定书号], 失败: [{说: 没有办成。}]}
  - 说: 办好了【个数(已办)】条。
    回执: [打印]
  - 结束: 完成
"""


CONFIRM = "  - 确认: 要处理的是，【要处理】，一共【合计(要处理.罚款)|金额】，对吗？\n"
SUBMIT = "        - 提交: {接口"


def load(text: str) -> tuple[Script | None, list[tuple[str, str]]]:
    problems = Problems("wz.yaml")
    script = compile_script(text, "wz.yaml", problems)[1]
    return script, [(error.code, error.message) for error in problems.errors]


def test_a_choice_is_a_slot_and_a_loop_a_way_round() -> None:
    script, errors = load(TEXT)
    assert script
    assert not errors
    assert [(one.name, one.single, one.source) for one in script.lists] == [
        ("违章", False, ""), ("要处理", False, "违章"), ("这条", True, "要处理"), ("已办", False, "要处理"),
    ]  # fmt: skip
    slot = script.slot("要处理")
    assert slot
    assert slot.pick
    assert (slot.kind, slot.pick.name) == ("items", "违章")
    each = next(step for step in script.steps if isinstance(step, ForEach))
    at = script.steps.index(each)
    assert isinstance(script.steps[each.done - 1], NextItem)
    assert script.steps[each.done - 1].target == at
    assert isinstance(script.steps[at + 1], Submit)
    assert script.loop_at(at + 1) is each
    assert script.loop_at(at) is None
    assert script.loop_at(each.done) is None
    assert any(isinstance(step, Collect) and step.slots == ("要处理",) for step in script.steps)
    assert script.list_variable("已办").fields == ("编号", "行为", "罚款", "决定书号")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("      没有: [{结束: 完成}]\n", "", "no-empty", "“挑选”少了“没有”"),
        ("从: 违章", "从: 违规", "undefined-name", "“挑选”的“从”里，“违规”不是前面得到的列表"),
        ("念: 【行为】", "念: 【什么】", "undefined-name", "列表“违章”没有字段“什么”"),
        ("念: 【行为】，罚款【罚款|金额】", "念: 一条违章", "bad-value", "“念”里没有【字段】，每一条念出来都一样"),
        ("合计(要处理.罚款)", "合计(要处理.罚金)", "undefined-name", "没有叫“合计(要处理.罚金)”的变量"),
        ("传: [这条.编号]", "传: [这条.号]", "undefined-name", "没有叫“这条.号”的变量"),
        ("传: [这条.编号]", "传: [车牌]", "bad-value", "“逐条”里的“提交”没有传“这条”，每一条提交的都一样"),
        ("      办成: 已办\n", "", "missing-key", "“逐条”里有“提交”，但少了“办成”"),
        ("【个数(已办)】", "【违章】【个数(已办)】", "", ""),
        ("可选: 多条", "可选: 三条", "bad-value", "“可选”不能是“三条”"),
        ("{违章: [编号, 行为, 罚款]}", "{违章: []}", "bad-value", "列表“违章”要写出每一条有哪些字段"),
        ("{违章: [编号, 行为, 罚款]}", "{违章: [编号, 行为, 行为]}", "duplicate-key", "列表“违章”的字段“行为”写了两次"),
        ("记为: 要处理", "记为: 车牌", "duplicate-key", "“车牌”已经是一个问题"),
        (
            "【要处理】，一共", "一共", "no-confirm", "“逐条”里的“提交”，前面的“确认”没有念出要办的是哪几条",
        ),
        (CONFIRM, "", "no-confirm", "“提交”之前没有“确认”"),
    ],
)  # fmt: skip
def test_mistakes(old: str, new: str, code: str, message: str) -> None:
    assert old in TEXT
    errors = load(TEXT.replace(old, new))[1]
    assert (code, message) in errors if code else not errors


def test_one_confirmation_may_cover_each_item_or_all() -> None:
    each = TEXT.replace(CONFIRM, "").replace(SUBMIT, "        - 确认: 处理【这条.行为】，对吗？\n" + SUBMIT)
    assert not load(each)[1]
    unnamed = each.replace("处理【这条.行为】，对吗？", "处理，对吗？")
    assert "no-confirm" in {code for code, _ in load(unnamed)[1]}


def test_what_is_asked_for_one_item_is_not_confirmed_for_the_next() -> None:
    asked = TEXT.replace("  车牌: {", "  加急: {类型: 是否, 问: 要加急吗？}\n  车牌: {")
    asked = asked.replace("        - 提交: {接口", "        - 收集: [加急]\n        - 提交: {接口")
    assert "no-confirm" in {code for code, _ in load(asked)[1]}


def test_no_way_into_a_loop_but_its_beginning() -> None:
    into = TEXT.replace("        - 提交: {接口", "        - {说: 这一条。, 编号: 里面}\n        - 提交: {接口")
    into = into.replace("  - 结束: 完成\n", "  - 收集: [车牌]\n  - 跳到: 里面\n")
    assert "不能从外面跳到“逐条”里面的“里面”" in {message for _, message in load(into)[1]}
    nested = TEXT.replace(
        "        - 提交: {接口", "        - 逐条: {在: 违章, 作为: 那条, 做: [{说: 好。}]}\n        - 提交: {接口"
    )
    assert "“逐条”里面不能再写“逐条”" in {message for _, message in load(nested)[1]}


def test_a_loop_over_all_that_only_speaks_is_told(tmp_path) -> None:
    text = TEXT.replace("  - 确认: 要", "  - 逐条: {在: 违章, 作为: 每条, 做: [{说: 有【每条.行为】。}]}\n  - 确认: 要")
    (tmp_path / "wz.yaml").write_text(text, encoding="utf-8")
    found = {finding.code for finding in lint(read_services(tmp_path), date(2026, 11, 22)).findings}
    assert "long-loop" in found
    assert not found & {"script-error", "bad-value"}


# ---- values ----

_FIELDS = st.text(alphabet="编号时间罚款", min_size=1, max_size=3)
_TEXTS = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(deadline=None)
@given(st.lists(st.dictionaries(_FIELDS, _TEXTS, min_size=1, max_size=4), max_size=6))
def test_a_list_survives_its_text(items: list[dict[str, str]]) -> None:
    assert list(items_of(list_text(items))) == items
    assert all(items_of(item_text(item)) == (item,) for item in items)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('[{"甲": "1", "乙": "2", "丙": "3"}]', ({"甲": "1", "乙": "2"},)),
        ("[]", ()),
        ('[{"甲": "1"}]', None),
        ('[{"甲": "1", "乙": " "}]', None),
        ('[{"甲": "1", "乙": 2}]', None),
        ('{"甲": "1", "乙": "2"}', None),
        ("已挂失", None),
        ("[1, 2]", None),
    ],
)
def test_a_list_of_the_back_end_has_every_declared_field(value: str, found: object) -> None:
    assert read_items(value, ("甲", "乙")) == found


def test_counts_sums_and_fields() -> None:
    script, _ = load(TEXT)
    assert script
    items = [{"编号": "A1", "行为": "闯红灯", "罚款": "200"}, {"编号": "A2", "行为": "违停", "罚款": "50.5"}]
    known = expanded(script.lists, {"要处理": json.dumps(items), "这条": json.dumps(items[0])})
    assert (known["个数(要处理)"], known["合计(要处理.罚款)"], known["合计(要处理.行为)"]) == ("2", "250.5", "0")
    assert known["这条.行为"] == "闯红灯"
    assert list(map(variable_of, ("合计(要处理.罚款)", "个数(已办)", "这条.行为", "车牌"))) == [
        "要处理",
        "已办",
        "这条",
        "车牌",
    ]
