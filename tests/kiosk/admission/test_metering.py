"""The meters at the engines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from asr import RecogniserError, Ticket, Transcript, Urgency
from kiosk.admission.capacity import Capacity, Work
from kiosk.admission.gauges import MachineGauges
from kiosk.admission.metering import MeteredRecogniser, MeteredVoice, Metering
from tts import Speech

PCM = np.zeros(16_000, np.int16)


class Clock:
    """Two seconds of CPU time between two looks."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        self.at += 2.0
        return self.at


class FakeRecogniser:
    name, backlog_s, timeout_s, warmed, closed = "ear", 0.25, 15.0, False, False

    async def transcribe(self, pcm: Any, ticket: Ticket | None = None) -> Transcript:
        if len(pcm) == 0:
            raise RecogniserError("nothing there")
        return Transcript("好", 1.0, 0.0, 1.0)

    async def warm(self) -> None:
        self.warmed = True

    async def close(self) -> None:
        self.closed = True


class Voice:
    name = "voice"

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        return Speech(text, PCM, 24_000, ())

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        return await self.speak(text, speed=speed)

    async def warm(self) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture
def metering() -> Metering:
    return Metering(Clock())


async def test_what_engines_use_is_charged_to_the_turn(metering: Metering) -> None:
    before = metering.cost.hear_s, metering.cost.speak_s
    metering.conversations = 1
    await MeteredVoice(Voice(), metering).speak("您好")
    recogniser = MeteredRecogniser(FakeRecogniser(), metering)
    await recogniser.transcribe(PCM, Ticket(Urgency.PARTIAL))
    assert (metering.cost.hear_s, metering.cost.speak_s) == before, "a caption is not a turn"
    await recogniser.transcribe(PCM, Ticket(Urgency.FINAL))
    assert metering.cost.hear_s > before[0], "two pieces of work of two seconds"
    assert metering.cost.speak_s > before[1]


async def test_what_is_rendered_ahead_is_no_cost_of_a_conversation(metering: Metering) -> None:
    before = metering.cost.speak_s
    metering.conversations = 1
    await MeteredVoice(Voice(), metering).prerender("您好")
    metering.turn()
    assert metering.cost.speak_s < before, "nothing was spoken in this turn"


async def test_a_failure_is_charged_and_is_no_turn(metering: Metering) -> None:
    metering.conversations = 1
    before = metering.cost.hear_s
    with pytest.raises(RecogniserError):
        await MeteredRecogniser(FakeRecogniser(), metering).transcribe(PCM[:0])
    assert metering.cost.hear_s == before
    with metering.at(Work.HEAR):
        pass
    metering.turn()
    assert metering.cost.hear_s != before


async def test_the_meters_let_everything_else_through(metering: Metering) -> None:
    ear = FakeRecogniser()
    metered = MeteredRecogniser(ear, metering)
    await metered.warm()
    await metered.close()
    assert (metered.name, metered.backlog_s, ear.warmed, ear.closed) == ("ear", 0.25, True, True)
    machine = MachineGauges(metering, Capacity(metering.cost, cores=2, load=0.75, limit=8), metered)
    machine.occupied(3)
    assert (machine.backlog_s(), machine.capacity(), metering.conversations) == (0.25, 6, 3)
