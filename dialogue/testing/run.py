"""Runs a conversation test against the machine."""

from __future__ import annotations

from dialogue.acts import Begin, Touched, Turn
from dialogue.errors import DialogueError
from dialogue.library import Library
from dialogue.machine import Machine
from dialogue.machine.prompts.proof import BY_STAFF
from dialogue.script.assurance import USUAL_MEANS, ProofMeans
from dialogue.testing import keywords
from dialogue.testing.drive import StubbedBackend, run_turn
from dialogue.testing.expectations import leaks, mismatches
from dialogue.testing.model import ConversationStep, ConversationTest, ProvingAction, ScanAction, VouchAction
from dialogue.testing.outcome import Exchange, Mismatch, Outcome

#: The conversation's id, which is part of every idempotency key.
CONVERSATION = "对话测试"


def run_conversation_test(library: Library, test: ConversationTest) -> Outcome:
    """Run the test to its end, past mismatches, so that one run shows all of them."""
    return _Play(library, test).play()


def means_of(test: ConversationTest) -> frozenset[ProofMeans]:
    """How the citizen of this test can prove who he is: the usual ways, a face, and those that a step takes."""
    actions = [step.action for step in test.steps]
    scans = any(isinstance(one, ScanAction) for one in actions)
    vouches = any(isinstance(one, VouchAction) or one == Touched(BY_STAFF) for one in actions)
    found: dict[ProofMeans, bool] = {"face": True, "qr": scans, "staff": vouches}
    return USUAL_MEANS | {way for way, there in found.items() if there}


class _Play:
    def __init__(self, library: Library, test: ConversationTest) -> None:
        self.library, self.test = library, test
        self.path: list[tuple[str, int]] = []
        self.machine = Machine(library, means=means_of(test), watch=lambda *at: self.path.append(at))
        self.backend = StubbedBackend(test.stubs)
        self.state = self.machine.new(CONVERSATION, test.today, test.now)
        self.exchanges: list[Exchange] = []
        self.mismatches: list[Mismatch] = []

    def play(self) -> Outcome:
        broken = self._do(None, Begin(self.test.channel, self.test.elderly, self.test.kiosk))
        for step in self.test.steps:
            if broken:
                break
            if self.state.ended:
                ending = keywords.ENDINGS[self.state.ended]
                self._mismatch(
                    step.line, "多出来的步骤", keywords.action_text(step.action), f"对话已经结束（{ending}）"
                )
                break
            broken = self._do(step, step.action)
        return Outcome(self.test, tuple(self.exchanges), tuple(self.mismatches), tuple(self.path))

    def _do(self, step: ConversationStep | None, turn: Turn | ProvingAction) -> bool:
        """True if the machine raised an error, after which the test cannot continue."""
        before, line = self.state, step.line if step else self.test.line
        try:
            test = self.test
            self.state, acts = run_turn(
                self.machine, before, turn, self.backend.answer, sends=test.sends, compares=test.compares
            )
        except DialogueError as error:
            self.exchanges.append(Exchange(step, before, before, ()))
            self._mismatch(line, "出错", "照常进行", str(error))
            return True
        self.exchanges.append(Exchange(step, before, self.state, acts))
        for api in self.backend.unknown:
            self._mismatch(line, "接口", f"在“接口”里写好 {api} 的答复", "没有写，按失败处理")
        self.backend.unknown.clear()
        if step and step.expected:
            self.mismatches += mismatches(self.library, step.expected, self.exchanges)
        self.mismatches += leaks(self.exchanges)
        return False

    def _mismatch(self, line: int, what: str, expected: str, got: str) -> None:
        self.mismatches.append(Mismatch(len(self.exchanges) - 1, line, what, expected, got))
