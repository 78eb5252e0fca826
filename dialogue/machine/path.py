"""Which way a conversation takes through its script, given the values it has."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue.script import Script
from dialogue.script.model import Branch, Collect, Jump


def collected(script: Script, values: Mapping[str, str], upto: int) -> tuple[str, ...]:
    """The slots asked for on the way from the start to step `upto`, in order: those of arms not taken are left out."""
    found: list[str] = []
    at = 0
    while at < min(upto, len(script.steps)):
        step = script.steps[at]
        if isinstance(step, Branch) and not step.condition.holds(values):
            at = step.otherwise
        elif isinstance(step, Jump):
            at = step.target
        else:
            if isinstance(step, Collect):
                found += [name for name in step.slots if name not in found]
            at += 1
    return tuple(found)


def asked_at(script: Script, slot: str) -> int:
    """The first step that collects `slot`."""
    return next(at for at, step in enumerate(script.steps) if isinstance(step, Collect) and slot in step.slots)
