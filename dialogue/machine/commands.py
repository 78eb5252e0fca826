"""The commands that work everywhere, without a word in any script."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Pace
from dialogue.machine.ask import ask, open_aside, open_question
from dialogue.machine.correct import reopen
from dialogue.machine.move import Move
from dialogue.machine.run import leave_service
from dialogue.machine.state import Question
from dialogue.understand.commands import Command

_SPEEDS = (0.6, 1.3)
_GAINS = (0.5, 2.0)
_STEP = 0.15


def obey(m: Move, command: Command) -> None:
    m.note("command", command)
    m.set(silences=0)
    match command:
        case "repeat":
            ask(m)
        case "help":
            m.say(phrases.HELP)
            ask(m, 2)
        case "human":
            m.gesture("nod")
            m.hand_off("asked", phrases.HUMAN if m.on_screen else phrases.HUMAN_PHONE)
        case "cancel":
            _cancel(m)
        case "restart":
            _restart(m)
        case "back":
            _back(m)
        case "slower" | "faster":
            _pace(m, command, speed=-_STEP if command == "slower" else _STEP)
        case "louder" | "softer":
            _pace(m, command, gain=0.4 if command == "louder" else -0.25)


def _cancel(m: Move) -> None:
    kind = m.state.question.kind
    if kind in ("rating", "more"):
        m.end("completed", phrases.GOODBYE)
    elif not m.state.service:
        m.end("cancelled", phrases.GOODBYE)
    elif m.state.sent:
        m.say(phrases.CANCEL_LATE)
        ask(m)
    else:
        open_aside(m, "cancel", phrases.CANCEL_ASK)


def _restart(m: Move) -> None:
    if not m.state.service or m.state.question.kind in ("rating", "more"):
        to_menu(m)
    elif m.state.sent:
        m.say(phrases.BACK_LATE)
        ask(m)
    else:
        open_aside(m, "restart", phrases.RESTART_ASK)


def to_menu(m: Move) -> None:
    """Back to the choice of a service, with nothing kept."""
    leave_service(m)
    open_question(m, Question("service"))


def _back(m: Move) -> None:
    question = m.state.question
    if m.state.sent:
        m.say(phrases.BACK_LATE)
        ask(m)
    elif m.state.aside:
        m.set(aside=None)
        ask(m)
    elif question.kind == "readback" or (question.kind == "slot" and question.partial):
        m.say(phrases.BACK)
        open_question(m, Question("slot", slot=question.slot))
    elif question.kind == "change":
        open_question(m, Question("confirm"))
    elif question.kind == "which":
        open_question(m, Question("service"))
    elif m.state.service and m.answered:
        m.say(phrases.BACK)
        reopen(m, m.slot(m.answered[-1]), quietly=True)
    elif question.kind in ("consent", "slot"):
        to_menu(m)
    else:
        m.say(phrases.BACK_FIRST)
        ask(m)


def _pace(m: Move, command: Command, *, speed: float = 0.0, gain: float = 0.0) -> None:
    faster = round(min(_SPEEDS[1], max(_SPEEDS[0], m.state.speed + speed)), 2)
    louder = round(min(_GAINS[1], max(_GAINS[0], m.state.gain + gain)), 2)
    if (faster, louder) == (m.state.speed, m.state.gain):
        m.say(phrases.PACE_LIMIT)
    else:
        m.set(speed=faster, gain=louder)
        m.acts.append(Pace(faster, louder))
        m.say(
            {"slower": phrases.SLOWER, "faster": phrases.FASTER, "louder": phrases.LOUDER}.get(command, phrases.SOFTER)
        )
    ask(m)
