"""Begins a service, if it is offered on this channel today, or asks whether it is the one meant."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import open_interjection, open_question
from dialogue.machine.state import BOTH, Question, Queued


def enter(ctx: StepContext, name: str, *, utterance: str = "", via: str = "") -> None:
    """`utterance`: the request, whose values are prefilled, as are those of the words behind the question which."""
    script = ctx.library.script(name)
    if script and ctx.state.channel not in script.channels:
        ctx.note("service not on this channel", name)
        open_interjection(ctx, Question("human"), phrases.SERVICE_ELSEWHERE)
    elif script and not script.valid(ctx.state.today):
        ctx.note("service not today", name)
        open_interjection(ctx, Question("human"), phrases.SERVICE_NOT_NOW)
    else:
        _queue_other(ctx, name, via)
        first = ctx.state.question.partial if ctx.state.question.kind == "which" else ""
        told = "，".join(filter(None, (first.rstrip("，。,."), utterance)))
        start_service(ctx, name, utterance=told, via=via)


def _queue_other(ctx: StepContext, chosen: str, via: str) -> None:
    """Of two services that are both wanted, remember the one that was not chosen. Else nothing."""
    question = ctx.state.question
    if question.kind == "which" and question.value == BOTH and chosen in question.options:
        other = next(name for name in question.options if name != chosen)
        ctx.set(queued=(Queued(other, question.partial, via),))
        ctx.note("service queued", other)


def guess(ctx: StepContext, name: str, *, asked: str = "") -> None:
    """Ask whether the service `name` is meant. `asked`: the words, if they may only ask about it.

    The values in the words are kept for a yes.
    """
    ctx.note("service guessed", name)
    open_question(ctx, Question("guess", options=(name,), value=asked, partial=ctx.wording.folded))
