"""The number that was said, from the lattice and the decoder's hypotheses. Pure.

Every plausible number that the beam finds, and every plausible one that the decoder wrote, is scored by CTC; what the
decoder wrote gets an advance. Against them stands anything else: the best free sequence of syllables. The shares of the
probability decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from asr.syllables.grammar import NumberGrammar
from asr.syllables.heard_answer import HeardAnswer, Rival, Use
from asr.syllables.lattice import Lattice
from asr.syllables.number_beam import NumberSearch
from asr.syllables.symbols import readings
from asr.syllables.written_digits import written_runs

#: Advance (natural log) of a number that the decoder wrote in its first hypothesis, or in another one.
_FIRST, _OTHER = 3.0, 1.5
#: How much likelier than any other sequence a plausible number is where one is asked for (natural log): the checks of a
#: number say that much. And how much likelier a syllable of it is than any of free speech.
_ASKED, _SYLLABLE = 1.5, 1.5
#: Least share at which a number is taken: where the decoder wrote it too, and where it did not.
_TAKE_AGREED, _TAKE_ALONE = 0.80, 0.97
#: Least share at which it is asked about.
_ASK = 0.25
_RIVALS = 4


def hear_number(lattice: Lattice, grammar: NumberGrammar, texts: Sequence[str]) -> HeardAnswer:
    """`texts`: the decoder's hypotheses, likeliest first."""
    search = NumberSearch(lattice.posteriors(), grammar)
    wrote = _written(texts, grammar)
    scores = dict(list(search.whole.items())[: 4 * _RIVALS])
    for value in wrote:
        scores.setdefault(value, search.score(value))
    if not scores:
        return HeardAnswer("", 0.0, Use.NONE)
    for value, place in wrote.items():
        scores[value] += _OTHER if place else _FIRST
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    total = np.logaddexp.reduce([*scores.values(), search.anything_else(ordered[0][0], _SYLLABLE) - _ASKED])
    shares = [(value, math.exp(score - total)) for value, score in ordered]
    value, share = shares[0]
    agreed = value in wrote
    doubted = bool(wrote) and wrote.get(value) != 0 and 0 in wrote.values()
    if share >= (_TAKE_AGREED if agreed else _TAKE_ALONE) and not doubted:
        use = Use.TAKE
    elif share >= _ASK:
        use = Use.ASK
    else:
        use = Use.NONE
    rivals = tuple(Rival(*other) for other in shares[1 : 1 + _RIVALS])
    return HeardAnswer(value, min(share, 0.999), use, rivals, search.alone, agreed, number=True)


def _written(texts: Sequence[str], grammar: NumberGrammar) -> dict[str, int]:
    """The plausible numbers in the hypotheses, with the place of the first hypothesis that has them."""
    found: dict[str, int] = {}
    for place, text in enumerate(texts):
        runs = written_runs(text)
        for run in (*runs, "".join(runs)):
            if plausible(run, grammar):
                found.setdefault(run, place)
    return found


def plausible(text: str, grammar: NumberGrammar) -> bool:
    """Whether `text` is a whole number of the grammar."""
    allowed = all(one in grammar.following(text[:at]) for at, one in enumerate(text))
    return bool(text) and allowed and all(map(readings, text)) and grammar.whole(text)
