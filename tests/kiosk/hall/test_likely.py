from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from dialogue import Machine, acts
from dialogue.phrases import DANGER_GO_ON, for_danger
from dialogue.understand.danger_signs import MISSPELT
from kiosk.hall import phrases
from kiosk.hall.likely import likely
from kiosk.hall.scripts import prompts
from support.halls import LIBRARY
from tts import clauses

TODAY = date(2026, 11, 29)


def test_the_greeting_comes_first_and_every_service_early() -> None:
    machine = Machine(LIBRARY)
    _, greeting = machine.step(machine.new("test", TODAY), acts.Begin())
    found = likely(machine, TODAY)
    assert found[0] == next(act.text for act in greeting if isinstance(act, acts.Say))
    for script in LIBRARY.scripts:
        assert any(script.name in text for text in found[:40]), script.name
    assert len(found) == len(set(found))


def test_every_fixed_prompt_is_there_once_and_nothing_personal() -> None:
    found = prompts(Machine(LIBRARY), TODAY)
    all_texts = [*phrases.SPOKEN, *LIBRARY.prompts()]
    assert set(found) >= {c for text in all_texts for c in clauses(text) if "【" not in c and "】" not in c}
    assert len(found) == len(set(found))
    assert not [text for text in found if "【" in text]


def test_the_likely_ones_lead_all_prompts_but_those_of_danger() -> None:
    machine = Machine(LIBRARY)
    first = [clause for text in (*for_danger(), *likely(machine, TODAY)) for clause in clauses(text)]
    assert prompts(machine, TODAY)[: len(set(first))] == list(dict.fromkeys(first))


@pytest.mark.parametrize("channel", ["screen", "phone"])
@pytest.mark.parametrize(
    "text", [words[0] for _, _, words in MISSPELT] + ["我妈走丢了", "被诈骗了二十万", "有人被困电梯里了"]
)
def test_whatever_is_said_of_a_danger_is_rendered_first_of_all(text: str, channel: Literal["screen", "phone"]) -> None:
    machine = Machine(LIBRARY)
    state, _ = machine.step(machine.new("test", TODAY), acts.Begin(channel))
    _, told = machine.step(state, acts.Said(text))
    assert any(isinstance(act, acts.Alert) for act in told), text
    said = [act.text for act in told if isinstance(act, acts.Say)]
    if DANGER_GO_ON in said:
        said = said[: said.index(DANGER_GO_ON) + 1]  # behind it the question that was open is put again
    assert said
    first = {clause for sentence in for_danger() for clause in clauses(sentence)}
    assert {clause for sentence in said for clause in clauses(sentence)} <= first
