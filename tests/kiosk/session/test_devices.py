"""The clerk and the kiosk's devices in a session: what is printed, what she says of it, and a lost reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from dialogue import Machine
from dialogue.acts import ReceiptCard
from dialogue.script.assurance import ProofMeans
from kiosk.hall import phrases
from kiosk.session.devices import SessionDevices
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.fakes import Backend
from support.halls import LIBRARY
from support.proof import Mailbox, PhoneBook
from support.session_world import CITIZEN_ID, World, apply, running

pytestmark = pytest.mark.virtual_time

READY = (m.DeviceState("reader", "ready"), m.DeviceState("printer", "ready"))
TAKE = phrases.PRINTED


def kiosk(**states: m.DeviceCondition) -> m.DevicesMessage:
    """All devices of a kiosk: a reader and a printer that are ready, but for `states`."""
    known: dict[Any, m.DeviceCondition] = {"reader": "ready", "printer": "ready"} | states  # type: ignore[dict-item]
    return m.DevicesMessage(tuple(m.DeviceState(name, state) for name, state in known.items()))


class PrintingPage:
    """The page of a kiosk: answers each `print` after `takes_s` with `outcome`; None: never."""

    def __init__(
        self, world: World, outcome: m.PrintOutcome | None, why: m.DeviceCondition | None, takes_s: float
    ) -> None:
        self.world, self.answer = world, (outcome, why)
        self.takes_s = takes_s
        self.printed: list[ReceiptCard] = []
        self._said: list[str] = []
        send = world.page.send

        def sent(message: m.Down) -> None:
            send(message)
            if isinstance(message, m.PrintMessage):
                assert isinstance(message.card, ReceiptCard)
                self.printed.append(message.card)
                self.said_before = world.said()
                if outcome is not None:
                    told = m.PrintedMessage(message.job, outcome, why)
                    asyncio.get_running_loop().call_later(takes_s, self._tell, told)

        world.page.send = sent  # type: ignore[method-assign]

    def _tell(self, told: m.PrintedMessage) -> None:
        self.said_while_printing = self.world.said()
        self.world.session.devices.printed(told)


async def to_the_end(
    devices: m.DevicesMessage | None, outcome: m.PrintOutcome | None = "printed", why: m.DeviceCondition | None = None,
    takes_s: float = 1.0, meanwhile: Callable[[World], None] | None = None,
) -> tuple[World, PrintingPage]:  # fmt: skip
    """A citizen reports a card lost at a kiosk with these devices."""
    async with running(World(Backend())) as world:
        page = PrintingPage(world, outcome, why, takes_s)
        if devices is not None:
            world.session.devices.told(devices.devices)
        await apply(world)
        if meanwhile is not None:
            meanwhile(world)
        await world.say("对，没错")
        async with asyncio.timeout(200):
            while not any(card.id == "rating" for shown in world.of(m.Cards) for card in shown.cards):
                await asyncio.sleep(0.1)
        await world.answered()
    return world, page


async def test_she_says_take_your_receipt_once_it_is_printed_and_not_before() -> None:
    world, page = await to_the_end(kiosk())
    assert len(page.printed) == 1
    assert TAKE not in page.said_while_printing
    assert world.said().count(TAKE) == 1


async def test_what_is_printed_is_what_is_shown() -> None:
    world, page = await to_the_end(kiosk())
    shown = [card for cards in world.of(m.Cards) for card in cards.cards if isinstance(card, ReceiptCard)]
    assert page.printed[0] in shown
    assert page.printed[0].time


@pytest.mark.parametrize(
    ("outcome", "why", "told"),
    [
        ("sent", None, phrases.PRINT_SENT),
        ("unknown", None, phrases.PRINT_UNKNOWN),
        ("failed", "paper_out", phrases.PRINT_NO_PAPER),
        ("failed", "unplugged", phrases.PRINT_FAILED),
        ("failed", "wrong", phrases.PRINT_FAILED),
        ("failed", "busy", phrases.PRINT_FAILED),
    ],
)
async def test_what_did_not_come_out_is_told_with_another_way(
    outcome: m.PrintOutcome, why: m.DeviceCondition | None, told: str
) -> None:
    world, _ = await to_the_end(kiosk(), outcome, why)
    assert told in world.said()
    assert phrases.RECEIPT_KEPT in world.said()
    assert TAKE not in world.said()


@pytest.mark.parametrize(
    ("state", "told"), [("paper_out", phrases.PRINT_NO_PAPER), ("unplugged", phrases.PRINT_FAILED)]
)
async def test_a_printer_that_cannot_print_is_not_asked(state: m.DeviceCondition, told: str) -> None:
    world, page = await to_the_end(kiosk(printer=state))
    assert page.printed == []
    assert told in world.said()
    assert TAKE not in world.said()


async def test_paper_that_is_low_still_prints() -> None:
    world, _ = await to_the_end(kiosk(printer="paper_low"))
    assert TAKE in world.said()


@pytest.mark.parametrize(
    "devices", [None, m.DevicesMessage(()), m.DevicesMessage((m.DeviceState("bridge", "unplugged"),))]
)
async def test_without_a_printer_the_screen_is_offered_and_nothing_promised(devices: m.DevicesMessage | None) -> None:
    world, page = await to_the_end(devices)
    assert page.printed == []
    assert phrases.RECEIPT_SHOWN in world.said()
    assert TAKE not in world.said()


async def test_a_slow_printer_is_told_and_one_that_says_nothing_is_not_waited_for_for_ever() -> None:
    world, _ = await to_the_end(kiosk(), takes_s=8.0)
    assert world.said().index(phrases.PRINTING) < world.said().index(TAKE)
    world, _ = await to_the_end(kiosk(), outcome=None)
    assert phrases.PRINT_UNKNOWN in world.said()


async def test_the_printer_is_lost_in_the_middle_of_the_conversation() -> None:
    def unplugged(world: World) -> None:
        world.session.devices.told(kiosk(printer="unplugged").devices)

    world, page = await to_the_end(kiosk(), meanwhile=unplugged)
    assert page.printed == []
    assert phrases.PRINT_FAILED in world.said()


async def test_an_outcome_of_another_job_counts_for_nothing() -> None:
    async with running(World(Backend())) as world:
        world.session.devices.printed(m.PrintedMessage("of somebody before", "printed"))
        await world.do(m.Start())
        assert TAKE not in world.said()


async def test_where_texts_are_sent_a_receipt_that_did_not_come_out_is_sent() -> None:
    async with running(World(Backend(), machine=Machine(LIBRARY, texts=True))) as world:
        page = PrintingPage(world, "failed", "paper_out", 0.5)
        world.session.devices.told(kiosk().devices)
        await apply(world)
        await world.say("对，没错")
        await world.answered()
    assert page.printed
    what_became_of_it = (phrases.TEXT_SENT, phrases.TEXT_LATER, phrases.TEXT_FAILED)
    assert sum(world.said().count(one) for one in what_became_of_it) == 1
    assert phrases.RECEIPT_KEPT not in world.said()


async def to_an_unprinted_receipt(world: World, outcome: m.PrintOutcome = "failed") -> PrintingPage:
    page = PrintingPage(world, outcome, "paper_out" if outcome == "failed" else None, 0.5)
    world.session.devices.told(kiosk().devices)
    await apply(world)
    await world.say("对，没错")
    return page


async def test_who_says_nothing_is_told_once_more_that_nothing_was_printed() -> None:
    async with running(World(Backend())) as world:
        await to_an_unprinted_receipt(world)
        before, cards = world.said(), world.of(m.Cards)[-1]
        for _ in range(3):
            await asyncio.sleep(9)
            await world.answered()
        again = world.said().removeprefix(before)
        assert again.startswith(phrases.NOT_PRINTED + phrases.RECEIPT_KEPT)
        assert again.count(phrases.NOT_PRINTED) == 1
        assert len(again) > len(phrases.NOT_PRINTED + phrases.RECEIPT_KEPT), "then the question that is open"
        shown = next(one for one in reversed(world.of(m.Cards)) if one is cards)
        assert any(isinstance(card, ReceiptCard) for card in shown.cards)


async def test_a_slip_that_came_out_by_the_button_is_not_said_to_be_missing() -> None:
    async with running(World(Backend())) as world:
        await to_an_unprinted_receipt(world)
        world.session.devices.printed(m.PrintedMessage("own-1", "printed"))
        await asyncio.sleep(9)
        await world.answered()
        assert phrases.NOT_PRINTED not in world.said()


async def test_of_a_receipt_that_may_have_come_out_neither_is_said() -> None:
    async with running(World(Backend())) as world:
        page = PrintingPage(world, "unknown", None, 0.5)
        world.session.devices.told(kiosk().devices)
        await apply(world)
        await world.say("对，没错")
        assert page.printed
        await asyncio.sleep(9)
        await world.answered()
        assert world.said().count(phrases.PRINT_UNKNOWN) == 2
        assert phrases.NOT_PRINTED not in world.said()


async def test_each_slip_that_came_out_is_counted_once() -> None:
    async with running(World(Backend())) as world:
        world.session.devices.told(kiosk().devices)
        PrintingPage(world, "printed", None, 0.5)
        await apply(world)
        await world.say("对，没错")
        await world.answered()
        for _ in range(2):  # the second time after a reload
            world.session.devices.printed(m.PrintedMessage("page-1", "printed"))
        count = world.hall.metrics.registry.get_sample_value("kiosk_prints_total", {"outcome": "printed"})
        assert count == 2


# ---- the number of a submission whose outcome is unknown ------------------------------------------------------------


async def test_its_number_is_printed_and_never_called_a_receipt() -> None:
    async with running(World(Backend("sbk.loss"))) as world:
        page = PrintingPage(world, "printed", None, 0.5)
        world.session.devices.told(kiosk().devices)
        await apply(world)
        for _ in range(3):
            if page.printed:
                break
            await world.say("对，没错")
        await world.answered()
        (card,) = page.printed
        (entry,) = world.ledger.unresolved.values()
        assert (card.title, card.number) == ("还没查清", entry.number)
        assert card.time
        assert phrases.NUMBER_SLIP.printed in world.said()
        assert "回执" not in world.said()


# ---- the reader -----------------------------------------------------------------------------------------------------

ON_READER = "放在读卡区"
AWAY = "读卡器现在用不了。"


async def up_to_the_proof(world: World) -> None:
    await world.do(m.Start())
    await world.say("你好我的社保卡丢了")
    await world.say("同意")
    await world.do(m.Key(CITIZEN_ID))


def proving(mailbox: Mailbox, *, mobile: str = "13800138000") -> World:
    return World(PhoneBook(Backend(), lambda person: mobile), mailbox)


async def test_a_reader_that_works_is_asked_for() -> None:
    async with running(proving(Mailbox())) as world:
        world.session.devices.told(READY)
        await up_to_the_proof(world)
        assert ON_READER in world.said()
        assert AWAY not in world.said()


@pytest.mark.parametrize("devices", [kiosk(reader="unplugged"), kiosk(reader="wrong"), m.DevicesMessage(())])
async def test_a_reader_that_is_not_there_is_not_asked_for_and_a_code_is_sent(devices: m.DevicesMessage) -> None:
    async with running(proving(mailbox := Mailbox())) as world:
        world.session.devices.told(devices.devices)
        await up_to_the_proof(world)
        assert ON_READER not in world.said()
        assert AWAY in world.said()
        assert len(mailbox.sent) == 1


async def test_a_reader_that_is_lost_while_it_is_asked_for_leads_to_another_way() -> None:
    async with running(proving(mailbox := Mailbox())) as world:
        world.session.devices.told(READY)
        await up_to_the_proof(world)
        world.session.devices.told(kiosk(reader="unplugged").devices)
        await world.answered()
        assert world.said().count(AWAY) == 1
        assert len(mailbox.sent) == 1


class Asking:
    """A `DeviceHost` that has asked for a card. `quiet`: the citizen says nothing."""

    def __init__(self) -> None:
        self.quiet, self.told = False, 0
        self.slips: list[m.PrintedMessage] = []

    def devices_changed(self, changed: frozenset[ProofMeans]) -> None:
        assert changed == {"card"}
        self.told += 1

    def slip_told(self, told: m.PrintedMessage) -> None:
        self.slips.append(told)


def test_a_reader_that_is_lost_cuts_nobody_off_who_speaks() -> None:
    host = Asking()
    devices = SessionDevices(host, lambda _: None)
    devices.told(READY)
    devices.told(kiosk(reader="unplugged").devices)
    devices.settle()
    assert host.told == 0
    host.quiet = True
    devices.settle()
    devices.settle()
    assert host.told == 1


def test_a_reader_that_is_back_before_she_could_say_so_was_never_lost() -> None:
    host = Asking()
    devices = SessionDevices(host, lambda _: None)
    devices.told(READY)
    devices.told(kiosk(reader="unplugged").devices)
    devices.told(READY)
    host.quiet = True
    devices.settle()
    assert host.told == 0


async def test_a_reader_that_is_lost_and_comes_back_before_it_is_asked_for_is_asked_for() -> None:
    async with running(proving(Mailbox())) as world:
        world.session.devices.told(READY)
        await world.do(m.Start())
        world.session.devices.told(kiosk(reader="unplugged").devices)
        world.session.devices.told(READY)
        await world.say("你好我的社保卡丢了")
        await world.say("同意")
        await world.do(m.Key(CITIZEN_ID))
        assert ON_READER in world.said()
        assert AWAY not in world.said()


@pytest.mark.parametrize("moment", ["before", "asked", "twice", "while she speaks"])
async def test_a_card_may_be_laid_at_any_moment(moment: str) -> None:
    async with running(proving(Mailbox())) as world:
        world.session.devices.told(READY)
        if moment == "before":
            await world.do(read_card("李桂英", CITIZEN_ID))
            assert world.session.begun
        await up_to_the_proof(world)
        if moment == "while she speaks":
            world.session.inputs.id_card("李桂英", CITIZEN_ID)
            await world.answered()
        else:
            await world.do(read_card("李桂英", CITIZEN_ID))
        if moment == "twice":
            await world.do(read_card("李桂英", CITIZEN_ID))
        assert "临时挂失" in world.said()


async def test_a_reader_that_is_lost_or_back_at_the_question_for_the_number_is_told_at_once() -> None:
    def hint() -> str:
        cards = next(shown.cards for shown in reversed(world.of(m.Cards)) if shown.cards)
        return str(cards[-1].hint)

    async with running(proving(Mailbox())) as world:
        world.session.devices.told(READY)
        await world.do(m.Start())
        await world.say("你好我的社保卡丢了")
        await world.say("同意")
        assert "放身份证" in hint()
        world.session.devices.told(kiosk(reader="unplugged").devices)
        await world.answered()
        assert AWAY in world.said()
        assert "放身份证" not in hint()
        world.session.devices.told(READY)
        await world.answered()
        assert "读卡器可以用了。" in world.said()
        assert "放身份证" in hint()
        before = world.said()
        world.session.devices.told((*READY, m.DeviceState("presence", "unplugged")))
        await world.answered()
        assert world.said() == before, "what is not asked for is not told"
