"""Which way a conversation takes through its script, given the values it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dialogue.script import Script
from dialogue.script.model import Branch, Collect, Jump


def _walk(script: Script, values: Mapping[str, str], upto: int) -> Iterator[tuple[int, Collect]]:
    """The Collect steps passed on the way from the start to step `upto`, inclusive. Jumps only lead forward."""
    at = 0
    while at <= min(upto, len(script.steps) - 1):
        step = script.steps[at]
        if isinstance(step, Collect):
            yield at, step
        if isinstance(step, Branch) and not step.condition.holds(values):
            at = step.otherwise
        else:
            at = step.target if isinstance(step, Jump) else at + 1


def collected(script: Script, values: Mapping[str, str], upto: int) -> tuple[str, ...]:
    """The slots asked for on the way to step `upto`, in order: those of arms not taken are left out."""
    return tuple(dict.fromkeys(name for _, step in _walk(script, values, upto) for name in step.slots))


def asked_at(script: Script, values: Mapping[str, str], slot: str, upto: int) -> int:
    """The first step on the way to `upto` that asks for `slot`; `upto` itself when none has yet."""
    return next((at for at, step in _walk(script, values, upto) if slot in step.slots), upto)
