"""What is surely set before a step, by what the conditions on the way there have settled."""

from __future__ import annotations

import pytest

from dialogue.errors import Problems
from dialogue.script import load_script

HEAD = """服务: 测试
版本: 1
说法: [测试]
槽位:
  对象: {类型: 选项, 选项: [本人, 家人, 单位], 问: 谁？}
  急: {类型: 是否, 问: 急吗？}
  代办人: {类型: 自由文本, 个人信息: 否, 问: 谁办？}
步骤:
"""
ASKED = "  - 收集: [对象, 急]\n  - {如果: 对象 == 家人, 那么: [{收集: [代办人]}]}\n"
END = "  - 结束: 完成\n"


def errors(body: str) -> list[str]:
    problems = Problems("t.yaml")
    load_script(HEAD + body + END, "t.yaml", problems)
    return [str(error) for error in problems.errors]


@pytest.mark.parametrize(
    "then",
    [
        "  - {如果: 对象 == 家人, 那么: [{说: 【代办人】}]}\n",
        "  - {如果: '对象 不在 [本人, 单位]', 那么: [{说: 【代办人】}]}\n",
        "  - {如果: 对象 != 家人, 那么: [{说: 好。}], 否则: [{说: 【代办人】}]}\n",
        "  - {如果: 对象 == 家人 且 急 == 是, 那么: [{说: 【代办人】}]}\n",
        "  - {如果: 有 代办人, 那么: [{说: 【代办人】}]}\n",
        "  - {如果: 没有 代办人, 那么: [{说: 好。}], 否则: [{说: 【代办人】}]}\n",
        "  - {选择: 对象, 分支: {本人: [{说: 好。}], 家人: [{说: 【代办人】}], 单位: [{说: 好。}]}}\n",
        "  - {如果: 对象 == 家人, 那么: [{设: {称呼: 代办人}}], 否则: [{设: {称呼: 您}}]}\n  - 说: 【称呼】\n",
    ],
)
def test_what_the_way_there_has_set_is_set(then: str) -> None:
    assert errors(ASKED + then) == []


@pytest.mark.parametrize(
    "then",
    [
        "  - 说: 【代办人】\n",
        "  - {如果: 对象 == 本人, 那么: [{说: 【代办人】}]}\n",
        "  - {如果: 对象 == 家人 或 急 == 是, 那么: [{说: 【代办人】}]}\n",
        "  - {如果: 急 == 是, 那么: [{设: {称呼: 您}}]}\n  - 说: 【称呼】【代办人】\n",
    ],
)
def test_what_another_way_leaves_unset_is_told(then: str) -> None:
    assert any("“代办人”可能还没有值" in error for error in errors(ASKED + then))


def test_a_value_asked_for_again_settles_nothing_any_more() -> None:
    body = (
        "  - {收集: [对象], 编号: 再选}\n  - {如果: 对象 == 家人, 那么: [{收集: [代办人]}]}\n  - 收集: [急]\n"
        "  - {如果: 急 == 是, 那么: [{跳到: 再选}]}\n  - {如果: 对象 == 家人, 那么: [{说: 【代办人】}]}\n"
    )
    assert errors(body) == []


def test_two_variables_are_compared_and_a_word_that_is_both_is_told() -> None:
    slots = HEAD.replace("步骤:", "  家人: {类型: 自由文本, 个人信息: 否, 问: 谁？}\n步骤:")
    problems = Problems("t.yaml")
    load_script(slots + ASKED + "  - 收集: [家人]\n" + END, "t.yaml", problems)
    assert any("既是“对象”的选项，又是变量" in str(error) for error in problems.errors)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("{设: {对象: 本人}}", "是槽位，不能用“设”改"),
        ("{设: {数: 数 + 1}}", "自己算"),
        ("{设: {数: [1]}}", "应该是一个值"),
        ("{设: {}}", "什么也没有"),
        ("{设: {今天: 1}}", "系统自己的变量"),
        ("{设: {数: 没有的 + 1}}", "没有叫“没有的”的变量"),
        ("{如果: 有 没有的, 那么: [{说: 好。}]}", "没有叫“没有的”的变量"),
        ("{如果: 现在 在 办公时间, 那么: [{说: 好。}]}", "没有写大厅的办公时间"),
    ],
)
def test_a_wrong_assignment_or_condition_is_told(step: str, told: str) -> None:
    found = errors(f"{ASKED}  - {step}\n")
    assert any(told in error for error in found), found
