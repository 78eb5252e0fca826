"""Which ways through a script the conversation tests have taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dialogue.script import Script
from dialogue.testing.branches import Arm, arms
from dialogue.testing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    taken: tuple[Arm, ...]
    missed: tuple[Arm, ...]

    @property
    def total(self) -> int:
        return len(self.taken) + len(self.missed)

    @property
    def share(self) -> float:
        """1 for a script without branches."""
        return len(self.taken) / self.total if self.total else 1.0


def coverage(script: Script, outcomes: Iterable[Outcome]) -> Coverage:
    """Conversations of other services count too: they may have called this one."""
    seen: set[tuple[int, int]] = set()
    for outcome in outcomes:
        way = [at for service, at in outcome.way if service == script.name]
        seen.update(pairwise(way))
    found = arms(script)
    return Coverage(
        tuple(arm for arm in found if (arm.step, arm.way) in seen),
        tuple(arm for arm in found if (arm.step, arm.way) not in seen),
    )
