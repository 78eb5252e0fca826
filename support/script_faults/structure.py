"""Mistakes of form: words, brackets, names, ways that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.script.model import Query, Submit, Tell
from dialogue.yaml_lines import Map
from support.script_faults.shipped import Fault, Shipped, kind, numbered, said, slots


@kind
def wide_colon(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if re.match(r"\s*(- )?(服务|版本|类型|核对|首次|再问|说|收集|确认|评价|结束): ", text):
            yield from shipped.swap("wide_colon", "full-width-colon", line, r": ", "：")


@kind
def misspelt_key(shipped: Shipped) -> Iterator[Fault]:
    for old, new in (
        ("版本", "版木"),
        ("类型", "类形"),
        ("核对", "核队"),
        ("再问", "在问"),
        ("收集", "收几"),
        ("那么", "那末"),
        ("超时", "起时"),
    ):
        for line, text in numbered(shipped):
            if f"{old}: " in text or text.strip() == f"{old}:":
                yield from shipped.swap("misspelt_key", "unknown-key", line, f"{old}:", f"{new}:")


@kind
def key_twice(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if re.match(r"\s*(版本|类型|核对|首次|服务): \S+$", text):
            yield shipped.put("key_twice", "duplicate-key", line, text, text, where=line + 1)


@kind
def wrong_value(shipped: Shipped) -> Iterator[Fault]:
    for old, new in (
        ("类型: 身份证", "类型: 身份証"),
        ("核对: 尾号", "核对: 尾数"),
        ("类型: 日期", "类型: 曰期"),
        ("结束: 完成", "结束: 完毕"),
        ("超时: 5秒", "超时: 马上"),
    ):
        for line, _ in numbered(shipped):
            yield from shipped.swap("wrong_value", "bad-value", line, f"{old}(?=$|[,}}])", new)


@kind
def undefined_variable(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if "【" in text and not text.lstrip().startswith("#"):
            yield from shipped.swap("undefined_variable", "undefined-name", line, r"【([^】|]+)", r"【\1甲")


@kind
def unknown_filter(shipped: Shipped) -> Iterator[Fault]:
    for line, _ in numbered(shipped):
        yield from shipped.swap("unknown_filter", "unknown-filter", line, r"\|(末四位|日期|逐位读|脱敏)】", "|末5位】")


@kind
def open_hole(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if "】" in text and "说" in text:
            yield from shipped.swap("open_hole", "broken-hole", line, "】", "")


@kind
def unset_variable(shipped: Shipped) -> Iterator[Fault]:
    """Said before anything has been asked."""
    first = shipped.top()[0]
    for step in shipped.script.steps:
        for name in step.results if isinstance(step, Query | Submit) else ():
            yield shipped.step("unset_variable", "unset-variable", first, f"- 说: 【{name}|末四位】，我们开始。")


@kind
def unreachable(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if hit := re.match(r"(\s*- )(结束: 完成|转人工)", text):
            yield shipped.put("unreachable", "unreachable", line, text, f"{hit[1]}说: 谢谢。", where=line + 1)


@kind
def falls_off(shipped: Shipped) -> Iterator[Fault]:
    """The last step is gone."""
    last = shipped.top()[-1]
    if re.search(r"结束:", shipped.lines[last - 1]):
        yield shipped.put("falls_off", "dead-end", last, where=last - 1)


@kind
def endless(shipped: Shipped) -> Iterator[Fault]:
    for line in shipped.top()[:4]:
        yield shipped.step("endless", "loop", line, "- {编号: 绕圈, 说: 请稍等。}", "- 跳到: 绕圈")


@kind
def half_a_choice(shipped: Shipped) -> Iterator[Fault]:
    for slot in slots(shipped, "option"):
        for line in shipped.top()[:3]:
            arm = f"{{{slot.choices[0].label}: [{{说: 好的。}}]}}"
            yield shipped.step("half_a_choice", "not-exhaustive", line, f"- {{选择: {slot.name}, 分支: {arm}}}")


@kind
def wrong_option(shipped: Shipped) -> Iterator[Fault]:
    names = {slot.name for slot in slots(shipped, "option", "yesno")}
    for line, text in numbered(shipped):
        if (hit := re.search(r"如果: (\S+) == (\S+)$", text)) and hit[1] in names:
            yield from shipped.swap("wrong_option", "no-such-option", line, r"== \S+$", "== 另一种")


@kind
def condition_with_one_sign(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if "如果:" in text:
            yield from shipped.swap("condition_with_one_sign", "broken-condition", line, " == ", " = ")


@kind
def two_steps_in_one(shipped: Shipped) -> Iterator[Fault]:
    for line, text in numbered(shipped):
        if re.match(r"\s*- 收集: \[", text):
            indent = " " * (len(text) - len(text.lstrip()) + 2)
            yield shipped.put("two_steps_in_one", "two-steps-in-one", line, text, f"{indent}评价: 好差评")


@kind
def card_nobody_sees(shipped: Shipped) -> Iterator[Fault]:
    cards = shipped.at("卡片")
    if isinstance(cards, Map):
        line = shipped.key_line("卡片")
        yield shipped.put(
            "card_nobody_sees",
            "unused-card",
            line,
            shipped.lines[line - 1],
            "  备用清单:",
            "    - {名: 照片, 份数: 2张}",
            where=line + 1,
        )
    shown = [step for step in shipped.script.steps if isinstance(step, Tell) and step.card]
    for step in shown:
        if step.spoken and [other.card for other in shown].count(step.card) == 1:
            for line in range(step.line, step.line + 5):
                if re.match(rf"\s+卡片: {step.card}$", shipped.lines[line - 1]):
                    yield shipped.put(
                        "card_nobody_sees", "unused-card", line, where=shipped.key_line("卡片", step.card) - 1
                    )


@kind
def label_nobody_seeks(shipped: Shipped) -> Iterator[Fault]:
    for line in said(shipped):
        text = shipped.lines[line - 1]
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        yield shipped.put("label_nobody_seeks", "unused-label", line, text, f"{indent}编号: 某处", where=line + 1)


@kind
def slot_nobody_asks(shipped: Shipped) -> Iterator[Fault]:
    line = shipped.key_line("槽位")
    new = "  备注人数: {类型: 数量, 问: 一共几个人？}"
    yield shipped.put("slot_nobody_asks", "unused-slot", line, shipped.lines[line - 1], new, where=line + 1)


@kind
def says_twice(shipped: Shipped) -> Iterator[Fault]:
    line = shipped.key_line("说法")
    for says in shipped.script.says[:3]:
        yield from shipped.swap("says_twice", "duplicate-says", line, r"\]$", f", {says}]")
