from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from tts import CachedVoice, Phone, Speech, VoiceError, render_all


class FakeVoice:
    """Says every clause when it is let, and remembers what it was asked."""

    def __init__(self) -> None:
        self.name = "fake r1"
        self.asked: list[tuple[str, float]] = []
        self.prerendered: list[tuple[str, float]] = []
        self.let = asyncio.Event()
        self.let.set()
        self.cancelled = 0
        self.warmed = self.closed = False

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        self.asked.append((text, speed))
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if "坏" in text:
            raise VoiceError("on purpose")
        return Speech(text, np.full(2400, 1000, np.int16), 24_000, (Phone("a", 0, 2400),))

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        self.prerendered.append((text, speed))
        if "坏" in text:
            raise VoiceError("on purpose")
        return Speech(text, np.full(2400, 1000, np.int16), 24_000, (Phone("a", 0, 2400),))

    async def warm(self) -> None:
        self.warmed = True

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def behind() -> FakeVoice:
    return FakeVoice()


@pytest.fixture
def voice(behind: FakeVoice, tmp_path: Path) -> CachedVoice:
    return CachedVoice(behind, tmp_path)


def kept(folder: Path) -> int:
    return len(list(folder.rglob("*.speech")))


async def settle() -> None:
    """Let tasks that wait on worker threads come to rest."""
    for _ in range(200):
        await asyncio.sleep(0)
        await asyncio.to_thread(lambda: None)


async def test_a_fixed_clause_is_spoken_once(voice: CachedVoice, behind: FakeVoice, tmp_path: Path) -> None:
    first = await voice.speak("您好。", keep=True)
    again = await voice.speak("您好。", keep=True)
    assert np.array_equal(first.pcm, again.pcm)
    assert len(behind.asked) == 1
    assert kept(tmp_path) == 1
    assert (voice.counts.spoken, voice.counts.memory) == (1, 1)


async def test_the_next_process_reads_it_from_disk(voice: CachedVoice, behind: FakeVoice, tmp_path: Path) -> None:
    await voice.speak("您好。", keep=True)
    later = CachedVoice(behind, tmp_path)
    speech = await later.speak("您好。")
    assert speech.text == "您好。"
    assert len(behind.asked) == 1
    assert later.counts.disk == 1


async def test_a_personal_clause_leaves_no_trace(voice: CachedVoice, behind: FakeVoice, tmp_path: Path) -> None:
    await voice.speak("张伟您好。")
    await voice.speak("张伟您好。")
    assert len(behind.asked) == 2
    assert kept(tmp_path) == 0


@pytest.mark.parametrize("changed", ["voice", "speed", "words"])
async def test_another_sound_is_another_clause(
    voice: CachedVoice, behind: FakeVoice, tmp_path: Path, changed: str
) -> None:
    await voice.speak("您好。", keep=True)
    if changed == "voice":
        behind.name = "fake r2"
        voice = CachedVoice(behind, tmp_path)
    text, speed = ("再见。" if changed == "words" else "您好。"), (0.8 if changed == "speed" else 1.0)
    await voice.speak(text, speed=speed, keep=True)
    assert len(behind.asked) == 2


async def test_what_sounds_the_same_is_shared(voice: CachedVoice, behind: FakeVoice) -> None:
    await voice.speak("请到3号窗口。", keep=True)
    speech = await voice.speak("请到三号窗口。")
    assert speech.text == "请到三号窗口。"
    assert len(behind.asked) == 1


async def test_equal_requests_at_once_are_spoken_once(voice: CachedVoice, behind: FakeVoice) -> None:
    many = await asyncio.gather(*(voice.speak("您好。") for _ in range(8)))
    assert len(behind.asked) == 1
    assert voice.counts.shared == 7
    assert all(speech is many[0] for speech in many)


async def test_one_who_keeps_is_enough(voice: CachedVoice, tmp_path: Path) -> None:
    await asyncio.gather(voice.speak("您好。"), voice.speak("您好。", keep=True))
    assert kept(tmp_path) == 1


async def test_one_who_leaves_takes_nothing_from_the_others(voice: CachedVoice, behind: FakeVoice) -> None:
    behind.let.clear()
    leaver = asyncio.create_task(voice.speak("您好。"))
    stayer = asyncio.create_task(voice.speak("您好。"))
    await settle()
    leaver.cancel()
    await settle()
    behind.let.set()
    assert (await stayer).text == "您好。"
    assert behind.cancelled == 0


async def test_the_last_one_to_leave_ends_the_work(voice: CachedVoice, behind: FakeVoice) -> None:
    behind.let.clear()
    leaver = asyncio.create_task(voice.speak("您好。"))
    await settle()
    leaver.cancel()
    await settle()
    assert behind.cancelled == 1
    behind.let.set()
    assert (await voice.speak("您好。")).text == "您好。"


