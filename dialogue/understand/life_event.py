"""Two things or more of one service, named without it: 上户口办医保, 户口医保社保卡一起弄 are of 出生一件事.

Worth a question, never acting.
"""

from __future__ import annotations

from functools import lru_cache

from dialogue.understand.errand import acts_in
from dialogue.understand.match import Matcher
from dialogue.understand.synonyms import canonical, canonical_words
from mandarin.text_cache import text_cached

_LEAST = 2


@text_cached
def of_one_event(matcher: Matcher, text: str) -> str:
    """The one service in whose wordings all the things that `text` names stand; empty where they are fewer than two."""
    things = [word for word in canonical_words(text) if not acts_in(word)]
    if len(things) < _LEAST:
        return ""
    found = [name for name, said in _wordings(matcher) if all(any(thing in one for one in said) for thing in things)]
    return found[0] if len(found) == 1 else ""


@lru_cache(maxsize=16)  # of the versions that conversations are in
def _wordings(matcher: Matcher) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each service with its name and wordings in canonical words."""
    return tuple((name, tuple(map(canonical, (name, *group)))) for name, group in matcher.wordings.items())
