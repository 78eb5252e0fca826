"""Questions that ask the same, in whatever words: 护照多少钱, 办护照怎么收费."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.knowledge.content import Content, content
from dialogue.understand.match import strip_fillers
from mandarin.pinyin import clean


def same_questions(questions: Sequence[str]) -> list[list[int]]:
    """The places of questions that ask the same, in the order of the first of each group."""
    groups: list[tuple[str, Content, list[int]]] = []
    for place, question in enumerate(questions):
        bare, asked = clean(question), content(strip_fillers(question))
        for first, known, members in groups:
            if bare == first or _same(asked, known):
                members.append(place)
                break
        else:
            groups.append((bare, asked, [place]))
    return [members for _, _, members in groups]


def _same(one: Content, other: Content) -> bool:
    """The same aspects of the same things: each content word of one stands in the other, in characters or sound."""
    if not one.words or not other.words or one.aspects != other.aspects:
        return False
    return _within(one, other) and _within(other, one)


def _within(one: Content, other: Content) -> bool:
    return all(word.stands_in(other.text, other.sound) for word in one.words)
