"""Steps that neither divide the way nor call anything: 说, 收集, 设, 确认, 跳到, 评价, 转人工, 结束."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.script import keys
from dialogue.script.computed import read_source
from dialogue.script.fields import Fields
from dialogue.script.groups import expanded
from dialogue.script.model import Assign, Collect, Confirm, Finish, Rate, Tell, Transfer
from dialogue.script.spoken import read_spoken
from dialogue.yaml_lines import Scalar

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler


def tell(compiler: Compiler, fields: Fields) -> None:
    receipt = fields.many_of("回执", keys.RECEIPTS)
    compiler.program.append(
        Tell(fields.line, read_spoken(fields, "说", compiler.problems), fields.text("卡片"), receipt)
    )


def collect(compiler: Compiler, fields: Fields) -> None:
    compiler.program.append(Collect(fields.line, expanded(fields.texts("收集", required=True), compiler.groups)))


def jump(compiler: Compiler, fields: Fields) -> None:
    label = fields.text("跳到", required=True)
    compiler.jump(label, fields.line)


def assign(compiler: Compiler, fields: Fields) -> None:
    node = fields.map("设")
    found = []
    for key, value in node.entries if node else ():
        if isinstance(value, Scalar) and value.value.strip():
            source = read_source(value.value.strip(), value.line, compiler.problems, expression=True)
            found += [(key.value.strip(), source)] if source else []
        else:
            compiler.problems.add(
                key.line,
                f"“设”里“{key.value}”的右边应该是一个值",
                "写成 设: {到期日: 今天 + 3工作日}",
                code="bad-value",
            )
    if node is not None and not node.entries:
        compiler.problems.add(fields.line, "“设”里什么也没有", "写成 设: {到期日: 今天 + 3工作日}", code="bad-value")
    compiler.program.append(Assign(fields.line, tuple(found)))


def confirm(compiler: Compiler, fields: Fields) -> None:
    spoken = read_spoken(fields, "确认", compiler.problems)
    if spoken:
        compiler.program.append(Confirm(fields.line, spoken))


def rate(compiler: Compiler, fields: Fields) -> None:
    compiler.program.append(Rate(fields.line, fields.text("评价", required=True, default="好差评")))


def transfer(compiler: Compiler, fields: Fields) -> None:
    compiler.program.append(Transfer(fields.line, read_spoken(fields, "转人工", compiler.problems), False))


def finish(compiler: Compiler, fields: Fields) -> None:
    reason = fields.one_of("结束", keys.ENDINGS, "completed")
    compiler.program.append(Finish(fields.line, "cancelled" if reason == "cancelled" else "completed"))
