"""A turn is driven to the next question, whatever the machine asks of the outside."""

from __future__ import annotations

from datetime import date

from dialogue.acts import Begin, Call, Said, Say
from dialogue.machine import Machine
from dialogue.testing.drive import StubbedBackend, run_turn
from support.halls import LIBRARY


def test_a_claim_finds_nothing_and_is_asked_again() -> None:
    machine, backend = Machine(LIBRARY), StubbedBackend(())
    state = machine.new("c-1", date(2026, 11, 22))
    for turn in (Begin(), Said("我有办理号"), Said("三八一二零四"), Said("一二三四")):
        state, acts = run_turn(machine, state, turn, backend.answer)
    assert "没有对上" in "".join(act.text for act in acts if isinstance(act, Say))
    assert state.question.kind == "claim"
    assert not any(isinstance(act, Call) for act in acts)
