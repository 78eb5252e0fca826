"""Branch coverage of a script by conversation tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dialogue.script import Script
from dialogue.testing.branches import BranchOutcome, branch_outcomes
from dialogue.testing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    taken: tuple[BranchOutcome, ...]
    missed: tuple[BranchOutcome, ...]

    @property
    def total(self) -> int:
        return len(self.taken) + len(self.missed)

    @property
    def share(self) -> float:
        """1 for a script without branches."""
        return len(self.taken) / self.total if self.total else 1.0


def coverage(script: Script, outcomes: Iterable[Outcome]) -> Coverage:
    """Outcomes of other services' tests count too, since their scripts may call this one."""
    seen: set[tuple[int, int]] = set()
    for outcome in outcomes:
        path = [at for service, at in outcome.path if service == script.name]
        seen.update(pairwise(path))
    found = branch_outcomes(script)
    return Coverage(
        tuple(one for one in found if (one.step, one.target) in seen),
        tuple(one for one in found if (one.step, one.target) not in seen),
    )
