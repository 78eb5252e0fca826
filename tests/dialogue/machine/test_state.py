import json
from datetime import date

import pytest

from dialogue import Filled, Machine, MachineError, State
from dialogue.acts import Begin, Said
from dialogue.machine import Question
from dialogue.machine.state import Completed, Queued


def test_a_state_survives_being_stored() -> None:
    state = State(
        "c-1",
        date(2026, 2, 28),
        question=Question("which", options=("甲", "乙")),
        interjection=Question("cancel"),
        filled=(Filled("名", '“引号"\n换行', True, "voice"),),
        fill_order=("名",),
        submitted=("k",),
        before=(Completed("挂失", True, "受理号", "SB1", (("手机号", "*******8000"),)),),
        queued=(Queued("居住证办理", "再办居住证", "voice"),),
    )
    assert State.from_json(state.to_json()) == state


@pytest.mark.parametrize(
    "text",
    ["", "3", "[]", "{}", '{"format": 3}', '{"conversation": "c", "today": "2026-02-30"}', '{"today": "2026-02-28"}'],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        State.from_json(text)


def test_a_state_of_an_earlier_release_is_refused() -> None:
    earlier = json.loads(State("c-1", date(2026, 2, 28)).to_json())
    del earlier["format"]  # format 1 wrote none
    with pytest.raises(ValueError, match="expected a state of format 7, got format 1"):
        State.from_json(json.dumps(earlier))


def test_driven_wrongly(library) -> None:
    machine = Machine(library)
    state = machine.new("c-1", date(2026, 11, 22))
    with pytest.raises(MachineError, match="Begin"):
        machine.step(state, Said("你好"))
    state, acts = machine.step(state, Begin())
    assert acts
    assert machine.step(state, Begin()) == (state, ())


def test_a_state_of_another_library_is_refused(library) -> None:
    machine = Machine(library)
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin())
    state, _ = machine.step(state, Said("社保卡丢了"))
    other = State.from_json(state.to_json().replace("社保卡挂失", "没有的服务"))
    with pytest.raises(MachineError, match="没有的服务"):
        machine.step(other, Said("同意"))
