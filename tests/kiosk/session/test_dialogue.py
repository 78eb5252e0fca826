"""Long texts are decided in a worker thread: in order, and taken back like any other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from dialogue import Machine
from dialogue.acts import Begin, Said
from kiosk.session.dialogue import LONG_TEXT, DialogueStage
from mandarin.text_cache import TextCache
from support.fakes import Backend
from support.halls import LIBRARY


class Watched(Machine):
    """Notes what it decides and in which thread; waits for `go` before a long text."""

    def __init__(self) -> None:
        super().__init__(LIBRARY)
        self.steps: list[tuple[int, bool]] = []
        self.texts: list[TextCache] = []
        self.go = threading.Event()
        self.busy = threading.Event()

    def step(self, state: Any, turn: Any, texts: Any = None) -> Any:
        length = len(getattr(turn, "text", ""))
        self.steps.append((length, threading.current_thread() is threading.main_thread()))
        if length > LONG_TEXT:
            self.busy.set()
            assert self.go.wait(30)
        self.texts.append(texts)
        return super().step(state, turn, texts)


@asynccontextmanager
async def deciding(machine: Watched) -> AsyncIterator[tuple[DialogueStage, asyncio.Queue[None]]]:
    decided: asyncio.Queue[None] = asyncio.Queue()
    stage = DialogueStage(
        machine,
        machine.new("test", date(2026, 11, 29)),
        Backend(),
        on_acts=lambda acts: None,
        on_act=lambda act: None,
        on_committed=lambda: None,
        on_decided=lambda: decided.put_nowait(None),
        on_fault=lambda text: None,
    )
    running = asyncio.create_task(stage.run())
    try:
        yield stage, decided
    finally:
        machine.go.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_long_text_is_decided_off_the_event_loop_and_in_order() -> None:
    machine = Watched()
    async with deciding(machine) as (stage, decided):
        for turn in (Begin(), Said("我" * 500), Said("社保卡丢了"), Said("不" * 400)):
            stage.decide(turn)
        while not machine.busy.is_set():
            await asyncio.sleep(0)  # the loop runs on while the text is being decided
        machine.go.set()
        for _ in range(4):
            await asyncio.wait_for(decided.get(), 30)
        assert machine.steps == [(0, True), (500, False), (5, True), (400, False)]


async def test_what_is_taken_back_while_it_is_being_decided_never_was() -> None:
    machine = Watched()
    async with deciding(machine) as (stage, decided):
        stage.decide(Begin())
        await asyncio.wait_for(decided.get(), 30)
        before = stage.state
        stage.decide(Said("社保卡丢了" * 20))
        while not machine.busy.is_set():
            await asyncio.sleep(0)
        stage.retract()
        machine.go.set()
        await asyncio.wait_for(decided.get(), 30)
        assert stage.state is before


async def test_each_conversation_has_readings_of_its_own_until_it_ends() -> None:
    one, other = Watched(), Watched()
    async with deciding(one) as (stage, decided), deciding(other) as (_, others):
        for queue, at in ((decided, stage), (others, _)):
            for turn in (Begin(), Said("社保卡丢了")):
                at.decide(turn)
                await asyncio.wait_for(queue.get(), 30)
        (mine,), (theirs,) = set(one.texts), set(other.texts)
        assert mine is not theirs
        assert len(mine) == len(theirs) > 0
        stage.drop_texts()
        assert len(mine) == 0
        assert len(theirs) > 0
