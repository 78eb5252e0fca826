"""Speech through a session in virtual time: barge-in, pauses, rollback, echo, and what the microphone is told."""

from __future__ import annotations

import asyncio

import pytest

from asr import MicState, StreamResampler, Transcript
from kiosk.channels.browser.inputs import deliver
from kiosk.session import clerk_sound
from kiosk.wire import messages as m
from support.fakes import Page
from support.session_world import World, hall

pytestmark = pytest.mark.virtual_time


def heard(text: str) -> Transcript:
    return Transcript(text, 0.9, 0.0, 1.0)


async def consent_is_being_asked(world: World) -> None:
    await world.do(m.Start())
    await world.citizen.says("社保卡丢了")
    await world.until("speaking")
    await asyncio.sleep(2)


async def test_a_yes_said_into_the_question_waits_for_its_end() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.says("嗯")
        assert world.state == "speaking"
        assert world.of(m.Stop) == []
        await world.answered()
        assert world.of(m.Stop) == [], "she asked the whole question"
        assert "身份证" in world.said(), "and took the yes for an answer"


async def test_words_stop_her_before_they_are_complete() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.voice()
        await world.citizen.partial("嗯")
        assert world.of(m.Stop) == []
        await world.citizen.partial("不是")
        assert len(world.of(m.Stop)) == 1
        assert world.state == "hearing"
        assert [p.text for p in world.of(m.Partial)] == ["嗯", "不是"]
        await world.citizen.words(heard("不是我要办居住证"))
        await world.answered()


async def test_what_is_said_before_the_text_is_known_joins_it() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said, spoken = world.said(), len(world.of(m.SayMessage))
        steps = world.count_steps()
        await world.citizen.voice()
        await world.citizen.words(heard("我来是想"), going_on=True)
        assert world.state == "hearing"
        await world.citizen.words(heard("社保卡丢了要挂失"))
        await world.answered()
        assert [s.text for s in steps] == ["我来是想社保卡丢了要挂失"]
        assert "同意" in world.said()[len(said) :]
        assert len(world.of(m.SayMessage)) > spoken


async def test_what_is_said_into_the_pause_joins_what_was_said_before() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said = world.said()
        steps = world.count_steps()
        await world.citizen.says("我来是想")
        await world.citizen.voice()
        assert world.state == "hearing"
        await world.citizen.words(heard("社保卡丢了要挂失"))
        await world.answered()
        assert steps[-1].text == "我来是想社保卡丢了要挂失"
        assert "同意" in world.said()[len(said) :]


async def test_an_answer_that_is_hardly_heard_is_taken_back_with_its_cards() -> None:
    async with hall() as world:
        await world.do(m.Start())
        before = world.of(m.Cards)[-1]
        await world.citizen.says("我要办居住证")
        await world.until("speaking")
        await asyncio.sleep(0.4)
        assert world.of(m.Cards)[-1] != before
        await world.citizen.voice()
        await world.citizen.partial("不对")
        assert world.of(m.Cards)[-1].cards == before.cards, "as if nothing had been decided"
        assert world.of(m.Cards)[-1].ask != before.ask, "but it is another showing"
        assert world.session.dialogue_state.service == ""
        await world.citizen.words(heard("不对是社保卡挂失"))
        await world.answered()
        assert "社保卡挂失，我来帮您办" in world.said(), "all of it was decided together"


async def test_the_answer_is_decided_in_the_pause_and_only_once() -> None:
    async with hall() as world:
        await world.do(m.Start())
        steps = world.count_steps()
        await world.citizen.voice()
        await world.citizen.draft("社保卡丢了")
        assert len(steps) == 1
        assert world.state == "hearing"
        await asyncio.sleep(0.3)
        await world.citizen.words(heard("社保卡丢了"))
        await world.answered()
        assert len(steps) == 1
        assert "同意" in world.said()


