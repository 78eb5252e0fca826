"""Steps that divide the way: 如果, 选择."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.script.expression import Constant, Test, Variable
from dialogue.script.fields import Fields, nearest
from dialogue.script.grammar import parse_condition
from dialogue.script.model import Branch, Collect, Jump
from dialogue.slot_kinds import kind_of
from dialogue.yaml_lines import Node

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler


def branch(compiler: Compiler, fields: Fields) -> None:
    text = fields.text("如果", required=True)
    condition = parse_condition(text, fields.line_of("如果"), compiler.problems) if text else None
    if "那么" not in fields:
        compiler.problems.add(fields.line, "“如果”少了“那么”", "加上“那么: [ … ]”", code="missing-key")
    if condition is None:  # still read both arms, so that their mistakes are told too
        compiler.block(fields.node("那么"))
        compiler.block(fields.node("否则"))
        return
    at = len(compiler.program)
    compiler.program.append(Branch(fields.line, condition, 0))
    compiler.block(fields.node("那么"))
    if "否则" in fields:
        over = len(compiler.program)
        compiler.program.append(Jump(fields.line, 0))
        compiler.program[at] = Branch(fields.line, condition, len(compiler.program))
        compiler.block(fields.node("否则"))
        compiler.program[over] = Jump(fields.line, len(compiler.program))
    else:
        compiler.program[at] = Branch(fields.line, condition, len(compiler.program))


def choose(compiler: Compiler, fields: Fields) -> None:
    """选择: ask for an option slot and go the way of the answer. One arm for every option, or 否则."""
    name = fields.text("选择", required=True)
    arms = fields.map("分支")
    slot = compiler.slots.get(name)
    labels = tuple(choice.label for choice in slot.choices) if slot else ()
    if arms is None:
        compiler.problems.add(fields.line, "“选择”少了“分支”", "加上“分支: {选项: [步骤], …}”", code="missing-key")
        return
    if slot is not None and kind_of(slot).choices not in ("one", "yes_no"):
        compiler.problems.add(
            fields.line, f"“选择”只能用选项或是否，问题“{name}”不是", "改成“收集”和“如果”", code="bad-value"
        )
    known = [key.value for key, _ in arms.entries if key.value not in ("否则", "else")]
    for key, _ in arms.entries if labels else ():
        if key.value in known and key.value not in labels:
            compiler.problems.add(
                key.line, f"“{name}”没有“{key.value}”这个选项", nearest(key.value, labels), code="no-such-option"
            )
    missing = [label for label in labels if label not in known]
    if missing and len(known) == len(arms.entries):
        compiler.problems.add(
            arms.line,
            f"“选择”没有写选了“{'、'.join(missing)}”怎么办",
            "加上这些分支，或者写“否则”",
            code="not-exhaustive",
        )
    compiler.program.append(Collect(fields.line, (name,)))
    overs = []
    # The remaining options go to 否则, or, where every option has a branch, to the last branch.
    other = next(
        (key.value for key, _ in arms.entries if key.value not in known), known[-1] if known and not missing else ""
    )
    last: Node | None = None
    for key, node in arms.entries:
        if key.value == other:
            last = node
            continue
        at = len(compiler.program)
        chosen = Test(Variable(name), (Constant(key.value, quoted=True),))
        compiler.program.append(Branch(key.line, chosen, 0))
        compiler.block(node)
        overs.append(len(compiler.program))
        compiler.program.append(Jump(key.line, 0))
        compiler.program[at] = Branch(key.line, chosen, len(compiler.program))
    compiler.block(last)
    for over in overs:
        compiler.program[over] = Jump(compiler.program[over].line, len(compiler.program))
