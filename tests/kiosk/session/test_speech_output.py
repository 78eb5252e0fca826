"""The speaking stage in virtual time: pace, stop, resume, a voice that fails, a page that says nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar import COLUMNS
from kiosk.session import speech_output
from kiosk.session.speech_output import SpeechOutput, laid_over
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m
from mandarin.masking import captioned
from support.fakes import RATE, Page, Voice
from tts import clauses

pytestmark = pytest.mark.virtual_time


@asynccontextmanager
async def speaking(*, deaf: bool = False) -> AsyncIterator[tuple[SpeechOutput, Page]]:
    page = Page(deaf=deaf)
    mouth = SpeechOutput(page, Voice(), page, lead_s=2.0)
    page.on_played = lambda report: mouth.played(
        report.utterance, report.heard_sample, done=report.done, underruns=report.underruns
    )
    tasks = [asyncio.create_task(mouth.run()), asyncio.create_task(page.play())]
    try:
        yield mouth, page
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_everything_is_sent_in_order_and_heard() -> None:
    async with speaking() as (mouth, page):
        mouth.say("请说您的身份证号码，一位一位慢慢说，我在听着呢。" * 3, fixed=True)
        mouth.close()
        await asyncio.sleep(60)
    (utterance,) = page.done
    assert utterance.heard == utterance.samples
    assert page.faults == []
    position = 0
    for number, frame in enumerate(page.frames):
        assert (frame.sequence, frame.first) == (number, position)
        assert all(frame.first <= s < frame.first + len(frame.pcm) for s in frame.row_samples), (
            "a face without its sound"
        )
        position += len(frame.pcm)
    assert [f.last for f in page.frames] == [False] * (len(page.frames) - 1) + [True]
    said = [s for s in page.messages if isinstance(s, m.SayMessage)]
    assert "".join(s.text for s in said) == "请说您的身份证号码，一位一位慢慢说，我在听着呢。" * 3


async def test_it_never_runs_far_ahead_of_the_loudspeaker() -> None:
    async with speaking() as (mouth, page):
        mouth.say("话很长，" * 60)
        mouth.close()
        await asyncio.sleep(120)
    # lead, plus what was played since the page's last report (250 ms), plus one frame
    assert page.ahead <= (2.0 + 0.27 + 0.1) * RATE
    assert len(page.done) == 1


async def test_stop_is_at_once_and_history_is_what_was_heard() -> None:
    async with speaking() as (mouth, page):
        mouth.say("第一句话说完了。第二句话正在说呢。第三句话还没有说。")
        mouth.close()
        await asyncio.sleep(3.5)
        sent = len(page.frames)
        mouth.stop()
        await asyncio.sleep(10)
        assert len(page.frames) == sent
        assert page.done == []
        assert mouth.cut is not None
        assert mouth.cut.heard_text.startswith("第一句话说完了。第二句")
        assert "第三" not in mouth.cut.heard_text


async def test_after_a_false_alarm_it_goes_on_from_the_clause_that_was_cut() -> None:
    async with speaking() as (mouth, page):
        mouth.say("第一句话说完了。第二句话正在说呢。第三句话还没有说。")
        mouth.close()
        await asyncio.sleep(3.5)
        mouth.stop()
        await asyncio.sleep(0.5)
        mouth.resume()
        await asyncio.sleep(20)
    (again,) = page.done
    assert again.text == "第二句话正在说呢。第三句话还没有说。"


@pytest.mark.parametrize("text", ["这句是坏的。", "这句好的。那句是坏的。", "这句是坏的。那句好的。"])
async def test_a_voice_that_fails_leaves_the_caption(text: str) -> None:
    """A page shows a caption when the sample it begins at is played: there must be one, and it must come at once."""
    async with speaking() as (mouth, page):
        mouth.say(text)
        mouth.close()
        await asyncio.sleep(0.2)
        assert page.frames, "nothing for the caption to be shown with"
        await asyncio.sleep(9.8)
    said = [s for s in page.messages if isinstance(s, m.SayMessage)]
    assert "".join(s.text for s in said) == text
    assert page.faults == [Fault("voice", "broken on purpose")]
    (utterance,) = page.done
    assert utterance.heard == utterance.samples == sum(len(f.pcm) for f in page.frames)
    starts = [s.sample for s in said] + [utterance.samples]
    assert all(b - a >= RATE for a, b in pairwise(starts)), "time to read each of them"
    assert [f.last for f in page.frames][-1], "the page is told where the end is"


async def test_a_page_that_reports_nothing_does_not_hang_the_conversation() -> None:
    async with speaking(deaf=True) as (mouth, page):
        mouth.say("话很长，" * 20)
        mouth.close()
        await asyncio.sleep(300)
    assert len(page.done) == 1
    assert Fault("page", "reports no playback") in page.faults


async def test_what_is_said_while_the_last_words_still_play_follows_them() -> None:
    async with speaking() as (mouth, page):
        mouth.say("您好。")
        mouth.close()
        await asyncio.sleep(0.3)
        mouth.say("社保卡挂失，是吗？")
        mouth.close()
        await asyncio.sleep(20)
    assert [u.text for u in page.done] == ["您好。", "社保卡挂失，是吗？"]


async def test_new_words_do_not_wait_for_words_that_nobody_will_hear() -> None:
    async with speaking() as (mouth, page):
        mouth.say("慢" * 400 + "。")  # ten seconds to synthesise
        mouth.close()
        await asyncio.sleep(0.5)
        mouth.stop()
        began = page.now()
        mouth.say("您好。")
        mouth.close()
        while not page.done:
            await asyncio.sleep(0.02)
        assert page.now() - began < 2


PARTS = ("您的手机号是", "一三八，", "零零幺三，", "八零零零", "。", "对吗？", " ", "好的。", "13800138000", "\n")


@given(st.lists(st.sampled_from(PARTS)))
def test_captions_are_cut_where_the_words_are(parts: list[str]) -> None:
    text = "".join(parts)
    pieces, caption = clauses(text), captioned(text, asked=True)
    shown = laid_over(pieces, text, caption)
    assert [len(piece) for piece in shown] == [len(piece) for piece in pieces]
    if pieces:
        assert "".join("".join(shown).split()) == "".join(caption.split())


async def test_no_face_is_computed_for_an_outlet_that_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(speech: object) -> None:
        raise AssertionError("a face was computed")

    async with speaking() as (mouth, page):
        with monkeypatch.context() as patch:
            patch.setattr(speech_output, "face", unwanted)
            page.shows_face = False
            mouth.say("这句话说得很长很长，没有人看得见脸。")
            mouth.close()
            await asyncio.sleep(1)
        assert sum(len(frame.pcm) for frame in page.frames) > RATE
        assert all(frame.rows.shape == (0, len(COLUMNS)) for frame in page.frames)
        page.shows_face = True  # another page has resumed the conversation in mid-sentence
        await asyncio.sleep(10)
    assert page.frames[-2].rows.any()
