"""Two services wished for in one breath: which comes first is asked, and the other is taken up after it."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import BOTH, Question, Queued
from dialogue.understand.booking import books_only
from dialogue.understand.dialogue_act import NEVER_WISHES, QUESTIONS, TALK, read_dialogue_act
from dialogue.understand.intent import read_intent, wished_services
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.two_wishes import halves

#: Intent score from which a half names its service plainly.
_PLAIN = 0.5
#: Of the whole, from which it is one wording of one service.
_WHOLE = 0.97


def answer_two_wishes(ctx: StepContext, text: str, via: str) -> bool:
    """Ask which of two services comes first; of more, begin the first. False unless `text` plainly wishes several."""
    act = read_dialogue_act(text)
    if act.sure and act.kind in NEVER_WISHES | QUESTIONS | TALK:
        return False
    requested = read_requested(text).text
    if read_intent(ctx.library.matcher, requested).score >= _WHOLE or books_only(requested, alone=False):
        return False
    wished = _told(ctx, requested) or (_two(ctx, text) if requested == text and not is_question(text) else ())
    if not wished:
        return False
    ctx.note("services wished", " ".join(wished))
    told = ctx.wording.folded
    if len(wished) == 2:
        open_question(ctx, Question("which", options=wished, value=BOTH, partial=told))
        return True
    first, *others = wished
    ctx.set(queued=tuple(Queued(name, told, via) for name in others))
    ctx.say(phrases.SERVICE_ORDER, {"甲": first, "乙": "，再办".join(others)})
    start_service(ctx, first, utterance=told, via=via)
    return True


def _told(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services that the clauses of a story wish, in their order; empty unless several, and all offered here."""
    wished = wished_services(ctx.library.matcher, text)
    names = tuple(one.sure for one in wished if one.sure in ctx.offered)
    return names if len(names) > 1 and len(names) == len(wished) else ()


def _two(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services of the halves that name two most plainly, in their order; empty if none do."""
    best = 0.0
    found: tuple[str, ...] = ()
    whole = [said for name, group in ctx.library.matcher.wordings.items() for said in (name, *group) if said in text]
    for first, second in halves(text):
        if any(said not in first and said not in second for said in whole):  # it would cut a name in two
            continue
        one, other = (read_intent(ctx.library.matcher, half) for half in (first, second))
        names = (one.sure, other.sure)
        least = min(one.score, other.score)
        if all(name in ctx.offered for name in names) and one.sure != other.sure and least >= max(_PLAIN, best):
            best, found = least, names
    return found
