"""The control messages of `kiosk.v1`, a dataclass each, from which the codec and the JSON Schema are derived.

Cards are the dialogue room's own; the wire adds nothing to them but their `kind`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from dialogue.acts import (
    AnswerCard,
    CaptureCard,
    CaptureTroubleKind,
    Card,
    ChoicesCard,
    ConfirmCard,
    Gesture,
    InputCard,
    MaterialsCard,
    RatingCard,
    ReceiptCard,
)
from kiosk.wire.bound import Bound as Bound
from kiosk.wire.device_messages import (
    BridgeAddress as BridgeAddress,
)
from kiosk.wire.device_messages import (
    DeviceCondition as DeviceCondition,
)
from kiosk.wire.device_messages import (
    DeviceName as DeviceName,
)
from kiosk.wire.device_messages import (
    DevicesMessage as DevicesMessage,
)
from kiosk.wire.device_messages import (
    DeviceState as DeviceState,
)
from kiosk.wire.device_messages import (
    JobId as JobId,
)
from kiosk.wire.device_messages import (
    PrintedMessage as PrintedMessage,
)
from kiosk.wire.device_messages import (
    PrintOutcome as PrintOutcome,
)
from kiosk.wire.device_messages import (
    ScannedMessage as ScannedMessage,
)

VERSION: Literal["kiosk.v1"] = "kiosk.v1"

#: Seconds after its card was sent before which a touch, key or yes has no effect: the card cannot have been read.
SETTLE_S = 0.8
#: Seconds after the touch that led to it before which a consent, submission or rating has no effect: a double tap.
NEXT_S = 1.0


Count = Annotated[int, Bound(high=0xFFFFFFFF)]
#: The opaque id of one showing of a question: sent with its cards, returned with what answers it.
Ask = Annotated[str, Bound(high=64)]

# ---- page -> server -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Abilities:
    screen: bool
    voice: bool
    touch: bool
    print: bool


@dataclass(frozen=True, slots=True)
class Hello:
    v: Literal["kiosk.v1"]
    device: Annotated[str, Bound(high=64)]
    abilities: Abilities
    resume: Annotated[str, Bound(high=128)] | None = None
    elderly: bool | None = None
    timing: bool | None = None  # ask for a `timing` message after each turn (benchmarks, `kiosk talk`)


@dataclass(frozen=True, slots=True)
class Start:
    pass


@dataclass(frozen=True, slots=True)
class Text:
    text: Annotated[str, Bound(high=500)]
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    value: Annotated[str, Bound(high=200)]
    card: Annotated[str, Bound(high=100)] | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Key:
    keys: Annotated[str, Bound(high=64)]
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class SettingsMessage:
    elderly: bool


@dataclass(frozen=True, slots=True)
class Played:
    utterance: Count
    heard_sample: Count
    buffered_ms: Annotated[float, Bound(high=600_000)]
    underruns: Count
    skew_ms: Annotated[float, Bound(-60_000, 60_000)]
    done: bool = False


@dataclass(frozen=True, slots=True)
class IdCard:
    name: Annotated[str, Bound(high=60)] = ""
    number: Annotated[str, Bound(high=18)] = ""


@dataclass(frozen=True, slots=True)
class CardReadMessage:
    """`at`, `mac`: when, in seconds since 1970, and the signature of the program that drives the reader
    (`kiosk.wire.card_signature`).
    """

    kind: Literal["id_card"]
    fields: IdCard
    at: Count | None = None
    mac: Annotated[str, Bound(high=64)] | None = None


@dataclass(frozen=True, slots=True)
class PageStateMessage:
    """The machine that the page runs on, whenever it changes. `page`: the script that it was loaded with. `microphone`,
    `speaker`: in the page's words (`web/src/page.ts`, `AudioContext.state`).
    """

    page: Annotated[str, Bound(high=64)]
    microphone: Annotated[str, Bound(high=20)]
    speaker: Annotated[str, Bound(high=20)]


@dataclass(frozen=True, slots=True)
class NoPicture:
    """The page took no picture for the open capture card, and why."""

    why: CaptureTroubleKind
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Bye:
    reason: Literal["leave", "reload", "idle"]


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks for a `Pong` with the same number, which shows that the connection works both ways."""

    n: Count


_OfDevices = CardReadMessage | DevicesMessage | PrintedMessage | ScannedMessage
_OfMachine = _OfDevices | NoPicture | PageStateMessage
Up = Hello | Start | Text | Touch | Key | Ping | SettingsMessage | Played | _OfMachine | Bye

# ---- server -> page -------------------------------------------------------------------------------------------------

State = Literal["attract", "listening", "hearing", "thinking", "speaking", "ended"]


@dataclass(frozen=True, slots=True)
class HallInfo:
    name: str
    clerk: str
    notice: str


