"""The hall's scripts against the demo back end itself: every interface is there, and each service can be completed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Answered, Begin, Call
from dialogue.script.model import Query, Submit, Take
from dialogue.trial import Trial, load_trials
from dialogue.trial.drive import work_off
from kiosk.demo.office import Office, RefusalError

SERVICES = Path(__file__).parents[3] / "services"
LIBRARY = load_library(SERVICES)
#: The first conversation of every service goes all the way through it.
TRIALS = [load_trials(Path(script.file).with_suffix(".test.yaml")).trials[0] for script in LIBRARY.scripts]


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


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.service)
def test_each_service_is_completed_at_the_demo_back_end(office: Office, trial: Trial) -> None:
    refusals = []

    def answer(call: Call) -> Answered:
        try:
            return Answered(call.call, True, office.handle(call.api, call.params, call.key))
        except RefusalError as error:
            refusals.append((call.api, error.code))
            return Answered(call.call, False, reason="refused")

    machine = Machine(LIBRARY)
    state, _ = machine.step(machine.new("demo", trial.today), Begin(trial.channel))
    for beat in trial.beats:
        state, _ = work_off(machine, state, beat.deed, answer)
    assert refusals == []
    assert state.ended == "completed"
