"""Comparing what a caller tells of a person with what the back end holds: the machine learns yes or no alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: `used_up`: the person's data were told wrongly too often today; `unavailable`: the back end cannot say.
DataOutcome = Literal["same", "differs", "used_up", "unavailable"]


@dataclass(frozen=True, slots=True)
class CheckData:
    """Compare `data` (field and value) with what the back end holds of `person`, an identity number. The answer comes
    as `DataChecked(call=...)`.
    """

    call: int
    person: str = field(repr=False)
    data: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DataChecked:
    """The answer to `CheckData`. All of the data are the same, or some differ: which ones is not told."""

    call: int
    outcome: DataOutcome
