"""What a script that can be read may still have wrong: names, ways through it, and the safety of its submissions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.errors import Problems
from dialogue.script.condition import names, tests
from dialogue.script.fields import nearest
from dialogue.script.model import (
    Branch,
    Collect,
    Confirm,
    Finish,
    Jump,
    Query,
    Script,
    Spoken,
    Step,
    Submit,
    Tell,
    Transfer,
)
from dialogue.script.template import Template

_SCREEN = re.compile(r"屏幕|读卡|点击|按钮")
_CONFIRMED = "\0confirmed"  # stands among the set variables on a path where the citizen has said yes


def check(script: Script, problems: Problems) -> None:
    _check_names(script, problems)
    _check_slots(script, problems)
    _check_paths(script, problems)
    if "phone" in script.channels:
        _check_phone(script, problems)
    if script.elderly.max_chars:
        _check_length(script, problems)


def variables(script: Script) -> frozenset[str]:
    """Everything a prompt or condition may name."""
    results = (name for step in script.steps if isinstance(step, Query | Submit) for name in step.results)
    return frozenset((*(slot.name for slot in script.slots), *results))


def templates(step: Step) -> Iterator[Template]:
    spoken = _spoken(step)
    if spoken:
        yield spoken.screen
        if spoken.phone is not spoken.screen:
            yield spoken.phone


def _check_names(script: Script, problems: Problems) -> None:
    known = variables(script)
    slots = tuple(slot.name for slot in script.slots)
    cards = tuple(card.name for card in script.cards)

    def need(name: str, allowed: tuple[str, ...], line: int, what: str) -> None:
        if name not in allowed:
            problems.add(line, f"没有叫“{name}”的{what}", nearest(name, allowed) if allowed else f"先在上面写好{what}")

    everything = tuple(sorted(known))
    for step in script.steps:
        for template in templates(step):
            for name in template.names:
                need(name, everything, step.line, "变量")
        if isinstance(step, Collect):
            for name in step.slots:
                need(name, slots, step.line, "槽位")
        elif isinstance(step, Query | Submit):
            for name in step.params:
                need(name, everything, step.line, "变量")
        elif isinstance(step, Branch):
            for name in names(step.condition):
                need(name, everything, step.line, "变量")
            _check_values(script, step, problems)
        elif isinstance(step, Tell) and step.card:
            need(step.card, cards, step.line, "卡片")
    for name in script.consent.items if script.consent else ():
        need(name, slots, 1, "槽位")
    for card in script.cards:
        for item in card.items:
            for name in names(item.condition) if item.condition else ():
                need(name, everything, card.line, "变量")


def _check_values(script: Script, step: Branch, problems: Problems) -> None:
    """A condition on an option slot must name one of its options."""
    for test in tests(step.condition):
        slot = script.slot(test.name)
        labels = tuple(choice.label for choice in slot.choices) if slot else ()
        for value in test.values if labels else ():
            if value not in labels:
                problems.add(step.line, f"“{test.name}”没有“{value}”这个选项", nearest(value, labels))


def _check_slots(script: Script, problems: Problems) -> None:
    asked = {name for step in script.steps if isinstance(step, Collect) for name in step.slots}
    for slot in script.slots:
        if slot.name not in asked:
            problems.add(slot.line, f"槽位“{slot.name}”没有任何步骤收集", "加进“收集”，或者删掉")
        if slot.personal and slot.kind in ("id", "phone") and script.consent is None:
            problems.add(
                slot.line,
                f"槽位“{slot.name}”是个人信息，但脚本没有“同意”",
                "加上“同意: {告知: …, 项目: [" + slot.name + "]}”",
            )
    for wording in {says for says in script.says if script.says.count(says) > 1}:
        problems.add(1, f"说法“{wording}”写了两次", "删掉一个")


def _check_phone(script: Script, problems: Problems) -> None:
    """A caller sees no screen."""
    said = [(step.line, spoken.phone) for step in script.steps if (spoken := _spoken(step))]
    said += [(slot.line, slot.prompt.phone) for slot in script.slots]
    for line, template in said:
        if hit := _SCREEN.search(template.raw):
            problems.add(line, f"电话里的话提到了“{hit[0]}”", "写成 {大屏: …, 电话: …}，电话那句换个说法")


def _spoken(step: Step) -> Spoken | None:
    return step.spoken if isinstance(step, Tell | Confirm | Transfer) else None


def _check_length(script: Script, problems: Problems) -> None:
    """No clause longer than the script's own 每句最多; a hole counts as four characters."""
    said = [(step.line, template) for step in script.steps for template in templates(step)]
    for slot in script.slots:
        said += [(slot.line, template) for template in (slot.prompt.first, slot.prompt.again, slot.prompt.phone)]
    for line, template in said:
        text = "".join(part if isinstance(part, str) else "变量的值" for part in template.parts)
        longest = max(re.split(r"[，。？！；：、]", text), key=len)
        if len(longest) > script.elderly.max_chars:
            problems.add(
                line,
                f"“{longest}”有 {len(longest)} 个字，超过了每句最多 {script.elderly.max_chars} 字",
                "用逗号断开，或者改短",
            )


def _check_paths(script: Script, problems: Problems) -> None:
    """Walk every way through: what is surely set before each step, what is never reached, where it falls off."""
    before: dict[int, frozenset[str]] = {}
    queue: list[tuple[int, frozenset[str]]] = [(0, frozenset())] if script.steps else []
    while queue:
        at, known = queue.pop()
        known = before[at] & known if at in before else known
        if at in before and before[at] == known:
            continue
        before[at] = known
        if at < len(script.steps):
            queue.extend(_next(script, at, known))
    for at, step in enumerate(script.steps):
        if at in before:
            _check_set(step, before[at], variables(script), problems)
        elif not isinstance(step, Jump):
            problems.add(step.line, "这一步永远走不到", "前面已经结束或转人工了，删掉或者挪位置")
    if len(script.steps) in before:
        last = script.steps[-1].line if script.steps else 1
        problems.add(last, "有一条路走到最后没有结束", "在末尾加上“- 结束: 完成”")


def _next(script: Script, at: int, known: frozenset[str]) -> list[tuple[int, frozenset[str]]]:
    step = script.steps[at]
    if isinstance(step, Finish | Transfer):
        return []
    if isinstance(step, Jump):
        return [(step.target, known)]
    if isinstance(step, Branch):
        return [(at + 1, known), (step.otherwise, known)]
    if isinstance(step, Query | Submit):
        return [(at + 1, known | set(step.results)), (step.failed, known)]
    if isinstance(step, Collect):
        return [(at + 1, (known | set(step.slots)) - {_CONFIRMED})]
    if isinstance(step, Confirm):
        return [(at + 1, known | {_CONFIRMED})]
    return [(at + 1, known)]


def _check_set(step: Step, known: frozenset[str], variables_known: frozenset[str], problems: Problems) -> None:
    if isinstance(step, Submit) and _CONFIRMED not in known:
        problems.add(step.line, "“提交”之前没有“确认”", "在提交前面加一步“- 确认: …，对吗？”")
    used = {name for template in templates(step) for name in template.names}
    if isinstance(step, Query | Submit):
        used |= set(step.params)
    if isinstance(step, Branch):
        used |= set(names(step.condition))
    for name in sorted((used & variables_known) - known):  # names nobody defines are told elsewhere
        problems.add(step.line, f"到这一步时，“{name}”可能还没有值", "先“收集”或“查询”到它，再用它")
