"""Finds mistakes in a hall's services before they go live.

    report = lint(read_services("services"), date.today())
    report.ok                    # no errors: they may go live
    for finding in report.findings: print(finding)

A family is a function from the context to findings; `QUICK` leaves out the one that plays every conversation test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from dialogue.lint.channel import channel
from dialogue.lint.finding import Finding, Level, Report, by_cause
from dialogue.lint.identity import identity
from dialogue.lint.knowledge import knowledge
from dialogue.lint.paper import paper
from dialogue.lint.safety import safety
from dialogue.lint.source import LintContext
from dialogue.lint.structure import structure
from dialogue.lint.suppress import UNUSED, suppressed
from dialogue.lint.tests import tests
from dialogue.lint.text_messages import text_messages
from dialogue.lint.understanding import understanding
from dialogue.lint.unwritten import unwritten
from dialogue.script.assurance import ProofMeans
from dialogue.services import ServicesFolder

__all__ = ["FAMILIES", "QUICK", "Family", "Finding", "Level", "Report", "lint"]

Family = Callable[[LintContext], Iterator[Finding]]
QUICK: tuple[Family, ...] = (
    structure, unwritten, safety, identity, channel, understanding, knowledge, text_messages, paper,
)  # fmt: skip
FAMILIES: tuple[Family, ...] = (*QUICK, tests)


def lint(
    folder: ServicesFolder,
    today: date,
    families: Iterable[Family] = FAMILIES,
    *,
    sends_sms: bool = False,
    means: frozenset[ProofMeans] | None = None,
) -> Report:
    """What keeps the folder from loading, and what the families find in the scripts that load.

    `sends_sms`: the hall's back end sends text messages (`hall.sms`); else no service may promise one.
    `means`: how the hall can prove who a citizen is; None: not looked at.
    """
    context = LintContext(folder, today, sends_sms, means)
    texts = {name: tuple(text.splitlines()) for name, text in folder.texts()}
    refused = {Finding.of(error) for error in (*folder.errors, *folder.listing_errors)}
    found = [*refused, *(finding for family in families for finding in family(context))]
    left = set(suppressed(found, texts))
    if context.gaps.scripts or context.gaps.knowledge:  # what a mark covers may not have been looked for
        left = {finding for finding in left if finding.code != UNUSED}
    return Report(
        (*sorted(left & refused, key=by_cause), *sorted(left - refused, key=by_cause)),
        len(texts),
        folder.knowledge_files,
    )
