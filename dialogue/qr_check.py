"""The QR code of an app (电子社保卡): what the machine asks for, and what it is told. It never knows a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dialogue.script.assurance import Assurance

#: `used`: this code was shown before; `expired`: it is too old; `refused`: the service does not take it; `unavailable`:
#: the service does not answer, or not as it should.
QrOutcome = Literal["proven", "used", "expired", "refused", "unavailable"]


@dataclass(frozen=True, slots=True)
class QrShown:
    """The scanner read a code that is to prove who the citizen is; the hall holds it for the `CheckQr` that follows.
    `ask` as in `Touched`.
    """

    ask: int | None = None


@dataclass(frozen=True, slots=True)
class CheckQr:
    """Have the code that was shown last verified. The answer comes as `QrChecked(call=...)`."""

    call: int


@dataclass(frozen=True, slots=True)
class QrChecked:
    """Of a code that was `proven`: whose it is, and the level for which the service stands."""

    call: int
    outcome: QrOutcome
    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    level: Assurance = "none"
