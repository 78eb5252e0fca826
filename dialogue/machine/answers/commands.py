"""Commands that work at every question, without an entry in any script."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Pace
from dialogue.machine.answers.corrections import reopen
from dialogue.machine.answers.moving import ask_claim, park
from dialogue.machine.answers.unresolved import told_last
from dialogue.machine.context import StepContext
from dialogue.machine.program import loop, subservice
from dialogue.machine.program.completed import completed_now
from dialogue.machine.program.run import finish_service, run
from dialogue.machine.prompts.ask import ask, open_interjection, open_question, wait
from dialogue.machine.state import RATING_QUESTIONS, Question
from dialogue.understand.commands import Command

#: Speech speed in elderly mode before a service with its own value is chosen; a factor of the normal.
ELDERLY_SPEED = 0.85
_SPEEDS = (0.6, 1.3)
_GAINS = (0.5, 2.0)
_STEP = 0.15


def execute(ctx: StepContext, command: Command) -> None:
    ctx.note("command", command)
    ctx.set(no_inputs=0)
    match command:
        case "repeat" if told_last(ctx):
            ctx.acts += ctx.state.last
            wait(ctx)
        case "repeat":
            ask(ctx)
        case "what":
            ctx.acts += ctx.state.last
            wait(ctx)
        case "help":
            ctx.say(phrases.HELP)
            ask(ctx, 2)
        case "human":
            ctx.gesture("nod")
            ctx.hand_off("asked", phrases.HUMAN if ctx.on_screen else phrases.HUMAN_PHONE)
        case "park":
            park(ctx)
        case "claim":
            ask_claim(ctx)
        case "cancel":
            _cancel(ctx)
        case "restart":
            _restart(ctx)
        case "back":
            _back(ctx)
        case "elderly" | "normal":
            _elderly(ctx, command == "elderly")
        case "slower" | "faster":
            _pace(ctx, command, speed=-_STEP if command == "slower" else _STEP)
        case "louder" | "softer":
            _pace(ctx, command, gain=0.4 if command == "louder" else -0.25)


def _cancel(ctx: StepContext) -> None:
    kind = ctx.state.question.kind
    if kind in RATING_QUESTIONS and ctx.state.stack:
        ctx.set(step=ctx.state.step + 1)
        run(ctx)
    elif kind in (*RATING_QUESTIONS, "more"):
        ctx.end("completed", phrases.GOODBYE)
    elif not ctx.state.service:
        ctx.end("cancelled", phrases.GOODBYE)
    elif ctx.state.sent and loop.loop_in_hand(ctx):
        open_interjection(ctx, Question("cancel"), phrases.REST_CANCEL_ASK)
    elif ctx.state.sent:
        ctx.say(phrases.CANCEL_LATE)
        ask(ctx)
    else:
        open_interjection(ctx, Question("cancel"), phrases.CANCEL_ASK)


def _restart(ctx: StepContext) -> None:
    if ctx.state.question.kind in RATING_QUESTIONS and not ctx.state.stack:
        open_interjection(ctx, Question("restart"), phrases.ANEW_ASK)
    elif not ctx.state.service or (ctx.state.question.kind in (*RATING_QUESTIONS, "more") and not ctx.state.stack):
        to_menu(ctx)
    elif ctx.state.sent_in_hand:
        ctx.say(phrases.BACK_LATE)
        ask(ctx)
    else:
        open_interjection(ctx, Question("restart"), phrases.RESTART_ASK)


def to_menu(ctx: StepContext) -> None:
    """Back to the choice of a service. All values are dropped."""
    if ctx.state.question.kind in RATING_QUESTIONS and not ctx.state.stack:
        ctx.set(before=(*ctx.state.before, completed_now(ctx)))  # it was done, and is asked about later
    subservice.leave(ctx)
    ctx.set(stack=(), queued=())
    open_question(ctx, Question("service"))


def _back(ctx: StepContext) -> None:
    question = ctx.state.question
    if ctx.state.sent:
        ctx.say(phrases.BACK_LATE)
        ask(ctx)
    elif ctx.state.interjection:
        ctx.set(interjection=None)
        ask(ctx)
    elif question.kind in ("readback", "which_value") or (question.kind == "slot" and question.partial):
        ctx.say(phrases.BACK)
        open_question(ctx, Question("slot", slot=question.slot))
    elif question.kind == "change":
        open_question(ctx, Question("confirm"))
    elif ctx.state.reprove:  # nothing of the service is told before
        ctx.say(phrases.BACK_FIRST)
        ask(ctx)
    elif question.kind in ("which", "guess"):
        open_question(ctx, Question("service"))
    elif ctx.state.service and ctx.answered:
        ctx.say(phrases.BACK)
        reopen(ctx, ctx.slot(ctx.answered[-1]), quietly=True)
    elif question.kind in ("consent", "slot"):
        _leave_service(ctx)
    else:
        ctx.say(phrases.BACK_FIRST)
        ask(ctx)


def _leave_service(ctx: StepContext) -> None:
    """Back from the first question of a service: to the menu, or to the suspended service."""
    if not ctx.state.stack:
        to_menu(ctx)
    elif ctx.state.stack[-1].why == "digression":
        finish_service(ctx, completed=False)
    else:  # the script requires this service first
        ctx.say(phrases.BACK_FIRST)
        ask(ctx)


def _elderly(ctx: StepContext, on: bool) -> None:
    script = ctx.library.script(ctx.state.service)
    speed = (script.elderly.speed if script else ELDERLY_SPEED) if on else 1.0
    ctx.note("elderly", "on" if on else "off")
    ctx.set(elderly=on, speed=speed)
    ctx.acts.append(Pace(speed, ctx.state.gain))
    ctx.say((phrases.ELDERLY if ctx.on_screen else phrases.ELDERLY_PHONE) if on else phrases.NORMAL)
    ask(ctx)


def _pace(ctx: StepContext, command: Command, *, speed: float = 0.0, gain: float = 0.0) -> None:
    faster = round(min(_SPEEDS[1], max(_SPEEDS[0], ctx.state.speed + speed)), 2)
    louder = round(min(_GAINS[1], max(_GAINS[0], ctx.state.gain + gain)), 2)
    if (faster, louder) == (ctx.state.speed, ctx.state.gain):
        ctx.say(phrases.PACE_LIMIT)
    else:
        ctx.set(speed=faster, gain=louder)
        ctx.acts.append(Pace(faster, louder))
        ctx.say(
            {"slower": phrases.SLOWER, "faster": phrases.FASTER, "louder": phrases.LOUDER}.get(command, phrases.SOFTER)
        )
    ask(ctx)
