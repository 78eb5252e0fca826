"""A member of staff answers in the clerk's place: in the clerk's voice, never beside the machine, and back again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from asr import Transcript
from dialogue.acts import RatingCard, ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.config import LiveSettings, Settings
from kiosk.hall import phrases
from kiosk.hall.live.seats import LOST_S, Seat
from kiosk.hall.live.view import LiveLine, LiveView
from kiosk.session import ClientProfile
from kiosk.session.step_in import WAITING
from kiosk.wire import messages as m
from support.fakes import Backend
from support.session_world import World, apply, running

pytestmark = pytest.mark.virtual_time

ZHANG, LI = Seat("zhang", "张老师"), Seat("li", "李老师")
BACK = phrases.MACHINE_AGAIN["handed_back"]
PHONE = ClientProfile("phone", "audiosocket")


@asynccontextmanager
async def hall(*, name: str = "off", profile: ClientProfile | None = None) -> AsyncIterator[World]:
    settings = replace(Settings(embeddings="off"), live=LiveSettings(staff_name=name))  # type: ignore[arg-type]
    parts = {"profile": profile} if profile else {}
    async with running(World(Backend(), settings=settings, **parts)) as world:
        yield world
        world.hall.live.close()
        await world.hall.staff.close()


def view(world: World) -> LiveView:
    found = world.hall.live.board.view(world.session.id)
    assert found is not None
    return found


def lines(world: World) -> list[LiveLine]:
    return view(world).lines_after(0)[1]


async def stay(world: World, seat: Seat, seconds: float) -> None:
    """His page gives a sign every 5 s."""
    for _ in range(int(seconds / 5)):
        await asyncio.sleep(5)
        world.hall.live.present(world.session.id, seat)


async def asked_for_a_number(world: World) -> None:
    await world.do(m.Start())
    await world.say("你好我的社保卡丢了")
    await world.say("同意")


async def test_what_staff_type_is_said_and_the_script_goes_on_at_its_question() -> None:
    async with hall(name="on") as world:
        await asked_for_a_number(world)
        question = "".join(said.text for said in world.session.dialogue_state.last)
        steps, desk, id = world.count_steps(), world.hall.live, world.session.id
        assert desk.take(id, ZHANG) == ZHANG
        await world.answered()
        assert world.said().endswith("您好，现在由工作人员张老师来回答您。")
        assert world.of(m.StaffMessage)[-1].text == "现在由工作人员张老师回答您，声音由AI合成。"
        assert world.of(m.Cards)[-1] == m.Cards(())
        assert view(world).owner == "张老师"
        await world.say("我的证没有带怎么办")
        assert steps == [], "the machine is not asked"
        assert desk.say(id, ZHANG, "没关系，报号码就可以。") == "done"
        await world.answered()
        assert world.said().endswith("没关系，报号码就可以。")
        told = [(line.who, line.text) for line in lines(world)]
        assert ("citizen", "我的证没有带怎么办") in told
        assert ("staff", "没关系，报号码就可以。") in told or ("staff", "报号码就可以。") in told
        assert desk.hand_back(id, ZHANG) == "done"
        await world.answered()
        assert world.said().endswith(BACK + question), "nothing of the question is lost"
        assert world.of(m.StaffMessage)[-1].text == ""
        assert view(world).owner == ""
        await world.do(m.Key("11010519491231002X"))
        assert world.session.dialogue_state.value("身份证号") == "11010519491231002X"
    assert ("citizen", "我的证没有带怎么办", None) in world.ledger.turns


async def test_the_name_is_told_only_where_the_setting_says_so() -> None:
    async with hall() as world:
        await world.do(m.Start())
        world.hall.live.take(world.session.id, ZHANG)
        await world.answered()
        assert "张老师" not in world.said() + repr(world.of(m.StaffMessage))
        assert world.said().endswith(phrases.staff_steps_in(""))


async def test_one_owner_and_an_explicit_hand_over() -> None:
    async with hall(name="on") as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        assert desk.take(id, ZHANG) == ZHANG
        assert desk.take(id, LI) == ZHANG, "the second is told who has it"
        assert desk.say(id, LI, "我也来说一句。") == "not_yours"
        assert desk.hand_back(id, LI) == "not_yours"
        assert desk.hand_over(id, LI, LI) == "not_yours"
        assert desk.hand_over(id, ZHANG, LI) == "done"
        assert desk.say(id, ZHANG, "我还有一句。") == "not_yours"
        assert desk.say(id, LI, "您好。") == "done"
        await world.answered()
        assert "李老师来回答您" in world.said()
        assert "我也来说" not in world.said()
        assert "我还有" not in world.said()
        assert view(world).owner == "李老师"
        assert desk.take("nobody", ZHANG) is None
        assert desk.say("nobody", ZHANG, "有人吗") == "unknown"


async def test_the_citizen_breaks_in_on_staff_too_and_nothing_is_said_into_his_words() -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        desk.say(id, ZHANG, "您先到二楼取一张号码，然后到十二号窗口排队，带上您的身份证和户口本。")
        await asyncio.sleep(1.0)
        await world.citizen.voice()
        await world.citizen.partial("等一下二楼在哪里")
        assert world.of(m.Stop), "he is heard"
        assert lines(world)[-1].via == "cut"
        desk.say(id, ZHANG, "电梯在您身后。")
        await asyncio.sleep(1.0)
        assert all(line.via != "unsaid" for line in lines(world)), "it may have been a cough"
        assert "电梯在您身后" not in world.said(), "it waits until he has finished"
        await world.citizen.words(Transcript("等一下二楼在哪里", 0.9, 0.0, 1.0))
        await world.answered()
        assert world.said().endswith("电梯在您身后。")
        assert any(line.text == "等一下二楼在哪里" for line in lines(world))
        (unsaid,) = [line for line in lines(world) if line.via == "unsaid"]
        assert unsaid.text.endswith("带上您的身份证和户口本。"), "he sees what the citizen has not heard"


async def test_a_cough_does_not_end_what_staff_say() -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        desk.say(id, ZHANG, "您先到二楼取一张号码，然后到十二号窗口排队。")
        await asyncio.sleep(0.5)
        await world.citizen.voice()
        await world.citizen.words(Transcript("", 0.0, 0.0, 1.0, refused="noise"))
        await world.answered()
        assert "到十二号窗口排队。" in world.said()


@pytest.mark.parametrize("why", ["lost", "idle"])
async def test_an_owner_who_is_gone_gives_back_by_himself_and_it_is_said(why: str) -> None:
    async with hall() as world:
        await asked_for_a_number(world)
        world.hall.live.take(world.session.id, ZHANG)
        await world.answered()
        if why == "idle":
            await stay(world, ZHANG, world.hall.settings.live.idle_s)
        else:
            assert view(world).owner == "张老师"
            await asyncio.sleep(LOST_S)
        await world.answered()
        assert phrases.MACHINE_AGAIN[why] in world.said()
        assert view(world).owner == ""
        assert world.hall.live.say(world.session.id, ZHANG, "我回来了") == "not_yours"
        assert not world.session.over


async def test_a_citizen_who_is_silent_is_not_sent_away_while_staff_answer() -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        before = world.said() + phrases.staff_steps_in("")
        for _ in range(8):
            await stay(world, ZHANG, 30)
            desk.say(id, ZHANG, "嗯")
            await world.answered()
        assert not world.session.over
        assert world.said().replace("嗯", "").startswith(before[:20])
        assert phrases.IDLE not in world.said()


async def test_what_the_machine_was_working_out_is_said_when_it_goes_on() -> None:
    async with hall() as world:
        await apply(world)
        await asyncio.sleep(1)
        steps = world.count_steps()
        deliver(m.Text("对"), world.session)  # the back end takes 0.2 s
        await asyncio.sleep(0.1)
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await stay(world, ZHANG, 10)
        assert steps
        spoken = world.said()
        desk.say(id, ZHANG, "马上就好。")
        await stay(world, ZHANG, 10)
        after = world.said().removeprefix(spoken)
        assert after == "马上就好。", "never two voices"
        desk.hand_back(id, ZHANG)
        await world.answered()
        assert len(world.said().split(BACK, 1)[1]) > 5


async def test_words_said_to_staff_are_no_answer_to_the_machine() -> None:
    """His 好的 to the member of staff ends after the machine's confirmation is open again."""
    async with hall() as world:
        await asked_for_a_number(world)
        await world.do(m.Key("11010519491231002X"))
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        before = world.session.dialogue_state
        await world.citizen.voice()
        desk.hand_back(id, ZHANG)
        await world.citizen.words(Transcript("好的就这样办", 0.95, 0.0, 1.0))
        await world.answered()
        assert world.session.dialogue_state.filled == before.filled


