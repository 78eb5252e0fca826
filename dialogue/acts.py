"""Input and output types of the step machine.

In: one `Turn`, an event of the citizen, the back end, the language model or a timer.
Out: a tuple of `Act`s, to be carried out in order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from dialogue.cards import (
    AnswerCard as AnswerCard,
    CaptureCard as CaptureCard,
    CaptureMode as CaptureMode,
    Card as Card,
    ChoicesCard as ChoicesCard,
    ConfirmCard as ConfirmCard,
    InputCard as InputCard,
    Item as Item,
    MaterialsCard as MaterialsCard,
    Option as Option,
    RatingCard as RatingCard,
    ReceiptCard as ReceiptCard,
    Row as Row,
)
from dialogue.codes import CheckCode as CheckCode
from dialogue.codes import CodeChecked as CodeChecked
from dialogue.codes import CodeSent as CodeSent
from dialogue.codes import CodeTurn as CodeTurn
from dialogue.codes import SendCode as SendCode

# ---- in -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KioskFacts:
    """Where a conversation takes place: 【设备】, 【窗口】 and 【地点】 of a script; empty where it is not known."""

    device: str = ""
    window: str = ""
    place: str = ""


#: Nothing is known of a kiosk, or there is none.
NOWHERE = KioskFacts()


@dataclass(frozen=True, slots=True)
class Begin:
    """A conversation begins."""

    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False
    kiosk: KioskFacts = NOWHERE


@dataclass(frozen=True, slots=True)
class Said:
    """Words, spoken or typed. `confidence`: of recognition, 0..1; typed text has 1.

    `alternatives`: other hypotheses of recognition, likeliest first. Read only if `text` answers nothing or holds no
    complete number or date; never for free text.

    `ask`: the `Expect.ask` of the question that these words answer; None: the open one. Words with the number of
    another question answer nothing: only a command or a danger in them counts. `early`: given before the citizen could
    have read or heard the question; such words do not consent, confirm or rate. `candidates`: the numbers that the
    sound allows, likeliest first, where recognition is in doubt: one is read back, of several one is asked for.
    """

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    ask: int | None = None
    early: bool = False
    candidates: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether the words were typed. Typed values are stored unchanged."""
        return self.confidence >= 1.0


@dataclass(frozen=True, slots=True)
class Touched:
    """A button of a card was touched: the option's value. Ignored if `ask` is the number of another question."""

    value: str
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class Keyed:
    """A complete keypad entry (DTMF), e.g. `13800138000` or `11010519491231002X`. `ask` as in `Touched`."""

    keys: str
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class CardRead:
    """The ID-card reader read a card. `ask` as in `Touched`."""

    name: str
    number: str
    ask: int | None = None


#: Why no picture came: the browser may not use the camera, there is none, another program has it, the address is not
#: secure, it failed; the upload was cut off, is too large, too small, no picture, or its drawing empty.
CaptureTroubleKind = Literal[
    "refused", "missing", "busy", "insecure", "broken", "cut_off", "too_large", "too_small", "wrong_type", "empty"
]


@dataclass(frozen=True, slots=True)
class Captured:
    """A picture came. `value`: its digest, `sha256:` and 64 hex digits; its bytes are kept outside the machine.

    `accepted`: the citizen has seen and accepted it on the kiosk; one from a phone is shown first. `ask` as in
    `Touched`.
    """

    value: str
    accepted: bool
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class CaptureOpened:
    """The citizen's phone has opened the page for the upload. `ask` as in `Touched`."""

    ask: int | None = None


@dataclass(frozen=True, slots=True)
class CaptureFailed:
    """No picture came. Nothing is lost: the question stays open. `ask` as in `Touched`."""

    why: CaptureTroubleKind
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class NoInput:
    """The no-input timeout passed without words, touch or key. `sound`: something like a voice was heard meanwhile."""

    sound: bool = False


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Speech was detected, but recognition found no words in it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The back end answered a `Call`. `ok` False: it refused, timed out or failed; `reason` says which, for the log.

    `message`: the back end's own text for a refusal, unchanged. `data`: a list is the JSON text of an array of objects.
    """

    call: int
    ok: bool
    data: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Advised:
    """The adviser answered a `Consult`, or its deadline passed: then both fields are empty and the rules decide.

    `choice`: one of the options asked about. `text`: a rewording that was checked against its passage.
    """

    call: int
    choice: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The conversation resumes from its stored state after a breakdown of the process that served it.

    Answers that were awaited are lost: the machine goes on without the language model's, and calls the back end again
    with the same idempotency key.
    """


@dataclass(frozen=True, slots=True)
class Claimed:
    """The answer to `ClaimParked`. `state`: what was parked, as `State.to_json` wrote it; empty: the number or the
    second factor is wrong, or it is too late.
    """

    state: str = field(default="", repr=False)


#: Of the pictures that a script asks for.
CaptureTurn = Captured | CaptureOpened | CaptureFailed
_Answer = Answered | Advised | Claimed | Resumed | CodeTurn
Turn = Begin | Said | Touched | Keyed | CardRead | CaptureTurn | NoInput | NoMatch | _Answer

