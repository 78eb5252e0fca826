"""One utterance of the clerk: its clauses on a sample clock, and how far the client has played it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SpokenClause:
    """A clause to be spoken. `fixed`: the text holds nothing personal, and its sound may be cached.

    `caption`: what the screen shows instead; empty: the text itself. `staff`: the words of a member of staff who
    stepped in.
    """

    text: str
    fixed: bool
    caption: str = field(default="", compare=False)
    staff: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause at samples [start, end) of its utterance."""

    clause: SpokenClause
    start: int
    end: int


@dataclass(slots=True)
class ClerkUtterance:
    """`samples` were sent so far, and `heard` of them played. `sequence`: number of the next frame."""

    id: int
    placed: list[Placed] = field(default_factory=list)
    samples: int = 0
    heard: int = 0
    underruns: int = 0
    sequence: int = 0
    over: bool = False  # the client has played its last sample, or has stopped

    def place(self, clause: SpokenClause, samples: int) -> Placed:
        """Append a clause of `samples` samples."""
        start = self.placed[-1].end if self.placed else 0
        placed = Placed(clause, start, start + samples)
        self.placed.append(placed)
        return placed

    def played(self, heard_sample: int, underruns: int) -> None:
        """Take the client's report, clamped: progress never decreases and never exceeds what was sent."""
        self.heard = max(self.heard, min(heard_sample, self.samples))
        self.underruns = max(self.underruns, underruns)

    @property
    def text(self) -> str:
        return "".join(p.clause.text for p in self.placed)

    @property
    def heard_text(self) -> str:
        """What the citizen heard: whole clauses, and of a cut clause the played share of its characters, then ……"""
        parts = []
        for p in self.placed:
            if self.heard >= p.end:
                parts.append(p.clause.text)
            elif self.heard > p.start:
                share = (self.heard - p.start) / (p.end - p.start)
                parts.append(p.clause.text[: int(len(p.clause.text) * share)] + "……")
        return "".join(parts)

    @property
    def heard_out(self) -> bool:
        """The client reported the end, and every clause had sound."""
        return self.over and all(p.end > p.start for p in self.placed)

    @property
    def unheard(self) -> list[SpokenClause]:
        """The clauses not played to their end: what is said again after a false barge-in."""
        return [p.clause for p in self.placed if self.heard < p.end]
