"""The rating of a service as it is recorded: once, with the reason of a poor one, however its question was left."""

from __future__ import annotations

from dialogue.acts import Rated
from dialogue.machine.state import State
from dialogue.understand.satisfaction import RATINGS


def rated(state: State, number: str, mobile: str, reason: str = "") -> Rated:
    """The rating in `state`, of its current service. `number`: of the case; `mobile`: where a call back goes."""
    name, score = f"{state.service}/{state.occurrence}", len(RATINGS) - RATINGS.index(state.rating)
    return Rated(name, state.service, state.version, score, number, reason, mobile)


def left_unsaid(before: State, after: State | None = None, reason: str = "") -> Rated | None:
    """The poor rating whose reason was asked for in `before`, where `after` asks for it no longer; else None.

    `after` None: the conversation is over.
    """
    asked = before.question
    if asked.kind != "rating_why" or (after is not None and after.question == asked):
        return None
    number, mobile = asked.options
    return rated(before, number, mobile, reason)
