"""Conversations that make no progress although speech goes on: a television, or a talker who never pauses.

The turn machine ends a conversation in which nothing is heard. This timer ends one in which nothing that is heard is an
answer: it would keep its place from citizens who wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from dialogue import State
from dialogue.acts import Act, AnswerCard, Show
from dialogue.machine import Question


def progressed(before: State, after: State, acts: tuple[Act, ...]) -> bool:
    """Whether the turn made progress: it answered a citizen's question, filled a value, or completed a step."""
    shown = [card for act in acts if isinstance(act, Show) for card in act.cards]
    return _without_counters(before) != _without_counters(after) or any(isinstance(card, AnswerCard) for card in shown)


def _without_counters(state: State) -> State:
    """The state without the fields that also change on no-match, no-input and small talk. Before a service was chosen,
    neither do questions count: 您是想办…，对吗 is asked of what an announcement says, too.
    """
    return replace(
        state,
        question=state.question if state.service else Question("service"),
        asked=0,
        last=(),
        deferred=None,
        call=0,
        no_matches=0,
        no_inputs=0,
        chats=0,
        angers=0,
        abuses=0,
        speed=1.0,
        gain=1.0,
    )


class StallTimer:
    """`on_stalled` is called once when `limit_s` have passed since the last `restart`. On the running event loop."""

    def __init__(self, limit_s: float, on_stalled: Callable[[], None]) -> None:
        self._limit_s, self._on_stalled = limit_s, on_stalled
        self._timer: asyncio.TimerHandle | None = None

    def restart(self) -> None:
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(self._limit_s, self._on_stalled)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
