"""A member of staff looks at the citizen's document and vouches: what the machine asks for, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: How often one conversation may call staff for it.
VOUCHES = 2
#: `no`: the document is not that person's; `nobody`: nobody came in time, or none could be called.
VouchOutcome = Literal["yes", "no", "nobody"]


@dataclass(frozen=True, slots=True)
class CallToVouch:
    """Call a member of staff to look at the document of `person`, an identity number. The answer comes as
    `Vouched(call=...)`, minutes later; meanwhile the citizen may choose another way.
    """

    call: int
    person: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouched:
    """`who`: the member of staff, as the citizen is told."""

    call: int
    outcome: VouchOutcome
    who: str = ""
