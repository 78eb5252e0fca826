"""How near each likely passage is to a question: of the words as they were said, or of one word for each meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from dialogue.knowledge.index import Index
from dialogue.knowledge.nearness import Scale, Written, near
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from dialogue.knowledge.topics import Topics
from dialogue.understand.match import strip_fillers
from mandarin.pinyin import clean
from mandarin.text_cache import TextCache

#: How much of the nearness counts for a passage of another service than the one spoken of, for one of the hall, and
#: for one of another service in the middle of a service.
_ANOTHER_SERVICE, _THE_HALL, _NOT_THIS_SERVICE = 0.75, 0.85, 0.5
#: What the index thinks of a passage, beside its nearness, when passages are put in order.
_PROPOSED = 0.8
_CANDIDATES = 40
#: Results of `text_cached` functions while the passages of a large hall are taken in.
WORDS_OF_A_HALL = 200_000


class Ranking:
    """`spell` is applied to the passages' wordings and answers, and to what is asked."""

    def __init__(self, passages: Sequence[Passage], spell: Callable[[str], str]) -> None:
        self._passages, self._spell = passages, spell
        self._spelt = {passage.id: _spelt(passage, spell) for passage in passages}
        self._topics = Topics(tuple(self._spelt.values()))
        self._index = Index(self._spelt.values())
        self._scale = Scale(tuple(self._spelt.values()))
        self._word_for_word = {(one.id, _said(question)) for one in self._spelt.values() for question in one.questions}
        self._written = cache(self._read)

    def about(self, text: str, service: str) -> frozenset[str]:
        """The services that `text` names, or else the `service` being done."""
        return self._topics.named(clean(self._spell(text))) or (frozenset({service}) if service else frozenset())

    def understood(self, service: str) -> frozenset[str]:
        """The content words that a question about `service` need not repeat."""
        return self._topics.words(service)

    def scores(self, text: str, service: str) -> dict[str, float]:
        """Passage id -> nearness 0..1, likeliest first; 1 only word for word. `service`: the one being done."""
        said = self._spell(text)
        named = self._topics.named(clean(said))
        about = self.about(text, service)
        proposed = {
            self._passages[place].id: share
            for place, share in self._index.search(said if named else service + said, _CANDIDATES).items()
        }
        likely = [
            passage
            for passage in self._passages
            if passage.id in proposed or (passage.service and passage.service in about)
        ]
        plain = self._scale.question(said, named=False)
        found: dict[str, float] = {}
        for passage in likely:
            if passage.service and passage.service in about:
                topic = self._topics.of(passage.service)
                question = self._scale.question(said, topic=topic, named=passage.service in named)
                score = near(question, self._written(passage.id, topic))
            else:
                share = (
                    (_ANOTHER_SERVICE if named or not service else _NOT_THIS_SERVICE)
                    if passage.service
                    else (_THE_HALL if about else 1.0)
                )
                score = share * near(plain, self._written(passage.id, ()))
            found[passage.id] = 1.0 if (passage.id, _said(said)) in self._word_for_word else min(score, 0.99)
        order = sorted(found, key=lambda name: (-found[name] - _PROPOSED * proposed.get(name, 0.0), name))
        return {name: found[name] for name in order}

    def _read(self, name: str, topic: tuple[str, ...]) -> Written:
        with TextCache(WORDS_OF_A_HALL).active():  # not in the cache of the conversation that asks first
            return self._scale.written(self._spelt[name], topic)


def _spelt(passage: Passage, spell: Callable[[str], str]) -> Passage:
    return replace(passage, questions=tuple(map(spell, passage.questions)), answer=spell(passage.answer))


def _said(text: str) -> tuple[str, ...]:
    return sounds(strip_fillers(text))