@dataclass(frozen=True, slots=True)
class FaceInfo:
    columns: tuple[str, ...]
    rate: int


@dataclass(frozen=True, slots=True)
class AudioInfo:
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class KioskInfo:
    """The settings of this kiosk, as the hall keeps them. `volume`: of the clerk's voice, in percent. `elderly`: each
    conversation begins in elderly mode.
    """

    name: str
    place: str
    window: str
    volume: Annotated[int, Bound(0, 100)]
    elderly: bool


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    v: Literal["kiosk.v1"]
    hall: HallInfo
    face: FaceInfo
    audio: AudioInfo
    resumed: bool
    idle_s: int
    page: str = ""  # the build of the page that this server serves; a page of another build reloads itself
    bridge: BridgeAddress | None = None  # of simulated devices in the hall's own process, in a demonstration
    kiosk: KioskInfo | None = None  # None: the hall knows nothing of this kiosk


@dataclass(frozen=True, slots=True)
class Begun:
    conversation: str
    resume: str


@dataclass(frozen=True, slots=True)
class TurnState:
    state: State


@dataclass(frozen=True, slots=True)
class Partial:
    """An interim transcript. Its first `stable` characters will not change; an empty `text` removes it."""

    text: str
    stable: Count


@dataclass(frozen=True, slots=True)
class Mic:
    """The microphone's state; `text` is Chinese for the screen, empty for `ok`."""

    status: Literal["ok", "muted", "dead", "far", "loud"]
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The hall is full, and this page's citizen is in its queue; `position` 1 is the next. `text` is for the screen."""

    position: Annotated[int, Bound(1, 0xFFFFFFFF)]
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptMessage:
    turn: int
    text: str
    via: Literal["voice", "text", "touch", "key", "card"]


@dataclass(frozen=True, slots=True)
class SayMessage:
    utterance: int
    epoch: int
    sample: int
    rate: int
    text: str


@dataclass(frozen=True, slots=True)
class Cards:
    """`ask`: the showing of the question that the last card asks; None: no question is open."""

    cards: tuple[Card, ...]
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class PrintMessage:
    """Print this card now; the page answers with `printed` of the same `job`."""

    job: JobId
    card: Card


@dataclass(frozen=True, slots=True)
class Stop:
    utterance: int
    epoch: int
    sample: int


@dataclass(frozen=True, slots=True)
class HandoffMessage:
    """`text`: what the citizen is told of staff who come; empty: nothing any more."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class StaffMessage:
    """A member of staff answers in the clerk's place: `text` says so, for the screen; empty: the machine does again."""

    text: str


@dataclass(frozen=True, slots=True)
class Error:
    code: str
    text: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class TimingMessage:
    """One turn's latency by stage, in ms. `end_sample`: the end of the speech, on the microphone's clock."""

    turn: int
    end_sample: int
    endpoint_ms: float
    asr_ms: float
    decide_ms: float
    voice_ms: float


@dataclass(frozen=True, slots=True)
class Goodbye:
    reason: Literal["completed", "cancelled", "idle", "handoff", "busy", "drain", "fault", "taken_over"]


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to the `Ping` of this number."""

    n: Count


Down = (
    ReadyMessage
    | Waiting
    | Begun
    | TurnState
    | Mic
    | Partial
    | TranscriptMessage
    | SayMessage
    | Cards
    | PrintMessage
    | Gesture
    | Stop
    | HandoffMessage
    | StaffMessage
    | Error
    | TimingMessage
    | Pong
    | Goodbye
)

#: The `type` of each message on the wire.
NAMES: dict[type, str] = {
    Hello: "hello", Start: "start", Text: "text", Touch: "touch", Key: "key", SettingsMessage: "settings",
    Played: "played", CardReadMessage: "card_read", NoPicture: "no_picture", Ping: "ping", Bye: "bye",
    DevicesMessage: "devices", PrintedMessage: "printed", ScannedMessage: "scanned", PrintMessage: "print",
    PageStateMessage: "page_state",
    ReadyMessage: "ready", Waiting: "waiting", Begun: "begun", TurnState: "state", Mic: "mic", Partial: "partial",
    TranscriptMessage: "transcript", SayMessage: "say", Cards: "cards", Gesture: "gesture", Stop: "stop",
    HandoffMessage: "handoff", StaffMessage: "staff", Error: "error", TimingMessage: "timing", Pong: "pong",
    Goodbye: "goodbye",
    # the `kind` of each card
    ChoicesCard: "choices", MaterialsCard: "materials", InputCard: "input", ConfirmCard: "confirm",
    AnswerCard: "answer", ReceiptCard: "receipt", RatingCard: "rating", CaptureCard: "capture",
}  # fmt: skip
