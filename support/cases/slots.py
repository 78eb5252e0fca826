"""What citizens say when they are asked for a value, and how it must be read (`slot_cases.txt`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from dialogue.script import Slot
from dialogue.script.model import Prompt, When
from dialogue.script.template import plain
from dialogue.slot_kinds import read_slot

TODAY = date(2026, 11, 22)
_CASES = Path(__file__).with_name("slot_cases.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """`said`: utterances that follow each other; `area`: where the hall stands; `pattern`: 格式 of a code."""

    kind: str
    when: When
    written: str
    value: str
    said: tuple[str, ...]
    area: str
    pattern: str = ""


def load_cases(file: Path = _CASES) -> list[Case]:
    cases = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, written, value, said = (cell.strip() for cell in line.split("|"))
        kind, _, when = kind.partition(" ")
        said, _, area = said.partition(" area ")
        when, pattern = ("any", when) if kind == "code" else (when or "any", "")
        cases.append(Case(kind, cast(When, when), written, value, tuple(said.split(" / ")), area, pattern))
    return cases


def ours(case: Case) -> str:
    """As the machine does it: what is partly said is kept for the next utterance."""
    slot, partial, value = _slot(case), "", ""
    for said in case.said:
        reading = read_slot(slot, said, partial=partial, today=TODAY, area=case.area)
        partial, value = reading.partial, reading.value or "..".join(reading.range or ())
    return value


def _slot(case: Case) -> Slot:
    nothing = plain("")
    prompt = Prompt(nothing, nothing, nothing, nothing)
    return Slot(
        case.kind,
        case.kind,
        frozenset({"voice"}),
        prompt,
        "none",
        (),
        False,
        "none",
        case.when,
        0,
        pattern=case.pattern,
    )
