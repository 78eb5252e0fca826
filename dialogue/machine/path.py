"""The path of a conversation through its script: the 收集 steps passed, the slots they ask for, what is known."""

from __future__ import annotations

from dialogue.machine.state import State
from dialogue.script import Script
from dialogue.script.computed import scope_of
from dialogue.script.expression import Scope
from dialogue.script.model import Collect


def collected(script: Script, state: State) -> tuple[str, ...]:
    """The slots asked for on the path, in order, without those of branches not taken."""
    return tuple(dict.fromkeys(name for at in state.path for name in _slots(script, at)))


def asked_at(script: Script, state: State, slot: str) -> int:
    """The index of the first step on the path that asks for `slot`; the current step if none does."""
    return next((at for at in state.path if slot in _slots(script, at)), state.step)


def asked_since(script: Script, state: State, target: int) -> tuple[str, ...]:
    """The slots asked for on the path between step `target` and here: not those that had been asked for before it."""
    before = {name for at in state.path if at < target for name in _slots(script, at)}
    between = (name for at in state.path if at >= target for name in _slots(script, at))
    return tuple(dict.fromkeys(name for name in between if name not in before))


def scope_at(script: Script, state: State) -> Scope:
    """What the script's expressions are worked out from, as the conversation stands."""
    return scope_of(script, state.values(), state.today, state.now, state.kiosk)


def _slots(script: Script, at: int) -> tuple[str, ...]:
    step = script.steps[at]
    return step.slots if isinstance(step, Collect) else ()
