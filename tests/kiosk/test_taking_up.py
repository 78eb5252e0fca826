"""A conversation taken up by another hall, from what the first one had kept: what goes on, and what must not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from fakes import Backend, Ledger, Page
from halls import LIBRARY, make_hall

from dialogue import Library, Machine
from dialogue.acts import ReceiptCard
from kiosk import retention, taking_up
from kiosk.hall import Hall
from kiosk.recovery import Recovery
from kiosk.session import Session
from kiosk.store import ConversationEntry, StoreError
from kiosk.store.errors import Kind
from kiosk.taking_up import Kept
from kiosk.wire import messages as m

pytestmark = pytest.mark.virtual_time

HELLO = m.Hello(m.VERSION, "test", m.Abilities(True, True, True, False))
UP_TO_THE_CONFIRMATION = ("社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000")


class World:
    """One process's life: a hall, a page before it, and a session that is new or taken up."""

    def __init__(self, ledger: Ledger, kept: Kept | None = None, machine: Machine | None = None) -> None:
        self.hall = hall_of(ledger, machine)
        self.page = Page()
        self.session = Session(self.hall, self.page, HELLO, kept)
        self.page.listener = self.session._mouth

    async def type(self, text: str) -> None:
        self.session.receive(m.Text(text))
        await self.answered()

    async def answered(self) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(120):
            while self.states()[-1] not in ("listening", "ended"):
                await asyncio.sleep(0.05)

    def states(self) -> list[str]:
        return [t.state for t in self.page.messages if isinstance(t, m.TurnState)]

    def said(self) -> str:
        return "".join(t.text for t in self.page.messages if isinstance(t, m.Say))

    @property
    def backend(self) -> Backend:
        assert isinstance(self.hall.backend, Backend)
        return self.hall.backend


def hall_of(ledger: Ledger, machine: Machine | None = None) -> Hall:
    return make_hall(store=ledger, backend=Backend(), **({"machine": machine} if machine else {}))


@asynccontextmanager
async def alive(world: World) -> AsyncIterator[World]:
    """Until the `async with` is left: then the process breaks down, and says goodbye to nobody."""
    world.hall.visitors.enter(world.session)
    (task,) = world.hall.visitors._tasks
    playing = asyncio.create_task(world.page.play())
    try:
        yield world
    finally:
        for each in (task, playing):
            each.cancel()
        await asyncio.gather(task, playing, return_exceptions=True)
        await world.hall.ears.close()
        world.hall.threads.shutdown()


async def broken_off(ledger: Ledger, *lines: str) -> str:
    """A conversation up to there, and its resume token."""
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in lines:
            await world.type(line)
        await asyncio.sleep(1)  # for the pen
        return world.session.resume_token


async def found(ledger: Ledger, token: str, *, machine: Machine | None = None, later: float = 0.0) -> Kept | None:
    hall = hall_of(ledger, machine)
    try:
        return await taking_up.find(hall, token, lambda: taking_up.time.time() + later)
    finally:
        await hall.ears.close()
        hall.threads.shutdown()


async def test_the_open_question_is_asked_again_and_the_case_is_filed_once() -> None:
    ledger = Ledger()
    token = await broken_off(ledger, *UP_TO_THE_CONFIRMATION)
    kept = await found(ledger, token)
    assert kept is not None
    async with alive(World(ledger, kept)) as world:
        world.session.take_up()
        await world.answered()
        (begun,) = [t for t in world.page.messages if isinstance(t, m.Begun)]
        assert (begun.conversation, begun.resume) == (kept.state.conversation, token)
        assert "刚才断了一下" in world.said()
        assert "临时挂失" in world.said(), "the confirmation is read again"
        await world.type("对")
        cards = [card for t in world.page.messages if isinstance(t, m.Cards) for card in t.cards]
        assert [card.number for card in cards if isinstance(card, ReceiptCard)][-1] == "SB20260001"
        await world.type("非常满意")
        await world.type("不用了")
        assert [call[0] for call in world.backend.calls] == ["sbk.loss"]
    assert ledger.begun == 1, "it is the same conversation in the record"
    assert [row[0] for row in ledger.finished] == ["completed"]
    assert ledger.finished[0][2]["身份证号"] == "11010519491231002X", "what was told before the breakdown"
    assert ("taken up", "") in ledger.events
    assert not ledger.kept, "nothing is kept of a conversation that is over"


