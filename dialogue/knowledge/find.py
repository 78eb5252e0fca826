"""Which approved passage answers a question: better none than a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from dialogue.knowledge.aspects import OWN_CASE, Aspect, aspects
from dialogue.knowledge.content import Content, content
from dialogue.knowledge.fit import Fit, WrittenContent, fit
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.ranking import WORDS_OF_A_HALL, Ranking
from dialogue.understand.question import is_question
from dialogue.understand.synonyms import canonical
from mandarin.text_cache import TextCache, text_cached

#: A statement (no question word, no aspect) has to say nearly what stands in the file.
_STATEMENT = 0.80
#: A passage answers before another that fits as well if it is so much nearer, as a share of its own nearness.
_LEAD = 0.15
#: Passages shown when none answers surely.
MOST = 3
#: Of the likeliness of a passage that may have been meant: what the share of content words in common adds to it.
_SHARE = 0.5
#: From what likeliness a passage is asked about: one of a service that is spoken of, and any other.
_ASK, _ASK_ELSEWHERE = 0.1, 0.3
#: Shares of the content words that must be in common besides, where the service is not spoken of, or is none.
_IN_COMMON_ELSEWHERE, _IN_COMMON_OF_HALL = 0.5, 0.4
#: Another is asked about beside the likeliest from this share of its likeliness.
_BESIDE = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, how near it is (0..1), and what of the question and of the passage is not in the other."""

    passage: Passage
    score: float
    fit: Fit


class Knowledge:
    """Finds the passage that answers a question. Immutable: edited files make a new one."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = {passage.id: passage for passage in passages}
        self._all = tuple(self.passages.values())
        self._names = {passage.name: passage for passage in self._all if passage.name}
        with TextCache(WORDS_OF_A_HALL).active():  # every text is cut into words several times
            self._as_said = Ranking(self._all, str)
            self._by_meaning = Ranking(self._all, canonical)
        self._content = cache(self._read_content)

    def named(self, name: str) -> Passage | None:
        """The passage that scripts cite as `kb/NAME`."""
        return self._names.get(name)

    @text_cached
    def find(self, text: str, today: date, *, service: str = "") -> Found | None:
        """The valid passage that answers, or None. `service`: the one being done, which 那要多少钱 is about."""
        answers = [found for found in self.ranked(text, today, service) if self._answers(text, found, service)]
        if not answers:
            return None
        best, *others = sorted(answers, key=_order)
        if any(_order(other)[:2] == _order(best)[:2] and other.score > (1 - _LEAD) * best.score for other in others):
            return None  # 您是想问…吗
        return best

    @text_cached
    def candidates(self, text: str, today: date, *, service: str = "") -> tuple[Found, ...]:
        """At most three passages that may have been meant, likeliest first, to be asked about: 您是想问…？"""
        if found := self.find(text, today, service=service):
            return (found,)
        as_said, by_meaning = self._as_said.scores(text, service), self._by_meaning.scores(text, service)
        both = {name: as_said.get(name, 0.0) + by_meaning.get(name, 0.0) for name in {*as_said, *by_meaning}}
        weighed = (
            Found(found.passage, found.score / 2 + _SHARE * found.fit.share, found.fit)
            for found in self._found(both, text, today, service)
        )
        about = self._as_said.about(text, service) | self._by_meaning.about(text, service) | {service}
        likely = [found for found in weighed if _worth_asking(found, about, aspects(text))]
        likely.sort(key=lambda found: (-found.score, found.passage.id))
        return tuple(found for found in likely[:MOST] if found.score >= _BESIDE * likely[0].score)

    def _answers(self, text: str, found: Found, service: str) -> bool:
        if found.score == 1.0:
            return True
        of_service = service and found.passage.service == service
        of_hall = "hours" in aspects(text) and not found.passage.service  # 几点关门 says nothing of what
        if not found.fit.whole or not (found.fit.shared or of_service or of_hall):
            return False
        return found.score >= _STATEMENT or is_question(text) or bool(aspects(text))

    def ranked(self, text: str, today: date, service: str = "") -> list[Found]:
        """Valid passages that share anything with the question, likeliest first, however far."""
        return self._found(self._as_said.scores(text, service), text, today, service)

    def _found(self, scores: Mapping[str, float], text: str, today: date, service: str) -> list[Found]:
        asked, about = content(text), self._as_said.about(text, service)
        valid = ((self.passages[name], score) for name, score in scores.items() if self.passages[name].valid(today))
        return [Found(passage, score, self._fit(asked, passage, about)) for passage, score in valid]

    def _fit(self, asked: Content, passage: Passage, about: frozenset[str]) -> Fit:
        topic = self._as_said.understood(passage.service) if passage.service in about else frozenset()
        return fit(asked, self._content(passage), topic)

    def _read_content(self, passage: Passage) -> WrittenContent:
        with TextCache(WORDS_OF_A_HALL).active():
            return WrittenContent(passage)


def _worth_asking(found: Found, about: frozenset[str], asked: frozenset[Aspect]) -> bool:
    """Whether the passage may be meant. `about`: the services spoken of."""
    if asked & OWN_CASE and not found.fit.same:
        return False
    if found.passage.service and found.passage.service in about:
        return found.score >= _ASK
    in_common = _IN_COMMON_ELSEWHERE if found.passage.service else _IN_COMMON_OF_HALL
    return found.fit.shared > 0 and found.fit.share >= in_common and found.score >= _ASK_ELSEWHERE


def _order(found: Found) -> tuple[int, int, float]:
    """The passage that says most of the question's own words first, then the nearest."""
    return len(found.fit.missing), -found.fit.shared, -found.score
