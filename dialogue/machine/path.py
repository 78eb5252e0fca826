"""Which way a conversation has taken through its script: the 收集 steps it passed, and what they asked for."""

from __future__ import annotations

from dialogue.machine.state import State
from dialogue.script import Script
from dialogue.script.model import Collect


def collected(script: Script, state: State) -> tuple[str, ...]:
    """The slots asked for on the way here, in order: those of arms not taken are left out."""
    return tuple(dict.fromkeys(name for at in state.path for name in _slots(script, at)))


def asked_at(script: Script, state: State, slot: str) -> int:
    """The first step on the way that asks for `slot`; the step in hand when none has yet."""
    return next((at for at in state.path if slot in _slots(script, at)), state.step)


def _slots(script: Script, at: int) -> tuple[str, ...]:
    step = script.steps[at]
    return step.slots if isinstance(step, Collect) else ()
