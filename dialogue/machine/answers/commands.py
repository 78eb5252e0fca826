"""The commands that work everywhere, without a word in any script."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Pace, Say
from dialogue.machine.answers.corrections import reopen
from dialogue.machine.context import Move
from dialogue.machine.program import subservice
from dialogue.machine.program.run import over, run
from dialogue.machine.prompts.ask import ask, open_aside, open_question, wait
from dialogue.machine.state import Question
from dialogue.understand.commands import Command

#: How slowly elderly people are spoken to before a service says so itself.
ELDERLY_SPEED = 0.85
_SPEEDS = (0.6, 1.3)
_GAINS = (0.5, 2.0)
_STEP = 0.15


def obey(m: Move, command: Command) -> None:
    m.note("command", command)
    m.set(silences=0)
    match command:
        case "repeat":
            ask(m)
        case "what":
            m.acts += [Say(sentence.text, sentence.fixed) for sentence in m.state.last]
            wait(m)
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
        case "elderly" | "normal":
            _elderly(m, command == "elderly")
        case "slower" | "faster":
            _pace(m, command, speed=-_STEP if command == "slower" else _STEP)
        case "louder" | "softer":
            _pace(m, command, gain=0.4 if command == "louder" else -0.25)


def _cancel(m: Move) -> None:
    kind = m.state.question.kind
    if kind == "rating" and m.state.stack:
        m.set(step=m.state.step + 1)
        run(m)
    elif kind in ("rating", "more"):
        m.end("completed", phrases.GOODBYE)
    elif not m.state.service:
        m.end("cancelled", phrases.GOODBYE)
    elif m.state.sent:
        m.say(phrases.CANCEL_LATE)
        ask(m)
    else:
        open_aside(m, Question("cancel"), phrases.CANCEL_ASK)


def _restart(m: Move) -> None:
    if not m.state.service or (m.state.question.kind in ("rating", "more") and not m.state.stack):
        to_menu(m)
    elif m.state.sent or any(frame.sent for frame in m.state.stack):
        m.say(phrases.BACK_LATE)
        ask(m)
    else:
        open_aside(m, Question("restart"), phrases.RESTART_ASK)


def to_menu(m: Move) -> None:
    """Back to the choice of a service, with nothing kept."""
    subservice.leave(m)
    m.set(stack=())
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
    elif question.kind in ("which", "guess"):
        open_question(m, Question("service"))
    elif m.state.service and m.answered:
        m.say(phrases.BACK)
        reopen(m, m.slot(m.answered[-1]), quietly=True)
    elif question.kind in ("consent", "slot"):
        _out(m)
    else:
        m.say(phrases.BACK_FIRST)
        ask(m)


def _out(m: Move) -> None:
    """Back from the first question of a service: to where the citizen came from."""
    if not m.state.stack:
        to_menu(m)
    elif m.state.stack[-1].why == "digression":
        over(m, completed=False)
    else:  # the script wants this service done first
        m.say(phrases.BACK_FIRST)
        ask(m)


def _elderly(m: Move, on: bool) -> None:
    script = m.library.script(m.state.service)
    speed = (script.elderly.speed if script else ELDERLY_SPEED) if on else 1.0
    m.note("elderly", "on" if on else "off")
    m.set(elderly=on, speed=speed)
    m.acts.append(Pace(speed, m.state.gain))
    m.say((phrases.ELDERLY if m.on_screen else phrases.ELDERLY_PHONE) if on else phrases.NORMAL)
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
