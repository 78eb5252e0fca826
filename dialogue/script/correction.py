"""更正 by an interface: {接口: …, 项目: […], 得到: […], 超时: …} -> a script of its own that a correction runs.

It asks which item is wrong, asks for it anew, confirms, and calls the interface with the receipt number, the item and
its value, under an idempotency key of its own. It is never offered: only what a citizen says of a submitted case begins
it. What it cannot change, and a call that fails, go to a human.
"""

from __future__ import annotations

from dataclasses import replace

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.call_steps import seconds
from dialogue.script.expression import Constant, Has, Test, Variable
from dialogue.script.fields import Fields, nearest
from dialogue.script.groups import SlotGroup, expanded
from dialogue.script.identity import read_levels
from dialogue.script.model import (
    Branch,
    CaseCorrection,
    Choice,
    Collect,
    Confirm,
    Finish,
    FollowUp,
    Jump,
    Prompt,
    Rate,
    Script,
    Slot,
    Spoken,
    Step,
    Submit,
    Tell,
    Transfer,
)
from dialogue.script.template import Template, parse_template
from dialogue.script.uses import prompts
from dialogue.slot_kinds import KINDS, kind_of
from dialogue.yaml_lines import Map

#: What is sent beside the receipt number and the new value: the name of the item that is corrected.
ITEM = "更正项目"
#: The option of `ITEM` that leads to a human.
OTHER = "其他"
#: Options that one question names on the telephone, at most.
_SPOKEN_OPTIONS = 3
_FILTERS = {"date": "日期", "time": "时间", "money": "金额"}


def by_interface(fields: Fields) -> bool:
    """Whether 更正 names an interface, in place of a service or a sentence."""
    node = fields.node("更正")
    return isinstance(node, Map) and any(keys.ALIASES.get(key.value, key.value) == "接口" for key, _ in node.entries)


def with_correction(script: Script, fields: Fields, groups: tuple[SlotGroup, ...], problems: Problems) -> Script:
    """The script, with the correction that it declares, if any."""
    inner = fields.inner("更正", keys.CORRECTION) if by_interface(fields) else None
    if inner is None:
        return script
    api = inner.text("接口", required=True)
    items = [
        slot for name in expanded(inner.texts("项目", required=True), groups) if (slot := _item(script, name, inner))
    ]
    number = _number(script, inner)
    if not items or not number:
        return script
    submission = Submit(
        inner.line, api, (number, ITEM, *(slot.name for slot in items)), inner.texts("得到"), seconds(inner), 0, 1,
        read_levels(inner, keys.IDENTITY),
    )  # fmt: skip
    corrected = _script(script, items, number, submission, problems)
    correction = CaseCorrection(corrected, api, number, tuple(slot.name for slot in items))
    follow_up = FollowUp("correct", corrected.name, None, inner.line)
    return replace(script, correction=correction, follow_ups=(*script.follow_ups, follow_up))


def _item(script: Script, name: str, inner: Fields) -> Slot | None:
    """The slot that may be corrected by being asked for again; None where it cannot be."""
    slot, line = script.slot(name), inner.line_of("项目")
    if slot is None:
        known = [one.name for one in script.slots]
        inner.problems.add(line, f"“更正”的项目里没有叫“{name}”的槽位", nearest(name, known), code="undefined-name")
        return None
    if slot.pick or any(template.names for template in prompts(slot)):
        why = "是从列表里挑的" if slot.pick else "的问法里有【…】"
        fix = "从“项目”里去掉它（会请工作人员改），或者写成 更正: {服务: …}"
        inner.problems.add(line, f"“{name}”{why}，不能单独再问一遍", fix, code="bad-value")
        return None
    return slot


