"""Many hub, one model: everybody hears what they would have heard alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from asr import (
    Segmenter,
    SegmenterEvent,
    SegmenterHub,
    SegmentStarted,
    SpeechSegment,
    VoiceActivity,
    VoiceActivityError,
)
from asr.segmentation.hub import MAX_WAITING_SAMPLES
from asr.segmentation.vad import CHUNK

Pcm = NDArray[np.int16]


class Loudness:
    """Hears a voice in everything louder than -40 dBFS; remembers how many it was asked about at a time."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.broken = False

    def probabilities(self, states: list[Any], chunks: Pcm) -> NDArray[np.float32]:
        if self.broken:
            raise VoiceActivityError("broken on purpose")
        self.batches.append(len(states))
        loud = np.std(chunks.astype(np.float32), axis=1) > 327
        return np.where(loud, 0.95, 0.02).astype(np.float32)


def sound(*parts: tuple[int, float]) -> Pcm:
    rng = np.random.default_rng(3)
    pieces = [rng.standard_normal(n * CHUNK) * 32768 * 10 ** (level / 20) for n, level in parts]
    return np.clip(np.concatenate(pieces), -32768, 32767).astype(np.int16)


ONCE = sound((40, -70), (20, -25), (40, -70))


class Hall:
    def __init__(self) -> None:
        self.model = Loudness()
        self.threads = ThreadPoolExecutor(1)
        model: Any = self.model
        self.hub = SegmenterHub(model, self.threads)

    def sit(self) -> Person:
        return Person(self)

    async def all_heard(self) -> None:
        async with asyncio.timeout(20):
            await self.hub.idle()


class Person:
    def __init__(self, hall: Hall) -> None:
        self.events: list[SegmenterEvent] = []
        self.faults: list[VoiceActivityError] = []
        model: Any = hall.model
        self.stream = hall.hub.join(Segmenter(model), self.events.extend, self.faults.append)

    def spans(self) -> list[type]:
        return [type(e) for e in self.events if isinstance(e, SegmentStarted | SpeechSegment)]


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    await hall.hub.close()
    hall.threads.shutdown()


async def test_everybody_hears_their_own(hall: Hall) -> None:
    talkers, silent = [hall.sit() for _ in range(5)], hall.sit()
    for at in range(0, len(ONCE), 320):
        for person in talkers:
            person.stream.feed(ONCE[at : at + 320])
        silent.stream.feed(np.zeros(320, np.int16))
    await hall.all_heard()
    assert max(hall.model.batches) == 5, "stepped together, but for the one in silence, for whom the model sleeps"
    for person in talkers:
        assert person.spans() == [SegmentStarted, SpeechSegment]
    assert silent.spans() == []
    (utterance,) = [e for e in talkers[3].events if isinstance(e, SpeechSegment)]
    np.testing.assert_array_equal(utterance.pcm, ONCE[utterance.start : utterance.end])


async def test_alone_or_together_is_the_same_with_the_real_model(voice_activity: VoiceActivity) -> None:
    alone = Segmenter(voice_activity)
    expected = [(type(e), getattr(e, "start", 0)) for e in alone.feed(ONCE)]
    with ThreadPoolExecutor(1) as threads:
        hub = SegmenterHub(voice_activity, threads)
        heard: list[SegmenterEvent] = []
        streams = [
            hub.join(Segmenter(voice_activity), heard.extend if n == 2 else lambda _: None, print) for n in range(4)
        ]
        for number, stream in enumerate(streams):
            stream.feed(ONCE if number == 2 else np.roll(ONCE, 5000 * number))
        await hub.idle()
        await hub.close()
    assert [(type(e), getattr(e, "start", 0)) for e in heard] == expected


async def test_a_command_comes_after_the_sound_before_it(hall: Hall) -> None:
    person = hall.sit()
    seen: list[int] = []

    def look(segmenter: Segmenter) -> list[SegmenterEvent]:
        seen.append(segmenter.sample)
        return [SegmentStarted(7)]

    person.stream.feed(np.zeros(CHUNK, np.int16))
    person.stream.do(look)
    person.stream.feed(np.zeros(CHUNK, np.int16))
    await hall.all_heard()
    assert seen == [CHUNK]
    assert person.events == [SegmentStarted(7)]


async def test_a_flood_drops_the_oldest_and_counts(hall: Hall) -> None:
    person = hall.sit()
    lost = [person.stream.feed(np.full(MAX_WAITING_SAMPLES // 4, n, np.int16)) for n in range(6)]
    assert lost == [0, 0, 0, 0, MAX_WAITING_SAMPLES // 4, MAX_WAITING_SAMPLES // 4]
    assert person.stream.dropped == MAX_WAITING_SAMPLES // 2
    await hall.all_heard()
    assert person.stream.segmenter.sample == MAX_WAITING_SAMPLES


async def test_who_has_left_hears_nothing_more(hall: Hall) -> None:
    person = hall.sit()
    person.stream.feed(ONCE)
    person.stream.leave()
    await hall.all_heard()
    assert person.events == []
    assert len(hall.hub) == 0


async def test_a_model_that_breaks_is_told_to_everybody_and_tried_again(hall: Hall) -> None:
    people = [hall.sit(), hall.sit()]
    hall.model.broken = True
    for person in people:
        person.stream.feed(ONCE)
    await hall.all_heard()
    assert [str(f) for p in people for f in p.faults] == ["broken on purpose"] * 2
    hall.model.broken = False
    for person in people:
        person.stream.feed(ONCE)
    await hall.all_heard()
    assert [p.spans() for p in people] == [[SegmentStarted, SpeechSegment]] * 2


async def test_a_bug_in_one_ear_deafens_nobody_for_long(hall: Hall) -> None:
    people = [hall.sit(), hall.sit()]

    def broken(segmenter: Segmenter) -> list[SegmenterEvent]:
        raise ZeroDivisionError

    people[0].stream.do(broken)
    people[1].stream.feed(np.zeros(CHUNK, np.int16))
    await hall.all_heard()
    assert [len(p.faults) for p in people] == [1, 1]
    for person in people:
        person.stream.feed(ONCE)
    await hall.all_heard()
    assert [p.spans() for p in people] == [[SegmentStarted, SpeechSegment]] * 2