async def test_keys_and_touches_meanwhile_answer_nothing() -> None:
    async with hall(profile=PHONE) as world:
        world.session.start()
        await world.answered()
        await world.say("你好我的社保卡丢了")
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        assert world.session.asked is None
        before = world.session.dialogue_state
        world.session.inputs.keys("1")
        world.session.inputs.touch("同意")
        await world.answered()
        assert world.session.dialogue_state == before
        assert lines(world)[-1].text == "（按键）"
        desk.say(id, ZHANG, "请您说同意。")
        await world.answered()
        assert world.said().endswith("请您说同意。"), "on the phone as at the kiosk"


async def test_a_page_that_comes_back_sees_who_answers_and_hears_what_it_missed() -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        world.session.detach()
        assert view(world).away
        desk.say(id, ZHANG, "您还在吗？")
        await stay(world, ZHANG, 10)
        said, banners = world.said(), len(world.of(m.StaffMessage))
        assert "您还在吗" not in said
        world.session.attach(world.page)
        await world.answered()
        assert len(world.of(m.StaffMessage)) > banners
        assert world.said().removeprefix(said) == "您还在吗？"
        assert not view(world).away


async def test_too_much_at_once_is_told() -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        await world.citizen.voice()
        answers = [desk.say(id, ZHANG, f"第{number}句。") for number in range(WAITING + 1)]
        assert answers == ["done"] * WAITING + ["busy"]
        await world.citizen.words(Transcript("我在听", 0.9, 0.0, 1.0))
        await world.answered()
        assert world.said().endswith("".join(f"第{number}句。" for number in range(WAITING)))