async def broken_off_while_sending(ledger: Ledger) -> tuple[str, str]:
    """The token, and the idempotency key that the back end may or may not have got."""
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in UP_TO_THE_CONFIRMATION:
            await world.type(line)
        world.session.receive(m.Text("对"))
        while not any(call[0] == "sbk.loss" for call in world.backend.calls):
            await asyncio.sleep(0.01)
        assert not any(isinstance(t, m.Cards) and has_receipt(t) for t in world.page.messages)
        return world.session.resume_token, world.backend.calls[-1][2]


def has_receipt(message: m.Cards) -> bool:
    return any(isinstance(card, ReceiptCard) for card in message.cards)


async def test_a_breakdown_while_a_case_is_sent_is_looked_up_with_the_same_key() -> None:
    ledger = Ledger()
    token, key = await broken_off_while_sending(ledger)
    kept = await found(ledger, token)
    assert kept is not None
    assert kept.state.submitting
    async with alive(World(ledger, kept)) as world:
        world.session.take_up()
        await world.answered()
        assert [(call[0], call[2]) for call in world.backend.calls] == [("sbk.loss", key)]
        receipts = [t for t in world.page.messages if isinstance(t, m.Cards) and has_receipt(t)]
        assert receipts, "the citizen is told the true result"
        assert not [t for t in world.page.messages if isinstance(t, m.Handoff)]
    assert [case.receipt for case in ledger.cases[kept.state.conversation]] == ["SB20260001"]


async def test_nothing_is_sent_before_it_is_on_the_disk_and_no_receipt_shown() -> None:
    """The record hangs: the back end is not asked until the state that says so is written, nor the receipt shown."""

    class Slow(Ledger):
        hangs = asyncio.Event()

        async def keep(self, entry: ConversationEntry) -> None:
            await self.hangs.wait()
            await super().keep(entry)

        async def journal(self, entry: ConversationEntry) -> None:
            await asyncio.sleep(30)
            await super().keep(entry)

    ledger = Slow()
    ledger.hangs.set()
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in UP_TO_THE_CONFIRMATION:
            await world.type(line)
        await asyncio.sleep(1)
        ledger.hangs.clear()
        world.session.receive(m.Text("对"))
        await asyncio.sleep(20)
        assert [call[0] for call in world.backend.calls if call[2]] == []
        ledger.hangs.set()
        await asyncio.sleep(0.05)
        ledger.hangs.clear()
        await asyncio.sleep(20)
        assert [call[0] for call in world.backend.calls if call[2]] == ["sbk.loss"]
        assert not any(isinstance(t, m.Cards) and has_receipt(t) for t in world.page.messages)
        ledger.hangs.set()
        await world.answered()
        assert any(isinstance(t, m.Cards) and has_receipt(t) for t in world.page.messages)
        await world.hall.pen.settle(60)


async def test_a_citizen_who_leaves_while_a_case_is_sent_is_filed_all_the_same() -> None:
    ledger = Ledger()
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in UP_TO_THE_CONFIRMATION:
            await world.type(line)
        world.session.receive(m.Text("对"))
        while not any(call[0] == "sbk.loss" for call in world.backend.calls):
            await asyncio.sleep(0.01)
        world.session.receive(m.Bye("leave"))
        await asyncio.sleep(1)
        assert [t.reason for t in world.page.messages if isinstance(t, m.Goodbye)] == ["cancelled"]
        assert world.hall.visitors.find(world.session.resume_token) is None
        token, key = world.session.resume_token, world.backend.calls[-1][2]
    assert await found(ledger, token) is None, "the goodbye was said: its token resumes nothing"
    async with alive(World(ledger)) as later:
        await Recovery(later.hall).round()
        assert [call[2] for call in later.backend.calls] == [key]
        await later.hall.pen.settle(1)
    (case,) = ledger.cases[token.partition(".")[0]]
    assert (case.service, case.receipt, case.slots["手机号"]) == ("社保卡挂失", "SB20260001", "13800138000")


