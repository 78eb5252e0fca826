"""Late input: it answers a question that is no longer open."""

from __future__ import annotations

from dialogue.acts import CaptureTurn, CardRead, Keyed, QrShown, Said, Touched, Turn
from dialogue.machine.answers.commands import execute
from dialogue.machine.context import StepContext
from dialogue.machine.state import State
from dialogue.understand.commands import read_command
from dialogue.understand.risk import read_risk
from dialogue.understand.wording import wording


def is_late(state: State, turn: Turn) -> bool:
    """Whether `turn` carries the number of a question other than the last one put."""
    return (
        isinstance(turn, Said | Touched | Keyed | CardRead | QrShown | CaptureTurn)
        and turn.ask is not None
        and turn.ask != state.asked
    )


def is_ignored(state: State, turn: Turn) -> bool:
    """Whether a late `turn` does nothing. Words may be a command; without a screen key 0 hands off to a human."""
    if not is_late(state, turn) or isinstance(turn, Said):
        return False
    return not (isinstance(turn, Keyed) and is_staff_key(turn.keys) and state.channel == "phone")


def is_staff_key(keys: str) -> bool:
    """Whether a keypad entry is the key that, without a screen, hands off to a human."""
    return keys.strip().rstrip("#") == "0"


def stands_alone(text: str) -> bool:
    """Whether `text` means the same at every question: a command (取消, 转人工) or a danger."""
    text = wording(text, typed=False).folded
    return read_command(text) is not None or read_risk(text) is not None


def said(ctx: StepContext, text: str) -> None:
    """Execute a command in late words; ignore anything else."""
    if command := read_command(text):
        if ctx.state.interjection and command not in ("what", "repeat"):
            ctx.set(interjection=None)
        execute(ctx, command)
