"""Random calls on every surface, hung up at any moment, leave nothing. `python -m bench.phone_lives` lives 10,000."""

from __future__ import annotations

import pytest

from support.phone_lives import live

pytestmark = pytest.mark.virtual_time


async def test_random_calls_leave_nothing() -> None:
    lives = await live(300, seed=12)
    assert lives.left == {}
    assert lives.calls == lives.outcomes.total() == 300
    assert {"cancelled", "handoff", "busy", "never identified"} <= set(lives.outcomes), "no kind of end is missing"
    assert min(lives.deeds.values()) > 50, "nothing is hardly ever done"