@pytest.mark.parametrize("how", ["leave", "completed"])
async def test_a_token_dies_with_the_goodbye(how: str) -> None:
    """In this process, and after a crash in the very moment of the goodbye."""
    ledger = Ledger()
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        if how == "leave":
            await world.type("社保卡丢了")
            world.session.receive(m.Bye("leave"))
        else:
            for line in (*UP_TO_THE_CONFIRMATION, "对", "非常满意"):
                await world.type(line)
            world.session.receive(m.Text("不用了"))
        token = world.session.resume_token
        while not any(isinstance(t, m.Goodbye) for t in world.page.messages):
            await asyncio.sleep(0.01)
        assert world.hall.visitors.find(token) is None
        assert await taking_up.find(world.hall, token) is None
    assert await found(ledger, token) is None


async def test_slower_speech_stays_slower() -> None:
    ledger = Ledger()
    kept = await found(ledger, await broken_off(ledger, "社保卡丢了", "慢一点"))
    assert kept is not None
    async with alive(World(ledger, kept)) as world:
        world.session.take_up()
        await world.answered()
        assert world.session._mouth.speed < 1


async def test_who_may_not_take_up() -> None:
    ledger = Ledger()
    token = await broken_off(ledger, "社保卡丢了")
    assert await found(ledger, token) is not None
    conversation, _, secret = token.partition(".")
    for wrong in (
        "",
        ".",
        conversation,
        f"{conversation}.",
        f"{conversation}.{secret[:-1]}",
        f"{conversation}.é",
        "\ud800.a",
    ):
        assert await found(ledger, wrong) is None, wrong
    assert await found(ledger, f"{'0' * 32}.{secret}") is None
    assert await found(ledger, token, later=121) is None, "somebody else may stand there by now"
    assert await found(ledger, token, later=-60) is None, "a clock that was set back tells no age"


async def test_other_scripts_are_another_conversation() -> None:
    ledger = Ledger()
    token = await broken_off(ledger, "社保卡丢了")
    scripts = {script.name: script for script in LIBRARY.scripts}

    def having(*changed: object) -> Machine:
        return Machine(Library(tuple(changed), LIBRARY.passages))  # type: ignore[arg-type]

    elsewhere = [replace(script, digest="other") for name, script in scripts.items() if name != "社保卡挂失"]
    assert await found(ledger, token, machine=having(*elsewhere, scripts["社保卡挂失"])) is not None
    assert await found(ledger, token, machine=having(*elsewhere)) is None
    edited = replace(scripts["社保卡挂失"], digest="other")
    assert await found(ledger, token, machine=having(*elsewhere, edited)) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"token": 1}', '{"state": "{}"}', "\x00"])
async def test_what_another_release_kept_is_left_alone(text: str) -> None:
    ledger = Ledger()
    token = await broken_off(ledger, "社保卡丢了")
    ledger.kept[token.partition(".")[0]] = text
    assert await found(ledger, token) is None


async def test_a_record_that_cannot_be_read_is_counted() -> None:
    class Broken(Ledger):
        async def load_state(self, conversation: str) -> str | None:
            raise StoreError("corrupt", "The record failed.")

    hall = hall_of(Broken())
    assert await taking_up.find(hall, "a.b") is None
    counted = hall.metrics.registry.get_sample_value("kiosk_store_faults_total", {"kind": "corrupt"})
    assert counted == 1
    await hall.ears.close()
    hall.threads.shutdown()


# ---- what no page comes back to ----


async def recovered(ledger: Ledger, backend: Backend, rounds: int = 1, machine: Machine | None = None) -> None:
    hall = hall_of(ledger, machine)
    hall.backend = backend  # type: ignore[assignment]
    recovery = Recovery(hall)
    for _ in range(rounds):
        await recovery.round()
    await hall.pen.settle(5)
    await hall.ears.close()
    hall.threads.shutdown()


async def test_what_was_left_open_is_closed_with_what_it_had() -> None:
    ledger, backend = Ledger(), Backend()
    token = await broken_off(ledger, "社保卡丢了", "同意", "11010519491231002X")
    await recovered(ledger, backend)
    ((reason, service, slots, receipt),) = ledger.finished
    assert (reason, service, receipt) == ("lost", "社保卡挂失", "")
    assert slots["身份证号"] == "11010519491231002X"
    assert backend.calls == []
    assert await found(ledger, token) is None


