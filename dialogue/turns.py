"""What comes to the step machine: one `Turn` at a time, of the citizen, the back end, the adviser or a timer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dialogue.codes import CodeTurn
from dialogue.data_check import DataChecked
from dialogue.face_check import FaceCompared
from dialogue.qr_check import QrChecked, QrShown
from dialogue.script.assurance import ProofMeans
from dialogue.vouching import Vouched


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


@dataclass(frozen=True, slots=True)
class DevicesChanged:
    """The card reader (`card`) or the scanner (`qr`) at which the citizen stands works no more, or works again;
    `Machine.step` is told in `lost` what does not.
    """

    changed: frozenset[ProofMeans]


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
#: What became of a proof that the hall was asked for at once; `Vouched` comes minutes later.
ProofAnswer = CodeTurn | DataChecked | QrChecked | FaceCompared
_Answer = Answered | Advised | Claimed | Resumed | ProofAnswer | Vouched
_Citizen = Begin | Said | Touched | Keyed | CardRead | QrShown | CaptureTurn | NoInput | NoMatch
Turn = _Citizen | DevicesChanged | _Answer
