"""A citizen proves who he is in a session: what is asked of the back end, sent, recorded and shown, and what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dialogue import Library, Machine
from dialogue.acts import InputCard
from dialogue.script.assurance import Assurances, IdentityRule
from dialogue.script.model import Collect
from kiosk.hall.codes import LIFE_S, CodeLimits
from kiosk.hall.data_check import MATCH
from kiosk.session import ClientProfile
from kiosk.session.screen import HIDDEN
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.fakes import Backend
from support.halls import SHIPPED
from support.proof import MOBILE, Mailbox, PhoneBook
from support.session_world import CITIZEN_ID, PROFILE, World, running

pytestmark = pytest.mark.virtual_time

CALLER = ClientProfile("phone", "line", screen=False)
NAME = "王小明"  # what the back end knows


def world_of(mailbox: Mailbox, profile: ClientProfile = PROFILE, *, mobile: str = MOBILE, **parts: Any) -> World:
    book = PhoneBook(Backend(), lambda person: mobile)
    return World(book, mailbox, profile, **parts)


async def up_to_the_number(world: World) -> None:
    await world.do(m.Start())
    await world.say("你好我的社保卡丢了")
    await world.say("同意")
    await world.do(m.Key(CITIZEN_ID))


def kept(world: World) -> str:
    """Everything that is written down or sent to the page, but the state, which is sealed."""
    return repr((world.ledger.turns, world.ledger.events, world.page.messages))


async def test_a_card_on_the_reader_and_not_before_anything_is_told() -> None:
    async with running(world_of(mailbox := Mailbox())) as world:
        await up_to_the_number(world)
        assert "核实您的身份" in world.said()
        assert NAME not in kept(world)
        await world.do(read_card(NAME, CITIZEN_ID))
        assert "临时挂失" in world.said()
    assert mailbox.sent == []


async def test_a_code_goes_to_the_number_that_the_back_end_knows_and_is_kept_nowhere() -> None:
    async with running(world_of(mailbox := Mailbox(), mobile="13911112222")) as world:
        await up_to_the_number(world)
        await world.say("没带身份证")
        assert [(one["to"], one["template"]) for one in mailbox.sent] == [("13911112222", "code")]
        (card,) = [card for card in world.of(m.Cards)[-1].cards if isinstance(card, InputCard)]
        assert card.masked
        code = mailbox.code
        await world.do(m.Key(code))
        assert "核实好了" in world.said()
        assert code not in kept(world)
        assert "13911112222" not in kept(world)
        assert code not in "".join(world.ledger.kept.values())
        assert ("citizen", HIDDEN, None) in world.ledger.turns


async def test_a_caller_tells_the_code_and_no_caption_has_it() -> None:
    async with running(world_of(mailbox := Mailbox(), CALLER)) as world:
        await up_to_the_number(world)
        code = mailbox.code
        await world.say(code)
        assert "核实好了" in world.said()
        assert code not in kept(world)
        assert HIDDEN in [text for who, text, _ in world.ledger.turns if who == "citizen"]


async def test_a_code_told_at_a_question_in_between_is_kept_nowhere() -> None:
    async with running(world_of(mailbox := Mailbox(), CALLER)) as world:
        await up_to_the_number(world)
        code = mailbox.code
        await world.say("取消")
        assert world.session.dialogue_state.interjection is not None
        await world.say(code)
        assert code not in kept(world)
        assert "核实好了" in world.said()


async def test_a_cry_for_a_human_at_the_code_is_recorded() -> None:
    async with running(world_of(Mailbox(), CALLER)) as world:
        await up_to_the_number(world)
        await world.say("转人工")
        assert ("citizen", "转人工", None) in world.ledger.turns
        assert [one.reason for one in world.of(m.HandoffMessage)] == ["asked"]


async def test_a_wrong_code_three_times_gets_a_human_and_nothing_was_asked() -> None:
    world = world_of(mailbox := Mailbox(), CALLER)
    async with running(world):
        await up_to_the_number(world)
        wrong = "111111" if mailbox.code != "111111" else "222222"
        for _ in range(3):
            await world.do(m.Key(wrong))
        assert [one.reason for one in world.of(m.HandoffMessage)] == ["identity"]
        assert NAME not in kept(world)


async def test_a_code_is_too_old_after_five_minutes() -> None:
    now = 0.0
    world = world_of(mailbox := Mailbox(), CALLER)
    world.hall.codes.clock = lambda: now
    async with running(world):
        await up_to_the_number(world)
        old = mailbox.code
        now = LIFE_S + 1
        await world.do(m.Key(old))
        assert "过期" in world.said()
        assert len(mailbox.sent) == 2
        await world.do(m.Key(mailbox.code))
        assert "核实好了" in world.said()


@pytest.mark.parametrize(("mobile", "takes"), [("", True), ("010-12345678", True), (MOBILE, False)])
async def test_where_no_code_can_be_sent_a_caller_gets_a_human(mobile: str, takes: bool) -> None:
    async with running(world_of(mailbox := Mailbox(takes=takes), CALLER, mobile=mobile)) as world:
        await up_to_the_number(world)
        assert "验证码现在发不了" in world.said()
        assert [one.reason for one in world.of(m.HandoffMessage)] == ["identity"]
    assert mailbox.sent == []


async def test_the_code_is_in_the_outbox_before_it_is_sent() -> None:
    async with running(world_of(mailbox := Mailbox(), CALLER)) as world:
        await up_to_the_number(world)
        (entry,) = world.ledger.deliveries.values()
        assert entry.kind == "code"
        assert json.loads(entry.body)["values"]["验证码"] == mailbox.code


async def test_a_hall_floods_nobodys_phone() -> None:
    mailbox, limits = Mailbox(), CodeLimits()
    for number in range(7):
        async with running(world_of(mailbox, CALLER, codes=limits)) as world:
            await up_to_the_number(world)
            assert bool(world.of(m.HandoffMessage)) == (number >= 5)
    assert len(mailbox.sent) == 5


class ComparingBook(PhoneBook):
    """A back end that knows a person's name and number, and answers whether they are those that were told."""

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        if api != MATCH:
            return await super().call(api, params, key=key, timeout_s=timeout_s)
        self.compared = {**params}
        return {"相符": "是" if params["手机号"] == MOBILE else "否"}