# ---- out ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text`. `fixed`: it holds no value of the citizen, so its sound is prerendered and cached."""

    text: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Replace all cards on the screen by these; an empty tuple clears the screen."""

    cards: tuple[Card, ...]


#: What recognition and the end-of-turn timeouts distinguish.
ExpectedKind = Literal[
    "service", "yesno", "option", "several", "id", "credit_code", "phone", "landline", "name", "date", "time", "money",
    "count", "address", "text", "rating", "number", "code",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expect:
    """The citizen has the turn. The machine waits for the next `Turn`.

    `kind`: a service, a rating, or what the kind of the slot asked for expects; it sets the end-of-turn timeouts.
    `biasing_phrases`: phrases likely in the answer. `purpose`: sets how easily the prompt can be interrupted; a notice
    has to be heard. `length`: characters of the number asked for, 0 if not fixed. `ask`: number of this question in the
    conversation, one higher for each question put; answers carry it. `commits`: an answer consents, confirms a form or
    rates. `shapes`: what the code asked for may look like, of each place its characters. `secret`: what is answered is
    neither recorded nor shown.
    """

    kind: ExpectedKind
    biasing_phrases: tuple[str, ...] = ()
    purpose: Literal["ask", "readback", "notice"] = "ask"
    length: int = 0
    ask: int = 0
    commits: bool = False
    shapes: tuple[tuple[str, ...], ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Call the back end. The answer comes as `Answered(call=...)`. `key`: idempotency key of a submission, else empty.

    `timeout_s`: how long the script waits for it; None: as long as the back end's client waits.
    `wanted`: the fields that the answer must have. `lists`: those parameters and wanted fields that are lists, whose
    values are JSON texts of arrays of objects. `pictures`: those parameters that are digests of pictures,
    in whose place the service sends the pictures.
    """

    call: int
    api: str
    params: dict[str, str]
    timeout_s: float | None
    key: str = ""
    wanted: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The parameters as JSON values: texts, and arrays of objects of texts."""
        return {name: json.loads(value) if name in self.lists else value for name, value in self.params.items()}


@dataclass(frozen=True, slots=True)
class Filed:
    """The back end filed a case, or its receipt is shown next; the same receipt number is the same case. It must be in
    the record before any later act is carried out. `values`: the case's values. Personal: stored sealed.
    """

    service: str
    version: str
    receipt: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A submission may or may not have been filed: the outcome of its call is unknown. It must be in the record before
    any later act is carried out, so that staff find out. `number`: what the citizen is told to ask by. `key`: the
    idempotency key. `values`: what was sent. Personal: stored sealed.
    """

    number: str
    service: str
    version: str
    api: str
    key: str
    values: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextMessage:
    """Send the citizen a text message (短信), and say what became of it. Asked for only where the hall has a sender.

    `template`: which of the hall's. `to`: a mobile number. `values`: of the template's holes, by name. `name`: of this
    message within its conversation, nothing personal; a message of the same name is sent once.
    """

    template: Literal["receipt"]
    name: str
    to: str = field(repr=False)
    values: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Park:
    """Keep the conversation as it stands for a while, and tell the citizen the number under which it can be claimed.

    `state`: as `State.to_json` wrote it. `factor`: what a claim must know besides the number. Both are personal.
    """

    state: str = field(repr=False)
    factor: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClaimParked:
    """Go on with a parked conversation. The answer comes as `Claimed`."""

    number: str
    factor: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask the hall's adviser (a language model or sentence embeddings), if it has one. The answer comes as
    `Advised(call=...)`, empty after the deadline.

    `job` "choose": which of `options`, likeliest first, the `text` means, or none; "rephrase": `passage` (with its
    `citation`) reworded as an answer to the question `text`. `personal`: names and values that must not leave the hall.
    `about`: what the options are. `wordings`: of each option, itself the first. `service`: in progress, if any.
    """

    call: int
    job: Literal["choose", "rephrase"]
    text: str
    options: tuple[str, ...] = ()
    passage: str = ""
    citation: str = ""
    personal: tuple[tuple[str, str], ...] = ()
    about: Literal["service", "option", "question"] = "service"
    wordings: tuple[tuple[str, ...], ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Alert the operators: possible danger, anger or abuse. `number`: the emergency number told to the citizen."""

    kind: Literal[
        "suicide", "fire", "violence", "medical", "traffic", "crowd", "missing", "crime", "rescue", "fraud", "anger",
        "abuse", "drained",
    ]  # fmt: skip
    number: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeGap:
    """A question that no passage answers, for the operators' list. Personal: stored sealed."""

    question: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Gesture:
    name: Literal["wave", "nod", "smile", "point", "sorry", "bow"]


@dataclass(frozen=True, slots=True)
class Pace:
    """Speak slower or faster, softer or louder. Factors of the normal speed and gain."""

    speed: float
    gain: float


@dataclass(frozen=True, slots=True)
class Handoff:
    """Hand off to a human. `reason`: asked, not_understood, silent, fault, refused_consent, correction (of a submitted
    case), script, danger, abuse, identity (it could not be proven). `desk`: where the citizen was sent, because nobody
    can be called; empty: staff come.
    """

    reason: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """An entry for the record: what happened, never what was said.

    E.g. `service 社保卡挂失 2026-11-20`, `slot 手机号 filled`.
    """

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class End:
    reason: Literal["completed", "cancelled", "handoff", "idle"]


_Outside = (
    Call | Filed | Unresolved | TextMessage | SendCode | CheckCode | Park | ClaimParked | Consult | Alert
    | KnowledgeGap | Handoff
)  # fmt: skip
Act = Say | Show | Expect | Gesture | Pace | Note | End | _Outside
