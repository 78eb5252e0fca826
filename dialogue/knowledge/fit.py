"""Whether a question is the passage's question: the same is asked, of the same thing.

A passage is fit to answer if one of its wordings asks the same aspect, the passage knows every content word of the
question, and the question holds every content word of that wording but those which its service is known by.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from dialogue.knowledge.aspects import OWN_CASE, Aspect
from dialogue.knowledge.content import Content, ContentWord, content
from dialogue.knowledge.passage import Passage

#: Aspects that change the question wherever they are heard: 代办要带什么 is another question than 要带什么.
_TURNING: frozenset[Aspect] = OWN_CASE | {"proxy", "online", "consequence", "difference", "basis", "valid"}


@dataclass(frozen=True, slots=True)
class Fit:
    """`shared`: content words of the question that a wording holds. `unknown`: those the passage lacks.

    `missing`: those of the nearest wording that the question lacks. `same`: whether the same aspect is asked; None
    where neither names one.
    """

    same: bool | None
    shared: int
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.same is not False and not self.unknown and not self.missing

    @property
    def share(self) -> float:
        """How much of the question and of the wording is in the other, 0..1."""
        return self.shared / ((self.shared + len(self.unknown) + len(self.missing)) or 1)


class WrittenContent:
    """A passage's wordings and vocabulary, ready to be compared."""

    def __init__(self, passage: Passage) -> None:
        self.wordings = tuple(map(content, passage.questions))
        self.answers = passage.answers
        around = tuple(map(content, (passage.answer, passage.service, *passage.topics)))
        self._asked = _together(self.wordings)
        self._known = _together((*self.wordings, *around))

    def knows(self, word: ContentWord) -> bool:
        return word.stands_in(*self._known)

    def asks(self, word: ContentWord) -> bool:
        return word.stands_in(*self._asked)


def fit(asked: Content, written: WrittenContent, topic: Container[str]) -> Fit:
    """`topic`: words of the service that is named or being done; a question need not repeat them."""
    if not asked.words and not asked.aspects:  # 谁: nothing is asked of anything
        return Fit(False, 0, (), ())
    unknown = tuple(word.text for word in asked.words if not written.knows(word))
    shared = sum(map(written.asks, asked.words))
    fits = []
    for wording in written.wordings:
        missing = tuple(
            word.text
            for word in wording.words
            if word.text not in topic and not word.stands_in(asked.text, asked.sound)
        )
        fits.append(Fit(_same(asked.aspects, wording.aspects | written.answers), shared, unknown, missing))
    return max(fits, key=_order)


def _together(texts: Iterable[Content]) -> tuple[str, str]:
    texts = tuple(texts)
    return "，".join(text.text for text in texts), "，".join(text.sound for text in texts)


def _order(found: Fit) -> tuple[bool, int]:
    return found.same is not False, -len(found.missing)


def _same(asked: frozenset[Aspect], written: frozenset[Aspect]) -> bool | None:
    if asked & _TURNING != written & _TURNING:
        return False
    if not asked and not written:
        return None
    return bool(asked & written)