async def test_the_call_for_staff_is_taken_by_stepping_in_and_rings_again_when_he_is_lost() -> None:
    async with hall() as world:

        def bell() -> None: ...

        world.hall.staff.watch(bell)
        world.hall.staff.go_on_duty(bell, "王老师")
        await world.do(m.Start())
        await world.do(m.Text("转人工"))
        (call,) = world.hall.staff.open_calls()
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await world.answered()
        assert [(one.id, one.who) for one in world.hall.staff.open_calls()] == [(call.id, "张老师")]
        assert "张老师马上过来" not in world.said(), "he answers here, and comes nowhere"
        await asyncio.sleep(LOST_S + 1)
        (again,) = world.hall.staff.open_calls()
        assert (again.id != call.id, again.who, again.reason) == (True, "", call.reason)
        assert not world.session.over
        desk.take(id, LI)
        await world.answered()
        desk.hand_back(id, LI)
        await asyncio.sleep(10)
        assert world.hall.staff.open_calls() == []
        assert [g.reason for g in world.of(m.Goodbye)] == ["handoff"], "the script was over"


@pytest.mark.parametrize("how", ["end", "drain", "fault"])
async def test_an_end_meanwhile_ends_clean(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with hall() as world:
        await world.do(m.Start())
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        desk.say(id, ZHANG, "您好，我来帮您看一下。")
        await asyncio.sleep(0.3)
        if how == "end":
            world.session.end("cancelled")
        elif how == "drain":
            world.session.end_politely("drain", phrases.DRAIN)
        else:

            async def broken(*_: object, **__: object) -> None:
                raise ZeroDivisionError

            monkeypatch.setattr(world.hall.voice, "speak", broken)
            desk.say(id, ZHANG, "这一句说不出来。")
            await asyncio.sleep(10)
        assert desk.say(id, ZHANG, "还有一句。") in ("unknown", "not_yours")
        assert desk.take(id, LI) is None
        await asyncio.sleep(30)
        assert world.session.over
        assert desk.owner(id) is None
        assert "还有一句" not in world.said()
        assert len(world.hall.live.board) == 0


async def test_a_receipt_shown_meanwhile_is_on_the_screen_afterwards() -> None:
    async with hall() as world:
        await apply(world)
        for _ in range(4):
            if any(isinstance(card, ReceiptCard) for card in world.of(m.Cards)[-1].cards):
                break
            world.session.inputs.text("对")
            await asyncio.sleep(0.05)
            if world.session.dialogue_state.submitting:
                break
            await world.answered()
        desk, id = world.hall.live, world.session.id
        desk.take(id, ZHANG)
        await stay(world, ZHANG, 10)
        assert world.of(m.Cards)[-1] == m.Cards(())
        desk.hand_back(id, ZHANG)
        await world.answered()
        assert any(isinstance(card, ReceiptCard | RatingCard) for card in world.of(m.Cards)[-1].cards)


@pytest.mark.parametrize("seed", range(16))
async def test_any_order_of_two_seats_and_a_citizen_has_one_owner_and_one_voice(seed: int) -> None:
    rng, owned = random.Random(seed), ""
    async with hall(profile=PHONE if seed % 4 == 0 else None) as world:
        world.session.start()
        await world.answered()
        desk, id, steps = world.hall.live, world.session.id, world.count_steps()
        typed: list[str] = []
        for number in range(14):
            seat = rng.choice((ZHANG, LI))
            owner = desk.owner(id)
            owned = owner.account if owner else ""
            decided, seen = len(steps), lines(world)[-1].number
            match rng.randrange(7):
                case 0:
                    got = desk.take(id, seat)
                    assert got is not None
                    assert got.account == (owned or seat.account)
                case 1:
                    text = f"编号{seed}之{number}。"
                    answer = desk.say(id, seat, text)
                    assert (answer == "not_yours") == (owned != seat.account)
                    typed += [text] if answer == "done" else []
                case 2:
                    assert (desk.hand_back(id, seat) == "done") == (owned == seat.account)
                case 3:
                    await world.citizen.voice()
                    await asyncio.sleep(rng.uniform(0, 0.5))
                    await world.citizen.words(Transcript("我要挂失社保卡", 0.9, 0.0, 1.0))
                    if owned:
                        await asyncio.sleep(0)
                        asked = [getattr(step, "text", "") for step in steps[decided:]]
                        assert "我要挂失社保卡" not in asked, "the machine was asked beside a member of staff"
                case 4:
                    world.session.inputs.text("同意")
                case 5 if rng.random() < 0.4:
                    world.session.detach()
                    await asyncio.sleep(1)
                    world.session.attach(world.page)
                case _:
                    await asyncio.sleep(rng.choice((0.1, 2.0, 8.0, 25.0)))
            if world.session.over:
                break
            now = desk.owner(id)
            if owner and now:
                new = view(world).lines_after(seen)[1]
                machine = "".join(line.text for line in new if line.who == "clerk")
                assert machine in phrases.staff_steps_in("") + phrases.MACHINE_AGAIN["lost"], "two voices"
            assert world.session.stepped_in == (now is not None)
            assert view(world).owner == (now.name if now else "")
        if not world.session.over:
            if (owner := desk.owner(id)) is not None:
                desk.hand_back(id, owner)
            await world.answered()
            told = "".join(line.text for line in lines(world) if line.who == "staff")
            assert [text for text in typed if text not in told] == [], "said, or told that it was not"
        world.session.end("cancelled")
        await asyncio.sleep(2)
        assert len(world.hall.live.board) == 0
        assert desk.owner(id) is None
