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
    """Outcomes of other services' tests count too, since their scripts may call this one.

    A correction by an interface belongs to its script.
    """
    programs = [script, *([script.correction.script] if script.correction else [])]
    seen: set[tuple[str, int, int]] = set()
    for outcome in outcomes:
        for program in programs:
            path = [at for service, at in outcome.path if service == program.name]
            seen.update((program.name, *pair) for pair in pairwise(path))
    found = [one for program in programs for one in branch_outcomes(program) if _by_citizen(program, one)]
    taken = tuple(one for one in found if (one.service, one.step, one.target) in seen)
    return Coverage(taken, tuple(one for one in found if one not in taken))


def _by_citizen(program: Script, one: BranchOutcome) -> bool:
    """A correction's first branch asks whether the number is known, which no citizen can change."""
    return not program.corrects or one.step > 0
