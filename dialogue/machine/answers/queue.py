"""Services wanted one after the other: the first is begun, the next remembered and taken up when it is done."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import ask
from dialogue.machine.state import Queued
from dialogue.understand.intent import read_wish, wished_services
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.sequence import read_later, read_sequence
from dialogue.understand.told_wish import told_wishes


def answer_sequence(ctx: StepContext, text: str, via: str) -> bool:
    """先查工单再办居住证: begin the first and queue the second. False unless both are services offered here."""
    wanted = read_sequence(text)
    if wanted is None or (is_question(text) and not told_wishes(text)):
        return False
    if len(wished_services(ctx.library.matcher, text)) > 2:
        return False  # none of them may be lost
    first, then = _service(ctx, wanted.first), _service(ctx, wanted.then)
    if not first or not then or first == then:
        return False
    ctx.set(queued=(Queued(then, wanted.then, via),))
    ctx.note("service queued", then)
    ctx.say(phrases.SERVICE_ORDER, {"甲": first, "乙": then})
    start_service(ctx, first, utterance=wanted.first, via=via)
    return True


def queue_later(ctx: StepContext, text: str, via: str) -> bool:
    """办完这个再帮我约个窗口: queue the service, and put the open question again. False if none is wanted later."""
    wanted = read_later(text)
    if not wanted or not ctx.state.service or is_question(text):
        return False
    name = _service(ctx, wanted)
    if not name or name == ctx.state.service:
        return False
    enqueue(ctx, name, wanted, via)
    return True


def enqueue(ctx: StepContext, name: str, utterance: str, via: str) -> None:
    others = tuple(one for one in ctx.state.queued if one.service != name)
    ctx.set(queued=(*others, Queued(name, utterance, via)), no_matches=0, no_inputs=0)
    ctx.note("service queued", name)
    ctx.say_text(phrases.about(phrases.SERVICE_QUEUED, name), fixed=True)
    ask(ctx)


def _service(ctx: StepContext, text: str) -> str:
    """The service offered here that `text` asks for; empty if it is unclear."""
    intent = read_wish(ctx.library.matcher, read_requested(text).text)
    return intent.sure if intent.sure in ctx.offered else ""
