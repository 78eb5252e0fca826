"""Asking the language model, where there is one: which service was meant, and how to put an approved answer.

The turn that needs advice is not decided at all before the advice is there: it waits in the state, and is then taken
from its beginning. Advice never acts: a service it names is asked about, and without any the rules decide alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from dialogue.acts import Advised, Consult, Said
from dialogue.knowledge import Passage
from dialogue.machine.context import StepContext
from dialogue.machine.state import DeferredTurn, Question, State
from mandarin.pinyin import clean

#: With a service at least this near it is worth asking the language model; it then sees the others too.
_CANDIDATE = 0.12
_MOST = 8


class AdviceNeededError(Exception):
    """Thrown while a turn is decided, and caught by `Machine.step`: the turn has to wait."""

    def __init__(self, consult: Consult) -> None:
        super().__init__(consult.job)
        self.consult = consult


def candidates(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services that `text` may be about, nearest first; none where not one is anywhere near."""
    offered = ctx.offered
    hits = [hit for hit in ctx.library.matcher.rank(text) if hit.name in offered]
    if not hits or hits[0].score < _CANDIDATE:
        return ()
    return tuple(dict.fromkeys((*(hit.name for hit in hits), *offered)))[:_MOST]


def choice(ctx: StepContext, text: str, options: Sequence[str]) -> str:
    """Which of `options` the language model takes `text` for: to be asked about. Empty: none, or nobody to ask."""
    if not options or not ctx.advised:
        return ""
    if ctx.advice is None:
        raise AdviceNeededError(_consult(ctx, Consult(0, "choose", ctx.wording.own(text), options=tuple(options))))
    return ctx.advice.choice if ctx.advice.choice in options else ""


def rephrased(ctx: StepContext, text: str, passage: Passage) -> str:
    """The passage put as an answer to this very question, checked already; empty where the passage itself will do."""
    if not ctx.advised or clean(text) in map(clean, passage.questions):
        return ""
    if ctx.advice is None:
        ask = Consult(0, "rephrase", ctx.wording.own(text), passage=passage.answer, citation=passage.citation)
        raise AdviceNeededError(_consult(ctx, ask))
    return ctx.advice.text


def _consult(ctx: StepContext, consult: Consult) -> Consult:
    values = [*ctx.state.filled, *ctx.state.prefilled]
    values += [filled for frame in ctx.state.stack for filled in (*frame.filled, *frame.prefilled)]
    personal = tuple(dict.fromkeys((one.name, one.value) for one in values if one.personal and one.value))
    # Numbered by what is asked, so that an answer to a turn taken back fits no other question.
    number = zlib.crc32(repr((consult, ctx.state.call, len(ctx.state.last))).encode())
    return replace(consult, call=number, personal=personal)


def wait(state: State, turn: Said, consult: Consult) -> State:
    """The turn put by until the advice comes."""
    words = (turn.text, turn.confidence, turn.alternatives)
    deferred = DeferredTurn(consult.call, *words, state.question, state.interjection, turn.early)
    return replace(state, question=Question("advice"), interjection=None, deferred=deferred)


def resume(state: State) -> tuple[State, Said]:
    """The state as it was when the words were said, and the words."""
    deferred = state.deferred
    assert deferred is not None
    before = replace(state, question=deferred.question, interjection=deferred.interjection, deferred=None)
    return before, Said(deferred.text, deferred.confidence, deferred.alternatives, early=deferred.early)


def fits(state: State, turn: Advised) -> bool:
    return state.deferred is not None and state.deferred.call == turn.call
