"""Which of several things an utterance means, learnt from sample utterances: kernel ridge regression.

An utterance is a bag of runs of characters, of characters with one left out between them, and of fuzzy syllables, as it
stands and in canonical words (`synonyms`), each weighted by how rare it is among the samples. The fit gives a run a
high weight for the label whose samples hold it; `Matcher` weighs a run alike for all labels. Fitted in closed form: the
same samples give the same weights, in about a second for two thousand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from dialogue.understand.fold import fold
from dialogue.understand.match import Hit, strip_fillers
from dialogue.understand.synonyms import canonical
from mandarin.pinyin import clean, fuzzy
from mandarin.text_cache import text_cached

#: The ridge: how much a sample may err for plainer weights.
_RIDGE = 0.6
_AT_ONCE = 2048  # grams in one matrix product
_COMMON = 24  # rows that hold a gram, above which a matrix product is faster than pairs
_UNSEEN = 0.3  # share of its weight that an unseen gram has in the length of an utterance

Floats = npt.NDArray[np.float32]


class SampleRanker:
    """Ranks labels. `samples`: pairs of an utterance and its label; "" of one that means none of them."""

    def __init__(self, samples: Sequence[tuple[str, str]]) -> None:
        self.labels = tuple(dict.fromkeys(label for _, label in samples if label))
        rows = [_distinct(text) for text, _ in samples]
        holding: dict[str, list[int]] = {}
        for at, row in enumerate(rows):
            for gram in row:
                holding.setdefault(gram, []).append(at)
        self._unseen = _rarity(len(rows), 0)
        self._rarity = {gram: _rarity(len(rows), len(at)) for gram, at in holding.items()}
        self._at = {gram: at for at, gram in enumerate(holding)}
        lengths = np.array([self._length(row) for row in rows], np.float32)
        targets = np.zeros((len(rows), len(self.labels)), np.float32)
        for at, (_, label) in enumerate(samples):
            if label:
                targets[at, self.labels.index(label)] = 1
        squares = np.array(list(self._rarity.values()), np.float32) ** 2
        shared = _shared(list(holding.values()), squares, len(rows)) / (lengths[:, None] * lengths)
        shared[np.diag_indices(len(rows))] += _RIDGE
        shares: Floats = np.linalg.solve(shared, targets) / lengths[:, None]
        each = np.fromiter((at for held in holding.values() for at in held), np.intp)
        begins = np.cumsum([0, *(len(held) for held in holding.values())], dtype=np.intp)[:-1]
        self._weights: Floats = squares[:, None] * np.add.reduceat(shares[each], begins)

    def rank(self, text: str) -> list[Hit]:
        """All labels, best first. A score of about 1 is that of a sample itself, about 0 of what shares nothing."""
        row = _distinct(text)
        known = [self._at[gram] for gram in row if gram in self._at]
        if not known:
            return []
        scores = self._weights[known].sum(axis=0) / self._length(row)
        hits = (Hit(label, float(score)) for label, score in zip(self.labels, scores, strict=True))
        return sorted(hits, key=lambda hit: (-hit.score, hit.name))

    def _length(self, row: Iterable[str]) -> float:
        squares = (self._rarity[gram] ** 2 if gram in self._rarity else _UNSEEN * self._unseen**2 for gram in row)
        return math.sqrt(sum(squares)) or 1.0


#: By samples, for as long as anything holds them.
_fitted: WeakValueDictionary[tuple[tuple[str, str], ...], SampleRanker] = WeakValueDictionary()


def fitted(samples: tuple[tuple[str, str], ...]) -> SampleRanker:
    """The ranker of these samples: the one that another version of the scripts uses, or else a new one."""
    ranker = _fitted.get(samples)
    if ranker is None:
        ranker = _fitted[samples] = SampleRanker(samples)
    return ranker


def _shared(holding: Sequence[Sequence[int]], squares: Floats, rows: int) -> Floats:
    """Of each two rows, the sum of `squares` of the grams that both hold. `holding`: the rows of each gram."""
    by_count: dict[int, list[int]] = {}
    for at, held in enumerate(holding):
        by_count.setdefault(len(held), []).append(at)
    common = [at for count, some in by_count.items() if count > _COMMON for at in some]
    shared = np.zeros((rows, rows), np.float32)
    for begin in range(0, len(common), _AT_ONCE):
        some = common[begin : begin + _AT_ONCE]
        columns = np.zeros((rows, len(some)), np.float32)
        for column, at in enumerate(some):
            columns[holding[at], column] = math.sqrt(squares[at])
        shared += columns @ columns.T
    for count, rare in by_count.items():  # pair by pair
        if count <= _COMMON:
            held_by = np.array([holding[at] for at in rare], np.intp)
            pairs = held_by[:, :, None] * rows + held_by[:, None, :]
            np.add.at(shared.reshape(-1), pairs.reshape(-1), np.repeat(squares[rare], count * count))
    return shared


@text_cached
def _distinct(text: str) -> tuple[str, ...]:
    """The grams of `text` as readers get it (`fold`), each once; of a sample of several slots they are made once."""
    return tuple(sorted(set(grams(fold(text)))))


def grams(text: str) -> Iterator[str]:
    for said in dict.fromkeys((strip_fillers(text), strip_fillers(canonical(text)))):
        characters, syllables = clean(said), fuzzy(said)
        yield from (f"c{one}" for one in characters)
        yield from (f"c{left}{right}" for left, right in pairwise(characters))
        yield from (f"c{characters[at : at + 3]}" for at in range(len(characters) - 2))
        yield from (f"s{characters[at]}{characters[at + 2]}" for at in range(len(characters) - 2))
        yield from (f"p{one}" for one in syllables)
        yield from (f"p{left} {right}" for left, right in pairwise(syllables))


def _rarity(documents: int, times: int) -> float:
    return math.log(1 + documents / (0.5 + times))
