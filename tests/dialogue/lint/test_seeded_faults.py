"""Lint against two hundred seeded mistakes: found where they were made, and nothing found where none was made."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from dialogue import load_library, read_services
from dialogue.lint import FAMILIES, QUICK, Finding, lint
from mandarin.text_cache import TextCache
from support.script_faults import KINDS, Fault, Shipped

SERVICES = Path(__file__).parents[3] / "services"
TODAY = date(2026, 11, 22)
COUNT = 200
NEAR = 2  # lines
#: What is found only beside the other services. The rest is looked for without most of them: they take the time.
AMONG_OTHERS = {"duplicate-says", "says-collide"}
#: What a service names: the services that others call or go on with, and the hall's working days.
NAMED = ("booking.yaml", "calendar.yaml", "hotline-status.yaml", "sbk-loss.yaml")


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


def found_by(fault: Fault, services: Path) -> tuple[Finding, ...]:
    folder = services if fault.code in AMONG_OTHERS else alone(fault.file, services)
    path = folder / fault.file
    kept = path.read_text(encoding="utf-8")
    path.write_text(fault.text, encoding="utf-8")
    try:
        families = FAMILIES if fault.code == "untested-branch" else QUICK
        return lint(read_services(folder), TODAY, families).findings
    finally:
        path.write_text(kept, encoding="utf-8")


def alone(script: str, services: Path) -> Path:
    """A folder in which the script has no finding either: with its tests, the services it names and all passages."""
    folder = services.parent / script
    if not folder.exists():
        shutil.copytree(services / "knowledge", folder / "knowledge")
        for name in {script, script.replace(".yaml", ".test.yaml"), *NAMED}:
            shutil.copy(services / name, folder / name)
    return folder


def told(fault: Fault, finding: Finding) -> bool:
    same = finding.code == fault.code and Path(finding.file).name == fault.file
    return same and abs(finding.line - fault.line) <= NEAR


def test_two_hundred_seeded_faults_are_found_where_they_were_made(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SERVICES, tmp_path / "services"))
    chosen = faults()
    with TextCache(100_000).active():  # what is read out of the passages is the same two hundred times
        missed = [fault for fault in chosen if not any(told(fault, finding) for finding in found_by(fault, folder))]
    kinds = Counter(fault.kind for fault in chosen)
    print(f"{len(chosen) - len(missed)}/{len(chosen)} found, {len(kinds)} kinds")
    for fault in missed:
        print(f"missed: {fault.kind} {fault.file}:{fault.line} {fault.code}")
    assert len(chosen) == COUNT
    assert len(kinds) >= 20
    assert len(missed) <= 0.02 * COUNT, missed


def test_nothing_is_found_in_what_we_ship() -> None:
    """But the note of autumn that next year's days off are to be entered, once they are published."""
    findings = lint(read_services(SERVICES), TODAY).findings
    assert [str(finding) for finding in findings if (finding.code, finding.level) != ("no-calendar", "note")] == []
