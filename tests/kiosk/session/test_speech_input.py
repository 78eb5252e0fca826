"""The hearing stage: pauses that are ends and pauses that are not, gaps, floods, and models that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from asr import (
    BusyError,
    Expectation,
    MicState,
    RecogniserError,
    SegmentPaused,
    SegmentResumed,
    SegmentStarted,
    SegmentUpdated,
    Transcript,
    Urgency,
    VoiceActivityError,
)
from asr.transcript import Alternative
from kiosk.session.recognition import GIVE_UP_MARGIN_S, UTTERANCES, Captions, Recognised
from kiosk.session.recognition_budget import CONVERSATION, EXTRA_S, LATEST_S, RecognitionBudget
from kiosk.telemetry.fault import Fault
from support.speech_input_stage import FRAME, Make, Stage, said, stages

pytestmark = pytest.mark.virtual_time


@pytest.fixture
async def stage() -> AsyncIterator[Make]:
    async with stages() as make:
        yield make


HELLO = Transcript("你好", 0.9, 0.0, 0.4)


async def test_a_pause_that_is_the_end_has_its_text_already(stage: Make) -> None:
    s = stage(HELLO)
    for first in range(16_000, 32_000, 320):  # the page has been on for a second before this session
        s.speech_input.hear(first, FRAME, 0)
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.4, said())
    assert s.happened[:3] == ["voice", "draft 你好", "pause"]
    heard = s.happened[3]
    assert heard.transcript.text == "你好"
    assert heard.speech.end_sample == 16_000 + 6400 - 1536, "on the microphone's clock, without the tail"
    assert heard.speech.endpoint_ms == (16_000 - (6400 - 1536)) / 16
    assert heard.asr_ms < 5
    assert len(s.recogniser.tickets) == 1, "recognised once"
    assert s.ear.settled == [600], "你好 may go on"


async def test_the_end_makes_a_speculation_urgent(stage: Make) -> None:
    s = stage(HELLO)
    await s.hears(SegmentStarted(0), SegmentPaused(said()))
    assert s.recogniser.tickets[0].urgency is Urgency.SPECULATIVE
    await s.hears(said())
    assert s.recogniser.tickets[0].urgency is Urgency.FINAL
    assert s.texts == []
    await asyncio.sleep(0.3)
    assert s.texts == ["你好"]


async def test_a_pause_that_was_none_costs_nothing_but_work(stage: Make) -> None:
    s = stage(Transcript("我想", 0.9, 0.0, 0.4), HELLO)
    await s.hears(
        SegmentStarted(0),
        SegmentPaused(said()),
        0.1,
        SegmentResumed(9000),
        SegmentPaused(said(0, 12_000)),
        0.4,
        said(0, 12_000),
    )
    assert s.recogniser.cancelled == 1
    assert s.happened[:4] == ["voice", "more", "draft 你好", "pause"]
    assert s.texts == ["你好"]


async def test_an_end_over_other_samples_than_the_pause_is_recognised_anew(stage: Make) -> None:
    s = stage(Transcript("旧", 0.9, 0.0, 0.4), HELLO)
    await s.hears(SegmentStarted(0), SegmentPaused(said()), said(0, 8000), 0.4)
    assert s.texts == ["你好"]
    assert [t.urgency for t in s.recogniser.tickets] == [Urgency.SPECULATIVE, Urgency.FINAL]


@pytest.mark.parametrize(
    ("kind", "text", "patience"),
    [("yesno", "是的", 256), ("service", "我想办", 1400), ("id", "1101051949", 1800), ("phone", "13800138000", 256)],
)
async def test_the_words_say_how_long_the_pause_may_last(stage: Make, kind: Any, text: str, patience: int) -> None:
    s = stage(Transcript(text, 0.9, 0.0, 1.0))
    s.speech_input.expect(Expectation(kind, ("是的",)))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.4)
    assert s.ear.settled == [patience]


async def test_what_is_expected_tunes_the_ear(stage: Make) -> None:
    s = stage()
    s.speech_input.expect(Expectation("yesno"))
    assert (s.ear.end_silence_ms, s.ear.min_speech_ms) == (600, 128)
    s.speech_input.expect(Expectation("id"))
    assert (s.ear.end_silence_ms, s.ear.min_speech_ms) == (1400, 200)
    s.speech_input.caption(Captions.BARGE_IN)
    assert s.ear.update_every_ms == 96
    s.speech_input.caption(Captions.SCREEN)
    assert s.ear.update_every_ms == 640


async def test_captions_settle_and_one_is_made_at_a_time(stage: Make) -> None:
    s = stage(Transcript("我想挂", 0.9, 0.0, 1.0), Transcript("我想挂失社保", 0.9, 0.0, 1.0))
    await s.hears(SegmentStarted(0), SegmentUpdated(said()), SegmentUpdated(said()), 0.4, SegmentUpdated(said()), 0.4)
    assert s.happened == ["voice", ("我想挂", 0), ("我想挂失社保", 3)]
    assert [t.urgency for t in s.recogniser.tickets] == [Urgency.PARTIAL] * 2


async def test_captions_that_nothing_is_done_with_are_not_made(stage: Make) -> None:
    s = stage()
    s.speech_input.caption(Captions.NOTHING)
    await s.hears(SegmentStarted(0), SegmentUpdated(said()), 0.4, SegmentPaused(said()), 0.4, said())
    assert [t.urgency for t in s.recogniser.tickets] == [Urgency.FINAL], "the transcript alone"
    assert s.texts == ["你好"]


async def test_an_endless_talker_is_recognised_at_his_pace_and_not_over_and_over(stage: Make) -> None:
    """Five minutes: utterances of 20 s, a caption asked for every 0.64 s, a pause for breath every 2 s."""
    s = stage()
    s.recogniser.takes = 0.0
    for first in range(0, 300 * 16_000, 20 * 16_000):
        await s.hears(SegmentStarted(first))
        for at in range(1, 31):
            await s.hears(SegmentUpdated(said(first, first + at * 10_240)), 0.64)
            if at % 3 == 0:
                await s.hears(SegmentPaused(said(first, first + at * 10_240)), 0.03, SegmentResumed(first))
        await s.hears(said(first, first + 20 * 16_000), 0.6)
    assert len(s.texts) == 15, "everything he said has its transcript"
    finals = 15 * (20 + EXTRA_S)
    spent = sum(seconds + EXTRA_S for seconds in s.recogniser.seconds)
    assert finals <= spent <= CONVERSATION.burst + CONVERSATION.speaking * 310


async def test_an_utterance_beyond_the_budget_is_recognised_at_its_end(stage: Make) -> None:
    s = stage(*[HELLO] * 40)
    for _ in range(12):  # pauses that were none: 12 * 17 s and more of the burst are used up
        await s.hears(SegmentPaused(said(0, 15 * 16_000)), SegmentResumed(0))
    before = len(s.recogniser.tickets)
    await s.hears(SegmentStarted(0), SegmentPaused(said(0, 25 * 16_000)))
    assert len(s.recogniser.tickets) == before, "no speculation"
    await s.hears(said(0, 25 * 16_000), 0.4)
    assert [t.urgency for t in s.recogniser.tickets[before:]] == [Urgency.FINAL]
    assert s.texts == ["你好"]


async def test_who_had_less_recognised_goes_first(stage: Make) -> None:
    talker, citizen = stage(), stage()
    for _ in range(10):
        await talker.hears(SegmentPaused(said(0, 15 * 16_000)), SegmentResumed(0))
    await asyncio.gather(talker.hears(said()), citizen.hears(said()))
    assert citizen.recogniser.tickets[-1].due < talker.recogniser.tickets[-1].due


async def test_the_next_session_of_a_page_inherits_what_was_used_until_it_is_silent(stage: Make) -> None:
    budget = RecognitionBudget()
    first = Stage(budget=budget)
    running = asyncio.create_task(first.speech_input.run())
    await first.hears(SegmentStarted(0))
    for _ in range(30):
        await first.hears(SegmentPaused(said(0, 15 * 16_000)), SegmentResumed(0))
    running.cancel()  # in mid-speech
    await asyncio.gather(running, return_exceptions=True)
    second = stage(budget=budget)
    await second.hears(SegmentStarted(0), SegmentPaused(said(0, 15 * 16_000)), SegmentResumed(0))
    assert second.recogniser.tickets == []
    assert budget.lateness_s(asyncio.get_running_loop().time()) > 0.9 * LATEST_S
    await second.hears(said(), 13.0)
    assert budget.lateness_s(asyncio.get_running_loop().time()) == 0.0


async def test_over_the_clerk_words_are_wanted_at_once(stage: Make) -> None:
    s = stage()
    s.speech_input.caption(Captions.BARGE_IN)
    await s.hears(SegmentStarted(0), SegmentUpdated(said()))
    assert s.recogniser.tickets[0].urgency is Urgency.SPECULATIVE


async def test_a_caption_that_comes_after_the_end_is_not_shown(stage: Make) -> None:
    s = stage()
    await s.hears(SegmentStarted(0), SegmentUpdated(said()), 0.1, SegmentPaused(said()), 0.4, said(), 1.0)
    assert [h for h in s.happened if isinstance(h, tuple)] == []


async def test_a_caption_that_had_to_give_way_is_no_fault(stage: Make) -> None:
    s = stage(BusyError("busy"))
    await s.hears(SegmentStarted(0), SegmentUpdated(said()), 0.4)
    assert s.faults == []


async def test_the_reading_that_was_expected_comes_first(stage: Make) -> None:
    s = stage(Transcript("社保卡挂式", 0.9, 0.0, 1.0, alternatives=(Alternative("社保卡", 0.1),)))
    s.speech_input.expect(Expectation("service", ("社保卡挂失",)))
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.4, said(), 0.1)
    assert s.texts == ["社保卡挂失"]


async def test_two_utterances_keep_their_order_although_the_second_is_recognised_sooner(stage: Make) -> None:
    s = stage(Transcript("一", 0.9, 0.0, 1.0), Transcript("二", 0.9, 0.0, 1.0))
    await s.hears(SegmentStarted(0), said())
    s.recogniser.takes = 0.0
    await s.hears(SegmentStarted(8000), said(8000, 12_000), 1.0)
    assert s.texts == ["一", "二"]


async def test_lost_frames_become_silence_so_that_time_holds(stage: Make) -> None:
    s = stage()
    s.speech_input.hear(0, FRAME, 0)
    s.speech_input.hear(960, FRAME, 640)
    assert s.streams.heard == [1] * 320 + [0] * 640 + [1] * 320


async def test_samples_that_nobody_had_time_for_move_the_clock(stage: Make) -> None:
    s = stage(HELLO)
    s.speech_input.hear(0, FRAME, 0)
    s.streams.overflow = 1600
    s.speech_input.hear(320, FRAME, 0)
    await s.hears(SegmentStarted(0), said(), 0.4)
    assert s.happened[-1].speech.end_sample == 1600 + 6400 - 1536


async def test_a_recogniser_that_fails_asks_again(stage: Make) -> None:
    s = stage(RecogniserError("no memory"), HELLO)
    await s.hears(SegmentStarted(0), SegmentPaused(said()), 0.4, said(), SegmentStarted(8000), said(8000, 16_000), 0.4)
    assert s.faults == [Fault("recogniser", "no memory")]
    assert [h.transcript.refused for h in s.happened if isinstance(h, Recognised)] == ["fault", None]


async def test_a_recogniser_that_never_answers_is_given_up(stage: Make) -> None:
    s = stage()
    s.recogniser.takes = 3600.0
    await s.hears(SegmentStarted(0), said(), s.recogniser.timeout_s + GIVE_UP_MARGIN_S + 0.1)
    assert s.faults == [Fault("recogniser", "no text within 10 s")]
    assert s.happened[-1].transcript.refused == "fault"
    assert s.recogniser.cancelled == 1


@pytest.mark.parametrize("timeout_s", [15.0, 120.0])
async def test_a_slow_recogniser_is_waited_for_as_long_as_it_states(stage: Make, timeout_s: float) -> None:
    s = stage(HELLO)
    s.recogniser.timeout_s = timeout_s
    s.recogniser.takes = timeout_s - 0.1
    await s.hears(SegmentStarted(0), said(), timeout_s)
    assert s.faults == []
    assert s.texts == ["你好"]
    assert s.recogniser.cancelled == 0


async def test_the_error_of_a_recogniser_at_its_own_time_limit_is_the_fault(stage: Make) -> None:
    s = stage(RecogniserError("no transcript within 15 s"))
    s.recogniser.timeout_s = s.recogniser.takes = 15.0
    await s.hears(SegmentStarted(0), said(), 15.1)
    assert s.faults == [Fault("recogniser", "no transcript within 15 s")]


async def test_a_recogniser_that_falls_behind_is_told_of_and_every_pause_has_its_text(stage: Make) -> None:
    s = stage()
    s.recogniser.takes = 5.0
    for number in range(UTTERANCES + 4):
        await s.hears(SegmentStarted(number * 8000), said(number * 8000, number * 8000 + 4000))
    await asyncio.sleep(60)
    assert Fault("recogniser", "too far behind") in s.faults
    assert s.happened.count("pause") == len(s.texts) == UTTERANCES + 4


async def test_an_ear_that_fails_goes_on_hearing(stage: Make) -> None:
    s = stage(HELLO)
    await s.hears(SegmentStarted(0))
    s.streams.fault(VoiceActivityError("NaN"))
    await asyncio.sleep(0.1)
    assert s.faults == [Fault("ear", "NaN")]
    assert s.happened[1] == "pause"
    assert s.happened[2].transcript.refused == "fault"
    await s.hears(SegmentStarted(8000), said(8000, 16_000), 0.4)
    assert s.texts[-1] == "你好"


async def test_a_microphone_that_gives_no_sound_is_dead_while_it_is_watched(stage: Make) -> None:
    s = stage()
    await asyncio.sleep(5)
    assert s.happened == [], "nothing has to come yet"
    s.speech_input.watch_microphone(True)
    await asyncio.sleep(1.5)
    s.speech_input.hear(0, FRAME, 0)
    await asyncio.sleep(1.9)
    assert s.happened == []
    await asyncio.sleep(1.2)
    assert s.happened == [MicState.DEAD]
    s.ear.silent_s.clear()
    s.speech_input.watch_microphone(False)
    await asyncio.sleep(5)
    assert s.ear.silent_s == []


async def test_speech_into_a_microphone_that_dies_is_over_and_recognised(stage: Make) -> None:
    s = stage()
    s.speech_input.watch_microphone(True)
    s.speech_input.hear(0, FRAME, 0)
    await s.hears(SegmentStarted(0))
    s.ear.ending = said()
    await asyncio.sleep(2.5)
    assert s.texts == []
    await asyncio.sleep(2)
    assert s.texts == ["你好"], "once"
    assert "pause" in s.happened
