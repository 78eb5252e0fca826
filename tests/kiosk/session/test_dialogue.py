"""Long texts are decided in a worker thread: in order, and taken back like any other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from dialogue import Machine
from dialogue.acts import Begin, Said
from kiosk.session.dialogue import LONG_TEXT, DialogueStage
from mandarin.text_cache import TextCache
from support.decisions import Decisions
from support.fakes import Backend
from support.halls import LIBRARY, make_hall


class Watched(Machine):
    """Notes what it decides and in which thread; waits for `go` before a long text."""

    def __init__(self) -> None:
        super().__init__(LIBRARY)
        self.steps: list[tuple[int, bool]] = []
        self.texts: list[TextCache] = []
        self.go = threading.Event()
        self.busy = threading.Event()

    def step(
        self, state: Any, turn: Any, texts: Any = None, now: str = "", desk: str = "", lost: Any = frozenset()
    ) -> Any:
        length = len(getattr(turn, "text", ""))
        self.steps.append((length, threading.current_thread() is threading.main_thread()))
        if length > LONG_TEXT:
            self.busy.set()
            assert self.go.wait(30)
        self.texts.append(texts)
        return super().step(state, turn, texts, now)


@asynccontextmanager
async def deciding(
    machine: Watched, long_texts: ThreadPoolExecutor | None = None
) -> AsyncIterator[tuple[DialogueStage, Decisions]]:
    decisions, state = Decisions(), machine.new("test", date(2026, 11, 29))
    stage = DialogueStage(decisions, machine, state, Backend(), long_texts=long_texts)
    running = asyncio.create_task(stage.run())
    try:
        yield stage, decisions
    finally:
        machine.go.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_long_text_is_decided_off_the_event_loop_and_in_order() -> None:
    machine = Watched()
    async with deciding(machine) as (stage, decisions):
        for turn in (Begin(), Said("我" * 500), Said("社保卡丢了"), Said("不" * 400)):
            stage.decide(turn)
        while not machine.busy.is_set():
            await asyncio.sleep(0)  # the loop runs on while the text is being decided
        machine.go.set()
        await decisions.until_decided(4)
        assert machine.steps == [(0, True), (500, False), (5, True), (400, False)]


async def test_what_is_taken_back_while_it_is_being_decided_never_was() -> None:
    machine = Watched()
    async with deciding(machine) as (stage, decisions):
        stage.decide(Begin())
        await decisions.until_decided(1)
        before = stage.state
        stage.decide(Said("社保卡丢了" * 20))
        while not machine.busy.is_set():
            await asyncio.sleep(0)
        stage.retract()
        machine.go.set()
        await decisions.until_decided(2)
        assert stage.state is before


async def test_each_conversation_has_readings_of_its_own_until_it_ends() -> None:
    one, other = Watched(), Watched()
    async with deciding(one) as (stage, decisions), deciding(other) as (another, others):
        for at, told in ((stage, decisions), (another, others)):
            for turn in (Begin(), Said("社保卡丢了")):
                at.decide(turn)
            await told.until_decided(2)
        (mine,), (theirs,) = set(one.texts), set(other.texts)
        assert mine is not theirs
        assert len(mine) == len(theirs) > 0
        stage.drop_texts()
        assert len(mine) == 0
        assert len(theirs) > 0


async def test_long_texts_of_all_conversations_are_decided_one_at_a_time() -> None:
    machine, hall = Watched(), make_hall()
    async with (
        deciding(machine, hall.long_texts) as (one, first),
        deciding(machine, hall.long_texts) as (other, second),
    ):
        for stage in (one, other):
            stage.decide(Begin())
            stage.decide(Said("我" * 500))
        while not machine.busy.is_set():
            await asyncio.sleep(0)
        machine.busy.clear()
        assert not await asyncio.to_thread(machine.busy.wait, 0.2)  # the other text is not begun
        machine.go.set()
        await first.until_decided(2)
        await second.until_decided(2)


async def test_a_long_text_of_a_conversation_that_has_ended_is_not_decided() -> None:
    machine, hall = Watched(), make_hall()
    async with deciding(machine, hall.long_texts) as (one, first):
        one.decide(Begin())
        one.decide(Said("我" * 500))
        while not machine.busy.is_set():
            await asyncio.sleep(0)
        async with deciding(machine, hall.long_texts) as (gone, second):
            gone.decide(Begin())
            gone.decide(Said("不" * 400))
            await second.until_decided(1)
        await first.until_decided(2)
        one.decide(Said("我" * 300))
        await first.until_decided(3)
        assert [length for length, _ in machine.steps if length] == [500, 300]


async def test_a_long_text_is_not_decided_preemptively() -> None:
    machine = Watched()
    machine.go.set()
    async with deciding(machine) as (stage, decisions):
        stage.decide(Begin())
        await decisions.until_decided(1)
        assert stage.prepare(Said("我" * 500)) == ()
        assert stage.prepare(Said("社保卡丢了")) != ()
        assert [length for length, _ in machine.steps] == [0, 5]
