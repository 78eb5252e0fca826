"""Which approved passage answers a question: better none than a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from dialogue.knowledge.aspects import OWN_CASE, aspects
from dialogue.knowledge.content import Content, content
from dialogue.knowledge.fit import Fit, WrittenContent, fit
from dialogue.knowledge.index import Index
from dialogue.knowledge.nearness import Scale, Written, near
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from dialogue.knowledge.topics import Topics
from dialogue.understand.match import strip_fillers
from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.text_cache import TextCache, text_cached

#: A statement (no question word, no aspect) has to say nearly what stands in the file.
_STATEMENT = 0.80
#: A passage answers before another that fits as well if it is so much nearer, as a share of its own nearness.
_LEAD = 0.15
#: From this share of its words, and this nearness, a passage is worth asking about: 您是想问…吗.
_ASK_SHARE, _ASK_NEAR = 0.5, 0.2
#: How much of the nearness counts for a passage of another service than the one spoken of, for one of the hall, and
#: for one of another service in the middle of a service.
_ANOTHER_SERVICE, _THE_HALL, _NOT_THIS_SERVICE = 0.75, 0.85, 0.5
#: What the index thinks of a passage, beside its nearness, when passages are put in order.
_PROPOSED = 0.8
_CANDIDATES = 40
#: Results of `text_cached` functions while the passages of a large hall are taken in.
_WORDS_OF_A_HALL = 200_000


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
        with TextCache(_WORDS_OF_A_HALL).active():  # every text is cut into words several times
            self._index = Index(self._all)
            self._scale = Scale(self._all)
            self._topics = Topics(self._all)
            self._word_for_word = {(one.id, _said(question)) for one in self._all for question in one.questions}
        self._written = cache(self._read)
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
    def maybe(self, text: str, today: date, *, service: str = "") -> Found | None:
        """The passage that may have been meant, to be asked about and not yet read out: 您是想问…吗？"""
        if found := self.find(text, today, service=service):
            return found
        own_case = aspects(text) & OWN_CASE
        near = [
            found
            for found in self.ranked(text, today, service)
            if found.fit.same is not False
            and (not own_case or found.fit.same)
            and found.fit.share >= _ASK_SHARE
            and found.score >= _ASK_NEAR
        ]
        return max(near, key=lambda found: (found.fit.share, found.score), default=None)

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
        named = self._topics.named(clean(text))
        about = named or ({service} if service else frozenset[str]())
        proposed = {
            self._all[place].id: share
            for place, share in self._index.search(text if named else service + text, _CANDIDATES).items()
        }
        likely = [self.passages[name] for name in proposed]
        likely += [p for p in self._all if p.service and p.service in about and p.id not in proposed]
        plain = self._scale.question(text, named=False)
        asked = content(text)
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
            score = 1.0 if (passage.id, _said(text)) in self._word_for_word else min(score, 0.99)
            found.append(Found(passage, score, self._fit(asked, passage, frozenset(about))))
        return sorted(
            found, key=lambda one: (-one.score - _PROPOSED * proposed.get(one.passage.id, 0.0), one.passage.id)
        )

    def _fit(self, asked: Content, passage: Passage, about: frozenset[str]) -> Fit:
        topic = self._topics.words(passage.service) if passage.service in about else frozenset()
        return fit(asked, self._content(passage), topic)

    def _read(self, passage: Passage, topic: tuple[str, ...]) -> Written:
        with TextCache(_WORDS_OF_A_HALL).active():  # not in the cache of the conversation that asks first
            return self._scale.written(passage, topic)

    def _read_content(self, passage: Passage) -> WrittenContent:
        with TextCache(_WORDS_OF_A_HALL).active():
            return WrittenContent(passage)


def _order(found: Found) -> tuple[int, int, float]:
    """The passage that says most of the question's own words first, then the nearest."""
    return len(found.fit.missing), -found.fit.shared, -found.score


def _said(text: str) -> tuple[str, ...]:
    return sounds(strip_fillers(text))
