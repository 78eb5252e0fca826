"""What an expression that can be read may still have wrong: unknown options, words that cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.errors import Problems
from dialogue.script.expression import (
    Compare,
    Constant,
    Expression,
    Open,
    Test,
    Variable,
    Workday,
    every,
)
from dialogue.script.fields import nearest
from dialogue.script.model import Assign, Branch, Script
from dialogue.script.quantity import quantity
from dialogue.script.template import Template
from dialogue.script.uses import results, source_names
from dialogue.slot_kinds import kind_of


def expressions(script: Script) -> Iterator[tuple[Expression, int]]:
    """Every expression of a script, and where it stands."""
    for step in script.steps:
        if isinstance(step, Branch):
            yield step.condition, step.line
        elif isinstance(step, Assign):
            yield from ((source, step.line) for _, source in step.values if not isinstance(source, Template))
    for item in script.computed:
        if not isinstance(item.source, Template):
            yield item.source, item.line
    for card in script.cards:
        yield from ((item.condition, card.line) for item in card.items if item.condition)


def check_expressions(script: Script, problems: Problems) -> None:
    for expression, line in expressions(script):
        for part in every(expression):
            if isinstance(part, Test):
                _check_options(script, part, line, problems)
            elif isinstance(part, Compare):
                _check_bounds(part, line, problems)
            elif isinstance(part, Open) and not script.calendar.hours:
                fix = "在 calendar.yaml 里写上“办公时间: [09:00-12:00, 13:30-17:00]”"
                problems.add(line, "没有写大厅的办公时间，“办公时间”判断不了", fix, code="missing-key")
            elif isinstance(part, Workday) and isinstance(part.day, Constant) and quantity(part.day.text) is None:
                problems.add(
                    line,
                    f"“{part.day.text}”不是日期，判断不了是不是工作日",
                    "写“今天”或日期变量",
                    code="broken-condition",
                )
    _check_assigned(script, problems)


def _labels(script: Script, name: str) -> tuple[str, ...]:
    slot = script.slot(name)
    return tuple(choice.label for choice in slot.choices) if slot and kind_of(slot).choices != "several" else ()


def _check_options(script: Script, test: Test, line: int, problems: Problems) -> None:
    """A test of an option slot must name one of its options, by a word that is not a variable's name too."""
    if not isinstance(test.left, Variable) or test.left.filters:
        return
    labels = _labels(script, test.left.name)
    for one in test.options if labels else ():
        if isinstance(one, Constant) and one.text not in labels:
            problems.add(
                line,
                f"“{test.left.name}”没有“{one.text}”这个选项",
                nearest(one.text, labels),
                code="no-such-option",
            )
        elif isinstance(one, Variable) and not one.filters and one.name in labels:
            problems.add(
                line,
                f"“{one.name}”既是“{test.left.name}”的选项，又是变量，不知道比的是哪一个",
                f"比选项就加引号：“{one.name}”；比变量就给变量换一个名字",
                code="broken-condition",
            )


def _check_bounds(compare: Compare, line: int, problems: Problems) -> None:
    for side in (compare.left, compare.right):
        if isinstance(side, Constant) and quantity(side.text) is None:
            problems.add(
                line,
                f"“{side.text}”不是数字、日期或时间，比不了大小，也不是变量",
                "写数字、日期，或者变量名",
                code="broken-condition",
            )


def _check_assigned(script: Script, problems: Problems) -> None:
    """设 has names of its own: what a citizen said or a back end answered is never overwritten."""
    slots = {slot.name for slot in script.slots}
    brought = {name for step in script.steps if not isinstance(step, Assign) for name in results(step)}
    computed = {item.name for item in script.computed}
    for step in script.steps:
        if not isinstance(step, Assign):
            continue
        for name, source in step.values:
            for taken, what in ((slots, "槽位"), (brought, "业务系统给的值"), (computed, "“计算”的值")):
                if name in taken:
                    message = f"“{name}”是{what}，不能用“设”改"
                    problems.add(step.line, message, "换一个名字", code="duplicate-key")
            if name in source_names(source):
                message = f"“设”不能用“{name}”自己算“{name}”：改了前面的内容会再算一遍"
                problems.add(step.line, message, "算出来的值换一个名字", code="bad-value")


def near_misses(script: Script, known: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """Bare words read as text that are nearly a variable's name: the word, the name, the line."""
    for expression, line in expressions(script):
        for word in _bare_words(script, expression):
            near = [name for name in sorted(known) if _nearly(word, name)]
            if near:
                yield word, near[0], line


def _bare_words(script: Script, expression: Expression) -> Iterator[str]:
    for part in every(expression):
        if isinstance(part, Test):
            options = isinstance(part.left, Variable) and bool(_labels(script, part.left.name))
            values = () if options else part.options
        elif isinstance(part, Constant) and part is expression:
            values = (part,)
        else:
            continue
        yield from (one.text for one in values if isinstance(one, Constant) and not one.quoted)


def _nearly(word: str, name: str) -> bool:
    """Whether two words of at least three characters differ by one character added, left out or changed."""
    if word == name or min(len(word), len(name)) < 3 or abs(len(word) - len(name)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    rest, other = word[start:], name[start:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
