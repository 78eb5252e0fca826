from __future__ import annotations

from datetime import date

from dialogue import Machine, acts
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


def test_the_likely_ones_lead_all_prompts() -> None:
    machine = Machine(LIBRARY)
    first = [clause for text in likely(machine, TODAY) for clause in clauses(text)]
    assert prompts(machine, TODAY)[: len(set(first))] == list(dict.fromkeys(first))
