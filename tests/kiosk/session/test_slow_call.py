"""A call that takes long: the citizen hears every few seconds that it goes on. In virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from dialogue import State, phrases
from dialogue.acts import Act, Answered, Begin, Call, Say, Turn
from kiosk.session.dialogue import SLOW_S, DialogueStage
from kiosk.upstream.gateway import BackendError
from support.decisions import Decisions
from support.virtual_time import VirtualTimeLoop


class OneCall:
    """A machine whose first turn calls the back end."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    def step(
        self, state: Any, turn: Turn, texts: Any = None, now: str = "", desk: str = "", lost: Any = frozenset()
    ) -> tuple[Any, tuple[Act, ...]]:
        self.turns.append(turn)
        return state, (Call(1, "lib.card", {}, 60.0),) if isinstance(turn, Begin) else ()


class Slow:
    def __init__(self, seconds: float, error: BackendError | None = None) -> None:
        self.seconds, self.error = seconds, error

    async def call(self, api: str, params: Mapping[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        return {"证号": "L1"}


def run(backend: Slow) -> tuple[int, Turn]:
    """How often the citizen was told, and the answer that the machine got."""
    decisions, answer = _decided(backend)
    return decisions.acts.count(Say(phrases.STILL_WORKING, fixed=True)), answer


def _decided(backend: Slow) -> tuple[Decisions, Turn]:
    machine, decisions = OneCall(), Decisions()

    async def play() -> None:
        stage = DialogueStage(decisions, machine, State("c-1", date(2026, 11, 22)), backend)  # type: ignore[arg-type]
        running = asyncio.create_task(stage.run())
        stage.decide(Begin())
        await decisions.until_decided(1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(play())
    return decisions, machine.turns[-1]


@pytest.mark.parametrize(("times", "told"), [(0.5, 0), (1.5, 1), (3.5, 3)])
def test_it_is_told_again_and_again(times: float, told: int) -> None:
    assert run(Slow(times * SLOW_S)) == (told, Answered(1, True, {"证号": "L1"}))


def test_an_error_after_a_long_time_is_an_error() -> None:
    told, turn = run(Slow(1.5 * SLOW_S, BackendError("timeout", "late")))
    assert (told, turn) == (1, Answered(1, False, reason="timeout"))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(None, "ok"), (BackendError("timeout", ""), "timeout"), (BackendError("refused", ""), "refused")],
)
def test_each_call_is_told_with_its_outcome_and_how_long_it_took(error: BackendError | None, outcome: str) -> None:
    decisions, _ = _decided(Slow(1.5, error))
    assert decisions.calls == [("lib.card", outcome, 1500.0)]
