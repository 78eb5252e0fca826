"""A conversation taken up by another hall, from what the first one had kept: what goes on, and what must not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dialogue import Library, Machine
from dialogue.acts import ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.session import resumption as taking_up
from kiosk.store import ConversationEntry, StoreError
from kiosk.wire import messages as m
from support.breakdowns import (
    UP_TO_THE_CONFIRMATION,
    World,
    alive,
    broken_off,
    broken_off_while_sending,
    found,
    hall_of,
    has_receipt,
)
from support.fakes import Ledger
from support.halls import LIBRARY

pytestmark = pytest.mark.virtual_time


async def test_the_open_question_is_asked_again_and_the_case_is_filed_once() -> None:
    ledger = Ledger()
    token = await broken_off(ledger, *UP_TO_THE_CONFIRMATION)
    kept = await found(ledger, token)
    assert kept is not None
    async with alive(World(ledger, kept)) as world:
        world.session.resume_snapshot()
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


async def test_a_breakdown_while_a_case_is_sent_is_looked_up_with_the_same_key() -> None:
    ledger = Ledger()
    token, key = await broken_off_while_sending(ledger)
    kept = await found(ledger, token)
    assert kept is not None
    assert kept.state.submitting
    async with alive(World(ledger, kept)) as world:
        world.session.resume_snapshot()
        await world.answered()
        assert [(call[0], call[2]) for call in world.backend.calls] == [("sbk.loss", key)]
        receipts = [t for t in world.page.messages if isinstance(t, m.Cards) and has_receipt(t)]
        assert receipts, "the citizen is told the true result"
        assert not [t for t in world.page.messages if isinstance(t, m.HandoffMessage)]
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
        deliver(m.Text("对"), world.session)
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
        await world.hall.record_writer.settle(60)


@pytest.mark.parametrize("how", ["leave", "completed"])
async def test_a_token_dies_with_the_goodbye(how: str) -> None:
    """In this process, and after a crash in the very moment of the goodbye."""
    ledger = Ledger()
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        if how == "leave":
            await world.type("社保卡丢了")
            deliver(m.Bye("leave"), world.session)
        else:
            for line in (*UP_TO_THE_CONFIRMATION, "对", "非常满意"):
                await world.type(line)
            deliver(m.Text("不用了"), world.session)
        token = world.session.resume_token
        while not any(isinstance(t, m.Goodbye) for t in world.page.messages):
            await asyncio.sleep(0.01)
        assert world.hall.sessions.find(token) is None
        assert await taking_up.find(world.hall, token) is None
    assert await found(ledger, token) is None


async def test_slower_speech_stays_slower() -> None:
    ledger = Ledger()
    kept = await found(ledger, await broken_off(ledger, "社保卡丢了", "慢一点"))
    assert kept is not None
    async with alive(World(ledger, kept)) as world:
        world.session.resume_snapshot()
        await world.answered()
        assert world.hall.voice.speeds[-1] < 1


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
    await hall.segmenter_hub.close()
    hall.threads.shutdown()
