"""One approved answer and its citation. What it says is never rewritten, only shortened by rule for speech."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogue.knowledge.aspects import Aspect
from dialogue.knowledge.speech import on_phone, shortened


@dataclass(frozen=True, slots=True)
class Passage:
    """`source` and `clause` are the citation; `since`, `until` (inclusive) bound the validity.

    `id` is `file:line`. `name` (编号) is what scripts cite as `kb/NAME`. `service` (业务) ties a follow-up question to
    it; `topics` are the headings it stands under. `speech` (口播) is an approved short form for the voice.
    `answers` (答什么) are aspects that it answers besides those its wordings ask.
    """

    id: str
    questions: tuple[str, ...]
    answer: str
    source: str
    clause: str
    since: date | None
    until: date | None
    name: str = ""
    service: str = ""
    topics: tuple[str, ...] = ()
    speech: str = ""
    answers: frozenset[Aspect] = frozenset()

    @property
    def citation(self) -> str:
        return f"{self.source} {self.clause}".strip()

    @property
    def spoken(self) -> str:
        """What is said aloud; the whole answer stands on the card."""
        return self.speech or shortened(self.answer)

    def spoken_on(self, channel: Literal["screen", "phone"]) -> str:
        """As `spoken`; on the phone without naming a screen for the rest."""
        return on_phone(self.spoken) if channel == "phone" else self.spoken

    def valid(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)
