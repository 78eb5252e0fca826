"""失败: what a step that calls the back end or another service does where the call fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.script import keys
from dialogue.script.expression import Constant, Test, Variable
from dialogue.script.fields import Fields
from dialogue.script.model import Branch, Jump, Outside, Step, Transfer
from dialogue.script.uses import FAILURE_KIND
from dialogue.yaml_lines import Map, Node, Scalar

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler


def on_failure(
    compiler: Compiler, step: Outside, inner: Fields | None, kind: str, otherwise: Step | None = None
) -> None:
    """Append the step, and behind it its failure branch, which success jumps over.

    `inner` None: nothing was written about failure, and `otherwise` (a human, if None) is done.
    """
    at = len(compiler.program)
    compiler.program += [step, Jump(step.line, 0)]
    compiler.program[at] = replace(step, failed=at + 2)
    node = inner.node("失败") if inner else None
    if inner is None:
        compiler.program.append(otherwise or Transfer(step.line, None, True))
    elif node is None:
        compiler.problems.add(
            inner.line, f"“{kind}”少了“失败”", "加上“失败: 转人工”，或者写几步怎么办", code="no-failure"
        )
    elif isinstance(node, Map) and kind != "调用服务" and _names_outcomes(node):
        _by_outcome(compiler, node)
    else:
        _failure(compiler, node)
    compiler.program[at + 1] = Jump(step.line, len(compiler.program))


def _failure(compiler: Compiler, node: Node) -> None:
    if isinstance(node, Scalar) and node.value.strip() in keys.HUMAN:
        compiler.program.append(Transfer(node.line, None, True))
    else:
        compiler.block(node)


def _by_outcome(compiler: Compiler, node: Map) -> None:
    """失败 as a map: what follows each outcome; a human where nothing is written for it."""
    fields = Fields(node, (*keys.OUTCOMES, keys.OTHER_OUTCOME), "“失败”", compiler.problems)
    named = [(word, arm) for word in keys.OUTCOMES if (arm := fields.node(word)) is not None]
    other = fields.node(keys.OTHER_OUTCOME)
    if len(named) == len(keys.OUTCOMES):
        if other is not None:
            compiler.problems.add(other.line, "“失败”里四种情况都写了，“其他”用不到", "删掉“其他”", code="unreachable")
        other = named.pop()[1]
    overs = []
    for word, arm in named:
        at, failed_so = len(compiler.program), Test(Variable(FAILURE_KIND), (Constant(word, quoted=True),))
        compiler.program.append(Branch(arm.line, failed_so, 0))
        _failure(compiler, arm)
        overs.append(len(compiler.program))
        compiler.program.append(Jump(arm.line, 0))
        compiler.program[at] = Branch(arm.line, failed_so, len(compiler.program))
    if other is None:
        compiler.program.append(Transfer(node.line, None, True))
    else:
        _failure(compiler, other)
    for over in overs:
        compiler.program[over] = Jump(compiler.program[over].line, len(compiler.program))


def _names_outcomes(node: Map) -> bool:
    names = {keys.ALIASES.get(key.value, key.value) for key, _ in node.entries}
    return bool(names & {*keys.OUTCOMES, keys.OTHER_OUTCOME})
