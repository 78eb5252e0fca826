"""How near a question is to a passage: what it is about, what it asks of it, and how much of it the passage knows.

All by sound first, so that a misheard character costs little. What no passage knows counts against the question, which
is what lets a question about something else be refused.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dialogue.knowledge.aspects import Aspect, aspects
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from dialogue.understand.match import strip_fillers
from mandarin.pinyin import clean

#: A single syllable says little by itself; a character says what its sound says, and a little more.
_SINGLE, _CHARACTER = 0.3, 0.35
#: Words of the answer count for less than words of the questions.
_ANSWER = 0.8
#: The parts of a score: how much of the question is known, how alike the nearest wording is, whether the same is asked.
_COVERED, _ALIKE, _ASPECT = 0.5, 0.3, 0.2
_NO_ASPECT, _OTHER_ASPECT = 0.4, 0.7
#: Once the topic is named, what no passage has is often but the citizen's manner of speaking.
_UNKNOWN = 0.4

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """What was said, ready to be compared; `vector` has unit length."""

    weights: Vector
    vector: Vector
    aspects: frozenset[Aspect]


@dataclass(frozen=True, slots=True)
class Written:
    """A passage, ready to be compared: its wordings one by one, and all it knows."""

    wordings: tuple[Vector, ...]
    knows: Vector
    aspects: frozenset[Aspect]


class Scale:
    """Weighs grams by how few passages hold them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._bags = [_bag(passage.questions) for passage in passages]
        self._frequency = Counter(gram for bag in self._bags for gram in bag)
        self._known = frozenset(self._frequency).union(
            *(_grams(sounds(passage.answer), passage.answer) for passage in passages)
        )

    def question(self, text: str, *, topic: Iterable[str] = (), named: bool) -> Question:
        """`topic`: sounds that are left out, for what it is about is settled. `named`: the question itself says it."""
        bare = strip_fillers(text)
        unknown = _UNKNOWN if named else 1.0
        weights = self._weigh(_grams(_leave_out(sounds(bare), topic), bare), unknown)
        return Question(weights, _unit(weights), aspects(text))

    def written(self, passage: Passage, topic: Iterable[str] = ()) -> Written:
        wordings = []
        knows: dict[str, float] = dict.fromkeys(_grams(sounds(passage.answer), clean(passage.answer)), _ANSWER)
        for question in passage.questions:
            bare = strip_fillers(question)
            grams = _grams(_leave_out(sounds(bare), topic), bare)
            knows.update((gram, 1.0) for gram in grams)
            wordings.append(_unit(self._weigh(grams)))
        asked = frozenset(aspect for question in passage.questions for aspect in aspects(question))
        return Written(tuple(wordings), knows, asked)

    def _weigh(self, grams: list[str], unknown: float = 1.0) -> Vector:
        return {gram: count * _kind(gram) * self._rarity(gram, unknown) for gram, count in Counter(grams).items()}

    def _rarity(self, gram: str, unknown: float) -> float:
        rarity = math.log(1 + len(self._bags) / (0.5 + self._frequency[gram]))
        return rarity if gram in self._known else unknown * rarity


def near(said: Question, written: Written) -> float:
    """0..1."""
    whole = sum(said.weights.values()) or 1.0
    covered = sum(weight * written.knows.get(gram, 0.0) for gram, weight in said.weights.items()) / whole
    alike = max((_dot(said.vector, wording) for wording in written.wordings), default=0.0)
    score = _COVERED * covered + _ALIKE * alike
    if not said.aspects:
        return score + (0.0 if written.aspects else _ASPECT * _NO_ASPECT)
    return score + _ASPECT if said.aspects & written.aspects else _OTHER_ASPECT * score


def _bag(texts: Iterable[str]) -> frozenset[str]:
    bare = [strip_fillers(text) for text in texts]
    return frozenset(gram for text in bare for gram in _grams(sounds(text), text))


def _grams(syllables: tuple[str, ...], text: str) -> list[str]:
    """Sounds and their pairs; pairs of characters, marked."""
    pairs = [f"{left} {right}" for left, right in pairwise(syllables)]
    return [*syllables, *pairs, *(f"={left}{right}" for left, right in pairwise(clean(text)))]


def _kind(gram: str) -> float:
    return _CHARACTER if gram[0] == "=" else 1.0 if " " in gram else _SINGLE


def _leave_out(syllables: tuple[str, ...], topics: Iterable[str]) -> tuple[str, ...]:
    text = f" {' '.join(syllables)} "
    for topic in topics:
        text = text.replace(f" {topic} ", " ")
    return tuple(text.split())


def _unit(weights: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


def _dot(one: Vector, other: Vector) -> float:
    return sum(weight * other[gram] for gram, weight in one.items() if gram in other)
