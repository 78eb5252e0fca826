"""A service script as the machine runs it: typed, checked, and flattened into a program of steps.

Nested 如果/那么/否则 become jumps, so that the place in a script is one number (`State.step`) that survives storage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from dialogue.script.condition import Condition
from dialogue.script.template import Template
from dialogue.slot_kinds import Masking, Means, Readback

When = Literal["past", "future", "any"]
Channel = Literal["screen", "phone"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the clerk says, by channel (one template where both say the same)."""

    screen: Template
    phone: Template

    def on(self, channel: Channel) -> Template:
        return self.phone if channel == "phone" else self.screen


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a slot is asked for: the first time and again after a miss, at the kiosk and on the phone."""

    first: Template
    again: Template
    phone: Template
    phone_again: Template


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of an option (or 是/否) slot and other words for it."""

    label: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """`kind`: a name of `slot_kinds.KINDS`. `choices`: of option, several and yesno slots.

    `least`, `most`: bounds of a count or amount (yuan), or None. `unit`: what a count counts, 人 or 份. `required`
    false: 没有 or 跳过 leaves it empty. `pattern`: 格式, see `understand.code_shape`.
    """

    name: str
    kind: str
    means: frozenset[Means]
    prompt: Prompt
    readback: Readback
    choices: tuple[Choice, ...]
    personal: bool
    masking: Masking
    when: When
    line: int
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    required: bool = True
    digits: int = 0
    pattern: str = ""


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
    line: int


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal or internal source. `ref`: where it is found; `kb/…` names a passage of the hall's knowledge."""

    title: str
    clause: str
    ref: str
    line: int

    @property
    def citation(self) -> str:
        return f"《{self.title}》{self.clause}" if self.title else self.clause


@dataclass(frozen=True, slots=True)
class Elderly:
    """`speed`: factor of the normal; `large`: large type; `max_chars`: the longest clause that may be spoken."""

    speed: float
    large: bool
    max_chars: int


@dataclass(frozen=True, slots=True)
class Computed:
    """A value made of others: `出生日期: 【身份证号|出生日期】`."""

    name: str
    template: Template
    line: int


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
    """Ask the back end; on failure go to step `failed`. `timeout_s`: None where the script sets none."""

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float | None
    failed: int


@dataclass(frozen=True, slots=True)
class Submit:
    """File the case with the back end, only when confirmed: one case, however often its call is sent (same idempotency
    key). `number`: which submission of the script.
    """

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float | None
    failed: int
    number: int


@dataclass(frozen=True, slots=True)
class Take:
    """Draw one number for a queue of the hall by an API call of its own (`queue.take`), needing no confirmation."""

    line: int
    queue: str
    results: tuple[str, ...]
    timeout_s: float | None
    failed: int
    number: int


@dataclass(frozen=True, slots=True)
class CallService:
    """Another service as a sub-conversation. `given`: (its slot, our variable); `results`: (ours, its variable).

    Where it is cancelled, the conversation goes on at step `failed`.
    """

    line: int
    service: str
    given: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    failed: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Go on when the condition holds, else to step `otherwise`."""

    line: int
    condition: Condition
    otherwise: int


@dataclass(frozen=True, slots=True)
class Jump:
    """Backwards: what was collected between `target` and here is asked for again."""

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


#: Steps that call the back end or another service. `failed`: the first step to take when the call fails.
Outside = Query | Submit | Take | CallService
Step = Tell | Collect | Query | Submit | Take | CallService | Branch | Jump | Confirm | Rate | Transfer | Finish


@dataclass(frozen=True, slots=True)
class Script:
    """`since`, `until`: the days (inclusive) on which the service is offered, None: without bound.

    `labels`: (编号, the index of the step it stands at). `digest`: of the file's text; the same text, the same program.
    """

    name: str
    version: str
    intro: str
    since: date | None
    until: date | None
    basis: tuple[Basis, ...]
    says: tuple[str, ...]
    channels: frozenset[Channel]
    consent: Consent | None
    slots: tuple[Slot, ...]
    computed: tuple[Computed, ...]
    steps: tuple[Step, ...]
    cards: tuple[CardList, ...]
    elderly: Elderly
    file: str
    labels: tuple[tuple[str, int], ...] = ()
    digest: str = field(default="", compare=False)

    def valid(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def card(self, name: str) -> CardList | None:
        return next((card for card in self.cards if card.name == name), None)
