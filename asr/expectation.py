"""What the dialogue tells the ear about the answer it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "service", "yesno", "option", "several", "id", "credit_code", "phone", "landline", "name", "date", "time", "money",
    "count", "address", "text", "rating", "number",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Read out character by character, and how many there are of them (the fewest, where that is not always the same).
NUMBERS: dict[Kind, int] = {"id": 18, "credit_code": 18, "phone": 11, "landline": 10, "number": 4}
#: In the citizen's own words: nothing is to be put right in them.
FREE: frozenset[Kind] = frozenset({"text", "address", "name"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """`kind` of the answer, and `words` likely in it: a hint, never a filter.

    `length`: of a number whose kind does not say it. `unhurried`: the citizen asked for more time (elderly mode, slower
    speech): every wait for an unfinished answer is longer.
    """

    kind: Kind = "service"
    words: tuple[str, ...] = ()
    unhurried: bool = False
    length: int = 0

    @property
    def characters(self) -> int:
        """How many are read out one by one; 0: no number is asked for."""
        return self.length or NUMBERS.get(self.kind, 0)
