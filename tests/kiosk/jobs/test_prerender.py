"""Which prompts are rendered when, and what is told of it; the voice is a fake that takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import Any

import pytest

from kiosk.hall import Hall
from kiosk.jobs import prerender
from kiosk.jobs.prerender import Prerenderer
from support.fakes import Voice
from support.halls import LIBRARY, make_hall
from tts import VoiceError

PROMPTS = ["您好，", "请问您想办什么业务？", "请稍等。", "谢谢。"]


class Prerendering(Voice):
    """Remembers what it rendered ahead; `known` is on disk already."""

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self.known = set(known)
        self.made: list[str] = []
        self.failing: set[str] = set()
        self.failure: Exception = RuntimeError("on purpose")

    async def prerendered(self, text: str) -> bool:
        return text in self.known

    async def prerender(self, text: str) -> None:
        if text in self.failing:
            self.failing.discard(text)
            raise self.failure
        await asyncio.sleep(1.5)
        self.made.append(text)
        self.known.add(text)


class SessionRegistry:
    live = 0


@pytest.fixture
def voice() -> Prerendering:
    return Prerendering()


@pytest.fixture
def hall(voice: Prerendering, monkeypatch: pytest.MonkeyPatch) -> Hall:
    async def at_once(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)  # a thread takes real time, in which the virtual clock runs on

    monkeypatch.setattr(prerender, "prompts", lambda machine, today: list(PROMPTS))
    monkeypatch.setattr(prerender.asyncio, "to_thread", at_once)
    return make_hall(voice=voice, sessions=SessionRegistry())


def number(hall: Hall, state: str) -> float | None:
    return hall.metrics.registry.get_sample_value("kiosk_prompts", {"state": state})


async def running(work: Prerenderer, seconds: float) -> None:
    task = asyncio.create_task(work.run())
    await asyncio.sleep(seconds)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


pytestmark = pytest.mark.virtual_time


async def test_in_order_and_told(hall: Hall, voice: Prerendering) -> None:
    seen: list[tuple[int, int]] = []
    work = Prerenderer(hall, lambda done, total: seen.append((done, total)))
    await running(work, 60)
    assert voice.made == PROMPTS
    assert seen == [(done, 4) for done in range(5)]
    assert (work.done, work.total, work.left_s) == (4, 4, 0)
    assert (number(hall, "done"), number(hall, "total")) == (4, 4)


async def test_what_is_on_disk_costs_nothing_and_says_nothing_of_the_rest(hall: Hall, voice: Prerendering) -> None:
    voice.known = set(PROMPTS[:2])
    work = Prerenderer(hall, lambda done, total: None)
    assert work.left_s is None
    await running(work, 60)
    assert voice.made == PROMPTS[2:]


async def test_the_time_left_is_that_of_the_prompts_made(
    hall: Hall, voice: Prerendering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerender.time, "monotonic", lambda: asyncio.get_running_loop().time())
    work = Prerenderer(hall, lambda done, total: None)
    await running(work, 3.5)
    assert (work.done, work.left_s) == (2, 3)


async def test_nothing_is_made_while_a_citizen_is_served(hall: Hall, voice: Prerendering) -> None:
    SessionRegistry.live = 1
    try:
        work = Prerenderer(hall, lambda done, total: None)
        await running(work, 60)
        assert voice.made == []
    finally:
        SessionRegistry.live = 0
    await running(work, 60)
    assert sorted(voice.made) == sorted(PROMPTS)


async def test_a_new_library_adds_what_is_new(hall: Hall, voice: Prerendering, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Prerenderer(hall, lambda done, total: None)
    await running(work, 60)
    monkeypatch.setattr(prerender, "prompts", lambda machine, today: ["新的一句。", *PROMPTS])
    work.add(LIBRARY)
    await running(work, 60)
    assert voice.made == [*PROMPTS, "新的一句。"]
    assert (work.done, work.total) == (5, 5)


async def test_a_prompt_that_fails_goes_to_the_end(hall: Hall, voice: Prerendering) -> None:
    voice.failing = {PROMPTS[0]}
    work = Prerenderer(hall, lambda done, total: None)
    with pytest.raises(RuntimeError):
        await work.run()
    await running(work, 60)
    assert voice.made == [*PROMPTS[1:], PROMPTS[0]]


async def test_a_prompt_that_cannot_be_spoken_does_not_stop_the_rest(hall: Hall, voice: Prerendering) -> None:
    voice.failing, voice.failure = {PROMPTS[0]}, VoiceError("on purpose")
    work = Prerenderer(hall, lambda done, total: None)
    await running(work, 60)
    assert (voice.made, work.done) == (PROMPTS[1:], 4)


async def test_what_a_version_adds_is_rendered_first_and_is_all_that_is_waited_for(
    hall: Hall, voice: Prerendering, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, coming = Prerenderer(hall, lambda done, total: None), copy(LIBRARY)
    task = asyncio.create_task(work.run())
    await asyncio.sleep(2)
    monkeypatch.setattr(prerender, "prompts", lambda machine, today: [*PROMPTS, "新的一句。", "又一句。"])
    work.add(coming)
    assert work.progress(coming, hall.library) == (0, 1), "not read yet"
    await asyncio.sleep(2.7)
    assert voice.made == [*PROMPTS[:2], "新的一句。"]
    assert work.progress(coming, hall.library) == (1, 2)
    assert work.progress(hall.library, hall.library) == (2, 4)
    await asyncio.sleep(1.5)
    assert work.progress(coming, hall.library) == (2, 2), "what is spoken today is no reason to wait"
    await asyncio.sleep(60)
    assert work.done == work.total == 6
    assert hall.prompt_s is not None
    task.cancel()