def comparing_library() -> Library:
    """社保卡挂失, for which data are compared in place of a code; the mobile number is asked for before the query."""
    (script,) = [one for one in SHIPPED.scripts if one.name == "社保卡挂失"]
    first = next(at for at, step in enumerate(script.steps) if isinstance(step, Collect))
    steps, collect = list(script.steps), script.steps[first]
    assert isinstance(collect, Collect)
    steps[first] = replace(collect, slots=("身份证号", "手机号", "挂失方式"))
    rule = IdentityRule(Assurances("sms", "data"), data=("手机号", "挂失方式"))
    return replace(SHIPPED, scripts=(replace(script, identity=rule, steps=tuple(steps)),))


@pytest.mark.parametrize("right", [True, False])
async def test_data_are_compared_by_the_back_end_before_it_is_asked_anything_else(right: bool) -> None:
    library, backend = comparing_library(), Backend()
    book = ComparingBook(backend)
    machine = Machine(library, means=frozenset({"data"}))
    async with running(World(book, Mailbox(), CALLER, library=library, machine=machine)) as world:
        await up_to_the_number(world)
        for keys in (MOBILE if right else "13911112222", "1"):
            await world.do(m.Key(keys))
        assert book.compared["身份证号"] == CITIZEN_ID
        if right:
            assert "核实好了" in world.said()
            assert [api for api, *_ in backend.calls] == ["sbk.status"]
        else:
            assert "没有对上" in world.said()
            assert backend.calls == []
            assert NAME not in kept(world)
