"""A citizen at the kiosk, played by a test, and a back end that answers at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dialogue import Library, Machine, State, load_library
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    Call,
    CardRead,
    CheckCode,
    CheckData,
    CheckQr,
    CompareFace,
    DataChecked,
    End,
    Expect,
    FaceCompared,
    Handoff,
    Note,
    QrChecked,
    QrShown,
    Said,
    Say,
    SendCode,
    Show,
    Touched,
    Turn,
    Vouched,
)
from dialogue.data_check import DataOutcome
from dialogue.face_check import FaceOutcome
from dialogue.script.assurance import EVERYTHING, USUAL_MEANS, Assurance, ProofMeans, ProofPolicy
from dialogue.testing.drive import of_code
from dialogue.vouching import VouchOutcome
from mandarin.text_cache import TextCache
from support.proof import without_identity

TODAY = date(2026, 11, 22)
ANSWERS = {
    "sbk.status": {"姓名": "王小明", "卡状态": "正常", "卡号末四位": "6789"},
    "sbk.loss": {"受理号": "SB20261122001", "受理时间": "2026-11-22 10:00"},
    "jzz.eligibility": {"姓名": "王小明", "已有居住证": "否"},
    "jzz.apply": {"受理号": "JZ20261122001", "预计办结日期": "2026-12-07"},
}


class Citizen:
    """Says, touches and keys; remembers what came back. Every state on the way must survive being stored."""

    def __init__(
        self,
        library: Library,
        *,
        means: frozenset[ProofMeans] = USUAL_MEANS,
        data_first: bool = False,
        policy: ProofPolicy = EVERYTHING,
    ) -> None:
        self.machine = Machine(library, means=means, data_first=data_first, policy=policy)
        self.answers: dict[str, dict[str, str] | None] = dict(ANSWERS)
        self.state: State = self.machine.new("c-1", TODAY)
        self.texts = TextCache()
        self.last: tuple[Act, ...] = ()
        self.all: list[Act] = []
        self.calls: list[Call] = []
        self.sends = True  # codes can be sent; each is `keywords.CODE`
        self.codes: list[SendCode] = []
        self.compares: list[DataOutcome] = []  # what becomes of data that are compared, in turn; then they are the same
        self.compared: list[CheckData] = []
        self.qr: list[QrChecked] = []  # what becomes of codes that are shown, in turn; `call` is put in
        self.faces: list[FaceOutcome] = []  # of faces; then they are the same
        self.face_acts: list[CompareFace] = []

    def begin(self, **abilities: object) -> Citizen:
        self.do(Begin(**abilities))  # type: ignore[arg-type]
        return self

    def do(self, turn: Turn) -> tuple[Act, ...]:
        heard: list[Act] = []
        while True:
            self.state, acts = self.machine.step(self.state, turn, self.texts)
            assert State.from_json(self.state.to_json()) == self.state
            heard += acts
            code = next((act for act in acts if isinstance(act, SendCode | CheckCode)), None)
            if code is not None:
                self.codes += [code] if isinstance(code, SendCode) else []
                turn = of_code(code, sends=self.sends)
                continue
            if (check := next((act for act in acts if isinstance(act, CheckData)), None)) is not None:
                self.compared.append(check)
                turn = DataChecked(check.call, self.compares.pop(0) if self.compares else "same")
                continue
            if (qr := next((act for act in acts if isinstance(act, CheckQr)), None)) is not None:
                turn = replace(self.qr.pop(0), call=qr.call)
                continue
            if (face := next((act for act in acts if isinstance(act, CompareFace)), None)) is not None:
                self.face_acts.append(face)
                turn = FaceCompared(face.call, self.faces.pop(0) if self.faces else "same")
                continue
            call = next((act for act in acts if isinstance(act, Call)), None)
            if call is None:
                break
            self.calls.append(call)
            data = self.answers.get(call.api)
            turn = Answered(call.call, data is not None, data or {}, "" if data else "timeout")
        self.last = tuple(heard)
        self.all += heard
        return self.last

    def say(self, *lines: str, confidence: float = 0.8) -> Citizen:
        """Spoken words; typed ones with `confidence` 1."""
        for line in lines:
            self.do(Said(line, confidence))
        return self

    def touch(self, *values: str) -> Citizen:
        for value in values:
            self.do(Touched(value))
        return self

    def card(self, number: str = "11010519491231002X", name: str = "王小明") -> Citizen:
        self.do(CardRead(name, number))
        return self

    def scan(self, number: str = "11010519491231002X", level: Assurance = "card", name: str = "王小明") -> Citizen:
        """A code of an app that the service knows."""
        self.qr.append(QrChecked(0, "proven", number, name, level))
        self.do(QrShown())
        return self

    def vouched(self, outcome: VouchOutcome = "yes", who: str = "王老师", *, call: int | None = None) -> Citizen:
        """What a member of staff says. `call`: of the call for staff; None: of the last."""
        self.do(Vouched(self.state.call if call is None else call, outcome, who))
        return self

    @property
    def heard(self) -> str:
        return "".join(act.text for act in self.last if isinstance(act, Say))

    @property
    def expects(self) -> str:
        return next((act.kind for act in reversed(self.last) if isinstance(act, Expect)), "")

    @property
    def cards(self) -> tuple[object, ...]:
        return next((act.cards for act in reversed(self.last) if isinstance(act, Show)), ())

    @property
    def ended(self) -> str:
        return next((act.reason for act in self.all if isinstance(act, End)), "")

    @property
    def handed_off(self) -> str:
        return next((act.reason for act in self.all if isinstance(act, Handoff)), "")

    @property
    def notes(self) -> list[str]:
        return [act.what for act in self.all if isinstance(act, Note)]


@pytest.fixture(scope="session")
def shipped() -> Library:
    return load_library(Path(__file__).parents[2] / "services")


@pytest.fixture(scope="session")
def library(shipped: Library) -> Library:
    """The shipped scripts for tests that are not about who the citizen is."""
    return without_identity(shipped)


@pytest.fixture
def citizen(library: Library) -> Citizen:
    return Citizen(library).begin()


@pytest.fixture
def caller(library: Library) -> Citizen:
    return Citizen(library).begin(channel="phone")


@pytest.fixture
def at_confirm(citizen: Citizen) -> Citizen:
    """社保卡挂失, all slots filled by voice, asked to confirm."""
    return citizen.say("社保卡丢了", "同意", "110105 19491231 002X", "临时挂失", "13800138000", "对")
