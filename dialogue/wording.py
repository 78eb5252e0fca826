"""A script's conditions and steps in a clerk's words: for charts, for reports, for lists of what no test has tried."""

from __future__ import annotations

from dialogue.script.condition import Compare, Condition, Either
from dialogue.script.model import Branch, CallService, Query, Step, Submit, Take


def condition_words(condition: Condition) -> str:
    """As it is written in a script, e.g. `身份证号|年龄 >= 60 且 办理事由 在 [务工, 经商]`."""
    if isinstance(condition, Either):
        joint = " 且 " if condition.how == "all" else " 或 "
        return joint.join(
            f"({words})" if isinstance(part, Either) and part.how != condition.how else words
            for part in condition.parts
            for words in [condition_words(part)]
        )
    name = "|".join((condition.name, *condition.filters))
    if isinstance(condition, Compare):
        return f"{name} {condition.order} {condition.bound}"
    if len(condition.values) == 1:
        return f"{name} {'!=' if condition.negated else '=='} {condition.values[0]}"
    return f"{name} {'不在' if condition.negated else '在'} [{', '.join(condition.values)}]"


def outside_words(step: Query | Submit | Take | CallService) -> str:
    """What is asked of whom: `查询 sbk.status`, `取号 综合窗口`."""
    match step:
        case Query():
            return f"查询 {step.api}"
        case Submit():
            return f"提交 {step.api}"
        case Take():
            return f"取号 {step.queue}"
        case CallService():
            return f"调用服务 {step.service}"


def choice(step: Step) -> tuple[str, str] | None:
    """The variable and the value of a plain `变量 == 值`, which is how 选择 is made of branches."""
    if not isinstance(step, Branch) or isinstance(step.condition, Compare | Either):
        return None
    test = step.condition
    return None if test.negated or test.filters or len(test.values) != 1 else (test.name, test.values[0])