async def test_who_comes_as_the_last_one_leaves_is_served(voice: CachedVoice, behind: FakeVoice) -> None:
    behind.let.clear()
    leaver = asyncio.create_task(voice.speak("您好。"))
    await settle()
    leaver.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaver
    behind.let.set()
    assert (await voice.speak("您好。")).text == "您好。"


async def test_a_fixed_clause_is_finished_though_nobody_waits(
    voice: CachedVoice, behind: FakeVoice, tmp_path: Path
) -> None:
    behind.let.clear()
    leaver = asyncio.create_task(voice.speak("您好。", keep=True))
    await settle()
    leaver.cancel()
    behind.let.set()
    await settle()
    assert kept(tmp_path) == 1


async def test_an_error_is_not_remembered(voice: CachedVoice, behind: FakeVoice) -> None:
    for _ in range(2):
        with pytest.raises(VoiceError):
            await voice.speak("坏了。", keep=True)
    assert len(behind.asked) == 2


async def test_memory_is_bounded(behind: FakeVoice, tmp_path: Path) -> None:
    voice = CachedVoice(behind, tmp_path, memory_mb=0)
    await voice.speak("您好。", keep=True)
    await voice.speak("您好。", keep=True)
    assert voice.counts.disk == 1


async def test_a_dead_disk_costs_speed_not_speech(behind: FakeVoice, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    voice = CachedVoice(behind, tmp_path / "file" / "cache", memory_mb=0)
    for _ in range(2):
        assert len((await voice.speak("您好。", keep=True)).pcm) == 2400
    assert voice.disk_cache.counts.unwritten == 2


async def test_closing_ends_what_is_being_spoken(voice: CachedVoice, behind: FakeVoice) -> None:
    behind.let.clear()
    waiting = asyncio.create_task(voice.speak("您好。"))
    await settle()
    await voice.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert behind.closed


async def test_warming_reaches_the_voice_behind(voice: CachedVoice, behind: FakeVoice) -> None:
    await voice.warm()
    assert behind.warmed


async def test_fixed_texts_are_rendered_once_each_and_a_failure_is_counted(
    voice: CachedVoice, behind: FakeVoice
) -> None:
    greeting = "您好！请问您要办什么业务？"
    assert await render_all(voice, [greeting, greeting, "这句坏了没法说。"]) == 1
    assert await voice.prerendered(greeting)
    assert not await voice.prerendered("这句坏了没法说。")
    asked = len(behind.asked)
    assert await render_all(voice, [greeting]) == 0
    assert len(behind.asked) == asked
    assert not behind.prerendered, "the niced thread, which a busy machine may starve, has no part in it"


async def test_a_clause_that_is_waited_for_does_not_wait_for_its_prerendering(
    voice: CachedVoice, behind: FakeVoice
) -> None:
    stuck = asyncio.Event()

    async def never(text: str, *, speed: float = 1.0) -> Speech:
        await stuck.wait()
        return Speech(text, np.zeros(1, np.int16), 24_000, ())

    behind.prerender = never  # type: ignore[method-assign]
    work = asyncio.create_task(voice.prerender("您好。"))
    await settle()
    assert len((await voice.speak("您好。", keep=True)).pcm) == 2400
    stuck.set()
    await work


async def test_speeds_share_one_entry_where_they_can_be_stretched(behind: FakeVoice, tmp_path: Path) -> None:
    voice = CachedVoice(behind, tmp_path, pace=1.1)
    await voice.prerender("您好。")
    plain = await voice.speak("您好。", speed=1.1, keep=True)
    slow = await voice.speak("您好。", speed=0.88, keep=True)
    assert (len(plain.pcm), len(slow.pcm)) == (2400, 3000)
    assert slow.phones == (Phone("a", 0, 3000),)
    assert (await voice.held("您好。", speed=0.88)) is not None
    assert (behind.prerendered, behind.asked, kept(tmp_path)) == ([("您好。", 1.1)], [], 1)
    await voice.speak("您好。", speed=0.6, keep=True)  # too slow to be stretched
    await voice.speak("您好。", speed=1.3, keep=True)
    assert behind.asked == [("您好。", 0.6), ("您好。", 1.3)]


async def test_what_is_not_kept_is_stretched_too(behind: FakeVoice, tmp_path: Path) -> None:
    voice = CachedVoice(behind, tmp_path, pace=1.0)
    assert len((await voice.speak("李明。", speed=0.8)).pcm) == 3000
    assert (behind.asked, kept(tmp_path)) == ([("李明。", 1.0)], 0)


async def test_what_is_held_can_be_had_without_speaking(voice: CachedVoice, behind: FakeVoice, tmp_path: Path) -> None:
    assert await voice.held("请稍候。") is None
    said = await voice.speak("请稍候。", keep=True)
    assert await voice.held("请稍候。") is said
    assert await voice.held("请稍候。", speed=0.8) is None
    later = CachedVoice(behind, tmp_path)  # from disk
    found = await later.held("请稍候。")
    assert found is not None
    assert (found.text, len(found.pcm)) == ("请稍候。", len(said.pcm))
    assert behind.asked == [("请稍候。", 1.0)]
