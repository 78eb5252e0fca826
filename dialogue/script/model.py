"""A service script as the machine runs it: typed, checked, and flattened into a program of steps.

Nested 如果/那么/否则 become jumps, so that the place in a script is one number (`State.step`) that survives storage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.script.condition import Condition
from dialogue.script.template import Template

SlotKind = Literal["id", "phone", "yesno", "option", "date", "text"]
Means = Literal["voice", "keys", "card", "touch"]
Readback = Literal["none", "brief", "segments"]
When = Literal["past", "future", "any"]
Channel = Literal["screen", "phone"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the clerk says, by channel."""

    screen: Template
    phone: Template

    def on(self, channel: Channel) -> Template:
        return self.phone if channel == "phone" else self.screen


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a slot is asked for: the first time, again after a miss, and on the phone."""

    first: Template
    again: Template
    phone: Template


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of an option (or 是/否) slot and other words for it."""

    label: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str
    kind: SlotKind
    means: frozenset[Means]
    prompt: Prompt
    readback: Readback
    choices: tuple[Choice, ...]
    personal: bool
    when: When
    line: int


@dataclass(frozen=True, slots=True)
class Material:
    name: str
    copies: str
    note: str
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class CardList:
    name: str
    items: tuple[Material, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Consent:
    """`refused`: what a "no" leads to."""

    text: Template
    items: tuple[str, ...]
    refused: Literal["human", "end"]


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal or internal source."""

    title: str
    clause: str
    ref: str

    @property
    def citation(self) -> str:
        return f"《{self.title}》{self.clause}" if self.title else self.clause


@dataclass(frozen=True, slots=True)
class Elderly:
    """`speed`: factor of the normal; `large`: large type; `max_chars`: the longest clause that may be spoken."""

    speed: float
    large: bool
    max_chars: int


# ---- the program --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something, and perhaps show a card or the receipt."""

    line: int
    spoken: Spoken | None
    card: str
    receipt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collect:
    line: int
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Ask the back end; on failure go to step `failed`."""

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float
    failed: int


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand the case to the back end: at most once, only when confirmed. `number`: which submission of the script."""

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float
    failed: int
    number: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Go on when the condition holds, else to step `otherwise`."""

    line: int
    condition: Condition
    otherwise: int


@dataclass(frozen=True, slots=True)
class Jump:
    line: int
    target: int


@dataclass(frozen=True, slots=True)
class Confirm:
    line: int
    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Rate:
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Transfer:
    line: int
    spoken: Spoken | None
    fault: bool  # reached because a back end failed


@dataclass(frozen=True, slots=True)
class Finish:
    line: int
    reason: Literal["completed", "cancelled"]


Step = Tell | Collect | Query | Submit | Branch | Jump | Confirm | Rate | Transfer | Finish


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    version: str
    basis: tuple[Basis, ...]
    says: tuple[str, ...]
    channels: frozenset[Channel]
    consent: Consent | None
    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    cards: tuple[CardList, ...]
    elderly: Elderly
    file: str

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def card(self, name: str) -> CardList | None:
        return next((card for card in self.cards if card.name == name), None)
