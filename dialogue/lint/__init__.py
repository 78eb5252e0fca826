"""Everything that can be wrong with a hall's services, told before a citizen finds it.

    report = lint(Path("services"), date.today())
    report.ok                    # no errors: they may go live
    for finding in report.findings: print(finding)

A family is a function from the hall to findings; `QUICK` leaves out the one that plays every conversation test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from dialogue.lint.channel import channel
from dialogue.lint.finding import Finding, Level, Report
from dialogue.lint.knowledge import knowledge
from dialogue.lint.loading import read_folder
from dialogue.lint.safety import safety
from dialogue.lint.source import Hall
from dialogue.lint.structure import structure
from dialogue.lint.suppress import UNUSED, suppressed
from dialogue.lint.tests import tests
from dialogue.lint.understanding import understanding

__all__ = ["FAMILIES", "QUICK", "Family", "Finding", "Level", "Report", "lint"]

Family = Callable[[Hall], Iterator[Finding]]
QUICK: tuple[Family, ...] = (structure, safety, channel, understanding, knowledge)
FAMILIES: tuple[Family, ...] = (*QUICK, tests)


def lint(root: Path, today: date, families: Iterable[Family] = FAMILIES) -> Report:
    """Look over a services folder: the loader's errors, and what the families find in the scripts that load."""
    folder = read_folder(root, today)
    found = [*folder.findings, *(finding for family in families for finding in family(folder.hall))]
    gaps = folder.hall.gaps
    left = set(suppressed(found, folder.texts))
    if gaps.scripts or gaps.knowledge:  # what a mark covers may not have been looked for
        left = {finding for finding in left if finding.code != UNUSED}
    first = sorted(left & set(folder.findings))
    rest = sorted(left - set(folder.findings))
    return Report((*first, *rest), len(folder.texts), folder.knowledge_files)
