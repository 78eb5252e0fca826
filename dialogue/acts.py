"""What goes into the step machine, and what comes out: the room's whole vocabulary.

In: one `Turn` — something the citizen (or a back end, or the clock) did.
Out: a tuple of `Act`s, to be carried out in order. Nothing in here touches a socket, a clock or a sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# ---- in -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begin:
    """A citizen has come."""

    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Words, spoken or typed. `confidence` 0..1 (typed text: 1).

    `alternatives`: what the ear nearly wrote instead, likeliest first. Asked only where `text` answers nothing, or
    holds no whole number or day; never for free text.

    `ask`: the `Expect.ask` of the question these words answer; None: the one that is open. With another number they
    answer no question, and only a command or a danger in them counts. `early`: given before the citizen could have
    read (or heard) what is asked: they do not consent, confirm or rate.
    """

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    ask: int | None = None
    early: bool = False

    @property
    def typed(self) -> bool:
        """Typed values are kept as they are; spoken ones are the ear's guess."""
        return self.confidence >= 1.0


@dataclass(frozen=True, slots=True)
class Touched:
    """A button of a card: the option's value. With an `ask` that is not the open question's it does nothing."""

    value: str
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A whole keypad entry, e.g. `13800138000` or `11010519491231002X`. `ask` as in `Touched`."""

    keys: str
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class CardRead:
    """The ID-card reader read a card. `ask` as in `Touched`."""

    name: str
    number: str
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class NoInput:
    """The citizen was asked and said nothing for the whole silence time."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """There was sound, but the ear could make no words of it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The back end answered a `Call`. `ok` false: refused, timed out or broken (`reason` says which, for the log).

    `message`: the back end's own words for a refusal, as they came.
    """

    call: int
    ok: bool
    data: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Advised:
    """The language model answered a `Consult`. Both empty: it did not, in time or at all, and the rules decide.

    `choice`: one of the options asked about; `text`: a rewording already checked against its passage.
    """

    call: int
    choice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What served this conversation broke down, and it is taken up again where it stood.

    An answer that was waited for then will not come any more: the language model is done without, and the back end is
    asked again, with the same idempotency key.
    """


Turn = Begin | Said | Touched | Keyed | CardRead | NoInput | NoMatch | Answered | Advised | Resumed

# ---- out ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text`. `fixed` prompts hold nothing of the citizen's and are rendered ahead. `slow` = elderly speed."""

    text: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a materials list."""

    name: str
    copies: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ChoicesCard:
    id: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class MaterialsCard:
    id: str
    title: str
    items: tuple[Item, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class InputCard:
    """`value`: what was understood so far. `error`: why the entry that was just keyed or typed was not accepted."""

    id: str
    title: str
    pad: Literal["digits", "id", "text", "date"]
    hint: str = ""
    masked: bool = False
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """`text`: what is agreed to, as a sentence, and the question; personal values in it are masked."""

    id: str
    title: str
    rows: tuple[Row, ...]
    yes: Option
    no: Option
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCard:
    id: str
    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """`qr` is the text the QR code encodes; `time` is filled in by the service, which has a clock."""

    id: str
    title: str
    number: str
    rows: tuple[Row, ...]
    qr: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class RatingCard:
    id: str
    title: str
    options: tuple[Option, ...]


Card = ChoicesCard | MaterialsCard | InputCard | ConfirmCard | AnswerCard | ReceiptCard | RatingCard


@dataclass(frozen=True, slots=True)
class Show:
    """Replace everything on the screen by these cards (none clears it)."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Expect:
    """The citizen is asked now; everything after this waits for the next turn.

    `kind` tells the ear how patient to be: a service, a rating, or the kind of the slot asked for. `purpose` tells how
    easily the question may be talked over: a notice has to be heard. `length`: of the number asked for, if it is fixed.
    `ask`: number of this asking in the conversation; it grows each time any question is put, and answers carry it.
    `commits`: an answer consents, confirms a form or rates.
    """

    kind: Literal[
        "service", "yesno", "option", "several", "id", "credit_code", "phone", "landline", "name", "date", "time",
        "money", "count", "address", "text", "rating", "number",
    ]  # fmt: skip
    biasing_phrases: tuple[str, ...] = ()
    purpose: Literal["ask", "readback", "notice"] = "ask"
    length: int = 0
    ask: int = 0
    commits: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Ask the back end. The answer comes as `Answered(call=...)`. `key` is set for submissions (idempotency).

    `wanted`: the fields that the answer must have.
    """

    call: int
    api: str
    params: dict[str, str]
    timeout_s: float
    key: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """The back end has filed a case, or its receipt is shown next (the same number: the same case). It must be in the
    record before any act after this one. `values`: what it consists of. Personal: stored sealed.
    """

    service: str
    version: str
    receipt: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask the language model; only where there is one. The answer comes as `Advised(call=...)`, at the latest empty.

    `job` "choose": which of `options` `text` means, or none; "rephrase": `passage` (with its `citation`) as an answer
    to the question `text`.
    """

    call: int
    job: Literal["choose", "rephrase"]
    text: str
    options: tuple[str, ...] = ()
    passage: str = ""
    citation: str = ""
    personal: tuple[tuple[str, str], ...] = ()  # name and value of what must not leave the hall


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell the operators now: somebody may be in danger, or is beside themselves. `number`: who was named to call."""

    kind: Literal[
        "suicide", "fire", "violence", "medical", "traffic", "crowd", "missing", "crime", "rescue", "anger", "abuse",
    ]  # fmt: skip
    number: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeGap:
    """A question nobody has written an answer for: for the operators' list. Personal: it is stored sealed."""

    question: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Gesture:
    name: Literal["wave", "nod", "smile", "point", "sorry", "bow"]


@dataclass(frozen=True, slots=True)
class Pace:
    """The citizen asked for slower or faster, softer or louder speech. Factors of the normal."""

    speed: float
    gain: float


@dataclass(frozen=True, slots=True)
class Handoff:
    """Fetch a human. `reason`: asked, not_understood, silent, fault, refused_consent, script, danger."""

    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """For the record: what happened, never what was said.

    E.g. `service 社保卡挂失 2026-11-20`, `slot 手机号 filled`.
    """

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class End:
    reason: Literal["completed", "cancelled", "handoff", "idle"]


Act = Say | Show | Expect | Call | Filed | Consult | Alert | KnowledgeGap | Gesture | Pace | Handoff | Note | End
