"""Automatic tags of a conversation, by rules over its turns. Sans-I/O. A tag is a hint for a reviewer, no verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from dialogue.understand.mood import read_mood
from kiosk.store.review import ReviewedConversation, ReviewTurn

Tag = Literal["dead_air", "loop", "frustrated", "unanswered", "repeated_question"]
TITLES: Mapping[Tag, str] = {
    "dead_air": "长时间没声音", "loop": "来回兜圈", "frustrated": "着急或生气", "unanswered": "没答上",
    "repeated_question": "市民重复说",
}  # fmt: skip
#: Milliseconds between two turns in which nothing was said or heard.
DEAD_AIR_MS = 20_000
#: The clerk said the same so often: a loop.
LOOP = 3
#: The event of a question without an answer.
_UNANSWERED = "question unanswered"
_NO_WORD = re.compile(r"[\W_]+")
#: Characters of what a citizen repeats; 对 and 好 are said again and again.
_SAID = 4


def tags_of(talk: ReviewedConversation) -> tuple[Tag, ...]:
    return tuple(tag for tag, found in _RULES.items() if found(talk))


def _dead_air(talk: ReviewedConversation) -> bool:
    return any(later.at_ms - one.at_ms > DEAD_AIR_MS for one, later in zip(talk.turns, talk.turns[1:], strict=False))


def _loop(talk: ReviewedConversation) -> bool:
    return _most(_said(talk.turns, "clerk")) >= LOOP


def _repeated(talk: ReviewedConversation) -> bool:
    return _most([text for text in _said(talk.turns, "citizen") if len(text) >= _SAID]) > 1


def _frustrated(talk: ReviewedConversation) -> bool:
    return any(event.kind == "alert" and event.detail in ("anger", "abuse") for event in talk.events) or any(
        read_mood(turn.text) is not None for turn in talk.turns if turn.who == "citizen"
    )


def _unanswered(talk: ReviewedConversation) -> bool:
    return any(event.kind == _UNANSWERED for event in talk.events)


def _said(turns: Sequence[ReviewTurn], who: str) -> list[str]:
    return [_NO_WORD.sub("", turn.text) for turn in turns if turn.who == who]


def _most(texts: list[str]) -> int:
    return max((texts.count(text) for text in set(texts) if text), default=0)


_RULES: Mapping[Tag, Callable[[ReviewedConversation], bool]] = {
    "dead_air": _dead_air, "loop": _loop, "frustrated": _frustrated, "unanswered": _unanswered,
    "repeated_question": _repeated,
}  # fmt: skip
