"""What a caller hears while the back end takes its time: one announcement, then a reminder after seconds of silence."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from dialogue import phrases
from kiosk.session.dialogue import SLOW_S
from support.fakes import Backend
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

#: What says nothing but that the caller has to wait.
FILLERS = (phrases.LEAD_IN, phrases.QUERYING, phrases.STILL_WORKING, phrases.SUBMITTING, phrases.WAIT)


class SlowHotline(Backend):
    """Answers 工单进度查询 after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    async def call(self, api: str, params: Mapping[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        await asyncio.sleep(self.seconds)
        return {
            "hotline.status": {"工单状态": "正在办理", "承办单位": "市城管局", "答复日期": "2026-12-05"},
            "hotline.urge": {"催办号": "CB1", "答复日期": "2026-12-03"},
        }[api]


def clauses_heard(hall: Exchange) -> list[str]:
    """The clerk's clauses since the last words or keys of the caller, in order."""
    said = list(itertools.takewhile(lambda turn: turn[0] == "clerk", reversed(hall.ledger.turns)))
    text = "".join(turn[1] for turn in reversed(said))
    return [clause for clause in text.replace("。", "。\n").split("\n") if clause]


@pytest.mark.parametrize("seconds", [0.05, 1.0, 3.0])
async def test_an_answer_that_was_announced_has_no_lead_in(seconds: float) -> None:
    async with exchange(backend=SlowHotline(seconds)) as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.says("我想查一下工单")
        await caller.turn()
        await caller.press("26115837")
        await caller.turn(quiet_s=5)
        heard = clauses_heard(hall)
        assert heard[0] == phrases.QUERYING
        assert [clause for clause in heard if clause in FILLERS] == [phrases.QUERYING]


async def test_a_reminder_comes_after_seconds_of_silence_and_again() -> None:
    async with exchange(backend=SlowHotline(3.5 * SLOW_S)) as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.says("我想查一下工单")
        await caller.turn()
        await caller.press("26115837")
        first = len(caller.heard)
        await caller.turn(quiet_s=SLOW_S + 2)
        heard = clauses_heard(hall)
        fillers = [clause for clause in heard if clause in FILLERS]
        assert fillers == [phrases.QUERYING, *[phrases.STILL_WORKING] * (len(fillers) - 1)]
        assert len(fillers) > 1
        gaps = silences(caller.heard[first:])[: len(fillers) - 1]
        assert all(SLOW_S - 0.3 <= gap <= SLOW_S + 0.5 for gap in gaps), gaps


def silences(frames: list[np.ndarray]) -> list[float]:
    """Seconds of each silence of half a second or more."""
    runs = [(loud, len(list(run)) * 0.02) for loud, run in itertools.groupby(bool(frame.any()) for frame in frames)]
    return [seconds for loud, seconds in runs if not loud and seconds >= 0.5]
