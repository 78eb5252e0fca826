"""The option nearest in meaning to a text, or none.

Cosines of this encoder lie close together (0.8 to 0.95 for any two Chinese sentences). The mean of common sentences is
therefore taken off every vector first, which spreads them over 0 to 0.8. What is certain by words never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dialogue.meaning.encoder import SentenceEncoder, Vectors
from dialogue.understand.background import ERRANDS, SERVICES, TALK

About = Literal["service", "option", "question"]


@dataclass(frozen=True, slots=True)
class _Rule:
    """`least`: similarity of the best option. `lead`: over the second. `over_others`: over the nearest common errand
    that is no option (None: not compared).
    """

    least: float
    lead: float
    over_others: float | None


#: Set on lines written by a person who had not seen the rules (the third of them set apart for development). Of a
#: service: so that 95 % of what is proposed for those lines is right.
_RULES: Mapping[About, _Rule] = {
    "service": _Rule(0.44, 0.04, 0.10),
    "option": _Rule(0.36, 0.04, None),
    "question": _Rule(0.40, 0.0, None),
}
#: Vectors kept; a hall of 5,000 passages has some 20,000 wordings of 1.5 kB.
_MOST = 30_000
_WORDINGS = 2  # of each common errand


class MeaningIndex:
    """Vectors of wordings, by text. Not safe for use by two threads at once."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        groups = (*(ERRANDS | TALK | SERVICES).items(),)
        self._others = {wording: name for name, group in groups for wording in (name, *group)[: _WORDINGS + 1]}
        common = self._encoder.encode(tuple(self._others))
        self._mean = common.mean(axis=0)
        self._common = self._centred(common)

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """The texts without a vector yet."""
        return [text for text in dict.fromkeys(texts) if text not in self._vectors]

    def learn(self, texts: Sequence[str]) -> None:
        """Store the vectors of `texts`; the oldest are dropped when there are too many."""
        if texts:
            self._vectors.update(zip(texts, self._centred(self._encoder.encode(texts)), strict=True))
        for text in list(self._vectors)[: max(0, len(self._vectors) - _MOST)]:
            del self._vectors[text]

    def choose(self, text: str, options: Mapping[str, Sequence[str]], about: About, service: str = "") -> str:
        """The one of `options` (each with its wordings) that `text` means, or "". Options not learnt are not chosen.

        `service`: the one in progress. A question is read as one about it; an answer to a question stands for itself.
        """
        rule = _RULES[about]
        said = self._centred(self._encoder.encode((text if about == "option" else service + text,)))[0]
        scores = {option: self._score(said, (option, *wordings)) for option, wordings in options.items()}
        ranked = sorted(scores, key=lambda option: -scores[option])
        if not ranked or scores[ranked[0]] < rule.least:
            return ""
        if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < rule.lead:
            return ""
        if rule.over_others is not None and scores[ranked[0]] < self._other(said, options) + rule.over_others:
            return ""
        return ranked[0]

    def _score(self, said: Vectors, wordings: Sequence[str]) -> float:
        known = [self._vectors[wording] for wording in wordings if wording in self._vectors]
        return float((np.stack(known) @ said).max()) if known else -1.0

    def _other(self, said: Vectors, options: Mapping[str, Sequence[str]]) -> float:
        """Similarity of the nearest common errand that none of the options offers."""
        offered = {*options, *(wording for wordings in options.values() for wording in wordings)}
        outside = [
            at
            for at, (wording, name) in enumerate(self._others.items())
            if not any(name in one or one in name or wording == one for one in offered)
        ]
        return float((self._common[outside] @ said).max()) if outside else -1.0

    def _centred(self, vectors: Vectors) -> Vectors:
        away = vectors - self._mean
        return np.asarray(away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6), dtype=np.float32)
