"""A script's conditions and steps in a clerk's words: for charts, for reports, for lists of what no test has tried."""

from __future__ import annotations

from dialogue.script import keys
from dialogue.script.assurance import Assurance, Assurances
from dialogue.script.expression import (
    Arithmetic,
    Compare,
    Condition,
    Constant,
    Counted,
    CurrentTime,
    Either,
    Has,
    Open,
    Product,
    Test,
    TimeSpan,
    Value,
    Variable,
    Workday,
    option_test,
)
from dialogue.script.model import Branch, CallService, Query, Source, Step, Submit, Take
from dialogue.script.template import Template


def condition_words(condition: Condition) -> str:
    """As it is written in a script, e.g. `身份证号|年龄 >= 60 且 办理事由 在 [务工, 经商]`."""
    if isinstance(condition, Either):
        joint = " 且 " if condition.how == "all" else " 或 "
        return joint.join(
            f"({words})" if isinstance(part, Either) and part.how != condition.how else words
            for part in condition.parts
            for words in [condition_words(part)]
        )
    match condition:
        case Compare(left=left, order=order, right=right):
            return f"{value_words(left)} {order} {value_words(right)}"
        case Has(name=name, negated=negated):
            return f"{'没有' if negated else '有'} {name}"
        case Workday(day=day, negated=negated):
            return f"{value_words(day)} {'不是' if negated else '是'} 工作日"
        case Open(negated=negated):
            return f"现在 {'不在' if negated else '在'} 办公时间"
        case Test(left=left, options=(only,), negated=negated):
            return f"{value_words(left)} {'!=' if negated else '=='} {value_words(only)}"
        case Test(left=left, options=options, negated=negated):
            return f"{value_words(left)} {'不在' if negated else '在'} [{', '.join(map(value_words, options))}]"


def value_words(value: Value) -> str:
    """As it is written in a script, without quotation marks."""
    match value:
        case Constant(text=text):
            return text
        case Variable(name=name, filters=filters):
            return "|".join((name, *filters))
        case CurrentTime(which=which):
            return which
        case TimeSpan(count=count, unit=unit):
            return f"{count}{'个月' if unit == '月' else unit}"
        case Counted(how=how, name=name, field=field):
            return f"{how}({name}.{field})" if field else f"{how}({name})"
        case Arithmetic(first=first, rest=rest, unit=unit):
            words = value_words(first)
            for sign, part in rest:
                inner = value_words(part)
                words += f" {'+' if sign > 0 else '-'} " + (f"({inner})" if isinstance(part, Arithmetic) else inner)
            return f"({words})|{unit}" if unit else words
        case Product(first=first, rest=factors):
            written = [_factor(first), *(f"{sign} {_factor(part)}" for sign, part in factors)]
            return " ".join(written)


def _factor(part: Value) -> str:
    """In brackets, where it is a sum or a product of its own."""
    return f"({value_words(part)})" if isinstance(part, Arithmetic | Product) else value_words(part)


def source_words(source: Source) -> str:
    return source.raw if isinstance(source, Template) else value_words(source)


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


def level_words(levels: Assurances | None) -> str:
    """What must be known of the citizen before a call; empty where nothing must."""
    if levels is None or (levels.screen, levels.phone) == ("none", "none"):
        return ""
    if levels.screen == levels.phone:
        return f"先核实身份：{level_word(levels.screen)}"
    return f"先核实身份：大屏{level_word(levels.screen)}，电话{level_word(levels.phone)}"


def level_word(level: Assurance) -> str:
    return next(word for word, known in keys.ASSURANCES.items() if known == level)


def choice(step: Step) -> tuple[str, str] | None:
    """The variable and the value of a plain `变量 == 值`, which is how 选择 is made of branches."""
    tested = option_test(step.condition) if isinstance(step, Branch) else None
    if tested is None or tested[2] or len(tested[1]) != 1:
        return None
    return tested[0], next(iter(tested[1]))
