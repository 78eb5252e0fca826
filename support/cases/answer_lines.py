"""Answers to the option and yes/no questions of the shipped services (`answer_lines.txt`), and how they are taken.

A line of the file is `LABEL: words` under a heading `== service / slot`; the label `-` stands where nothing may be
filed or proposed. The lines were written by the hands that wrote the readers, before the readers: no blind figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogue import Library
from dialogue.script import Slot
from dialogue.slot_kinds import read_slot
from dialogue.understand.asking import asks
from dialogue.understand.likely_option import likely_option
from dialogue.understand.yes_no_model import likely_answer

_FILE = Path(__file__).with_name("answer_lines.txt")
_TODAY = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    service: str
    slot: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Taken:
    """`value`: empty where nothing is. `asked`: it is read back before it is filed."""

    value: str = ""
    asked: bool = False


def load_answer_lines() -> list[AnswerLine]:
    found: list[AnswerLine] = []
    service = slot = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            service, slot = (part.strip() for part in line[2:].split("/"))
        elif line and not line.startswith("#"):
            label, text = line.split(": ", 1)
            found.append(AnswerLine(service, slot, label, text))
    return found


def taken(library: Library, line: AnswerLine) -> Taken:
    script = library.script(line.service)
    slot = script.slot(line.slot) if script else None
    assert slot is not None, f"{line.service} has no slot {line.slot}"
    return take(slot, line.text)


def take(slot: Slot, text: str) -> Taken:
    """How the readers take `text` at a choice, without an adviser."""
    reading = read_slot(slot, text, today=_TODAY)
    if reading.value:
        return Taken(reading.value, reading.doubtful)
    if asks(text):
        return Taken()
    if slot.kind == "yesno":
        said = likely_answer(slot, text)
        return Taken("" if said is None else "是" if said else "否", asked=said is not None)
    value = likely_option(slot, text)
    return Taken(value, asked=bool(value))


def count(pairs: Iterable[tuple[AnswerLine, Taken]]) -> dict[str, int]:
    """By outcome: `filed`, `asked` (rightly), `nothing`, `wrongly filed`, `wrongly asked`; where nothing should be
    taken, `left`.
    """
    found: dict[str, int] = {}
    for line, one in pairs:
        how = "asked" if one.asked else "filed"
        if not one.value:
            outcome = "left" if line.label == "-" else "nothing"
        else:
            outcome = how if one.value == line.label else f"wrongly {how}"
        found[outcome] = found.get(outcome, 0) + 1
    return found
