"""Lists in 步骤: 得到 with a list in it, 挑选 and 逐条."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.script import keys
from dialogue.script.fields import Fields, nearest
from dialogue.script.grammar import parse_condition
from dialogue.script.lists import COUNT, ListVariable
from dialogue.script.model import Branch, Collect, ForEach, Jump, NextItem, Query, Submit
from dialogue.script.slot_sources import PickSource
from dialogue.script.slots import read_prompt, slot_of_a_step
from dialogue.script.template import Template, parse_template
from dialogue.yaml_lines import Map, Scalar, Seq

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler

_NAME = re.compile(r"[^\s.()（）．【】|｜,，、]+")


def results(compiler: Compiler, inner: Fields) -> tuple[str, ...]:
    """得到: names, and lists as {违章: [编号, 时间]}. The lists are declared in `compiler.lists`."""
    node = inner.node("得到")
    found: list[str] = []
    for item in node.items if isinstance(node, Seq) else (node,) if node else ():
        if isinstance(item, Scalar) and item.value.strip():
            found.append(item.value.strip())
        elif isinstance(item, Map):
            for key, value in item.entries:
                fields = _fields(compiler, key.value, value if isinstance(value, Seq) else None, key.line)
                _declare(compiler, ListVariable(key.value, fields, key.line))
                found.append(key.value)
        else:
            compiler.problems.add(item.line, "“得到”里应该是一个个名字", "写成 [甲, {列表: [字段]}]", code="bad-value")
    return tuple(found)


def _fields(compiler: Compiler, name: str, node: Seq | None, line: int) -> tuple[str, ...]:
    words = [item.value.strip() for item in node.items if isinstance(item, Scalar)] if node else []
    if not words:
        fix = f"写成 {{{name}: [编号, 时间]}}"
        compiler.problems.add(line, f"列表“{name}”要写出每一条有哪些字段", fix, code="bad-value")
    for word in words:
        if not _NAME.fullmatch(word):
            compiler.problems.add(line, f"字段名“{word}”里不能有点、括号或空格", "换一个名字", code="bad-value")
        elif words.count(word) > 1:
            compiler.problems.add(line, f"列表“{name}”的字段“{word}”写了两次", "删掉一个", code="duplicate-key")
    return tuple(dict.fromkeys(words))


def _declare(compiler: Compiler, variable: ListVariable) -> None:
    known = compiler.lists.get(variable.name)
    if not _NAME.fullmatch(variable.name):
        message = f"列表名“{variable.name}”里不能有点、括号或空格"
        compiler.problems.add(variable.line, message, "换一个名字", code="bad-value")
    elif known and (known.fields, known.single, known.source) != (variable.fields, variable.single, variable.source):
        message = f"“{variable.name}”在第 {known.line} 行已经是另一个列表"
        compiler.problems.add(variable.line, message, "换一个名字，或者写成一样的字段", code="duplicate-key")
    elif variable.name in compiler.slots:
        message = f"“{variable.name}”已经是一个问题"
        compiler.problems.add(variable.line, message, "换一个名字", code="duplicate-key")
    else:
        compiler.lists[variable.name] = variable


def pick(compiler: Compiler, step: Fields) -> None:
    """挑选: 没有 where the list is empty, else the citizen chooses. Its answer is a slot, like any other."""
    fields = step.inner("挑选", keys.PICK)
    if fields is None:
        return
    source = _source(compiler, fields, "从", "挑选")
    name = fields.text("记为", required=True)
    wording = parse_template(fields.text("念", required=True), fields.line_of("念"), compiler.problems)
    several = fields.one_of("可选", keys.PICKED, True)
    prompt = read_prompt(name, fields, compiler.problems)
    if "没有" not in fields:
        fix = "加上“没有: [步骤…]”，写一条也没有的时候怎么办"
        compiler.problems.add(fields.line, "“挑选”少了“没有”", fix, code="no-empty")
    if source is None or not name:
        compiler.block(fields.node("没有"))
        return
    _check_wording(compiler, source, wording)
    _declare(compiler, ListVariable(name, source.fields, fields.line, not several, wording, source.name))
    if source.wording is None:
        compiler.lists[source.name] = ListVariable(source.name, source.fields, source.line, wording=wording)
    slot = slot_of_a_step("items" if several else "item", name, prompt, fields.line)
    compiler.picked.append(replace(slot, pick=PickSource(source.name, source.fields, wording)))
    empty = parse_condition(f"{COUNT}({source.name}) == 0", fields.line, compiler.problems)
    assert empty is not None
    at = len(compiler.program)
    compiler.program.append(Branch(fields.line, empty, 0))
    compiler.block(fields.node("没有"))
    over = len(compiler.program)
    compiler.program += [Jump(fields.line, 0), Collect(fields.line, (name,))]
    compiler.program[at] = Branch(fields.line, empty, over + 1)
    compiler.program[over] = Jump(fields.line, over + 2)


def _check_wording(compiler: Compiler, source: ListVariable, wording: Template) -> None:
    for name in wording.names:
        if name not in source.fields:
            message = f"列表“{source.name}”没有字段“{name}”"
            compiler.problems.add(wording.line, message, nearest(name, source.fields), code="undefined-name")
    if not wording.names:
        compiler.problems.add(wording.line, "“念”里没有【字段】，每一条念出来都一样", "写上【字段】", code="bad-value")


def _source(compiler: Compiler, fields: Fields, key: str, kind: str) -> ListVariable | None:
    name = fields.text(key, required=True)
    source = compiler.lists.get(name)
    if name and (source is None or source.single):
        known = [one.name for one in compiler.lists.values() if not one.single]
        fix = nearest(name, known) if known else "先在“查询”的“得到”里写 {列表: [字段]}"
        compiler.problems.add(
            fields.line_of(key), f"“{kind}”的“{key}”里，“{name}”不是前面得到的列表", fix, code="undefined-name"
        )
        return None
    return source


def each(compiler: Compiler, step: Fields) -> None:
    """逐条: 做 once for each item of 在, which is called 作为 in it. 办成: the list of what was filed."""
    fields = step.inner("逐条", keys.EACH)
    if fields is None:
        return
    source = _source(compiler, fields, "在", "逐条")
    item, filed = fields.text("作为", required=True), fields.text("办成")
    if fields.node("做") is None:
        compiler.problems.add(fields.line, "“逐条”少了“做”", "加上“做: [步骤…]”", code="missing-key")
    if any(isinstance(step, ForEach) and step.done == 0 for step in compiler.program):
        fix = "系统只记得办到一个列表的第几条；把里面的那一段挪出来，分成两次“逐条”"
        compiler.problems.add(fields.line, "“逐条”里面不能再写“逐条”", fix, code="bad-value")
        return
    at = len(compiler.program)
    compiler.program.append(ForEach(fields.line, source.name if source else "", item, filed, 0))
    if source and item:
        single = ListVariable(item, source.fields, fields.line, True, source.wording, source.name)
        _declare(compiler, single)
    compiler.block(fields.node("做"))
    compiler.program.append(NextItem(fields.line, at))
    body = compiler.program[at + 1 :]
    compiler.program[at] = ForEach(fields.line, source.name if source else "", item, filed, len(compiler.program))
    brought = tuple(dict.fromkeys(name for step in body if isinstance(step, Submit) for name in step.results))
    _check_filed(compiler, fields, body=[step for step in body if isinstance(step, Query | Submit)], filed=filed)
    if source and filed:
        known = tuple(dict.fromkeys((*source.fields, *brought)))
        _declare(compiler, ListVariable(filed, known, fields.line, False, source.wording, source.name))


def _check_filed(compiler: Compiler, fields: Fields, *, body: Iterable[Query | Submit], filed: str) -> None:
    submits = any(isinstance(step, Submit) for step in body)
    if submits and not filed:
        fix = "加上“办成: 已办”，回执和后面的话靠它知道办成了哪几条"
        compiler.problems.add(fields.line, "“逐条”里有“提交”，但少了“办成”", fix, code="missing-key")
    elif filed and not submits:
        message = "“逐条”里没有“提交”，不用写“办成”"
        compiler.problems.add(fields.line_of("办成"), message, "删掉“办成”", code="bad-value")


def check_jump(compiler: Compiler, at: int, target: int, label: str) -> None:
    """跳到 may leave a 逐条, but not enter one: it would have no item in hand."""
    for start, step in enumerate(compiler.program):
        if isinstance(step, ForEach) and start < target < step.done and not start < at < step.done:
            message = f"不能从外面跳到“逐条”里面的“{label}”"
            fix = "把编号写在“逐条”这一步上，或者挪到外面"
            compiler.problems.add(compiler.program[at].line, message, fix, code="undefined-name")
