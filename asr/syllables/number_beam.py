"""The numbers that a lattice holds: a CTC prefix beam over the characters of a grammar. Pure.

Only texts that the grammar allows are followed, so every result is a plausible number. Around it other syllables may be
said, each at a cost, but none that is part of a number: 我的手机号是 may, a twelfth digit may not.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from asr.syllables import ctc
from asr.syllables.grammar import NumberGrammar
from asr.syllables.inventory import BLANK
from asr.syllables.symbols import REPEATS, UnitTable, all_units, readings

#: Hypotheses followed, and the least probability (of a frame) at which one is continued by a unit.
BEAM, _LEAST = 24, 1e-4
#: The share of letters where digits may stand too.
_LETTER = 0.1
#: Natural-log cost of each syllable that is said around the number.
AROUND_COST = 1.5

#: What was heard so far: the text, the last unit, the units that are still due of the character that was begun, and
#: that character.
_Prefix = tuple[str, int, tuple[int, ...], str]
_Ways = dict[int, list[tuple[_Prefix, float]]]


class NumberSearch:
    """One lattice and one grammar. `whole`: every number found with its score (natural log), likeliest first."""

    def __init__(self, log_posteriors: NDArray[np.float64], grammar: NumberGrammar, *, beam: int = BEAM) -> None:
        self._table = UnitTable()
        all_units(grammar.characters, self._table)
        self._grammar, self._beam = grammar, beam
        self._inside = self._table.classes
        # 双 and 个 are said in numbers, but 那个 around them too: they may be fillers as well.
        self._repeats = {times: [self._table.numbers(way) for way in ways] for times, ways in REPEATS.items()}
        self._words = {
            (*words, *self._table.numbers(reading)): one * times
            for one in grammar.characters
            for reading in readings(one)
            for times, ways in ({1: [()]} | self._repeats).items()
            for words in ways
            if times == 1 or one.isdigit()
        }
        self._blank = log_posteriors[:, BLANK]
        self._units = self._table.scores(log_posteriors)
        others = np.array([c for c in range(1, log_posteriors.shape[1]) if c not in self._inside])
        self.edges = ctc.fillers(log_posteriors, others, syllable_cost=AROUND_COST)
        self._steps: dict[str, _Ways] = {}
        self._alike = self._table.alike
        self._free, self._best = self._free_sequence(log_posteriors)
        self.whole = self._search()

    def score(self, text: str) -> float:
        """Of any text of the grammar's characters, said with whatever readings fit best."""
        sequences: list[tuple[int, ...]] = [()]
        for character in text:
            ways = [self._table.numbers(reading) for reading in readings(character)]
            # Ways of one length are merged in their units; of others the first is enough here.
            sequences = [
                (*sequence, *way) for sequence in sequences for way in ways[: 1 if len(sequences) > 8 else None]
            ]
        found = ctc.scores(self._units, self._blank, sequences, self.edges, self._alike)
        prior = sum(math.log(_weight(one, self._grammar.following(text[:at]))) for at, one in enumerate(text))
        return float(np.logaddexp.reduce(found)) + prior if len(found) else -math.inf

    def anything_else(self, text: str, syllable_cost: float) -> float:
        """The score of the rival: something else than a plausible number was said. `text`: the likeliest number.

        The best free sequence, each syllable that is part of no number at a cost; where that is `text` itself, the same
        number with a character more or less, which is how the head errs (555, 88, 00).
        """
        said = [self._fitting(character) for character in text]
        if sum(said, ()) != tuple(self._best) and self._spoken_as(self._best) != text:
            return self._free - syllable_cost * sum(one >= len(self._units[0]) for one in self._best)
        near = [sum((*said[:at], *said[at + 1 :]), ()) for at in range(len(said))]
        near += [sum((*said[: at + 1], *said[at:]), ()) for at in range(len(said))]
        return float(np.logaddexp.reduce(ctc.scores(self._units, self._blank, near, alike=self._alike)))

    def _spoken_as(self, units: list[int]) -> str:
        """The number that these units say, 双五 and 三个零 included; empty if they say none."""
        text, at = "", 0
        while at < len(units):
            found = next((size for size in range(5, 0, -1) if tuple(units[at : at + size]) in self._words), 0)
            if not found:
                return ""
            text += self._words[tuple(units[at : at + found])]
            at += found
        return text

    def _fitting(self, character: str) -> tuple[int, ...]:
        """The units of the reading of `character` that the best path has, or of the usual one."""
        ways = [self._table.numbers(reading) for reading in readings(character)]
        return next((way for way in ways if set(way) <= set(self._best)), ways[0])

    @property
    def alone(self) -> bool:
        """Whether no syllable was said that is part of no number."""
        return all(one < self._units.shape[1] for one in self._best)

    def _free_sequence(self, log_posteriors: NDArray[np.float64]) -> tuple[float, list[int]]:
        """The best path's sequence with its score, as numbers of units; higher numbers are part of no unit."""
        known = self._table.classes
        others = [c for c in range(1, log_posteriors.shape[1]) if c not in known]
        columns = np.concatenate([self._units, log_posteriors[:, others], self._blank[:, None]], axis=1)
        best = np.argmax(columns, axis=1)
        silent = columns.shape[1] - 1
        said = [int(one) for one, before in zip(best, (silent, *best[:-1]), strict=True) if one not in (silent, before)]
        return float(ctc.scores(columns, self._blank, [said])[0]), said

    def _search(self) -> dict[str, float]:
        chances = np.exp(self._units)
        heard = [np.flatnonzero(row >= _LEAST).tolist() for row in chances]
        quiet = np.exp(self._blank).tolist()
        alike = self._alike.tolist()
        before, after = self.edges.before.tolist(), self.edges.after.tolist()
        start: _Prefix = ("", -1, (), "")
        alive: dict[_Prefix, tuple[float, float]] = {}
        scale = 0.0
        ends: dict[str, float] = {}
        for t, chance in enumerate(chances.tolist()):
            alive[start] = (math.exp(min(700.0, before[t] - scale)), 0.0)
            grown: dict[_Prefix, tuple[float, float]] = {}
            for prefix, (in_blank, in_unit) in alive.items():
                text, last, due, character = prefix
                if last >= 0:
                    held, said = grown.get(prefix, (0.0, 0.0))
                    grown[prefix] = (held + (in_blank + in_unit) * quiet[t], said + in_unit * chance[last])
                ways = self._continuations(text, due, character)
                for unit in heard[t]:
                    for following, weight in ways.get(unit, ()):
                        held, said = grown.get(following, (0.0, 0.0))
                        come = in_blank if last >= 0 and alike[unit][last] else in_blank + in_unit
                        grown[following] = (held, said + come * chance[unit] * weight)
            top = max((b + u for b, u in grown.values()), default=0.0)
            if top <= 0.0:
                alive = {}
                continue
            kept = sorted(grown.items(), key=lambda item: -(item[1][0] + item[1][1]))[: self._beam]
            alive = {prefix: (b / top, u / top) for prefix, (b, u) in kept}
            scale += math.log(top)
            for (text, _, due, _), (_, in_unit) in alive.items():
                if in_unit > 0.0 and not due and self._grammar.whole(text):
                    ended = math.log(in_unit) + scale + after[t + 1]
                    ends[text] = float(np.logaddexp(ends[text], ended)) if text in ends else ended
        return dict(sorted(ends.items(), key=lambda item: -item[1]))

    def _repeated(self, text: str, digit: str) -> list[tuple[tuple[int, ...], int]]:
        """How the same digit several times over may be begun here (双, 三个), and how many times that is."""
        if not digit.isdigit():
            return []
        return [
            (words, times)
            for times, ways in self._repeats.items()
            for words in ways
            if all(digit in self._grammar.following(text + digit * done) for done in range(1, times))
        ]

    def _continuations(self, text: str, due: tuple[int, ...], character: str) -> _Ways:
        """By unit, what a beginning becomes with it, and the weight of that."""
        if due:
            rest = due[1:]
            following = (text, due[0], rest, character) if rest else (text + character, due[0], (), "")
            return {due[0]: [(following, 1.0)]}
        if text not in self._steps:
            ways: _Ways = {}
            allowed = self._grammar.following(text)
            for one in allowed:
                for reading in readings(one):
                    unit, *rest_of = self._table.numbers(reading)
                    following = (text, unit, tuple(rest_of), one) if rest_of else (text + one, unit, (), "")
                    ways.setdefault(unit, []).append((following, _weight(one, allowed)))
                for words, times in self._repeated(text, one):
                    for reading in readings(one):
                        unit, *rest_of = (*words, *self._table.numbers(reading))
                        ways.setdefault(unit, []).append(((text, unit, tuple(rest_of), one * times), 1.0))
            self._steps[text] = ways
        return self._steps[text]


def _weight(character: str, allowed: str) -> float:
    """Where a digit may stand too, a letter is the rarer: in plates one of ten."""
    return _LETTER if not character.isdigit() and character != "X" and any(map(str.isdigit, allowed)) else 1.0
