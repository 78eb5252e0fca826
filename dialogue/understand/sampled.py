"""What the sample utterances of a slot (`samples.csv`) tell of an answer: how near it is to each of its options.

Learnt from the samples, the options' own words, and what answers none of them; fitted by `Library.learn`, or when it is
first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dialogue.samples.ranker import SampleRanker

if TYPE_CHECKING:
    from dialogue.script.model import Slot

Pairs = tuple[tuple[str, str], ...]

#: Samples that two options at least must have, before they tell anything.
_FEWEST = 3
#: How often an option's own words count beside a sample.
_WORTH = 2
#: A score, and the lead over the second, of what is like a sample.
_NEAR, _AHEAD = 0.45, 0.25


def option_scores(slot: Slot, text: str, wordings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """By label, how near `text` is: about 1 for a sample itself. Empty where the slot has too few samples."""
    if not enough(slot):
        return {}
    words = tuple((word, label) for label, says in wordings.items() for word in (label, *says))
    return {hit.name: hit.score for hit in _ranker(words, slot.samples).rank(text)} or dict.fromkeys(wordings, 0.0)


def is_near(slot: Slot, text: str, wordings: Mapping[str, Sequence[str]]) -> bool:
    """Whether `text` is so like a sample that it answers, although it looks like a question or a put-off."""
    best, second, *_ = (*sorted(option_scores(slot, text, wordings).values(), reverse=True), 0.0, 0.0)
    return best >= _NEAR and best >= second + _AHEAD


def enough(slot: Slot) -> bool:
    labels = [label for _, label in slot.samples if label]
    return sum(labels.count(label) >= _FEWEST for label in set(labels)) > 1


@lru_cache(maxsize=256)  # of a few versions of all slots
def _ranker(words: Pairs, samples: Pairs) -> SampleRanker:
    return SampleRanker((*words * _WORTH, *samples))
