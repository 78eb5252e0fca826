"""What a script that can be read may still have wrong: names, values, and the words for each channel.

The ways through it are walked in `paths`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.errors import Problems
from dialogue.script.captures import check_captures
from dialogue.script.check_expressions import check_expressions
from dialogue.script.expression import NOW, TODAY, asked_about, names
from dialogue.script.fields import nearest
from dialogue.script.identity import check_identity
from dialogue.script.lists import variable_of
from dialogue.script.model import Branch, Collect, Script, Submit, Tell
from dialogue.script.paths import check_paths
from dialogue.script.template import Template
from dialogue.script.uses import (
    OF_A_FAILURE,
    of_the_kiosk,
    prompts,
    results,
    source_names,
    spoken_by,
    templates,
    used,
    variables,
)
from dialogue.slot_kinds import kind_of

#: Names that a script cannot give to anything.
RESERVED = (*OF_A_FAILURE, TODAY, NOW)
_SCREEN = re.compile(r"屏幕|读卡|点击|按钮")


def check(script: Script, problems: Problems) -> None:
    _check_names(script, problems)
    check_expressions(script, problems)
    _check_slots(script, problems)
    check_captures(script, problems)
    check_identity(script, problems)
    check_paths(script, problems)
    if "phone" in script.channels:
        _check_phone(script, problems)
    if script.elderly.max_chars:
        _check_length(script, problems)


def _check_names(script: Script, problems: Problems) -> None:
    slots = tuple(slot.name for slot in script.slots)
    cards = tuple(card.name for card in script.cards)
    everything = tuple(sorted(variables(script)))

    for name, line in (*((slot.name, slot.line) for slot in script.slots), *_brought(script)):
        if name in RESERVED:
            problems.add(line, f"“{name}”是系统自己的变量，不能再用作名字", "换一个名字")

    def need(name: str, allowed: tuple[str, ...], line: int, what: str) -> None:
        if name not in allowed:
            problems.add(
                line,
                f"没有叫“{name}”的{what}",
                nearest(name, allowed) if allowed else f"先在上面写好{what}",
                code="undefined-name",
            )

    for at, step in enumerate(script.steps):
        for name in sorted(used(step)):
            need(name, everything, step.line, "变量")
        for template in templates(step):
            _check_words(script, template, problems)
        if isinstance(step, Collect):
            for name in step.slots:
                need(name, slots, step.line, "槽位")
        elif isinstance(step, Submit):
            _check_item(script, at, step, problems)
        elif isinstance(step, Branch):
            for name in asked_about(step.condition):
                need(name, everything, step.line, "变量")
        elif isinstance(step, Tell) and step.card:
            need(step.card, cards, step.line, "卡片")
    for slot in script.slots:
        for template in prompts(slot):
            for name in template.names:
                need(name, everything, template.line or slot.line, "变量")
                if name in of_the_kiosk(script):
                    message = f"“{slot.name}”的问法里写了【{name}】，有的一体机没有设"
                    fix = f"用一步“说”来说，写在“如果: 有 {name}”的“那么”里"
                    problems.add(template.line or slot.line, message, fix, code="unset-variable")
    for name in script.consent.items if script.consent else ():
        need(name, slots, script.consent.line if script.consent else 1, "槽位")
    for card in script.cards:
        for item in card.items:
            for name in (*names(item.condition), *asked_about(item.condition)) if item.condition else ():
                need(name, everything, card.line, "变量")
    _check_computed(script, problems)


def _check_words(script: Script, template: Template, problems: Problems) -> None:
    """A sentence may name a list only if a 念 says how its items are spoken."""
    for name in template.names:
        variable = script.list_variable(name)
        if variable and variable.wording is None:
            message = f"“{name}”是列表，没有写过每一条怎么念"
            fix = f"改成【个数({name})】，或者用“挑选”写上“念”"
            problems.add(template.line, message, fix, code="bad-value")


def _check_item(script: Script, at: int, step: Submit, problems: Problems) -> None:
    """A 提交 inside a 逐条 must send the item in hand."""
    loop = script.loop_at(at)
    if loop and not any(variable_of(name) == loop.item for name in step.params):
        message = f"“逐条”里的“提交”没有传“{loop.item}”，每一条提交的都一样"
        problems.add(step.line, message, f"写上“传: [{loop.item}.字段]”", code="bad-value")


def _brought(script: Script) -> Iterator[tuple[str, int]]:
    """Names given by 得到 and 计算, and where they stand."""
    yield from ((name, step.line) for step in script.steps for name in results(step))
    yield from ((item.name, item.line) for item in script.computed)


def _check_computed(script: Script, problems: Problems) -> None:
    """A computed value has a name of its own and is made of what stands before it."""
    known = {slot.name for slot in script.slots} | {name for step in script.steps for name in results(step)}
    known |= {name for variable in script.lists for name in (variable.name, *variable.names)}
    known |= of_the_kiosk(script) - {item.name for item in script.computed}
    for item in script.computed:
        if item.name in known:
            problems.add(item.line, f"“{item.name}”已经有了，不能再算一个", "换一个名字", code="duplicate-key")
        for name in source_names(item.source):
            if name not in known:
                problems.add(
                    item.line, f"“{item.name}”用到的“{name}”还没有", nearest(name, sorted(known)), code="undefined-name"
                )
        known.add(item.name)


def _check_slots(script: Script, problems: Problems) -> None:
    known = tuple(slot.name for slot in script.slots)
    for slot in script.slots:
        if sum(other.name == slot.name for other in script.slots) > 1:
            problems.add(slot.line, f"问题“{slot.name}”有两个", "换一个名字", code="duplicate-key")
        for name in slot.differs:
            if name not in known:
                message = f"“不同于”里没有叫“{name}”的槽位"
                problems.add(slot.line, message, nearest(name, known), code="undefined-name")
            elif name == slot.name:
                problems.add(slot.line, f"“{name}”不能不同于它自己", "写另一个问题", code="bad-value")
    asked = {name for step in script.steps if isinstance(step, Collect) for name in step.slots}
    for slot in script.slots:
        if slot.name not in asked:
            problems.add(
                slot.line,
                f"问题“{slot.name}”没有任何一步问它",
                "加进一步“问清楚”（收集），或者删掉",
                code="unused-slot",
            )
        if slot.personal and kind_of(slot).identifying and script.consent is None:
            problems.add(
                slot.line,
                f"问题“{slot.name}”是个人信息，但脚本没有“同意”",
                "加上“同意: {告知: …, 项目: [" + slot.name + "]}”",
                code="no-consent",
            )


def _check_phone(script: Script, problems: Problems) -> None:
    """Sentences for the phone must not mention the screen."""
    said = [spoken.phone for step in script.steps if (spoken := spoken_by(step))]
    said += [template for slot in script.slots for template in (slot.prompt.phone, slot.prompt.phone_again)]
    said += [one.spoken.phone for one in script.follow_ups if one.spoken]
    for template in {id(template): template for template in said}.values():
        if hit := _SCREEN.search(template.raw):
            problems.add(
                template.line,
                f"电话里的话提到了“{hit[0]}”",
                "写成 {大屏: …, 电话: …}，电话那句换个说法",
                code="screen-on-phone",
            )


def _check_length(script: Script, problems: Problems) -> None:
    """No clause longer than the script's own 每句最多; a hole counts as four characters."""
    said = [template for step in script.steps for template in templates(step)]
    said += [template for slot in script.slots for template in prompts(slot)]
    for template in said:
        text = "".join(part if isinstance(part, str) else "变量的值" for part in template.parts)
        longest = max(re.split(r"[，。？！；：、]", text), key=len)
        if len(longest) > script.elderly.max_chars:
            problems.add(
                template.line,
                f"“{longest}”有 {len(longest)} 个字，超过了每句最多 {script.elderly.max_chars} 字",
                "用逗号断开，或者改短",
                code="long-sentence",
            )
