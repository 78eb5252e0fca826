"""Lint against two hundred seeded mistakes: found where they were made, and nothing found where none was made."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from dialogue import load_library, read_services
from dialogue.lint import FAMILIES, QUICK, Finding, lint
from support.script_faults import KINDS, Fault, Shipped

SERVICES = Path(__file__).parents[3] / "services"
TODAY = date(2026, 11, 22)
COUNT = 200
NEAR = 2  # lines


def faults() -> list[Fault]:
    """The same two hundred every time, as many of each kind as can be, each at places of its own."""
    library = load_library(SERVICES)
    chance = random.Random(20261122)
    places: dict[str, list[Fault]] = defaultdict(list)
    for script in library.scripts:
        others = tuple(other for other in library.scripts if other is not script)
        shipped = Shipped(Path(script.file), others)
        for fault in (fault for kind in KINDS.values() for fault in kind(shipped)):
            places[fault.kind].append(fault)
    for found in places.values():
        chance.shuffle(found)
    chosen: list[Fault] = []
    while len(chosen) < COUNT:
        chosen += [found.pop() for found in places.values() if found][: COUNT - len(chosen)]
    return chosen


def found_by(fault: Fault, folder: Path) -> tuple[Finding, ...]:
    path = folder / fault.file
    kept = path.read_text(encoding="utf-8")
    path.write_text(fault.text, encoding="utf-8")
    try:
        return lint(read_services(folder), TODAY, FAMILIES if fault.code == "untested-branch" else QUICK).findings
    finally:
        path.write_text(kept, encoding="utf-8")


def told(fault: Fault, finding: Finding) -> bool:
    same = finding.code == fault.code and Path(finding.file).name == fault.file
    return same and abs(finding.line - fault.line) <= NEAR


def test_two_hundred_seeded_faults_are_found_where_they_were_made(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SERVICES, tmp_path / "services"))
    chosen = faults()
    missed = [fault for fault in chosen if not any(told(fault, finding) for finding in found_by(fault, folder))]
    kinds = Counter(fault.kind for fault in chosen)
    print(f"{len(chosen) - len(missed)}/{len(chosen)} found, {len(kinds)} kinds")
    for fault in missed:
        print(f"missed: {fault.kind} {fault.file}:{fault.line} {fault.code}")
    assert len(chosen) == COUNT
    assert len(kinds) >= 20
    assert len(missed) <= 0.02 * COUNT, missed


def test_nothing_is_found_in_what_we_ship() -> None:
    assert [str(finding) for finding in lint(read_services(SERVICES), TODAY).findings] == []
