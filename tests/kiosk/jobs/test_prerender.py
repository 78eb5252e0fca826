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
        super().__init__()
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


async def test_the_time_left_is_that_of_the_prompts_made(hall: Hall, voice: Prerendering) -> None:
    work = Prerenderer(hall, lambda done, total: None)
    await running(work, 3.5)
    assert (work.done, work.left_s) == (2, 3)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Citizens are, all the time."""
    monkeypatch.setattr(SessionRegistry, "live", 1)


@pytest.mark.usefixtures("served")
async def test_while_citizens_are_served_a_fifth_of_the_time_is_taken(hall: Hall, voice: Prerendering) -> None:
    work = Prerenderer(hall, lambda done, total: None)
    await running(work, 1.6)
    assert voice.made == PROMPTS[:1], "at once, where nobody waits for a clause"
    assert work.left_s == round(3 * 1.5 * 5)
    await running(work, 6)
    assert voice.made == PROMPTS[:1], "then it rests"
    await running(work, 60)
    assert sorted(voice.made) == sorted(PROMPTS)


@pytest.mark.usefixtures("served")
async def test_it_waits_for_a_moment_in_which_nobody_waits_for_a_clause(hall: Hall, voice: Prerendering) -> None:
    work, voice.busy = Prerenderer(hall, lambda done, total: None), True
    task = asyncio.create_task(work.run())
    await asyncio.sleep(5)
    assert voice.made == []
    voice.busy = False
    await asyncio.sleep(2)
    assert voice.made == PROMPTS[:1]
    task.cancel()


class OneCore(Prerendering):
    """Answers and prompts take turns at one core, the worst case: a thread of its own at a low priority takes less."""

    def __init__(self) -> None:
        super().__init__()
        self._core, self._waiting = asyncio.Lock(), 0
        self.slowest_s = 0.0
        self.answers = 0

    @property
    def busy(self) -> bool:
        return self._waiting > 0

    @busy.setter
    def busy(self, _: bool) -> None:
        pass

    async def prerender(self, text: str) -> None:
        async with self._core:
            await super().prerender(text)

    async def answer(self) -> None:
        """A clause that a citizen waits for."""
        began = asyncio.get_running_loop().time()
        self._waiting += 1
        async with self._core:
            await asyncio.sleep(0.4)
        self._waiting -= 1
        self.slowest_s = max(self.slowest_s, asyncio.get_running_loop().time() - began)
        self.answers += 1


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("pause_s", [0.0, 0.5])
async def test_100_new_sentences_in_a_hall_where_somebody_always_talks(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, pause_s: float
) -> None:
    """`pause_s`: between an answer and the next; 0: a clause is being synthesised all the time."""
    voice = hall.voice = OneCore()  # type: ignore[assignment]
    monkeypatch.setattr(prerender, "prompts", lambda machine, today: [f"新的第{n}句。" for n in range(100)])

    async def citizen() -> None:
        while True:
            await voice.answer()
            await asyncio.sleep(pause_s)

    talking = asyncio.create_task(citizen())
    work = Prerenderer(hall, lambda done, total: None)
    task = asyncio.create_task(work.run())
    await asyncio.sleep(20 * 60)
    for one in (task, talking):
        one.cancel()
    assert (work.done, work.total) == (100, 100), "within twenty minutes; measured: 16.4 and 12.7"
    assert voice.slowest_s <= 0.4 + 1.5 + 1e-6, "no answer waits for more than one prompt"
    assert voice.answers > 20 * 60 / (0.4 + pause_s) * 0.75


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
