"""The recogniser with its real model, and everything it must refuse without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from asr import (
    RATE,
    RecogniserError,
    Segmenter,
    SegmentStarted,
    SpeechSegment,
    Ticket,
    Transcript,
    Urgency,
    VoiceActivity,
    WhisperRecogniser,
)
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.hypothesis import LONGEST_S
from asr.whisper.workers.supervisor import WorkerLimits

# The recogniser is bound to the event loop of its first use, and loading it for every test would take too long.
pytestmark = pytest.mark.asyncio(loop_scope="module")

Pcm = NDArray[np.int16]

#: What is said in the recordings, and the share of wrong characters that whisper-base may have.
SPOKEN = [
    # 达摩院 and 语音 are on the brink: 20 ms more or less of room before the voice, and 0 to 6 of 19 are wrong.
    ("asr_example.wav", "欢迎大家来体验达摩院推出的语音识别模型", 0.35),
    ("zsp.wav", "希望你以后能够做的比我还好呦", 0.2),
    (
        "clp.wav",
        "在那之后完全收购那家公司因此保持管理层的一致性利益与即将加入家族的资产保持一致这就是我们有时不买下全部的原因",
        0.15,
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recogniser(whisper_folder: Path) -> AsyncIterator[WhisperRecogniser]:
    # A machine that runs tests may be busy: a worker that is slow is none that stalls.
    engine = WhisperRecogniser(whisper_folder, workers=2, limits=WorkerLimits(stall_s=60.0))
    yield engine
    await engine.close()


def error_rate(spoken: str, heard: str) -> float:
    """Characters wrong, missing or too many, as a share of `spoken`; punctuation does not count."""
    heard = "".join(c for c in heard if c.isalnum())
    row = list(range(len(heard) + 1))
    for i, a in enumerate(spoken, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1] / len(spoken)


async def hear(model: VoiceActivity, recogniser: WhisperRecogniser, pcm: Pcm) -> list[Transcript]:
    """The whole line: segmenter, then recogniser, with some silence around the sound."""
    segmenter = Segmenter(model)
    silence = np.zeros(RATE, np.int16)
    events = [*segmenter.feed(np.concatenate([silence, pcm, silence])), *segmenter.flush()]
    return [await recogniser.transcribe(e.pcm) for e in events if isinstance(e, SpeechSegment)]


@pytest.mark.parametrize(("name", "spoken", "most"), SPOKEN, ids=[name for name, _, _ in SPOKEN])
async def test_real_mandarin_is_understood(
    voice_activity: VoiceActivity,
    recogniser: WhisperRecogniser,
    recording: Callable[[str], Pcm],
    name: str,
    spoken: str,
    most: float,
) -> None:
    heard = await hear(voice_activity, recogniser, recording(name))
    assert all(t.refused is None for t in heard)
    assert error_rate(spoken, "".join(t.text for t in heard)) <= most


async def test_noise_makes_no_text(
    voice_activity: VoiceActivity, recogniser: WhisperRecogniser, noises: dict[str, Pcm]
) -> None:
    for name, pcm in noises.items():
        heard = await hear(voice_activity, recogniser, pcm)
        assert [t.text for t in heard if not t.refused] == [], name


def babble(voices: list[Pcm], talkers: int, seconds: int, level_db: float) -> Pcm:
    """Many people talking at once, from the recordings shifted against each other."""
    rng = np.random.default_rng(11)
    mixed = np.zeros(seconds * RATE)
    for number in range(talkers):
        voice = voices[number % len(voices)].astype(np.float64)
        long = np.tile(voice / np.std(voice), 2 + len(mixed) // len(voice))
        mixed += np.roll(long, int(rng.integers(len(voice))))[: len(mixed)]
    return (mixed / np.std(mixed) * 32768 * 10 ** (level_db / 20)).clip(-32768, 32767).astype(np.int16)


async def test_a_babbling_hall_makes_no_text(
    voice_activity: VoiceActivity, recogniser: WhisperRecogniser, recording: Callable[[str], Pcm]
) -> None:
    voices = [recording(name) for name, _, _ in SPOKEN]
    heard = await hear(voice_activity, recogniser, babble(voices, talkers=9, seconds=20, level_db=-35.0))
    assert [t.text for t in heard if not t.refused] == []


async def test_a_near_voice_is_heard_over_a_babbling_hall(
    voice_activity: VoiceActivity, recording: Callable[[str], Pcm]
) -> None:
    near = recording("zsp.wav")
    hall = babble([recording(name) for name, _, _ in SPOKEN], talkers=9, seconds=16, level_db=-42.0).astype(np.int32)
    start = 10 * RATE
    hall[start : start + len(near)] += near
    segmenter = Segmenter(voice_activity)
    events = segmenter.feed(hall.clip(-32768, 32767).astype(np.int16))
    utterances = [e for e in events if isinstance(e, SpeechSegment)]
    assert len(utterances) == 1
    assert utterances[0].start < start + RATE // 2
    assert utterances[0].end > start + len(near) - RATE
    assert next(e for e in events if isinstance(e, SegmentStarted)).sample >= start - RATE // 4


async def test_no_text_out_of_raw_noise_even_without_the_ear(
    recogniser: WhisperRecogniser, noises: dict[str, Pcm]
) -> None:
    accepted = [n for n, pcm in noises.items() if (await recogniser.transcribe(pcm[: 3 * RATE])).text]
    assert accepted == []


async def test_utterances_at_once_keep_their_own_words(
    recogniser: WhisperRecogniser, recording: Callable[[str], Pcm]
) -> None:
    pcm = [recording(name) for name, _, _ in SPOKEN]
    alone = [await recogniser.transcribe(p) for p in pcm]
    together = await asyncio.gather(*(recogniser.transcribe(p) for p in pcm))
    assert [t.text for t in together] == [t.text for t in alone]


async def test_other_readings_come_along_likeliest_first(
    recogniser: WhisperRecogniser, recording: Callable[[str], Pcm]
) -> None:
    heard = await recogniser.transcribe(recording("zsp.wav")[: 3 * RATE])
    texts = [heard.text, *(other.text for other in heard.alternatives)]
    assert 2 <= len(texts) <= 5
    assert len(set(texts)) == len(texts)
    assert all(0.0 <= other.confidence <= 1.0 for other in heard.alternatives)


async def test_a_partial_is_one_quick_reading(whisper_folder: Path, recording: Callable[[str], Pcm]) -> None:
    # One worker, asked nothing else: in a hall that has just been busy a partial would give way.
    pcm = recording("zsp.wav")[: 3 * RATE]
    engine = WhisperRecogniser(whisper_folder, workers=1, limits=WorkerLimits(stall_s=60.0))
    try:
        await engine.warm()
        heard = await engine.transcribe(pcm, Ticket(Urgency.PARTIAL))
    finally:
        await engine.close()
    assert heard.text.startswith("希望你以后")
    assert heard.alternatives == ()


async def test_sounds_decoded_together_read_as_if_alone(whisper_folder: Path, recording: Callable[[str], Pcm]) -> None:
    sounds = [recording(name)[: 3 * RATE].astype(np.float32) / 32768 for name, _, _ in SPOKEN]
    sounds[0] = sounds[0][: -RATE // 2]  # of different lengths, and so with more silence behind than alone
    decoder = WhisperDecoder(whisper_folder, device="cpu", compute_type="int8")
    together = [heard.hypotheses[0].text for heard in decoder.decode(sounds, beam=5)]
    alone = [decoder.decode([sound], beam=5)[0].hypotheses[0].text for sound in sounds]
    assert all(error_rate(a, b) <= 0.2 for a, b in zip(alone, together, strict=True))
    decoder.close()


async def test_the_longest_utterance_is_taken(recogniser: WhisperRecogniser, recording: Callable[[str], Pcm]) -> None:
    voice = recording("clp.wav")
    whole = np.tile(voice, 3)[: LONGEST_S * RATE]
    heard = await recogniser.transcribe(whole)
    assert heard.refused in (None, "loop")  # it says the same thing over and over, and the guard may mind
    assert heard.seconds == LONGEST_S


@pytest.mark.parametrize(
    ("pcm", "reason"),
    [
        (np.zeros(0, np.int16), "short"),
        (np.full(RATE // 20, 5000, np.int16), "short"),
        (np.zeros(2 * RATE, np.int16), "silent"),
        (np.full(2 * RATE, 12000, np.int16), "silent"),  # an offset is no sound
    ],
    ids=["empty", "50 ms", "zeros", "offset"],
)
async def test_where_no_word_can_be_the_model_is_not_asked(
    recogniser: WhisperRecogniser, pcm: Pcm, reason: str
) -> None:
    heard = await recogniser.transcribe(pcm)
    assert (heard.text, heard.refused, heard.confidence) == ("", reason, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [np.zeros(RATE, np.float32), np.full(RATE, np.nan), np.zeros((2, RATE), np.int16), np.zeros(30 * RATE, np.int16)],
    ids=["float", "nan", "stereo", "30 s"],
)
async def test_what_is_no_utterance_is_an_error(tmp_path: Path, wrong: Pcm) -> None:
    engine = WhisperRecogniser(tmp_path, workers=1)
    with pytest.raises(RecogniserError):
        await engine.transcribe(wrong)
    await engine.close()


async def test_a_missing_model_names_the_fix(tmp_path: Path) -> None:
    engine = WhisperRecogniser(tmp_path / "whisper-none", workers=1)
    with pytest.raises(RecogniserError, match="make models"):
        await engine.warm()
    await engine.close()


async def test_a_broken_model_is_a_typed_error(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    engine = WhisperRecogniser(tmp_path, workers=1)
    with pytest.raises(RecogniserError, match="cannot load"):
        await engine.warm()
    await engine.close()


async def test_after_close_nothing_is_taken_and_closing_again_is_fine(tmp_path: Path) -> None:
    engine = WhisperRecogniser(tmp_path, workers=1)
    await engine.close()
    await engine.close()
    with pytest.raises(RecogniserError, match="closed"):
        await engine.transcribe(np.full(RATE, 1000, np.int16) * np.resize(np.array([1, -1], np.int16), RATE))


async def test_the_name_says_model_type_and_device(tmp_path: Path) -> None:
    assert WhisperRecogniser(tmp_path / "whisper-base", device="cpu").name == "whisper-base int8 cpu"
    assert WhisperRecogniser(tmp_path / "large-v3-turbo", device="cuda").name == "large-v3-turbo float16 cuda"
    with pytest.raises(ValueError, match="workers"):
        WhisperRecogniser(tmp_path, workers=-1)
