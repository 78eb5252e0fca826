"""What the numbers are made of: services that citizens begin and how they end, and each question, as it happens."""

from __future__ import annotations

import pytest

from dialogue.acts import NoInput, Said, Turn
from kiosk.session.run_facts import DialogueFacts, RunTracker
from kiosk.store.entries import AskEntry, RunEntry
from support.halls import LIBRARY
from tests.dialogue.conftest import Citizen


class Followed(Citizen):
    """A citizen whose conversation is tracked step by step, as a session does."""

    def __init__(self) -> None:
        super().__init__(LIBRARY)
        self.tracker, self.facts, self.at = RunTracker(), DialogueFacts(), 0
        self.machine_step = self.machine.step
        self.machine.step = self._step  # type: ignore[method-assign]

    def _step(self, state: object, turn: Turn, texts: object) -> object:
        before = self.state
        after, acts = self.machine_step(state, turn, texts)  # type: ignore[arg-type]
        self.at += 1000
        self.facts = self.facts.then(self.tracker.step(before, after, acts, self.at))
        return after, acts

    def runs(self) -> list[tuple[str, str, str, str]]:
        """The last entry of each run: service, outcome, reason, step."""
        last: dict[tuple[str, int], RunEntry] = {(run.service, run.number): run for run in self.facts.runs}
        return [(run.service, run.outcome, run.reason, run.step) for run in last.values()]

    def asks(self) -> list[AskEntry]:
        return list({ask.number: ask for ask in self.facts.asks}.values())


@pytest.fixture
def citizen() -> Followed:
    return Followed().begin()  # type: ignore[return-value]


def test_a_service_that_is_completed(citizen: Followed) -> None:
    citizen.say("我的社保卡丢了", "同意").card().say("临时的", "幺三八零零幺三八零零零", "对")
    assert citizen.runs() == [("社保卡挂失", "", "", "确认")]
    citizen.say("没问题")
    assert citizen.runs() == [("社保卡挂失", "completed", "", "确认")], "complete before it is rated"
    citizen.say("满意", "没有了")
    assert [run[:2] for run in citizen.runs()] == [("社保卡挂失", "completed")]
    assert [ask.step for ask in citizen.asks()] == [
        "业务", "同意", "身份证号", "挂失方式", "手机号", "核对 手机号", "确认", "评价", "还要办吗",
    ]  # fmt: skip


def test_a_hand_off_has_its_reason_and_the_step_at_which_the_citizen_stood(citizen: Followed) -> None:
    citizen.say("我要办居住证", "可以")
    stood = citizen.state.question.slot
    citizen.say("转人工")
    citizen.say("要")
    assert citizen.state.ended == "handoff"
    assert citizen.runs() == [("居住证办理", "handoff", "asked", stood)]


def test_a_hand_off_before_any_service_has_a_row_without_one(citizen: Followed) -> None:
    citizen.say("转人工")
    if not citizen.state.ended:
        citizen.say("要")
    assert citizen.state.ended == "handoff"
    assert [(run[0], run[1]) for run in citizen.runs()] == [("", "handoff")]


def test_what_the_citizen_does_not_want_is_cancelled_and_another_begins(citizen: Followed) -> None:
    citizen.say("我要办居住证", "可以", "不办了", "确定")
    assert citizen.runs()[0][:2] == ("居住证办理", "cancelled")


def test_questions_that_are_put_again(citizen: Followed) -> None:
    citizen.say("我要办居住证", "可以")
    step = citizen.state.question.slot
    citizen.do(Said("嘟嘟嘟嘟", 0.8))
    citizen.do(NoInput())
    again = [ask for ask in citizen.asks() if ask.reask]
    assert [(ask.service, ask.step, ask.reask, ask.put) for ask in again] == [
        ("居住证办理", step, "no_match", True), ("居住证办理", step, "no_input", True),
    ]  # fmt: skip


def test_the_last_time_it_is_not_understood_no_question_follows(citizen: Followed) -> None:
    citizen.say("我要办居住证", "可以")
    while not citizen.state.ended:
        citizen.do(Said("嘟嘟嘟嘟", 0.8))
    last = citizen.asks()[-1]
    assert (last.reask, last.put) == ("no_match", False)
    assert citizen.runs()[0][1:3] == ("handoff", "not_understood")


def test_a_step_that_is_taken_back_leaves_nothing(citizen: Followed) -> None:
    citizen.tracker.settle()
    before = citizen.state
    after, acts = citizen.machine_step(before, Said("我要办居住证", 0.8), citizen.texts)
    citizen.tracker.step(before, after, acts, 5000)
    citizen.tracker.back()
    after, acts = citizen.machine_step(before, Said("我的社保卡丢了要挂失", 0.8), citizen.texts)
    made = citizen.tracker.step(before, after, acts, 6000)
    assert [run.service for run in made.runs] == ["社保卡挂失"]


@pytest.mark.parametrize(
    ("reason", "handoff", "expected"),
    [
        ("idle", "", ("left", "idle")),
        ("lost", "", ("left", "lost")),
        ("cancelled", "", ("left", "cancelled")),  # the citizen touched 结束 in the middle
        ("fault", "", ("broken", "fault")),
        ("drain", "", ("broken", "drain")),
        ("handoff", "stalled", ("handoff", "stalled")),
    ],
)
def test_an_end_from_outside_the_dialogue(
    citizen: Followed, reason: str, handoff: str, expected: tuple[str, str]
) -> None:
    citizen.say("我要办居住证", "可以")
    (over,) = citizen.tracker.end(reason, 9000, handoff).runs
    assert (over.outcome, over.reason, over.ended_ms) == (expected[0], expected[1], 9000)
    assert citizen.tracker.end(reason, 9500).runs == ()


def test_another_process_goes_on_with_the_run_that_was_in_hand(citizen: Followed) -> None:
    citizen.say("我要办居住证", "可以")
    tracker = RunTracker(citizen.state, 7000)
    before = citizen.state
    after, acts = citizen.machine_step(before, Said("住满了", 0.8), citizen.texts)
    (run,) = tracker.step(before, after, acts, 8000).runs
    assert (run.service, run.number, run.outcome) == ("居住证办理", 0, "")
