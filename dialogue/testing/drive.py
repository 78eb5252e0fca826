"""Drives the machine for one citizen, with stubs for the back end. Pure: no I/O and no waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from dialogue.acts import (
    Act,
    Advised,
    Answered,
    Call,
    Captured,
    CheckCode,
    CheckData,
    CheckQr,
    Claimed,
    ClaimParked,
    CodeChecked,
    CodeSent,
    CodeTurn,
    CompareFace,
    Consult,
    DataChecked,
    FaceCompared,
    QrChecked,
    QrShown,
    SendCode,
    Turn,
    Vouched,
)
from dialogue.data_check import DataOutcome
from dialogue.machine import Machine, State
from dialogue.testing import keywords
from dialogue.testing.model import ApiStub, FaceAction, ProvingAction, ScanAction, StubReply, VouchAction

Answer = Callable[[Call], Answered]


#: The member of staff of every test.
WHO = "张老师"


def run_turn(
    machine: Machine,
    state: State,
    turn: Turn | ProvingAction,
    answer: Answer,
    *,
    sends: bool = True,
    compares: DataOutcome = "same",
) -> tuple[State, tuple[Act, ...]]:
    """One turn of the citizen, and every back-end answer that it leads to. Advice of the language model is empty, and
    nothing is parked that could be claimed. `sends`: one-time codes can be sent; each is `keywords.CODE`.
    `compares`: what becomes of data that are compared.
    """
    done: list[Act] = []
    following: Turn | None = _turn_of(turn, state)
    while following is not None:
        state, acts = machine.step(state, following)
        following = None
        done += acts
        for act in acts:
            if isinstance(act, Call):
                following = answer(act)
            elif isinstance(act, Consult):
                following = Advised(act.call)
            elif isinstance(act, ClaimParked):
                following = Claimed()
            elif isinstance(act, SendCode | CheckCode):
                following = of_code(act, sends=sends)
            elif isinstance(act, CheckData):
                following = DataChecked(act.call, compares)
            elif isinstance(act, CheckQr):
                following = replace(turn.answer, call=act.call) if isinstance(turn, ScanAction) else _NO_CODE
            elif isinstance(act, CompareFace):
                following = FaceCompared(act.call, turn.outcome if isinstance(turn, FaceAction) else "same")
    return state, tuple(done)


_NO_CODE = QrChecked(0, "unavailable")


def _turn_of(action: Turn | ProvingAction, state: State) -> Turn:
    match action:
        case ScanAction():
            return QrShown()
        case FaceAction():
            return Captured("", True)
        case VouchAction(outcome):
            return Vouched(state.call, outcome, WHO)
        case _:
            return action


def of_code(act: SendCode | CheckCode, *, sends: bool = True) -> CodeTurn:
    """What becomes of a code in a test."""
    if isinstance(act, SendCode):
        return CodeSent(act.call, sends)
    return CodeChecked(act.call, "right" if act.code == keywords.CODE else "wrong")


def answered(call: Call, reply: StubReply) -> Answered:
    return Answered(call.call, ok=not reply.reason, data=dict(reply.data), reason=reply.reason, message=reply.message)


class StubbedBackend:
    """Answers the calls of one conversation from its stubs. `unknown`: interfaces called that have no stub; they fail.

    `asked`: interfaces called before, once for each call, for a conversation that starts in its middle.
    """

    def __init__(self, stubs: Iterable[ApiStub], asked: Iterable[str] = ()) -> None:
        self._stubs = {stub.api: stub for stub in stubs}
        self._asked = Counter(asked)
        self.unknown: list[str] = []

    def answer(self, call: Call) -> Answered:
        stub = self._stubs.get(call.api)
        if stub is None:
            self.unknown.append(call.api)
            return answered(call, StubReply(reason="refused"))
        self._asked[call.api] += 1
        return answered(call, stub.reply(self._asked[call.api] - 1))
