"""What a script that can be read may still have wrong: names, values, and the words for each channel.

The ways through it are walked in `paths`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.errors import Problems
from dialogue.script.condition import names, tests
from dialogue.script.fields import nearest
from dialogue.script.model import Branch, Collect, Script, Tell
from dialogue.script.paths import check_paths
from dialogue.script.uses import OF_A_FAILURE, prompts, results, spoken_by, templates, used, variables
from dialogue.slot_kinds import kind_of

_SCREEN = re.compile(r"屏幕|读卡|点击|按钮")


def check(script: Script, problems: Problems) -> None:
    _check_names(script, problems)
    _check_slots(script, problems)
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
        if name in OF_A_FAILURE:
            problems.add(line, f"“{name}”是系统自己的变量，不能再用作名字", "换一个名字")

    def need(name: str, allowed: tuple[str, ...], line: int, what: str) -> None:
        if name not in allowed:
            problems.add(
                line,
                f"没有叫“{name}”的{what}",
                nearest(name, allowed) if allowed else f"先在上面写好{what}",
                code="undefined-name",
            )

    for step in script.steps:
        for name in sorted(used(step)):
            need(name, everything, step.line, "变量")
        if isinstance(step, Collect):
            for name in step.slots:
                need(name, slots, step.line, "槽位")
        elif isinstance(step, Branch):
            _check_values(script, step, problems)
        elif isinstance(step, Tell) and step.card:
            need(step.card, cards, step.line, "卡片")
    for slot in script.slots:
        for template in prompts(slot):
            for name in template.names:
                need(name, everything, template.line or slot.line, "变量")
    for name in script.consent.items if script.consent else ():
        need(name, slots, script.consent.line if script.consent else 1, "槽位")
    for card in script.cards:
        for item in card.items:
            for name in names(item.condition) if item.condition else ():
                need(name, everything, card.line, "变量")
    _check_computed(script, problems)


def _brought(script: Script) -> Iterator[tuple[str, int]]:
    """Names given by 得到 and 计算, and where they stand."""
    yield from ((name, step.line) for step in script.steps for name in results(step))
    yield from ((item.name, item.line) for item in script.computed)


def _check_computed(script: Script, problems: Problems) -> None:
    """A computed value has a name of its own and is made of what stands before it."""
    known = {slot.name for slot in script.slots} | {name for step in script.steps for name in results(step)}
    for item in script.computed:
        if item.name in known:
            problems.add(item.line, f"“{item.name}”已经有了，不能再算一个", "换一个名字", code="duplicate-key")
        for name in item.template.names:
            if name not in known:
                problems.add(
                    item.line, f"“{item.name}”用到的“{name}”还没有", nearest(name, sorted(known)), code="undefined-name"
                )
        known.add(item.name)


def _check_values(script: Script, step: Branch, problems: Problems) -> None:
    """A condition on an option slot must name one of its options."""
    for test in tests(step.condition):
        slot = script.slot(test.name)
        labels = tuple(choice.label for choice in slot.choices) if slot and kind_of(slot).choices != "several" else ()
        for value in test.values if labels else ():
            if value not in labels:
                problems.add(
                    step.line, f"“{test.name}”没有“{value}”这个选项", nearest(value, labels), code="no-such-option"
                )


def _check_slots(script: Script, problems: Problems) -> None:
    asked = {name for step in script.steps if isinstance(step, Collect) for name in step.slots}
    for slot in script.slots:
        if slot.name not in asked:
            problems.add(slot.line, f"槽位“{slot.name}”没有任何步骤收集", "加进“收集”，或者删掉", code="unused-slot")
        if slot.personal and kind_of(slot).identifying and script.consent is None:
            problems.add(
                slot.line,
                f"槽位“{slot.name}”是个人信息，但脚本没有“同意”",
                "加上“同意: {告知: …, 项目: [" + slot.name + "]}”",
                code="no-consent",
            )


def _check_phone(script: Script, problems: Problems) -> None:
    """Sentences for the phone must not mention the screen."""
    said = [spoken.phone for step in script.steps if (spoken := spoken_by(step))]
    said += [template for slot in script.slots for template in (slot.prompt.phone, slot.prompt.phone_again)]
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
