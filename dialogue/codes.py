"""One-time codes by text message: what the machine asks for, and what it is told. It never knows a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: Digits of a code; of a mobile number, which no identity number has.
CODE_LENGTH, MOBILE_LENGTH = 6, 11
#: Wrong entries of one code, codes of one conversation, and proofs of one conversation that may fail.
TRIES, CODES, FAILURES = 3, 3, 3


CodeOutcome = Literal["right", "wrong", "expired", "used_up"]


@dataclass(frozen=True, slots=True)
class CodeSent:
    """What became of a `SendCode`. `sent`: the outbox holds it; else nothing was sent, and none counts."""

    call: int
    sent: bool


@dataclass(frozen=True, slots=True)
class CodeChecked:
    """The answer to `CheckCode`. `expired`: it is too old, or no longer known; `used_up`: no more tries."""

    call: int
    outcome: CodeOutcome


@dataclass(frozen=True, slots=True)
class SendCode:
    """Send a one-time code by text message. The answer comes as `CodeSent(call=...)`.

    `person`: whose identity it proves, an identity number. `to`: a mobile number; empty: the one that the back end
    knows for this person, which the machine never learns.
    """

    call: int
    person: str = field(repr=False)
    to: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CheckCode:
    """Compare an entry with the code sent last. The answer comes as `CodeChecked(call=...)`."""

    call: int
    code: str = field(repr=False)


CodeTurn = CodeSent | CodeChecked
