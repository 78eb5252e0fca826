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
from support.decisions import Decisions
from support.fakes import Backend
from support.halls import LIBRARY


class Watched(Machine):
    """Notes what it decides and in which thread; waits for `go` before a long text."""

    def __init__(self) -> None:
        super().__init__(LIBRARY)
        self.steps: list[tuple[int, bool]] = []
        self.go = threading.Event()
        self.busy = threading.Event()

    def step(self, state: Any, turn: Any) -> Any:
        length = len(getattr(turn, "text", ""))
        self.steps.append((length, threading.current_thread() is threading.main_thread()))
        if length > LONG_TEXT:
            self.busy.set()
            assert self.go.wait(30)
        return super().step(state, turn)


@asynccontextmanager
async def deciding(machine: Watched) -> AsyncIterator[tuple[DialogueStage, Decisions]]:
    decisions = Decisions()
    stage = DialogueStage(decisions, machine, machine.new("test", date(2026, 11, 29)), Backend())
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
