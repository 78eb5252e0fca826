"""What the dialogue tells the ear about the answer it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["service", "yesno", "option", "id", "phone", "date", "text", "rating"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """`kind` of the answer, and `words` likely in it: a hint, never a filter.

    `unhurried`: the citizen asked for more time (elderly mode, slower speech): every wait for an unfinished answer is
    longer.
    """

    kind: Kind = "service"
    words: tuple[str, ...] = ()
    unhurried: bool = False
