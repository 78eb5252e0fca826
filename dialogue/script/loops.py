"""What 逐条 does to what is known on a way through a script: the item in hand, the items that a confirmation covers."""

from __future__ import annotations

from dialogue.script.lists import variable_of
from dialogue.script.model import Collect, Confirm, ForEach, Script
from dialogue.script.uses import results

#: Stand among the set variables on a path: the citizen has said yes, and the lists and items that were named with it.
CONFIRMED = "\0confirmed"
NAMED = "\0named "

Known = frozenset[str]


def unconfirmed(known: Known) -> Known:
    return frozenset(name for name in known if not name.startswith("\0"))


def confirmed(script: Script, step: Confirm, known: Known) -> Known:
    """After a yes. A list is named where it is spoken on the phone, and spoken or chosen from on the screen, whose card
    lists what was chosen; an item where any of its fields is spoken.
    """
    lists = {variable.name: variable.single for variable in script.lists}
    spoken = [
        {variable_of(name) for name in template.names if name in lists or lists.get(variable_of(name))}
        for template in (step.spoken.phone, step.spoken.screen)
    ]
    phone = spoken[0] if "phone" in script.channels else spoken[1] | {slot.name for slot in script.slots if slot.pick}
    screen = spoken[1] | {slot.name for slot in script.slots if slot.pick}
    return known | {CONFIRMED} | {NAMED + name for name in phone & screen}


def at_each(step: ForEach, known: Known) -> tuple[Known, Known]:
    """What is known in the steps for an item, and behind the last item."""
    filed = {step.filed} - {""}
    without = known - {step.item, NAMED + step.item}
    return without | {step.item} | filed, without | filed


def of_an_item(script: Script, step: ForEach) -> frozenset[str]:
    """The variables that the steps of a loop fill: they are emptied before the next item."""
    body = [script.steps[at] for at in body_of(script, step)]
    slots = (name for inner in body if isinstance(inner, Collect) for name in inner.slots)
    return frozenset((*slots, *(name for inner in body for name in results(inner))))


def body_of(script: Script, step: ForEach) -> range:
    """The indices of the steps for an item, the `NextItem` included."""
    return range(script.steps.index(step) + 1, step.done)


def covers(step: ForEach | None, known: Known) -> bool:
    """Whether the confirmation on this path names what a submission files."""
    return step is None or NAMED + step.item in known or NAMED + step.source in known
