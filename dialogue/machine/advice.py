"""Consulting the language model, if one is configured: which service was meant, and how to reword an approved answer.

A turn that needs advice is not decided before the advice arrives: it is deferred in the state, and decided from its
beginning then. Advice does not act: a service that it names is asked about. Without advice the rules decide.
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

#: The language model is asked if the nearest service scores at least this; it is then given the others too.
_CANDIDATE = 0.12
_MOST = 8


class AdviceNeededError(Exception):
    """Raised while a turn is decided, and caught by `Machine.step`, which defers the turn."""

    def __init__(self, consult: Consult) -> None:
        super().__init__(consult.job)
        self.consult = consult


def candidates(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services that `text` may mean, nearest first; empty if none is near."""
    offered = ctx.offered
    hits = [hit for hit in ctx.library.matcher.rank(text) if hit.name in offered]
    if not hits or hits[0].score < _CANDIDATE:
        return ()
    return tuple(dict.fromkeys((*(hit.name for hit in hits), *offered)))[:_MOST]


def choice(ctx: StepContext, text: str, options: Sequence[str]) -> str:
    """The one of `options` that the language model takes `text` to mean. Empty: none, or no model."""
    if not options or not ctx.advised:
        return ""
    if ctx.advice is None:
        raise AdviceNeededError(_consult(ctx, Consult(0, "choose", ctx.wording.own(text), options=tuple(options))))
    return ctx.advice.choice if ctx.advice.choice in options else ""


def rephrased(ctx: StepContext, text: str, passage: Passage) -> str:
    """The passage reworded as an answer to `text`, already checked; empty if the passage itself serves."""
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
    # The number is derived from the request, so that advice for a rolled-back turn matches no other.
    number = zlib.crc32(repr((consult, ctx.state.call, len(ctx.state.last))).encode())
    return replace(consult, call=number, personal=personal)


def wait(state: State, turn: Said, consult: Consult) -> State:
    """The state with `turn` deferred until the advice arrives."""
    words = (turn.text, turn.confidence, turn.alternatives)
    deferred = DeferredTurn(consult.call, *words, state.question, state.interjection, turn.early)
    return replace(state, question=Question("advice"), interjection=None, deferred=deferred)


def resume(state: State) -> tuple[State, Said]:
    """The state before the deferred turn, and the turn."""
    deferred = state.deferred
    assert deferred is not None
    before = replace(state, question=deferred.question, interjection=deferred.interjection, deferred=None)
    return before, Said(deferred.text, deferred.confidence, deferred.alternatives, early=deferred.early)


def fits(state: State, turn: Advised) -> bool:
    return state.deferred is not None and state.deferred.call == turn.call
