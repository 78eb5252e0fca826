"""How the tests are handed out to the workers of pytest-xdist (`pytest -n 2`)."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Their tests share one `kiosk serve` with real models (the fixture `hall`): it is to run once, not once a worker.
OF_ONE_HALL = frozenset(f"tests/scenarios/{name}.py" for name in ("test_faults", "test_page", "test_voice"))
HALL = "the hall"


def unit_of(nodeid: str) -> str:
    """The unit of work that a test belongs to, all of which one worker runs: its file, or those of the one hall."""
    file = nodeid.split("::", 1)[0]
    return HALL if file in OF_ONE_HALL else file


def hall_first(items: list[pytest.Item]) -> None:
    """The hall's tests talk in real time, for minutes: beside them the other worker has the rest to do."""
    items.sort(key=lambda item: unit_of(item.nodeid) != HALL)


class UnitScheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist declares no types
    """Hands units out in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False  # else the unit with the most tests comes first, however quick they are
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
