"""Scripts that load with structural mistakes: a value that may be unset, a definition that is unused.

The loader reports what keeps a script from loading (unknown keys, paths without an end, loops).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext, Source, field, steps
from dialogue.script.check_expressions import expressions, near_misses
from dialogue.script.expression import Arithmetic, Expression, Open, TimeSpan, Workday, every
from dialogue.script.lists import variable_of
from dialogue.script.loops import body_of
from dialogue.script.model import CallService, Collect, Confirm, ForEach, Query, Submit, Tell
from dialogue.script.paths import known_before
from dialogue.script.uses import prompts, source_names, spoken_by, used, variables
from dialogue.sources import overlooked
from dialogue.yaml_lines import Scalar


def structure(context: LintContext) -> Iterator[Finding]:
    for path in overlooked(Path(context.root)):
        right = re.sub(r"(?i)\.ya?ml.*$", "", path.name) + ".yaml"
        message = f"文件“{path.name}”没有读：名字要以 .yaml 结尾"
        yield Finding(
            str(path), 1, "not-read", "warning", message, f"改名为 {right}（先在资源管理器里打开“显示扩展名”）"
        )
    for source in context.sources:
        yield from _unset(source)
        yield from _unused_cards(source)
        yield from _unused_labels(source)
        yield from _unused_computed(source)
        yield from _near_names(source)
        yield from _calendar(source, context.today)
        yield from _long_loops(source)


def _unset(source: Source) -> Iterator[Finding]:
    """Sentences that are said outside the steps' own order: the notice first of all, a question when it is asked."""
    script = source.script
    if script.consent:
        for name in script.consent.text.names:
            fix = "告知是最先说的一句，去掉这个变量"
            yield source.error(script.consent.text.line, "unset-variable", f"告知的时候，“{name}”还没有值", fix)
    known = known_before(script)
    made_of = {item.name: set(source_names(item.source)) for item in script.computed}
    for at, step in enumerate(script.steps):
        if not isinstance(step, Collect) or at not in known:
            continue
        for place, name in enumerate(step.slots):
            slot = script.slot(name)
            have = known[at] | set(step.slots[:place])
            for template in prompts(slot) if slot else ():
                for used_here in template.names:
                    parts = set(map(variable_of, made_of.get(used_here, {used_here})))
                    if parts & variables(script) <= have:
                        continue
                    message = f"问“{name}”的时候，“{used_here}”可能还没有值"
                    yield source.error(template.line, "unset-variable", message, "先“收集”或“查询”到它，再问这一项")


def _long_loops(source: Source) -> Iterator[Finding]:
    """A loop that only speaks, over a list of any length, in which the citizen has no say."""
    script = source.script
    chosen = {slot.name for slot in script.slots if slot.pick}
    for step in script.steps:
        if not isinstance(step, ForEach) or step.source in chosen:
            continue
        body = [script.steps[at] for at in body_of(script, step)]
        waits = any(isinstance(inner, Collect | Confirm | Query | Submit | CallService) for inner in body)
        if not waits and any(isinstance(inner, Tell) and inner.spoken for inner in body):
            message = f"“{step.source}”有多少条就念多少条，中间不停"
            fix = "先用“挑选”让群众选，或者在“做”里加一步“收集”"
            yield source.warning(step.line, "long-loop", message, fix)


def _unused_cards(source: Source) -> Iterator[Finding]:
    shown = {step.card for step in source.script.steps if isinstance(step, Tell)}
    for card in source.script.cards:
        if card.name not in shown:
            fix = f"在步骤里加上“卡片: {card.name}”，或者删掉它"
            yield source.warning(card.line, "unused-card", f"卡片“{card.name}”从来没有显示", fix)


def _unused_labels(source: Source) -> Iterator[Finding]:
    written = list(steps(source.node("步骤")))
    jumps = {jump.value.strip() for step in written if isinstance(jump := field(step, "跳到"), Scalar)}
    for step in written:
        label = field(step, "编号")
        if isinstance(label, Scalar) and label.value.strip() not in jumps:
            message = f"没有任何一步跳到编号“{label.value.strip()}”"
            yield source.warning(label.line, "unused-label", message, "删掉这个编号，或者检查“跳到”写得对不对")


def _unused_computed(source: Source) -> Iterator[Finding]:
    script = source.script
    needed = {name for step in script.steps for name in used(step)}
    needed |= {name for slot in script.slots for template in prompts(slot) for name in template.names}
    needed |= {name for item in script.computed for name in source_names(item.source)}
    needed |= {name for step in script.steps if (said := spoken_by(step)) for name in said.phone.names}
    for item in script.computed:
        if item.name not in needed:
            yield source.warning(item.line, "unused-computed", f"算出来的“{item.name}”没有用到", "用上它，或者删掉")


def _near_names(source: Source) -> Iterator[Finding]:
    for word, name, line in near_misses(source.script, variables(source.script)):
        message = f"“{word}”不是变量，会当作文字来比"
        yield source.warning(line, "near-name", message, f"是不是想写变量“{name}”？确实是文字就加引号：“{word}”")


def _calendar(source: Source, today: date) -> Iterator[Finding]:
    """工作日 counted without the public holidays of the year."""
    calendar = source.script.calendar
    for expression, line in expressions(source.script):
        if not any(_counts_workdays(part) for part in every(expression)):
            continue
        if not calendar.written:
            fix = "在 services 里加一个 calendar.yaml，写上办公时间和休息日"
            yield source.warning(line, "no-calendar", "没有大厅日历，“工作日”只按周一到周五算", fix)
        elif today.year not in calendar.years:
            fix = "在 calendar.yaml 里写上今年的休息日和调休上班"
            yield source.warning(line, "no-calendar", f"大厅日历里没有 {today.year} 年的休息日", fix)
        elif calendar.lacks_next_year(today):
            fix = "按国务院办公厅的通知，在 calendar.yaml 里写上明年的休息日和调休上班"
            message = f"大厅日历里没有 {today.year + 1} 年的休息日"
            yield source.finding(line, "no-calendar", "note", message, fix)


def _counts_workdays(part: Expression) -> bool:
    return isinstance(part, Workday | Open) or (isinstance(part, TimeSpan | Arithmetic) and part.unit == "工作日")
