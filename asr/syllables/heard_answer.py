"""What the syllables of an utterance say in answer to the open question, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import takewhile


class Use(Enum):
    """TAKE: it is the answer. ASK: it is one of several, or in doubt: ask back. NONE: the decoder's text counts."""

    TAKE = "take"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rival:
    """Another answer, and its share of the probability (0..1)."""

    value: str
    share: float


@dataclass(frozen=True, slots=True)
class HeardAnswer:
    """`value`: the likeliest answer, empty for none. `confidence`: 0..1, how likely it is that it is right.

    `rivals`: other answers, likeliest first. `alone`: no words were said beside a number. `agreed`: the decoder wrote
    the same. `number`: it is a number, so that candidates can be asked about.
    """

    value: str
    confidence: float
    use: Use
    rivals: tuple[Rival, ...] = ()
    alone: bool = True
    agreed: bool = False
    number: bool = False

    @property
    def candidates(self) -> tuple[str, ...]:
        """The values to ask about: the likeliest, and those that come near it."""
        near = tuple(rival.value for rival in self.rivals if rival.share >= NEAR)
        return (self.value, *near[: MOST - 1]) if self.use is Use.ASK and self.value else ()

    @property
    def unsure(self) -> tuple[int, int] | None:
        """The characters [start, end) of `value` in which the candidates differ; None where there is one candidate."""
        return differing(self.candidates)


#: Share of the probability from which a rival is worth asking about, and how many values are asked about at most.
NEAR, MOST = 0.04, 2


def differing(values: tuple[str, ...]) -> tuple[int, int] | None:
    """The part [start, end) of the first value in which the values, of one length, differ; None for one value."""
    if len(values) < 2:
        return None
    same = list(takewhile(lambda column: len(set(column)) == 1, zip(*values, strict=False)))
    back = list(takewhile(lambda column: len(set(column)) == 1, zip(*(v[::-1] for v in values), strict=False)))
    start = len(same)
    return start, max(start + 1, len(values[0]) - len(back))
