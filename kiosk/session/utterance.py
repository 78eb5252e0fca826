"""One utterance as it was really heard: clauses laid out on a sample clock, and where the loudspeaker has got to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SpokenClause:
    """A clause to be spoken. `fixed` text holds nothing of the citizen's and may be kept in the cache.

    `caption`: what the screen shows of it; empty: the text itself.
    """

    text: str
    fixed: bool
    caption: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause in its place: samples [start, end) of the utterance."""

    clause: SpokenClause
    start: int
    end: int


@dataclass(slots=True)
class ClerkUtterance:
    """`samples` sent so far, `heard` really played, both on the utterance's own clock."""

    id: int
    placed: list[Placed] = field(default_factory=list)
    samples: int = 0
    heard: int = 0
    underruns: int = 0
    sequence: int = 0
    over: bool = False  # the page has played its last sample, or was told to stop

    def place(self, clause: SpokenClause, samples: int) -> Placed:
        """Lay a clause behind the last one."""
        start = self.placed[-1].end if self.placed else 0
        placed = Placed(clause, start, start + samples)
        self.placed.append(placed)
        return placed

    def played(self, heard_sample: int, underruns: int) -> None:
        """What the page reports; it never goes back, and never beyond what was sent."""
        self.heard = max(self.heard, min(heard_sample, self.samples))
        self.underruns = max(self.underruns, underruns)

    @property
    def text(self) -> str:
        return "".join(p.clause.text for p in self.placed)

    @property
    def heard_text(self) -> str:
        """What the citizen heard: whole clauses, and of the clause that was cut the share that was played."""
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
        """The page reported its end, and no clause was without sound."""
        return self.over and all(p.end > p.start for p in self.placed)

    @property
    def unheard(self) -> list[SpokenClause]:
        """The clauses not heard to their end: what to say to go on after a false alarm."""
        return [p.clause for p in self.placed if self.heard < p.end]
