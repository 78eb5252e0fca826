"""The sentences of a script, and the variables that each step sets and needs."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.script.expression import names
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Confirm,
    ForEach,
    Query,
    Script,
    Slot,
    Source,
    Spoken,
    Step,
    Submit,
    Take,
    Tell,
    Transfer,
)
from dialogue.script.template import Template

#: Set when a call comes to nothing: the back end's reason, or that it gave none.
FAILURE_REASON = "失败原因"
#: Set with it: how the call failed, one of `keys.OUTCOMES`.
FAILURE_KIND = "失败类别"
#: Both. They belong to the machine: no script may give them, and no case has them.
OF_A_FAILURE = (FAILURE_REASON, FAILURE_KIND)
#: The kiosk's name, the window that it stands at, and its place. A script that gives a name itself means its own.
DEVICE, WINDOW, PLACE = OF_THE_KIOSK = ("设备", "窗口", "地点")


def spoken_by(step: Step) -> Spoken | None:
    return step.spoken if isinstance(step, Tell | Confirm | Transfer) else None


def results(step: Step) -> tuple[str, ...]:
    """The variables that a step gives a value."""
    if isinstance(step, Assign):
        return tuple(name for name, _ in step.values)
    if isinstance(step, CallService):
        return tuple(ours for ours, _ in step.results)
    return step.results if isinstance(step, Query | Submit | Take) else ()


def of_the_kiosk(script: Script) -> frozenset[str]:
    """The names of `OF_THE_KIOSK` that the script does not give to something of its own."""
    return frozenset(OF_THE_KIOSK) - own_names(script)


def variables(script: Script) -> frozenset[str]:
    """Everything a prompt or condition may name."""
    return own_names(script) | frozenset(OF_THE_KIOSK)


def own_names(script: Script) -> frozenset[str]:
    """What the script's slots, computed values, lists and calls bring."""
    brought = (name for step in script.steps for name in results(step))
    reason = OF_A_FAILURE if any(isinstance(step, Query | Submit | Take) for step in script.steps) else ()
    lists = (name for variable in script.lists for name in (variable.name, *variable.names))
    return frozenset(
        (*(slot.name for slot in script.slots), *(item.name for item in script.computed), *brought, *reason, *lists)
    )


def follow_up_templates(script: Script) -> Iterator[Template]:
    for one in script.follow_ups:
        if one.spoken:
            yield from (one.spoken.screen, one.spoken.phone)


def templates(step: Step) -> Iterator[Template]:
    spoken = spoken_by(step)
    if spoken:
        yield spoken.screen
        if spoken.phone is not spoken.screen:
            yield spoken.phone


def prompts(slot: Slot) -> tuple[Template, ...]:
    """Every way a slot is asked for, without duplicates."""
    prompt = slot.prompt
    return tuple({id(one): one for one in (prompt.first, prompt.again, prompt.phone, prompt.phone_again)}.values())


def used(step: Step) -> frozenset[str]:
    """The variables a step needs a value of."""
    found = {name for template in templates(step) for name in template.names}
    if isinstance(step, Query | Submit):
        found |= set(step.params)
    elif isinstance(step, CallService):
        found |= {ours for _, ours in step.given}
    elif isinstance(step, Branch):
        found |= set(names(step.condition))
    elif isinstance(step, Assign):
        found |= {name for _, source in step.values for name in source_names(source)}
    elif isinstance(step, ForEach):
        found.add(step.source)
    return frozenset(found)


def source_names(source: Source) -> tuple[str, ...]:
    """The variables that a value is made of."""
    return source.names if isinstance(source, Template) else names(source)
