"""The interfaces that the scripts call: what each is sent, and what it must return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogue.script.assurance import ProofMeans
from dialogue.script.interface_use import InterfaceField, InterfaceUse
from dialogue.script.lists import variable_of
from dialogue.script.model import Query, Script, Slot, Submit, Take
from dialogue.script.proof_interfaces import EVERY_MEANS, proof_uses
from dialogue.slot_kinds import kind_of

__all__ = ["TAKE", "TAKE_FIELDS", "InterfaceField", "InterfaceUse", "interfaces"]

#: The interface that issues queue numbers, and what it is sent.
TAKE, TAKE_FIELDS = "queue.take", ("队列", "业务")


def interfaces(scripts: Iterable[Script], means: frozenset[ProofMeans] = EVERY_MEANS) -> tuple[InterfaceUse, ...]:
    """Of these scripts (`Library.every`), by name, and those with which the hall proves who somebody is. `means`: the
    ways of proof that the hall has.
    """
    found: dict[str, InterfaceUse] = {}
    for script in scripts:
        steps = [_use(script, step) for step in script.steps if isinstance(step, Query | Submit | Take)]
        for use in (*steps, *proof_uses(script, means)):
            found[use.api] = _both(found[use.api], use) if use.api in found else use
    return tuple(found[api] for api in sorted(found))


def _use(script: Script, step: Query | Submit | Take) -> InterfaceUse:
    returns = tuple(_returned(script, name) for name in step.results)
    if isinstance(step, Take):
        sends = tuple(InterfaceField(name) for name in TAKE_FIELDS)
        return InterfaceUse(TAKE, True, sends, returns, (script.name,), step.timeout_s)
    names = step.params or tuple(slot.name for slot in script.slots)
    fields = (field for name in names for field in _sent(script, name))
    submits = isinstance(step, Submit)
    return InterfaceUse(step.api, submits, _unique(fields), returns, (script.name,), step.timeout_s)


def _sent(script: Script, name: str) -> list[InterfaceField]:
    """The fields that one name of 传 becomes: of an item its own (`编号` of `这条.编号`, all of `这条`)."""
    variable = script.list_variable(variable_of(name))
    if variable is not None and variable.single:
        _, dot, field = name.partition(".")
        return [InterfaceField(one) for one in ((field,) if dot else variable.fields)]
    if variable is not None and variable.name == name:
        return [InterfaceField(name, "list", items=variable.fields)]
    slot = script.slot(name)
    return [InterfaceField(name) if slot is None else _of_slot(slot)]


def _of_slot(slot: Slot) -> InterfaceField:
    if slot.capture:
        return InterfaceField(slot.name, "picture", kind_of(slot).word)
    choices = tuple(choice.label for choice in slot.choices) if kind_of(slot).choices == "one" else ()
    return InterfaceField(slot.name, about=kind_of(slot).word, choices=choices)


def _returned(script: Script, name: str) -> InterfaceField:
    variable = script.list_variable(name)
    return InterfaceField(name) if variable is None else InterfaceField(name, "list", items=variable.fields)


def _both(one: InterfaceUse, other: InterfaceUse) -> InterfaceUse:
    waits = [use.timeout_s for use in (one, other) if use.timeout_s is not None]
    return replace(
        one,
        submits=one.submits or other.submits,
        sends=_unique((*one.sends, *other.sends)),
        returns=_unique((*one.returns, *other.returns)),
        services=tuple(dict.fromkeys((*one.services, *other.services))),
        timeout_s=max(waits, default=None),
    )


def _unique(fields: Iterable[InterfaceField]) -> tuple[InterfaceField, ...]:
    """The first of each name; choices of several uses together, and none where one of them may be any text."""
    found: dict[str, InterfaceField] = {}
    for field in fields:
        before = found.get(field.name)
        if before is None:
            found[field.name] = field
        elif before.choices and field.choices:
            found[field.name] = replace(before, choices=tuple(dict.fromkeys((*before.choices, *field.choices))))
        elif before.shape == "text":
            found[field.name] = replace(before, choices=())
    return tuple(found.values())
