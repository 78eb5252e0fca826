"""The ear of a trial by voice: open for one answer, shut while the clerk speaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from asr import RATE, MicState, Transcript
from asr.transcript import Alternative
from dialogue import acts
from kiosk.channels.trial.ear import TrialEar
from kiosk.telemetry.fault import Fault
from support.halls import make_hall
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn

pytestmark = pytest.mark.virtual_time

NUMBER = acts.Expect("phone", length=11)
SOUND = np.full(320, 500, np.int16)


class Told:
    """What a `TrialEarListener` is told."""

    def __init__(self) -> None:
        self.all: list[Any] = []

    def speaks(self) -> None:
        self.all.append("speaks")

    def heard_so_far(self, text: str) -> None:
        self.all.append(text)

    def understood(self, said: acts.Said) -> None:
        self.all.append(said)

    def not_understood(self) -> None:
        self.all.append("not understood")

    def nodded(self, text: str) -> None:
        self.all.append(("nodded", text))

    def microphone(self, state: MicState) -> None:
        self.all.append(state)

    def fault(self, fault: Fault) -> None:
        self.all.append(fault)

    @property
    def said(self) -> list[str]:
        return [one.text for one in self.all if isinstance(one, acts.Said)]


class Ear:
    """An ear that runs, what it told, and who speaks to it."""

    def __init__(self) -> None:
        self.spoken, self.told = SpeechStandIn(), Told()
        ears: Any = {"segmenter_hub": self.spoken, "recogniser": self.spoken}
        self.ear = TrialEar(make_hall(**ears), self.told)

    @property
    def editor(self) -> SpeakingCitizen:
        return self.spoken.streams[-1]


@pytest.fixture
async def stand() -> AsyncIterator[Ear]:
    made = Ear()
    running = asyncio.create_task(made.ear.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_words_are_told_once_with_their_rivals_and_shut_the_ear(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.voice()
    await stand.editor.partial("一三八")
    await stand.editor.words(Transcript("13800138000", 0.8, 0.0, 1.0, alternatives=(Alternative("13800138001", 0.1),)))
    (said,) = [one for one in stand.told.all if isinstance(one, acts.Said)]
    assert (said.text, said.alternatives, said.typed) == ("13800138000", ("13800138001",), False)
    assert stand.told.all[:2] == ["speaks", "一三八"]
    assert not stand.ear.open


async def test_no_sound_reaches_it_while_it_is_shut(stand: Ear) -> None:
    stand.ear.hear(SOUND)
    assert stand.editor.fed == 0
    stand.ear.listen(NUMBER)
    silence = stand.editor.fed
    assert (silence, stand.editor.loudest) == (RATE // 2, 0)
    stand.ear.hear(SOUND)
    stand.ear.shut()
    stand.ear.hear(SOUND)
    assert stand.editor.fed == silence + len(SOUND)


async def test_what_was_begun_before_it_was_shut_is_no_answer_to_the_next_question(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.voice()
    stand.ear.shut()
    stand.ear.listen(NUMBER)
    await stand.editor.words(Transcript("我要办居住证", 0.9, 0.0, 1.0))
    assert stand.told.said == []
    await asyncio.sleep(1)
    await stand.editor.says("我要查工单")
    assert stand.told.said == ["我要查工单"]


async def test_who_speaks_on_is_heard_to_the_end(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.voice()
    await stand.editor.words(Transcript("我的号码是，", 0.9, 0.0, 1.0), going_on=True)
    assert stand.ear.open
    await asyncio.sleep(0.5)
    await stand.editor.words(Transcript("13800138000", 0.7, 0.0, 1.0))
    assert stand.told.said == ["我的号码是13800138000"]


async def test_a_nod_is_an_answer_where_yes_or_no_is_asked_alone(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.says("嗯")
    assert stand.told.all[-1] == ("nodded", "嗯")
    assert stand.ear.open
    stand.ear.listen(acts.Expect("yesno"))
    await asyncio.sleep(1)
    await stand.editor.says("嗯")
    assert stand.told.said == ["嗯"]


async def test_speech_without_words_is_told_and_noise_is_not(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.voice()
    await stand.editor.words(Transcript("", 0.0, 0.9, 1.0, refused="no_speech"))
    assert stand.told.all[-1] == ""
    assert stand.ear.open
    await asyncio.sleep(1)
    await stand.editor.voice()
    await stand.editor.words(Transcript("", 0.0, 0.0, 1.0, refused="unsure"))
    assert stand.told.all[-1] == "not understood"
    assert not stand.ear.open


async def test_the_microphone_that_gives_nothing_is_told(stand: Ear) -> None:
    stand.ear.listen(NUMBER)
    await stand.editor.microphone(MicState.DEAD)
    assert stand.told.all == [MicState.DEAD]