async def test_a_prepared_answer_that_nobody_wants_leaves_no_trace() -> None:
    async with hall() as world:
        await world.do(m.Start())
        cards, state = world.of(m.Cards), world.session.dialogue_state
        await world.citizen.voice()
        await world.citizen.draft("社保卡丢了")
        await world.citizen.more()
        await world.citizen.words(heard(""))
        await world.answered()
        assert world.of(m.Cards) == cards
        assert world.session.dialogue_state is state


async def test_her_own_words_from_the_loudspeaker_are_nobodys_turn() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.says(world.said()[-12:])
        assert world.state == "speaking"
        assert world.of(m.Stop) == []
        assert len(world.of(m.TranscriptMessage)) == 1


async def test_a_page_that_hears_nothing_is_given_no_resampler(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Counted(StreamResampler):
        def __init__(self, source: int) -> None:
            made.append(source)
            super().__init__(source)

    monkeypatch.setattr(clerk_sound, "StreamResampler", Counted)
    async with hall() as world:
        assert made == []  # it takes more memory than all the rest of a connection
        await consent_is_being_asked(world)
        assert len(made) == 1


async def test_a_recogniser_that_fails_costs_one_sorry() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said = world.said()
        await world.citizen.voice()
        await world.citizen.words(Transcript("", 0.0, 0.0, 1.0, refused="fault"))
        await world.answered()
        assert "抱歉" in world.said()[len(said) :] or "没" in world.said()[len(said) :]
        await world.say("社保卡丢了")
        assert "同意" in world.said()


async def test_an_unfit_microphone_is_told_on_the_screen_and_its_recovery_too() -> None:
    async with hall() as world:
        await world.citizen.microphone(MicState.MUTED)
        assert world.of(m.Mic) == [], "in attract mode nobody is looking"
        deliver(m.Start(), world.session)
        assert [mic.status for mic in world.of(m.Mic)] == ["muted"]
        assert "触摸" in world.of(m.Mic)[0].text
        await world.citizen.microphone(MicState.OK)
        assert [mic.status for mic in world.of(m.Mic)][-1] == "ok"


async def test_a_microphone_that_gives_no_sound_is_told_as_dead() -> None:
    async with hall() as world:
        await asyncio.sleep(10)
        deliver(m.Start(), world.session)
        await asyncio.sleep(1.9)
        assert world.of(m.Mic) == [], "the page may have been told to wait, and is not heard meanwhile"
        await asyncio.sleep(2)
        assert [mic.status for mic in world.of(m.Mic)] == ["dead"]
        assert "触摸" in world.of(m.Mic)[0].text


async def test_a_page_that_was_away_is_not_told_that_its_microphone_is_dead() -> None:
    async with hall() as world:
        async with world.microphone_on():
            await world.do(m.Start())
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(20)
        world.page = Page()
        world.hall.sessions.reattach(world.session, world.page)
        async with world.microphone_on():
            await asyncio.sleep(10)
        assert world.of(m.Mic) == []


async def test_distant_talk_is_told_only_while_an_answer_is_waited_for() -> None:
    async with hall() as world, world.microphone_on():
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await world.citizen.microphone(MicState.FAR)
        assert world.of(m.Mic) == []
        await world.answered()
        assert world.of(m.Mic)[0].status == "far"


@pytest.mark.parametrize(("said", "stops"), [("嗯", 0), ("好的", 0), ("我要", 1), ("我", 0)])
async def test_syllables_stop_her_before_any_text_is_known(said: str, stops: int) -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.voice()
        await world.citizen.syllables(said)
        assert len(world.of(m.Stop)) == stops
        assert world.of(m.Partial) == []


async def test_syllables_of_her_own_prompt_do_not_stop_her() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        hers = [t.text for t in world.of(m.SayMessage)][-1][-6:-1]
        await world.citizen.voice()
        await world.citizen.syllables(hers)
        assert world.of(m.Stop) == []


async def test_a_nod_whose_text_is_wrong_is_a_nod_by_its_syllables() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.voice()
        await world.citizen.syllables("明白")
        await world.citizen.draft("面带")
        assert world.of(m.Stop) == []
        await world.citizen.voice()
        await world.citizen.draft("面带")
        assert len(world.of(m.Stop)) == 1, "nothing is known of these syllables"
