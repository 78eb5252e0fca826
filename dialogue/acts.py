"""Input and output types of the step machine.

In: one `Turn` (`dialogue/turns.py`). Out: a tuple of `Act`s, to be carried out in order.
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
from dialogue.data_check import CheckData as CheckData
from dialogue.data_check import DataChecked as DataChecked
from dialogue.face_check import CompareFace as CompareFace
from dialogue.face_check import FaceCompared as FaceCompared
from dialogue.qr_check import CheckQr as CheckQr
from dialogue.qr_check import QrChecked as QrChecked
from dialogue.qr_check import QrShown as QrShown
from dialogue.turns import (
    NOWHERE as NOWHERE,
    Advised as Advised,
    Answered as Answered,
    Begin as Begin,
    CaptureFailed as CaptureFailed,
    CaptureOpened as CaptureOpened,
    CaptureTroubleKind as CaptureTroubleKind,
    CaptureTurn as CaptureTurn,
    Captured as Captured,
    CardRead as CardRead,
    Claimed as Claimed,
    Keyed as Keyed,
    KioskFacts as KioskFacts,
    NoInput as NoInput,
    NoMatch as NoMatch,
    ProofAnswer as ProofAnswer,
    DevicesChanged as DevicesChanged,
    Resumed as Resumed,
    Said as Said,
    Touched as Touched,
    Turn as Turn,
)
from dialogue.vouching import CallToVouch as CallToVouch
from dialogue.vouching import Vouched as Vouched


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

    template: Literal["receipt", "unresolved"]
    name: str
    to: str = field(repr=False)
    values: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rated:
    """The citizen has rated a service (好差评). `score`: 5 (非常满意) to 1 (非常不满意). `reason`: why it is
    poor, in the citizen's words without numbers and names; empty: not told. `number`: of the case, empty where none was
    filed. `name`: of this rating within its conversation, nothing personal; of the same name only one counts.
    `mobile`: where staff may call back after a poor one, empty where none was asked for; it leaves the hall to nobody.
    """

    name: str
    service: str
    version: str
    score: int
    number: str = ""
    reason: str = ""
    mobile: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Print:
    """Print this receipt, or the number of a submission whose outcome is unknown, now, and say what became of it.
    `otherwise`: the text message that is sent where it cannot be printed; None: there is nobody to send it to.
    """

    card: ReceiptCard = field(repr=False)
    otherwise: TextMessage | None = None


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
    """A question that no passage answers, for the operators' list, without numbers and names. Stored sealed."""

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


#: Asked of the hall to prove who the citizen is, and answered at once by a `ProofAnswer`.
ProofAct = SendCode | CheckCode | CheckData | CheckQr | CompareFace
_Outside = (
    Call | Filed | Unresolved | TextMessage | Rated | Print | ProofAct | CallToVouch | Park | ClaimParked | Consult
    | Alert | KnowledgeGap | Handoff
)  # fmt: skip
Act = Say | Show | Expect | Gesture | Pace | Note | End | _Outside
