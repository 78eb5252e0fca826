"""What the dialogue expects next: the kind of answer, and phrases to bias recognition with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

AnswerKind = Literal[
    "service", "yesno", "option", "several", "id", "credit_code", "phone", "landline", "name", "date", "time", "money",
    "count", "address", "text", "rating", "number", "code",
]  # fmt: skip
KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
#: Kinds read out character by character, and their number of characters (the fewest, where it varies).
NUMBERS: dict[AnswerKind, int] = {
    "id": 18, "credit_code": 18, "phone": 11, "landline": 10, "number": 4, "code": 6,
}  # fmt: skip
#: Free text, in the citizen's own words: never corrected.
FREE: frozenset[AnswerKind] = frozenset({"text", "address", "name"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """`kind` of the answer, and `biasing_phrases` likely in it: a hint, not a filter.

    `length`: of a number whose kind does not say it. `unhurried`: the citizen asked for more time (elderly mode, slower
    speech), and every end silence is longer.
    """

    kind: AnswerKind = "service"
    biasing_phrases: tuple[str, ...] = ()
    unhurried: bool = False
    length: int = 0
    shapes: tuple[tuple[str, ...], ...] = ()

    @property
    def characters(self) -> int:
        """How many characters are read out one by one; 0: no number is asked for."""
        return self.length or NUMBERS.get(self.kind, 0)
