"""A service script as the machine runs it: typed, checked, and flattened into a program of steps.

Nested 如果/那么/否则 become jumps, so that the place in a script is one number (`State.step`) that survives storage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from dialogue.gazetteer.gazetteer import NO_GAZETTEER, Gazetteer
from dialogue.script.assurance import NOT_SAID, Assurances, IdentityRule
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.expression import Condition, Value
from dialogue.script.lists import ListVariable
from dialogue.script.slot_sources import Capture, PickSource
from dialogue.script.template import Template
from dialogue.slot_kinds import Masking, Means, Readback

When = Literal["past", "future", "any"]
#: What a value is made by: a sentence with holes, or an expression.
Source = Template | Value
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
    false: 没有 or 跳过 leaves it empty. `pattern`: 格式, see `understand.code_shape`. `differs`: slots that must not
    have the same value. Of a slot of a group: `group`, the member (父亲); `group_says`, other words for the member;
    `item`, what is asked of each (姓名). `periods`: a date slot that also takes 好几天了, kept as text. `earliest`: one
    that takes 越早越好, whose value is 最早. `gazetteer`: the hall's place names, for addresses; `samples`: pairs of
    an answer and the value it means, "" of none; both are no part of the script.
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
    periods: bool = False
    earliest: bool = False
    differs: tuple[str, ...] = ()
    group: str = ""
    group_says: tuple[str, ...] = ()
    item: str = ""
    pick: PickSource | None = None
    gazetteer: Gazetteer = field(default=NO_GAZETTEER, compare=False, repr=False)
    samples: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    capture: Capture | None = None


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
    """A value made of others: `出生日期: 【身份证号|出生日期】`, `还差: = 60 - 身份证号|年龄`."""

    name: str
    source: Source
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
    """Ask the back end; on failure go to step `failed`. `timeout_s`: None where the script sets none. `identity`: the
    level that this call needs; None: the service's.
    """

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float | None
    failed: int
    identity: Assurances | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """File the case with the back end, only when confirmed: one case, however often its call is sent (same idempotency
    key). `number`: which submission of the script. `identity`: as of a `Query`.
    """

    line: int
    api: str
    params: tuple[str, ...]
    results: tuple[str, ...]
    timeout_s: float | None
    failed: int
    number: int
    identity: Assurances | None = None


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
class Assign:
    """设: give variables of the script's own their values, each worked out from what was there before the step."""

    line: int
    values: tuple[tuple[str, Source], ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """Backwards: what was asked for between `target` and here, on the path taken, is asked for again."""

    line: int
    target: int


@dataclass(frozen=True, slots=True)
class ForEach:
    """Go through the steps behind it once for each item of `source`, then to step `done`.

    `item`: the variable of the item in hand. `filed`: the list of the items that were filed, with what came back; empty
    where nothing is filed.
    """

    line: int
    source: str
    item: str
    filed: str
    done: int


@dataclass(frozen=True, slots=True)
class NextItem:
    """The end of what is done for each item: back to the `ForEach` at step `target`."""

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


FollowUpKind = Literal["progress", "cancel", "change", "correct"]
ReportKind = Literal["complain", "report", "suggest"]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is done about something that the service made earlier: another service is begun, or a sentence is said."""

    kind: FollowUpKind
    service: str
    spoken: Spoken | None
    line: int


@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """更正 by an interface. `script`: what a correction runs, not offered to citizens. `number`: the variable of the
    receipt number, which it is begun with. `items`: the slots that it can change.
    """

    script: Script
    api: str
    number: str
    items: tuple[str, ...]


#: Steps that call the back end or another service. `failed`: the first step to take when the call fails.
Outside = Query | Submit | Take | CallService
Step = (
    Tell | Collect | Query | Submit | Take | CallService | Branch | Assign | Jump | ForEach | NextItem | Confirm | Rate
    | Transfer | Finish
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Script:
    """`since`, `until`: the days (inclusive) on which the service is offered, None: without bound.

    `labels`: (编号, the index of the step it stands at). `lists`: the variables that hold lists and items. `accepts`:
    what people report that begins this service. `correction`: what 更正 declares by an interface; of the script that it
    runs, `corrects` names the service whose cases it changes. `identity`: who the citizen must be proven to be.
    `digest`: of the file's text; the same text, the same program. `place`: among the services offered, from 1; 0: by
    the file's name.
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
    calendar: HallCalendar = NO_CALENDAR
    lists: tuple[ListVariable, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    accepts: frozenset[ReportKind] = frozenset()
    correction: CaseCorrection | None = None
    corrects: str = ""
    identity: IdentityRule = NOT_SAID
    digest: str = field(default="", compare=False)
    place: int = 0

    def valid(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)

    def follow_up(self, kind: FollowUpKind) -> FollowUp | None:
        return next((one for one in self.follow_ups if one.kind == kind), None)

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def list_variable(self, name: str) -> ListVariable | None:
        return next((one for one in self.lists if one.name == name), None)

    def loop_at(self, at: int) -> ForEach | None:
        """The 逐条 whose steps the step at `at` belongs to."""
        for start in range(min(at, len(self.steps)) - 1, -1, -1):
            step = self.steps[start]
            if isinstance(step, ForEach):
                return step if at < step.done else None
        return None

    def card(self, name: str) -> CardList | None:
        return next((card for card in self.cards if card.name == name), None)