async def test_a_submission_that_was_under_way_is_looked_up() -> None:
    ledger, backend = Ledger(), Backend()
    token, key = await broken_off_while_sending(ledger)
    await recovered(ledger, backend)
    assert [(call[0], call[2]) for call in backend.calls] == [("sbk.loss", key)]
    (case,) = ledger.cases[token.partition(".")[0]]
    assert (case.service, case.receipt) == ("社保卡挂失", "SB20260001")
    assert ledger.finished[0][3] == "SB20260001"
    assert ("submission looked up", "社保卡挂失") in ledger.events


async def test_a_back_end_that_is_away_is_asked_again_later() -> None:
    ledger, backend = Ledger(), Backend(fault="sbk.loss")
    token, key = await broken_off_while_sending(ledger)
    await recovered(ledger, backend, rounds=3)
    assert [call[2] for call in backend.calls] == [key] * 3
    assert ledger.finished == []
    backend.fault = ""
    await recovered(ledger, backend)
    assert [case.receipt for case in ledger.cases[token.partition(".")[0]]] == ["SB20260001"]


async def test_after_a_day_without_an_answer_the_record_says_that_it_is_not_known() -> None:
    ledger, backend = Ledger(), Backend(fault="sbk.loss")
    await broken_off_while_sending(ledger)
    await recovered(ledger, backend, rounds=400)
    assert [row[0] for row in ledger.finished] == ["lost"]
    assert ("submission unresolved: timeout", "社保卡挂失") in ledger.events


@pytest.mark.parametrize(("kind", "closed"), [("locked", []), ("corrupt", ["lost"])])
async def test_a_state_that_cannot_be_read_now_is_read_later(kind: Kind, closed: list[str]) -> None:
    """Only one that never opens again is given up, and then its events say so."""

    class Unread(Ledger):
        fails = False

        async def load_state(self, conversation: str) -> str | None:
            if self.fails:
                raise StoreError(kind, "")
            return await super().load_state(conversation)

    ledger, backend = Unread(), Backend()
    await broken_off_while_sending(ledger)
    ledger.fails = True
    await recovered(ledger, backend)
    assert [row[0] for row in ledger.finished] == closed
    assert (("state unreadable", kind) in ledger.events) == bool(closed)
    ledger.fails = False
    await recovered(ledger, backend)
    assert len(backend.calls) == (0 if closed else 1)


async def test_other_scripts_look_nothing_up_and_say_so() -> None:
    ledger, backend = Ledger(), Backend()
    await broken_off_while_sending(ledger)
    others = [script for script in LIBRARY.scripts if script.name != "社保卡挂失"]
    await recovered(ledger, backend, machine=Machine(Library(tuple(others), LIBRARY.passages)))
    assert backend.calls == []
    assert [row[0] for row in ledger.finished] == ["lost"]
    assert any(what.startswith("submission unresolved") for what, _ in ledger.events)


async def test_what_goes_on_is_left_alone_and_the_rest_is_closed_after_the_grace_period() -> None:
    class Timed(Ledger):
        async def look_at_clock(self, ran_s: float) -> str:
            looks.append(round(asyncio.get_running_loop().time() - began))
            return "believed"

        async def purge(self, before: object) -> int:
            return 0

    ledger, looks = Timed(), []
    kept = await found(ledger, await broken_off(ledger, "社保卡丢了"))
    assert kept is not None
    await broken_off(ledger, "社保卡丢了")
    began = asyncio.get_running_loop().time()
    async with alive(World(ledger, kept)) as world:
        chore = asyncio.create_task(retention.run(world.hall))
        await asyncio.sleep(100)
        world.session.take_up()
        assert ledger.finished == []
        await asyncio.sleep(25)
        assert [row[0] for row in ledger.finished] == ["lost"]
        assert await ledger.load_state(kept.state.conversation) is not None
        await asyncio.sleep(2 * 300)
        chore.cancel()
    assert looks == [0, 120, 420, 720]
