"""The spoken scenarios as text: each gets to its end over the demo office, before its words are synthesised at all.

What `test_voice` and `bench.voices` find is then about voice and recognition, not about the scenario.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from dialogue import Library, Machine, load_library
from dialogue.acts import Act, Answered, Begin, Call, CardRead, Said, Say, Turn
from kiosk.client.scenario import Scenario, ScenarioLine, load_scenario
from kiosk.demo.office import Office
from mandarin.text_cache import TextCache

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 30, 10, 0)
NAMES = sorted(path.stem for path in HERE.glob("*.yaml"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(HERE.parents[1] / "services")


class Talk:
    """One conversation at the kiosk, with the demo office behind it."""

    def __init__(self, library: Library) -> None:
        self.machine, self.texts = Machine(library), TextCache()
        self.office = Office(":memory:", lambda: NOW)
        self.state = self.machine.new("c-1", NOW.date())
        self.heard = ""
        self.filed: list[str] = []

    def do(self, turn: Turn) -> None:
        acts: list[Act] = []
        while True:
            self.state, done = self.machine.step(self.state, turn, self.texts)
            acts += done
            call = next((act for act in done if isinstance(act, Call)), None)
            if call is None:
                break
            turn = self.answer(call)
        self.heard = "".join(act.text for act in acts if isinstance(act, Say))

    def answer(self, call: Call) -> Answered:
        params = {name: json.loads(text) if name in call.lists else text for name, text in call.params.items()}
        found = self.office.handle(call.api, params, call.key)
        self.filed += [call.api] if call.key else []
        data = {
            name: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for name, one in found.items()
        }
        return Answered(call.call, True, data)

    def play(self, scenario: Scenario) -> None:
        self.do(Begin())
        for line in scenario.lines:
            if line.fits(self.heard):
                self.do(action_of(line))
            else:
                assert line.optional, f"waited for {line.cues}; heard {self.heard}"


def action_of(line: ScenarioLine) -> Turn:
    if line.deed == "card":
        name, _, number = line.what.rpartition(" ")
        return CardRead(name, number)
    return Said(line.what, 0.8)


@pytest.mark.parametrize("name", NAMES)
def test_it_gets_to_its_end(library: Library, name: str) -> None:
    scenario = load_scenario(HERE / f"{name}.yaml")
    talk = Talk(library)
    talk.play(scenario)
    talk.office.close()
    assert talk.state.ended == scenario.ending
    assert talk.filed


def test_every_shipped_service_has_one(library: Library) -> None:
    assert {Path(script.file).stem for script in library.scripts} == set(NAMES)
