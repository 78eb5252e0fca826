"""One-time codes: how long they live, how often they may be tried, how many one person gets."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from dialogue.codes import SendCode
from kiosk.hall.codes import LIFE_S, PER_HOUR, CodeLimits, ConversationCodes, made_code
from kiosk.hall.outbox import Outbox
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.gateway import BackendError
from kiosk.upstream.message_sender import CODE
from support.fakes import Ledger
from support.proof import MOBILE, Mailbox, PhoneBook

PERSON = "11010519491231002X"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """The codes of one conversation, their clock, and the mailbox that they come to."""

    def __init__(self, *, carries: bool = True, limits: CodeLimits | None = None) -> None:
        self.clock, self.mailbox = Clock(), Mailbox()
        self.outbox = Outbox(Ledger(), Metrics(), structlog.get_logger("test"))
        if carries:
            self.outbox.carry(CODE, self.mailbox, keep_s=LIFE_S)
        self.book = PhoneBook()
        self.codes = ConversationCodes("c-1", limits or CodeLimits(self.clock), self.book, self.outbox)

    async def send(self, to: str = "", person: str = PERSON) -> bool:
        return await self.codes.send(SendCode(1, person, to))


async def test_a_right_code_counts_once() -> None:
    desk = Desk()
    assert await desk.send()
    assert desk.mailbox.sent[0]["to"] == MOBILE
    assert desk.codes.check(desk.mailbox.code) == "right"
    assert desk.codes.check(desk.mailbox.code) == "expired"


async def test_three_entries() -> None:
    desk = Desk()
    await desk.send()
    assert [desk.codes.check("000000") for _ in range(3)] == ["wrong", "wrong", "used_up"]
    assert desk.codes.check(desk.mailbox.code) == "expired", "after three wrong entries the right one is worth nothing"


async def test_five_minutes() -> None:
    desk = Desk()
    await desk.send()
    desk.clock.now = LIFE_S
    assert desk.codes.check(desk.mailbox.code) == "right"
    await desk.send()
    desk.clock.now = 2 * LIFE_S + 1
    assert desk.codes.check(desk.mailbox.code) == "expired"


async def test_a_new_code_makes_the_one_before_void() -> None:
    desk = Desk()
    codes = iter(["111111", "222222"])
    desk.codes.make = lambda: next(codes)
    await desk.send()
    await desk.send()
    assert desk.codes.check("111111") == "wrong"
    assert desk.codes.check("222222") == "right"


async def test_it_goes_to_the_number_that_was_given_where_the_script_says_so() -> None:
    desk = Desk()
    assert await desk.send("13911112222")
    assert desk.book.asked == []
    assert desk.mailbox.sent[0]["to"] == "13911112222"


async def test_nothing_is_sent_without_a_carrier_a_number_or_an_answer() -> None:
    assert not await Desk(carries=False).send()
    assert not await Desk().send("12345")

    class Down:
        async def call(self, api: str, params: object, *, key: str, timeout_s: float | None) -> dict[str, str]:
            raise BackendError("timeout", api)

    desk = Desk()
    desk.codes.backend = Down()
    assert not await desk.send()
    assert desk.mailbox.sent == []


async def test_one_person_gets_five_an_hour_from_all_conversations_of_a_hall() -> None:
    clock = Clock()
    limits = CodeLimits(clock)
    desks = [Desk(limits=limits) for _ in range(PER_HOUR + 1)]
    assert [await desk.send() for desk in desks] == [True] * PER_HOUR + [False]
    assert await desks[0].send(person="110105198805234517")
    clock.now = 3601.0
    assert await desks[0].send()


def test_what_a_code_looks_like() -> None:
    codes = {made_code() for _ in range(2000)}
    assert all(len(code) == 6 and code.isdigit() and code[0] != "0" for code in codes)
    assert len(codes) > 1900


def test_no_code_stands_in_a_repr() -> None:
    desk = Desk()
    asyncio.run(desk.send())
    assert desk.mailbox.code not in repr(desk.codes)


@given(st.lists(st.text("0123456789", min_size=6, max_size=6), max_size=6))
def test_only_the_code_itself_is_right_and_within_three_entries(entries: list[str]) -> None:
    desk = Desk()
    desk.codes.make = lambda: "246810"
    asyncio.run(desk.send())
    for number, entry in enumerate(entries):
        found = desk.codes.check(entry)
        if found == "right":
            assert entry == "246810"
            assert number < 3
            break


@pytest.mark.parametrize("mobile", ["", "010-62345678", "1234567890123"])
async def test_what_is_no_mobile_number_gets_nothing(mobile: str) -> None:
    desk = Desk()
    desk.codes.backend = PhoneBook(mobile_of=lambda person: mobile)
    assert not await desk.send()
