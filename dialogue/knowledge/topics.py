"""What each service is talked of with (社保卡, 挂失), learned from its own passages, and known by sound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from dialogue.knowledge.content import content
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from mandarin.words import words

#: A word belongs to a service that has it in so many of its passages, and nearly all of the passages that have it.
_OFTEN, _ITS_OWN = 0.15, 0.7
#: A content word that so many of its passages hold need not be repeated while the service is done.
_UNDERSTOOD = 0.25


class Topics:
    def __init__(self, passages: Iterable[Passage]) -> None:
        passages = tuple(passages)
        self._words = _understood(passages)
        holding: dict[str, Counter[str]] = defaultdict(Counter)  # word -> passages by service
        sizes: Counter[str] = Counter()
        for passage in passages:
            sizes[passage.service] += 1
            for word in {word for question in passage.questions for word in words(question) if len(word) > 1}:
                holding[word][passage.service] += 1
        self._of: dict[str, tuple[str, ...]] = {
            service: tuple(
                sorted(
                    {
                        " ".join(sounds(word))
                        for word, by in holding.items()
                        if by[service] >= max(2, _OFTEN * size) and by[service] >= _ITS_OWN * by.total()
                    },
                    key=len,
                    reverse=True,
                )
            )
            for service, size in sizes.items()
            if service
        }

    def of(self, service: str) -> tuple[str, ...]:
        """The sounds of its words, longest first."""
        return self._of.get(service, ())

    def words(self, service: str) -> frozenset[str]:
        """The content words that a question within the service need not repeat."""
        return self._words.get(service, frozenset())

    def named(self, text: str) -> frozenset[str]:
        """The services that a text speaks of."""
        heard = f" {' '.join(sounds(text))} "
        return frozenset(service for service, topics in self._of.items() if any(f" {t} " in heard for t in topics))


def _understood(passages: tuple[Passage, ...]) -> dict[str, frozenset[str]]:
    holding: dict[str, Counter[str]] = defaultdict(Counter)  # service -> passages by content word
    sizes = Counter(passage.service for passage in passages)
    for passage in passages:
        holding[passage.service].update(
            {word.text for question in passage.questions for word in content(question).words}
        )
    return {
        service: frozenset(
            {word for word, count in holding[service].items() if count >= _UNDERSTOOD * size}
            | {word.text for word in content(service).words}
        )
        for service, size in sizes.items()
        if service
    }
