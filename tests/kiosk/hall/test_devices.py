"""What the hall knows of the devices of its kiosks."""

from __future__ import annotations

from kiosk.hall.devices import KIOSKS, DeviceStates
from kiosk.wire.messages import DeviceState

LOW = DeviceState("printer", "paper_low", "near its end")


def test_the_last_that_a_page_told_stays_when_it_is_gone() -> None:
    states = DeviceStates()
    states.told("kiosk-1", (DeviceState("printer", "ready"), DeviceState("reader", "ready")), 100.0)
    states.told("kiosk-1", (LOW,), 200.0)
    assert states.counted() == {("printer", "paper_low"): 1}
    states.left("kiosk-1")
    states.left("never seen")
    known = states.states()["kiosk-1"]
    assert (known.devices, known.at, known.connected) == ((LOW,), 200.0, False)
    assert states.counted() == {}


def test_one_device_has_one_state_and_kiosks_are_bounded() -> None:
    states = DeviceStates()
    states.told("kiosk-1", (DeviceState("printer", "ready"), LOW), 1.0)
    assert states.states()["kiosk-1"].devices == (LOW,)
    for number in range(KIOSKS):
        states.told(f"other-{number}", (), 2.0)
    assert len(states.states()) == KIOSKS
    assert "kiosk-1" not in states.states()
