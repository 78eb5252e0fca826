"""The hall's scripts against the demo back end itself: every interface is there, and each service can be completed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Answered, Begin, Call
from dialogue.script.model import Query, Submit, Take
from dialogue.testing import ConversationTest, load_conversation_tests
from dialogue.testing.drive import run_turn
from kiosk.demo.office import Office, RefusalError

SERVICES = Path(__file__).parents[3] / "services"
LIBRARY = load_library(SERVICES)
#: The first conversation of every service goes all the way through it.
CONVERSATION_TESTS = [
    load_conversation_tests(Path(script.file).with_suffix(".test.yaml")).tests[0] for script in LIBRARY.scripts
]


@pytest.fixture
def office() -> Office:
    return Office(":memory:", lambda: datetime(2026, 11, 22, 12, 5))


@pytest.mark.parametrize("script", LIBRARY.scripts, ids=lambda script: script.name)
def test_the_back_end_knows_every_interface(office: Office, script: object) -> None:
    for step in script.steps:  # type: ignore[attr-defined]
        if isinstance(step, Query):
            assert step.api in office.lookups
        elif isinstance(step, Submit):
            assert step.api in office.submissions
        elif isinstance(step, Take):
            assert "queue.take" in office.submissions


@pytest.mark.parametrize("test", CONVERSATION_TESTS, ids=lambda test: test.service)
def test_each_service_is_completed_at_the_demo_back_end(office: Office, test: ConversationTest) -> None:
    refusals = []

    def answer(call: Call) -> Answered:
        try:
            data = office.handle(call.api, call.body, call.key)
            lists = {name: json.dumps(value) for name, value in data.items() if isinstance(value, list)}
            return Answered(call.call, True, data | lists)
        except RefusalError as error:
            refusals.append((call.api, error.code))
            return Answered(call.call, False, reason="refused")

    machine = Machine(LIBRARY)
    state, _ = machine.step(machine.new("demo", test.today), Begin(test.channel))
    for step in test.steps:
        state, _ = run_turn(machine, state, step.action, answer)
    assert refusals == []
    assert state.ended == "completed"
