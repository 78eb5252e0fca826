"""Two services wished for in one breath: which comes first is asked, and the other is taken up after it."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import BOTH, Question
from dialogue.understand.dialogue_act import NEVER_WISHES, QUESTIONS, TALK, read_dialogue_act
from dialogue.understand.intent import read_intent
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.two_wishes import halves

#: Intent score from which a half names its service plainly.
_PLAIN = 0.5
#: Of the whole, from which it is one wording of one service.
_WHOLE = 0.97


def answer_two_wishes(ctx: StepContext, text: str) -> bool:
    """Ask which of two services comes first. False unless each half of `text` plainly wishes one of them."""
    act = read_dialogue_act(text)
    if is_question(text) or (act.sure and act.kind in NEVER_WISHES | QUESTIONS | TALK):
        return False
    if read_requested(text).text != text:  # one of them is refused, done or put right
        return False
    if read_intent(ctx.library.matcher, text).score >= _WHOLE:
        return False
    wished = _two(ctx, text)
    if not wished:
        return False
    ctx.note("two services wished", " ".join(wished))
    open_question(ctx, Question("which", options=wished, value=BOTH))
    return True


def _two(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services of the halves that name two most plainly, in their order; empty if none do."""
    best = 0.0
    found: tuple[str, ...] = ()
    for first, second in halves(text):
        one, other = (read_intent(ctx.library.matcher, half) for half in (first, second))
        names = (one.sure, other.sure)
        least = min(one.score, other.score)
        if all(name in ctx.offered for name in names) and one.sure != other.sure and least >= max(_PLAIN, best):
            best, found = least, names
    return found
