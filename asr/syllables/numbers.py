"""The number that was said, from the lattice and the decoder's hypotheses. Pure.

Every plausible number that the beam finds, and every plausible one that the decoder wrote, is scored by CTC; what the
decoder wrote gets an advance. Against them stands anything else: the best free sequence of syllables. The shares of the
probability decide.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from asr.syllables.grammar import IdentityNumber, MobileNumber, NumberGrammar
from asr.syllables.heard_answer import NEAR, HeardAnswer, Rival, Use
from asr.syllables.lattice import Lattice
from asr.syllables.number_beam import NumberSearch
from asr.syllables.symbols import readings
from asr.syllables.written_digits import written_runs

#: Advance (natural log) of a number that the decoder wrote in its first hypothesis, or in another one.
_FIRST, _OTHER = 3.0, 1.5
#: How much likelier a plausible number is than anything else where one is asked for (natural log), and how much
#: likelier a syllable of it is than any of free speech.
_ASKED, _SYLLABLE = 1.5, 1.5
#: The same where the number has checks. One mobile number of a hundred is said with a digit more or less; of identity
#: numbers said wrongly, one of eleven has a right check digit. The decoder's advantage is in it.
_MOBILE, _CHECKED = 4.6, 6.6
#: Least share at which a number is taken: that of the decoder's first hypothesis (two that agree on one of a hundred
#: million are hardly both wrong), that of another hypothesis, and one that only the syllables have.
_TAKE_AGREED, _TAKE_OTHER, _TAKE_ALONE = 0.10, 0.80, 0.93
#: Least share at which a number is asked about: where the decoder's first hypothesis has none, and where it has another
#: one, which is then asked about first. A rival with this part of the share is close.
_ASK_ALONE, _ASK_AGAINST, _CLOSE = 0.40, 0.50, 0.50
_RIVALS = 4
#: What the decoder also writes for a digit. A text with more of them than this is read as it stands.
_ALSO, _MOST_OPEN = {"两": "零", "十": "四"}, 4


@dataclass(frozen=True, slots=True)
class NumberEvidence:
    """What speaks for each plausible number, and against all of them (natural logs).

    `scores`: by CTC. `wrote`: those in the decoder's hypotheses, with the place of the first that has it, best first.
    `other`: the score of anything else. `alone`: no syllable was said that is part of no number. `odds`: how much
    likelier such a number is than anything else, before anything is heard. `checked`: it has a check digit.
    """

    scores: Mapping[str, float]
    wrote: Mapping[str, int]
    other: float
    alone: bool
    odds: float = _ASKED
    checked: bool = False


def hear_number(lattice: Lattice, grammar: NumberGrammar, texts: Sequence[str]) -> HeardAnswer:
    """`texts`: the decoder's hypotheses, likeliest first."""
    search = NumberSearch(lattice.posteriors(), grammar)
    wrote = _written(texts, grammar)
    scores = dict(list(search.whole.items())[: 4 * _RIVALS])
    for value in wrote:
        scores.setdefault(value, search.score(value))
    if not scores:
        return HeardAnswer("", 0.0, Use.NONE)
    advanced = {value: score + _advance(value, wrote) for value, score in scores.items()}
    other = search.anything_else(max(advanced, key=lambda value: advanced[value]), _SYLLABLE)
    checked = isinstance(grammar, IdentityNumber)
    odds = _CHECKED if checked else _MOBILE if isinstance(grammar, MobileNumber) else _ASKED
    return judge(NumberEvidence(scores, wrote, other, search.alone, odds, checked))


def judge(evidence: NumberEvidence) -> HeardAnswer:
    """`evidence` has at least one number. What the decoder wrote is never left to stand: it is taken or asked about."""
    wrote = evidence.wrote
    scores = {value: score + _advance(value, wrote) for value, score in evidence.scores.items()}
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    odds = max(_ASKED, evidence.odds - _advance(ordered[0][0], wrote))
    total = np.logaddexp.reduce([*scores.values(), evidence.other - odds])
    shares = [(value, math.exp(score - total)) for value, score in ordered]
    value, share = shares[0]
    firsts = [one for one, _ in ordered if wrote.get(one) == 0]
    use = _use(value, firsts, shares, wrote=value in wrote, alone=evidence.alone or evidence.checked)
    if use is Use.NONE and wrote:
        use, firsts = Use.ASK, firsts or [one for one, _ in ordered if one in wrote]
    if use is Use.ASK and firsts and value not in firsts and share < _TAKE_ALONE:
        shares = [(firsts[0], max(NEAR, dict(shares)[firsts[0]])), *(one for one in shares if one[0] != firsts[0])]
        value, share = shares[0]
    rivals = tuple(Rival(*other) for other in shares[1 : 1 + _RIVALS])
    return HeardAnswer(value, min(share, 0.999), use, rivals, evidence.alone, value in wrote, number=True)


def _advance(value: str, wrote: Mapping[str, int]) -> float:
    return 0.0 if value not in wrote else _OTHER if wrote[value] else _FIRST


def _use(value: str, firsts: list[str], shares: list[tuple[str, float]], *, wrote: bool, alone: bool) -> Use:
    """`firsts`: the plausible numbers of the decoder's first hypothesis. `wrote`: it is in any hypothesis.

    `alone`: all syllables are of numbers, or a check digit says as much.
    """
    share, rival = shares[0][1], max((part for _, part in shares[1:]), default=0.0)
    if value in firsts:
        close = rival >= _CLOSE * share
        return Use.TAKE if share >= _TAKE_AGREED and not close else Use.ASK if close else Use.NONE
    if firsts:
        return Use.ASK if share >= _ASK_AGAINST else Use.NONE
    # A syllable that is part of no number may be a digit that the head misheard.
    if alone and share >= (_TAKE_OTHER if wrote else _TAKE_ALONE):
        return Use.TAKE
    return Use.ASK if share >= _ASK_ALONE else Use.NONE


def _written(texts: Sequence[str], grammar: NumberGrammar) -> dict[str, int]:
    """The plausible numbers in the hypotheses, with the place of the first hypothesis that has them."""
    found: dict[str, int] = {}
    for place, text in enumerate(texts):
        for meant in _meant(text):
            runs = written_runs(meant)
            for run in (*runs, "".join(runs)):
                if plausible(run, grammar):
                    found.setdefault(run, place)
    return found


def _meant(text: str) -> Iterator[str]:
    """The text, and what it is where some of its 两 are 零 and some of its 十 are 四: the decoder writes them for both,
    and the syllables tell them apart.
    """
    ways = [(one, _ALSO[one]) if one in _ALSO else (one,) for one in text]
    if sum(len(way) > 1 for way in ways) > _MOST_OPEN:
        yield text
    else:
        yield from map("".join, itertools.product(*ways))


def plausible(text: str, grammar: NumberGrammar) -> bool:
    """Whether `text` is a whole number of the grammar."""
    allowed = all(one in grammar.following(text[:at]) for at, one in enumerate(text))
    return bool(text) and allowed and all(map(readings, text)) and grammar.whole(text)
