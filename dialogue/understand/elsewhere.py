"""Is this a wish for some government service that this hall's machine does not do?"""

from __future__ import annotations

from functools import lru_cache

from dialogue.understand.background import SERVICE_NAMES
from dialogue.understand.match import Matcher

_SURE = 0.6


@lru_cache(maxsize=1)
def _matcher() -> Matcher:
    return Matcher({name: (name,) for name in SERVICE_NAMES})


def another_service(text: str, known_score: float = 0.0) -> bool:
    """True when a well-known service is named plainly, more so than any offered here (`known_score`)."""
    hits = _matcher().rank(text)
    return bool(hits) and hits[0].score >= _SURE and hits[0].score > known_score
