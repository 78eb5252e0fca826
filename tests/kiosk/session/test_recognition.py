"""What the syllable head hears, in the speech input: answers before their text, and words over the clerk."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from asr import (
    Expectation,
    SegmentPaused,
    SegmentStarted,
    SegmentUpdated,
    Transcript,
)
from asr.syllables.lattice import pack
from kiosk.session.recognition import Captions, Recognised
from support.posteriors import posteriors, spoken
from support.speech_input_stage import Make, said, stages

pytestmark = pytest.mark.virtual_time


@pytest.fixture
async def stage() -> AsyncIterator[Make]:
    async with stages() as make:
        yield make


async def test_a_certain_answer_does_not_wait_for_its_text(stage: Make) -> None:
    s = stage(Transcript("市的", 0.5, 0.0, 0.4))
    s.speech_input.expect(Expectation("yesno", ("是的", "不是")))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.05)
    ticket = s.recogniser.tickets[0]
    assert ticket.on_syllables is not None
    ticket.on_syllables(pack(spoken("是的", sure=0.995)))
    assert s.ear.settled == [256]
    assert s.happened[-1] == "draft 是的"
    await s.hears(said(), 0.01)
    assert s.texts == ["是的"]
    await s.hears(0.5)
    assert s.texts == ["是的"]
    assert "draft 市的" not in s.happened


async def test_an_answer_that_is_not_certain_waits_for_its_text(stage: Make) -> None:
    s = stage(Transcript("不是", 0.5, 0.0, 0.4))
    s.speech_input.expect(Expectation("yesno", ("是的", "不是")))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.05)
    ticket = s.recogniser.tickets[0]
    assert ticket.on_syllables is not None
    ticket.on_syllables(pack(posteriors(["bu", "shi"], confused={0: ("n", 0.5)})))
    assert s.ear.settled == []
    await s.hears(said(), 0.5)
    assert s.texts == ["不是"]


async def test_an_answer_that_becomes_certain_after_the_end_is_the_final_one(stage: Make) -> None:
    s = stage(Transcript("不是", 0.5, 0.0, 0.4))
    s.speech_input.expect(Expectation("yesno", ("是的", "不是")))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), said(), 0.05)
    ticket = s.recogniser.tickets[0]
    assert ticket.on_syllables is not None
    ticket.on_syllables(pack(spoken("不是", sure=0.995)))
    await s.hears(0.01)
    assert s.texts == ["不是"]
    assert [h.transcript.confidence > 0.9 for h in s.happened if isinstance(h, Recognised)] == [True]


async def test_a_number_is_asked_for_in_its_style(stage: Make) -> None:
    s = stage()
    s.speech_input.expect(Expectation("phone"))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.05)
    s.speech_input.expect(Expectation("yesno"))
    await s.hears(said(0, 9600), 0.01)
    assert [ticket.number for ticket in s.recogniser.tickets] == [True, False]


def syllables(text: str) -> Transcript:
    return Transcript("", 0.0, 0.0, 0.4, lattice=pack(spoken(text)))


async def test_over_the_clerk_the_syllables_alone_are_asked_for(stage: Make) -> None:
    s = stage(syllables("我要"))
    s.speech_input.caption(Captions.BARGE_IN)
    assert s.ear.update_every_ms == 96
    await s.hears(SegmentStarted(0), SegmentUpdated(said(0, 16_000)), 0.4)
    assert s.recogniser.tickets[0].syllables_only
    assert s.happened[1:] == [("wo", "yao")]


async def test_without_a_head_words_are_asked_for_less_often(stage: Make) -> None:
    s = stage()
    s.recogniser.hears_syllables = False
    s.speech_input.caption(Captions.BARGE_IN)
    assert s.ear.update_every_ms == 320
    await s.hears(SegmentStarted(0), SegmentUpdated(said(0, 16_000)), 0.4)
    assert not s.recogniser.tickets[0].syllables_only
    assert s.happened[-1] == ("你好", 0)


async def test_syllables_of_an_utterance_that_is_over_are_not_told(stage: Make) -> None:
    s = stage(syllables("我要"))
    s.speech_input.caption(Captions.BARGE_IN)
    await s.hears(SegmentStarted(0), SegmentUpdated(said(0, 16_000)), 0.1)
    await s.hears(said(0, 17_000), SegmentStarted(20_000), 0.6)
    assert ("wo", "yao") not in s.happened


async def test_while_the_clerk_is_silent_captions_are_text(stage: Make) -> None:
    s = stage()
    await s.hears(SegmentStarted(0), SegmentUpdated(said(0, 16_000)), 0.4)
    assert not s.recogniser.tickets[0].syllables_only