def _number(script: Script, inner: Fields) -> str:
    """The name of the receipt number, by which the back end finds the case; empty where there is not exactly one."""
    filed = [(at, step) for at, step in enumerate(script.steps) if isinstance(step, Submit)]
    names = {step.results[0] for at, step in filed if step.results and script.loop_at(at) is None}
    if len(names) == 1 and all(script.loop_at(at) is None for at, _ in filed):
        return names.pop()
    fix = "在“提交”的“得到”里把受理号写在第一个；“逐条”里提交的，或者有几种编号的，写成 更正: {服务: …}"
    message = "“更正”的接口要靠受理号找到那件事，这里没有，或者不止一种"
    inner.problems.add(inner.line, message, fix, code="bad-value")
    return ""


def _script(script: Script, items: list[Slot], number: str, submission: Submit, problems: Problems) -> Script:
    line = submission.line
    asked = tuple(replace(slot, required=True, differs=(), group="", line=line) for slot in items)
    return replace(
        script,
        name=f"{script.name}信息更正",
        says=(),
        consent=None,  # given for the case, and the same data serves the same purpose
        slots=(_which(items, line, problems), *asked),
        computed=(),
        steps=_steps(script, asked, number, submission, problems),
        cards=(),
        labels=(),
        lists=(),
        follow_ups=(),
        accepts=frozenset(),
        corrects=script.name,
    )


def _which(items: list[Slot], line: int, problems: Problems) -> Slot:
    names = [slot.name for slot in items]
    first = parse_template("请问要改哪一项？", line, problems)
    named = "、".join(names) if len(names) <= _SPOKEN_OPTIONS else "、".join(names[:_SPOKEN_OPTIONS]) + "等等"
    phone = parse_template(f"请问要改哪一项，{named}，还是别的？", line, problems)
    kind = KINDS["option"]
    return Slot(
        name=ITEM,
        kind=kind.name,
        means=kind.means,
        prompt=Prompt(first, first, phone, phone),
        readback="none",
        choices=(
            *(Choice(name, slot.group_says) for name, slot in zip(names, items, strict=True)),
            Choice(OTHER, ("别的", "都不是", "不是这些")),
        ),
        personal=False,
        masking="none",
        when="any",
        line=line,
    )


def _steps(
    script: Script, items: tuple[Slot, ...], number: str, submission: Submit, problems: Problems
) -> tuple[Step, ...]:
    line, results = submission.line, submission.results
    # Step 0, the question, three steps and a branch for each item; then a human, the submission and what follows it.
    human = 2 + 4 * len(items)
    steps: list[Step] = [Branch(line, Has(number), human), Collect(line, (ITEM,))]
    for slot in items:
        is_it = Test(Variable(ITEM), (Constant(slot.name, quoted=True),))
        steps += [Branch(line, is_it, len(steps) + 4), Collect(line, (slot.name,))]
        steps += [Confirm(line, _confirmed(slot, line, problems)), Jump(line, human + 1)]
    told = f"{results[0]}是【{results[0]}|逐位读】，请您记一下。" if results else ""
    screen, phone = (parse_template(text, line, problems) for text in ("改好了。", f"改好了。{told}"))
    done = Tell(line, Spoken(screen, phone), "", ("print",) if results else ())
    rated = next((step for step in script.steps if isinstance(step, Rate)), None)
    steps += [
        Transfer(line, None, False),
        replace(submission, failed=human + 3),
        Jump(line, human + 4),
        Transfer(line, None, True),
        done,
        *([replace(rated, line=line)] if rated else []),
        Finish(line, "completed"),
    ]
    return tuple(steps)


def _confirmed(slot: Slot, line: int, problems: Problems) -> Spoken:
    """A personal number is spoken by its end on the screen, and digit by digit on the telephone."""
    kind = kind_of(slot)

    def template(value: str) -> Template:
        return parse_template(f"{slot.name}改成{value}，对吗？", line, problems)

    if kind.confidential:
        return Spoken(template(f"尾号【{slot.name}|末四位】"), template(f"【{slot.name}|逐位读】"))
    way = f"|{_FILTERS[slot.kind]}" if slot.kind in _FILTERS else ""
    both = template(f"【{slot.name}{way}】{slot.unit}")
    return Spoken(both, both)
