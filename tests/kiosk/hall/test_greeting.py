"""The greeting: whom citizens talk to, what is kept, and that members of staff may hear them where they may."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Begin, Say
from kiosk.config import Settings
from kiosk.config.live import LiveSettings
from kiosk.hall.scripts import machine_for, prompts

LIBRARY = load_library(Path(__file__).parents[3] / "services")
TODAY = date(2026, 11, 22)


def greeting(machine: Machine, channel: Literal["screen", "phone"]) -> str:
    _, said = machine.step(machine.new("c", TODAY), Begin(channel))
    return "".join(act.text for act in said if isinstance(act, Say))


@pytest.mark.parametrize("channel", ["screen", "phone"])
def test_where_staff_may_hear_citizens_the_greeting_says_so(channel: Literal["screen", "phone"]) -> None:
    on, off = (machine_for(LIBRARY, Settings(live=LiveSettings(sound=sound))) for sound in ("on", "off"))  # type: ignore[arg-type]
    assert "工作人员可能会旁听" in greeting(on, channel)
    assert "旁听" not in greeting(off, channel)
    for machine in (on, off):
        assert "人工智能" in greeting(machine, channel)


def test_it_is_rendered_ahead() -> None:
    machine = machine_for(LIBRARY, Settings(live=LiveSettings(sound="on")))
    assert any("旁听" in clause for clause in prompts(machine, TODAY))
