"""Which approved passage answers a question: better none than a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from dialogue.knowledge.forms import forms
from dialogue.knowledge.index import Index
from dialogue.knowledge.nearness import Scale, Written, near
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from dialogue.knowledge.topics import Topics
from dialogue.understand.match import strip_fillers
from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.text_cache import TextCache, text_cached

#: Scores below are no answer at all. A question that names its service needs least; one that leans on the service
#: being done, more. One about neither (多少钱？) has an answer only where one passage stands alone, for such a question
#: is many services'. A statement (no question word) has to say nearly what stands in the file. Set with the tuning
#: questions of bench/knowledge.py.
NAMED, FOLLOW_UP, ALONE, UNNAMED, STATEMENT = 0.33, 0.48, 0.36, 0.74, 0.80
#: A passage is alone when the next is so much less near, as a share of its own nearness.
_LEAD = 0.3
#: A question that does not speak of a passage's service is hardly ever its question, and one that speaks of some
#: service is seldom about the hall. In the middle of a service, what names no other is about none.
_ANOTHER_SERVICE, _THE_HALL, _NOT_THIS_SERVICE = 0.75, 0.85, 0.5
#: What the index thinks of a passage, beside its nearness, when passages are put in order.
_PROPOSED = 0.8
#: From this share of what an answer needs, worth asking "您是想问…吗". Set with the tuning questions too.
_WORTH_ASKING = 0.5
_CANDIDATES = 40
#: Results of `text_cached` functions while the passages of a large hall are taken in.
_WORDS_OF_A_HALL = 200_000


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how near it is, 0..1."""

    passage: Passage
    score: float


class Knowledge:
    """Finds the passage that answers a question. Immutable: edited files make a new one."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = {passage.id: passage for passage in passages}
        self._all = tuple(self.passages.values())
        self._names = {passage.name: passage for passage in self._all if passage.name}
        with TextCache(_WORDS_OF_A_HALL).active():  # every text is cut into words several times
            self._index = Index(self._all)
            self._scale = Scale(self._all)
            self._topics = Topics(self._all)
            self._word_for_word = {(one.id, _said(question)) for one in self._all for question in one.questions}
        self._written = cache(self._read)

    def named(self, name: str) -> Passage | None:
        """The passage that scripts cite as `kb/NAME`."""
        return self._names.get(name)

    @text_cached
    def find(self, text: str, today: date, *, service: str = "") -> Found | None:
        """The best valid passage, or None. `service`: the one being done, which 那要多少钱 is about."""
        best, share = self._best(text, today, service)
        return best if share >= 1.0 else None

    @text_cached
    def maybe(self, text: str, today: date, *, service: str = "") -> Found | None:
        """The passage that may have been meant, to be asked about and not yet read out: 您是想问…吗？"""
        best, share = self._best(text, today, service)
        return best if share >= _WORTH_ASKING else None

    def _best(self, text: str, today: date, service: str) -> tuple[Found | None, float]:
        """The likeliest passage, and its nearness as a share of what an answer needs."""
        ranked = self.ranked(text, today, service)
        if not ranked:
            return None, 0.0
        best = ranked[0]
        alone = max((other.score for other in ranked[1:]), default=0.0) <= (1 - _LEAD) * best.score
        return best, best.score / self._needed(text, best.passage, service, alone)

    def ranked(self, text: str, today: date, service: str = "") -> list[Found]:
        """Valid passages that share anything with the question, likeliest first, however far."""
        named = self._topics.named(clean(text))
        about = named or ({service} if service else frozenset[str]())
        proposed = {
            self._all[place].id: share
            for place, share in self._index.search(text if named else service + text, _CANDIDATES).items()
        }
        likely = [self.passages[name] for name in proposed]
        likely += [p for p in self._all if p.service and p.service in about and p.id not in proposed]
        plain = self._scale.question(text, named=False)
        found = []
        for passage in likely:
            if not passage.valid(today):
                continue
            if passage.service and passage.service in about:
                topic = self._topics.of(passage.service)
                said = self._scale.question(text, topic=topic, named=passage.service in named)
                score = near(said, self._written(passage, topic))
            else:
                share = (
                    (_ANOTHER_SERVICE if named or not service else _NOT_THIS_SERVICE)
                    if passage.service
                    else (_THE_HALL if about else 1.0)
                )
                score = share * near(plain, self._written(passage, ()))
            found.append(Found(passage, 1.0 if (passage.id, _said(text)) in self._word_for_word else score))
        return sorted(
            found, key=lambda one: (-one.score - _PROPOSED * proposed.get(one.passage.id, 0.0), one.passage.id)
        )

    def _needed(self, text: str, passage: Passage, service: str, alone: bool) -> float:
        plain = clean(text)
        if not (is_question(text) or forms(plain)):
            return STATEMENT
        if passage.service and passage.service in self._topics.named(plain):
            return NAMED
        if service and passage.service == service:
            return FOLLOW_UP
        return ALONE if alone else UNNAMED

    def _read(self, passage: Passage, topic: tuple[str, ...]) -> Written:
        with TextCache(_WORDS_OF_A_HALL).active():  # not in the cache of the conversation that asks first
            return self._scale.written(passage, topic)


def _said(text: str) -> tuple[str, ...]:
    return sounds(strip_fillers(text))
