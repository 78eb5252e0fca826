"""A conversation test as written: the citizen, the back end's stubbed answers, the actions and the expectations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogue.acts import (
    NOWHERE,
    Captured,
    CaptureFailed,
    CardRead,
    Keyed,
    KioskFacts,
    NoInput,
    NoMatch,
    QrChecked,
    Said,
    Touched,
)
from dialogue.data_check import DataOutcome
from dialogue.face_check import FaceOutcome
from dialogue.script.model import Channel
from dialogue.vouching import VouchOutcome

#: The date of a test that sets none.
TODAY = date(2026, 11, 22)
#: The time of day of one that sets none.
NOW = "10:00"
#: The kiosk of a test that names none.
DEVICE = "kiosk-1"


@dataclass(frozen=True, slots=True)
class ScanAction:
    """扫码: a code of an app is shown, and this is what the service says. `answer.call` is put in."""

    answer: QrChecked


@dataclass(frozen=True, slots=True)
class FaceAction:
    """人脸: a picture of the face is taken, and this is what the service says."""

    outcome: FaceOutcome


@dataclass(frozen=True, slots=True)
class VouchAction:
    """工作人员: what a member of staff says who was called to look at the document."""

    outcome: VouchOutcome


ProvingAction = ScanAction | FaceAction | VouchAction
CitizenAction = Said | Touched | Keyed | CardRead | Captured | CaptureFailed | NoInput | NoMatch | ProvingAction


@dataclass(frozen=True, slots=True)
class StubReply:
    """One answer of the back end: `data`, or a failure (`reason`: refused or timeout)."""

    data: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ApiStub:
    """The answers of one interface, in order of its calls; the last one repeats."""

    api: str
    replies: tuple[StubReply, ...]
    line: int

    def reply(self, nth: int) -> StubReply:
        return self.replies[min(nth, len(self.replies) - 1)]


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    api: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StepExpectation:
    """What must hold after one step. Empty fields are not checked.

    `says`, `not_said`, `cards`, `citations`, `calls` and `not_called` are about this step alone, `not_logged` about
    the whole conversation so far, the others about the state after the step. An empty value in
    `slots`: must be empty. `handoff`: why a human was fetched.
    """

    line: int
    service: str = ""
    slots: tuple[tuple[str, str], ...] = ()
    says: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    calls: tuple[ExpectedCall, ...] = ()
    not_called: tuple[ExpectedCall, ...] = ()
    asks: str = ""
    ending: str = ""
    not_logged: tuple[str, ...] = ()
    handoff: str = ""


@dataclass(frozen=True, slots=True)
class ConversationStep:
    """One action of the citizen, and what must hold after it."""

    line: int
    action: CitizenAction
    expected: StepExpectation | None = None


@dataclass(frozen=True, slots=True)
class ConversationTest:
    """One conversation. `sends`: one-time codes can be sent. `compares`: what becomes of data that are compared.
    `kiosk`: where it takes place; nowhere by telephone.
    """

    name: str
    service: str
    channel: Channel
    elderly: bool
    today: date
    stubs: tuple[ApiStub, ...]
    steps: tuple[ConversationStep, ...]
    file: str
    line: int
    now: str = NOW
    sends: bool = True
    compares: DataOutcome = "same"
    kiosk: KioskFacts = NOWHERE

    def stub(self, api: str) -> ApiStub | None:
        return next((stub for stub in self.stubs if stub.api == api), None)


@dataclass(frozen=True, slots=True)
class ConversationTests:
    tests: tuple[ConversationTest, ...]

    def of(self, service: str) -> tuple[ConversationTest, ...]:
        return tuple(test for test in self.tests if test.service == service)
