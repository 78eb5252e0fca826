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
from dialogue.machine.context import Move
from dialogue.machine.state import Question, State, Waiting
from mandarin.pinyin import clean

#: With a service at least this near it is worth asking the language model; it then sees the others too.
_CANDIDATE = 0.12
_MOST = 8


class AdviceNeededError(Exception):
    """Thrown while a turn is decided, and caught by `Machine.step`: the turn has to wait."""

    def __init__(self, consult: Consult) -> None:
        super().__init__(consult.job)
        self.consult = consult


def candidates(m: Move, text: str) -> tuple[str, ...]:
    """The services that `text` may be about, nearest first; none where not one is anywhere near."""
    offered = m.offered
    hits = [hit for hit in m.library.matcher.rank(text) if hit.name in offered]
    if not hits or hits[0].score < _CANDIDATE:
        return ()
    return tuple(dict.fromkeys((*(hit.name for hit in hits), *offered)))[:_MOST]


def choice(m: Move, text: str, options: Sequence[str]) -> str:
    """Which of `options` the language model takes `text` for: to be asked about. Empty: none, or nobody to ask."""
    if not options or not m.advised:
        return ""
    if m.advice is None:
        raise AdviceNeededError(_consult(m, Consult(0, "choose", m.words.own(text), options=tuple(options))))
    return m.advice.choice if m.advice.choice in options else ""


def rephrased(m: Move, text: str, passage: Passage) -> str:
    """The passage put as an answer to this very question, checked already; empty where the passage itself will do."""
    if not m.advised or clean(text) in map(clean, passage.questions):
        return ""
    if m.advice is None:
        ask = Consult(0, "rephrase", m.words.own(text), passage=passage.answer, citation=passage.citation)
        raise AdviceNeededError(_consult(m, ask))
    return m.advice.text


def _consult(m: Move, consult: Consult) -> Consult:
    values = [*m.state.filled, *m.state.kept]
    values += [filled for frame in m.state.stack for filled in (*frame.filled, *frame.kept)]
    personal = tuple(dict.fromkeys((one.name, one.value) for one in values if one.personal and one.value))
    # Numbered by what is asked, so that an answer to a turn taken back fits no other question.
    number = zlib.crc32(repr((consult, m.state.call, len(m.state.last))).encode())
    return replace(consult, call=number, personal=personal)


def wait(state: State, turn: Said, consult: Consult) -> State:
    """The turn put by until the advice comes."""
    words = (turn.text, turn.confidence, turn.alternatives)
    waiting = Waiting(consult.call, *words, state.question, state.aside, turn.early)
    return replace(state, question=Question("advice"), aside=None, waiting=waiting)


def resume(state: State) -> tuple[State, Said]:
    """The state as it was when the words were said, and the words."""
    waiting = state.waiting
    assert waiting is not None
    before = replace(state, question=waiting.question, aside=waiting.aside, waiting=None)
    return before, Said(waiting.text, waiting.confidence, waiting.alternatives, early=waiting.early)


def fits(state: State, turn: Advised) -> bool:
    return state.waiting is not None and state.waiting.call == turn.call
