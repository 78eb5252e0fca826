"""What a slot reader hands back: a value, a range, several candidates, a part of a value, or no answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """`value`: the canonical value when all is well; `partial`: what was heard so far, to be continued;
    `doubtful`: the value was pieced together and must be read back, whatever the script says;
    `message`: what was wrong, in words for the citizen. All empty: this was no answer to the question.

    `range`: the value lies between these two (二十多万, 月底); `candidates`: it is one of these (周三或者周四). Both at
    once: anything in the range, and these are what the citizen named (两三万). Neither is ever filed: the machine asks
    (`machine/answers/which_value.py`), and says `message` first (28号是星期六。).
    """

    value: str = ""
    doubtful: bool = False
    partial: str = ""
    message: str = ""
    candidates: tuple[str, ...] = ()
    range: tuple[str, str] | None = None

    @property
    def nothing(self) -> bool:
        return not (self.value or self.partial or self.message or self.leaves_open)

    @property
    def leaves_open(self) -> bool:
        """Whether the citizen must be asked which value is meant."""
        return bool(self.candidates or self.range)


NOTHING = Reading()


def between(low: str, high: str, *, named: bool = False) -> Reading:
    """A value between two. `named`: the citizen named both ends, so that they can be offered."""
    return Reading(value=low) if low == high else Reading(range=(low, high), candidates=(low, high) if named else ())


def one_of(values: tuple[str, ...], message: str = "") -> Reading:
    """One of several values; a single one is the value, to be read back."""
    return Reading(candidates=values, message=message) if len(values) > 1 else Reading(value=values[0], doubtful=True)
