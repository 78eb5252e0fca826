"""Is this a wish for some government service that this hall's machine does not do?"""

from __future__ import annotations

from functools import lru_cache

from dialogue.understand.background import SERVICE_NAMES
from dialogue.understand.match import Matcher

#: To overrule a service that is offered here, and to be named at all.
_SURE = 0.6
_LIKELY = 0.25


@lru_cache(maxsize=1)
def _matcher() -> Matcher:
    return Matcher({name: (name,) for name in SERVICE_NAMES})


def another_service(text: str, known_score: float = 0.0) -> bool:
    """True when a well-known service is named plainly, more so than any offered here (`known_score`)."""
    hits = _matcher().rank(text)
    need = max(_SURE, known_score) if known_score else _LIKELY
    return bool(hits) and hits[0].score >= need
