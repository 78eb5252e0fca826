"""Consulting the adviser, if there is one: which service, option or question was meant, and how to reword an approved
answer. The adviser is a language model, or sentence embeddings, which only choose.

A turn that needs advice is not decided before the advice arrives: it is deferred in the state, and decided from its
beginning then. Advice does not act: a service that it names is asked about. Without advice the rules decide.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from dialogue.acts import Advised, Consult, Said
from dialogue.knowledge import Passage
from dialogue.machine.context import StepContext
from dialogue.machine.state import DeferredTurn, Question, State
from mandarin.pinyin import clean


class AdviceNeededError(Exception):
    """Raised while a turn is decided, and caught by `Machine.step`, which defers the turn."""

    def __init__(self, consult: Consult) -> None:
        super().__init__(consult.job)
        self.consult = consult


def service(ctx: StepContext, text: str) -> str:
    """The service on offer that `text` may mean, to be asked about; "" if none."""
    near = (hit.name for hit in ctx.library.matcher.rank(text))
    offered = ctx.offered
    options = [name for name in dict.fromkeys((*near, *offered)) if name in offered]
    return choice(ctx, text, options)


def choice(ctx: StepContext, text: str, options: Sequence[str]) -> str:
    """The one of the services `options` that `text` may mean; "" if none, or no adviser."""
    return _chosen(ctx, text, {name: ctx.library.matcher.wordings.get(name, ()) for name in options}, "service")


def option(ctx: StepContext, text: str, wordings: Mapping[str, Sequence[str]]) -> str:
    """The one of the choices (label: other wordings) that `text` may mean, to be read back; "" if none."""
    return _chosen(ctx, text, wordings, "option")


def question(ctx: StepContext, text: str, about: str) -> Passage | None:
    """The passage whose question `text` may be, to be asked about. `about`: the service, where the text names none."""
    ranked = (found.passage for found in ctx.library.knowledge.ranked(text, ctx.state.today, about))
    others = (passage for passage in ctx.library.passages if passage.valid(ctx.state.today))
    passages: dict[str, Passage] = {}
    for passage in (*ranked, *others):
        passages.setdefault(passage.questions[0], passage)
    options = {asked: (*passage.questions[1:], passage.answer) for asked, passage in passages.items()}
    return passages.get(_chosen(ctx, text, options, "question"))


def _chosen(
    ctx: StepContext, text: str, options: Mapping[str, Sequence[str]], about: Literal["service", "option", "question"]
) -> str:
    """One consultation a turn: where a second one would be needed, the rules decide."""
    if not options or not ctx.advised:
        return ""
    if ctx.advice is None:
        wordings = tuple((name, *others) for name, others in options.items())
        consult = Consult(0, "choose", ctx.wording.own(text), tuple(options), about=about, wordings=wordings)
        raise AdviceNeededError(_consult(ctx, consult))
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
    return replace(consult, call=number, personal=personal, service=ctx.state.service)


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
