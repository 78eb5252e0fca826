"""Values made of others: 计算, worked out when they are needed and never stored, and what 设 stores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dialogue.acts import NOWHERE, KioskFacts
from dialogue.errors import Problems
from dialogue.script.expression import Scope
from dialogue.script.grammar import parse_value, resolved_condition, resolved_value
from dialogue.script.lists import expanded
from dialogue.script.model import Assign, Branch, Material, Script, Source, Step
from dialogue.script.template import Template, parse_template
from dialogue.script.uses import OF_THE_KIOSK, of_the_kiosk, own_names, source_names, variables

#: 【a】 + 10 written as a sentence, which would be spoken as it stands.
_SUM_IN_WORDS = re.compile(r"(?:【[^【】]*】|\d[\d.]*)(?:\s*[+＋−－×÷＊-]\s*(?:【[^【】]*】|\d\S*))+")


def read_source(text: str, line: int, problems: Problems, *, expression: bool = False) -> Source | None:
    """`= 甲 + 乙` is an expression, anything else a sentence; in 设 (`expression`) only what has a 【】 is a sentence.

    None where it cannot be read; `problems` then holds the reason.
    """
    if text[0] in "=＝" and not text.startswith(("==", "＝＝")):
        return parse_value(text[1:], line, problems)
    if expression and "【" not in text:
        return parse_value(text, line, problems)
    if _SUM_IN_WORDS.fullmatch(text):
        sum_of = text.translate(str.maketrans("【】", "  ")).strip()
        problems.add(line, f"“{text}”是一句话，不会去算", f"要算就写成“= {sum_of}”", code="broken-condition")
        return None
    return parse_template(text, line, problems)


def work_out(source: Source, scope: Scope) -> str:
    """The value; empty where it cannot be worked out. Raises KeyError if a variable of a sentence is unset."""
    if isinstance(source, Template):
        return source.fill(scope.values, spoken=False, today=scope.today)
    return source.value(scope)


def scope_of(
    script: Script, values: Mapping[str, str], today: date, now: str = "", kiosk: KioskFacts = NOWHERE
) -> Scope:
    """`values`, what is in their lists, and the computed values that can be worked out, in the order written; of
    `kiosk` what the script gives no name of its own.
    """
    known = _of_kiosk(script, kiosk) | expanded(script.lists, values)
    scope = Scope(known, today, now, script.calendar)
    for item in script.computed:
        if not all(name in known for name in source_names(item.source)):
            continue
        if (value := work_out(item.source, scope)) or isinstance(item.source, Template):
            known[item.name] = value
    return scope


def _of_kiosk(script: Script, kiosk: KioskFacts) -> dict[str, str]:
    """Empty values too: what is not known of a kiosk is an empty value, and no missing one."""
    told = dict(zip(OF_THE_KIOSK, (kiosk.device, kiosk.window, kiosk.place), strict=True))
    own = own_names(script) if kiosk != NOWHERE else frozenset[str]()
    return {name: value for name, value in told.items() if name not in own}


def with_computed(
    script: Script, values: Mapping[str, str], today: date, now: str = "", kiosk: KioskFacts = NOWHERE
) -> Mapping[str, str]:
    return scope_of(script, values, today, now, kiosk).values


def resolved(script: Script) -> Script:
    """The script with the bare words of its expressions that name a variable as variables."""
    labels = {choice.label for slot in script.slots for choice in slot.choices}
    known = variables(script) - (of_the_kiosk(script) & labels)  # 领取方式 == 窗口 means the option

    def source(found: Source) -> Source:
        return found if isinstance(found, Template) else resolved_value(found, known)

    def step(found: Step) -> Step:
        if isinstance(found, Branch):
            return replace(found, condition=resolved_condition(found.condition, known))
        if isinstance(found, Assign):
            return replace(found, values=tuple((name, source(value)) for name, value in found.values))
        return found

    def item(found: Material) -> Material:
        return replace(found, condition=resolved_condition(found.condition, known)) if found.condition else found

    return replace(
        script,
        steps=tuple(map(step, script.steps)),
        computed=tuple(replace(made, source=source(made.source)) for made in script.computed),
        cards=tuple(replace(card, items=tuple(map(item, card.items))) for card in script.cards),
    )
