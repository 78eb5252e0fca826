"""Labelled answers to the questions of the shipped services' forms.

As JSON lines: {"service", "slot", "text", "label"}. `label`: the value to be filed, in the script's words; several that
are right are joined by |; `?`: a careful clerk asks back first; `-`: nothing is answered.

In `answer_lines.txt`, `LABEL: words` under a heading `== service / slot`. Its lines were written by the hands that
wrote the readers, before the readers: no blind figure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).with_name("answer_lines.txt")
ASKS_BACK, NOTHING = "?", "-"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    service: str
    slot: str
    text: str
    label: str

    @property
    def kind(self) -> str:
        """`value`, `?` or `-`."""
        return self.label if self.label in (ASKS_BACK, NOTHING) else "value"


def load_answer_lines(file: Path = OWN) -> list[AnswerLine]:
    lines = list(filter(str.strip, file.read_text(encoding="utf-8").splitlines()))
    return [AnswerLine(**json.loads(line)) for line in lines] if file.suffix == ".jsonl" else _under_headings(lines)


def _under_headings(lines: list[str]) -> list[AnswerLine]:
    found: list[AnswerLine] = []
    service = slot = ""
    for line in lines:
        if line.startswith("=="):
            service, slot = (part.strip() for part in line[2:].split("/"))
        elif not line.startswith("#"):
            label, text = line.split(": ", 1)
            found.append(AnswerLine(service, slot, text, label))
    return found
