from __future__ import annotations

import asyncio
import os
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest

from tts import KokoroVoice, Speech, VoiceError, kokoro
from tts.phonemes import PAUSE
from tts.sound import LEAD, LEVEL_DB, levels, speech_level

TEXT = "请把身份证放在读卡区，"


@pytest.fixture(scope="module")
def speech(kokoro: KokoroVoice) -> Speech:
    return asyncio.run(kokoro.speak(TEXT))


def test_sound_and_phones_are_one_clock(speech: Speech) -> None:
    assert speech.text == TEXT
    assert speech.rate == 24_000
    assert speech.pcm.dtype == np.int16
    assert speech.phones[0].start == 0
    assert speech.phones[-1].end == len(speech.pcm)
    assert all(one.end == two.start for one, two in pairwise(speech.phones))


def test_every_phone_of_the_words_is_there(speech: Speech) -> None:
    said = [phone.symbol for phone in speech.phones if phone.symbol != PAUSE]
    assert said[:6] == ["ʨʰ", "i", "-ŋ", "p", "a", "ʂ"]
    assert said[-2:] == ["ʨʰ", "y"]
    assert len(said) == 26


def test_it_begins_at_once_and_ends_in_the_pause_of_its_mark(speech: Speech) -> None:
    loud = np.flatnonzero(np.abs(speech.pcm) > 1000)
    assert loud[0] < (LEAD + 0.15) * speech.rate
    assert speech.phones[-1].symbol == PAUSE
    assert 0.1 < (len(speech.pcm) - loud[-1]) / speech.rate < 0.35


def test_vowels_are_loud_and_pauses_are_not(speech: Speech) -> None:
    def level(symbols: set[str]) -> float:
        parts = [speech.pcm[phone.start : phone.end] for phone in speech.phones if phone.symbol in symbols]
        return float(np.sqrt(np.mean(np.square(np.concatenate(parts).astype(np.float64)))))

    assert level({"a"}) > 10 * level({PAUSE})


def test_the_loudness_of_the_house(speech: Speech) -> None:
    reached = 20 * np.log10(speech_level(levels(speech.pcm.astype(np.float32) / 32768, speech.rate)))
    assert reached == pytest.approx(LEVEL_DB, abs=1.5)


async def test_slower_is_longer_and_says_the_same(kokoro: KokoroVoice, speech: Speech) -> None:
    slow = await kokoro.speak(TEXT, speed=0.8)
    assert 1.1 < slow.seconds / speech.seconds < 1.4
    assert [phone.symbol for phone in slow.phones] == [phone.symbol for phone in speech.phones]


async def test_the_same_words_give_the_same_sound(kokoro: KokoroVoice, speech: Speech) -> None:
    again = await kokoro.speak(TEXT)
    assert np.array_equal(again.pcm, speech.pcm)
    assert again.phones == speech.phones


@pytest.mark.parametrize("text", ["", "……", "😀"])
async def test_nothing_to_say_is_no_sound(kokoro: KokoroVoice, text: str) -> None:
    speech = await kokoro.speak(text)
    assert len(speech.pcm) == 0
    assert speech.phones == ()


async def test_too_much_to_say(kokoro: KokoroVoice) -> None:
    with pytest.raises(VoiceError, match="tokens"):
        await kokoro.speak("办" * 300)


@pytest.mark.parametrize("speed", [0.1, 3.0])
async def test_a_speed_nobody_could_follow(kokoro: KokoroVoice, speed: float) -> None:
    with pytest.raises(VoiceError, match="speed"):
        await kokoro.speak("您好。", speed=speed)


async def test_prerendering_gives_the_same_sound_from_a_niced_thread(kokoro: KokoroVoice, speech: Speech) -> None:
    made = await kokoro.prerender(TEXT)
    assert made.text == TEXT
    assert made.phones == speech.phones
    assert np.abs(made.pcm.astype(int) - speech.pcm).max() < 200
    (thread,) = [each.native_id for each in threading.enumerate() if each.name.startswith("prerender")]
    assert thread is not None
    if sys.platform == "linux":
        assert os.getpriority(os.PRIO_PROCESS, thread) == 19
        assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 19
    assert len((await kokoro.prerender("…")).pcm) == 0


async def test_a_missing_model_names_its_remedy(tmp_path: Path) -> None:
    voice = KokoroVoice(tmp_path / "model.onnx", tmp_path / "voice.bin")
    with pytest.raises(VoiceError, match="make models"):
        await voice.speak("您好。")
    await voice.close()


async def test_a_file_that_is_no_voice(kokoro_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "voice.bin").write_bytes(bytes(1000))
    voice = KokoroVoice(kokoro_folder / "model.onnx", tmp_path / "voice.bin")
    with pytest.raises(VoiceError, match="not a Kokoro voice"):
        await voice.speak("您好。")
    await voice.close()


async def test_a_file_that_is_no_model(kokoro_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    voice = KokoroVoice(tmp_path / "model.onnx", kokoro_folder / "zf_xiaoxiao.bin")
    with pytest.raises(VoiceError, match="not a Kokoro model"):
        await voice.speak("您好。")
    await voice.close()


async def test_a_closed_voice_is_silent(kokoro_folder: Path) -> None:
    voice = KokoroVoice(kokoro_folder / "model.onnx", kokoro_folder / "zf_xiaoxiao.bin")
    await voice.close()
    with pytest.raises(VoiceError):
        await voice.speak("您好。")


async def test_what_is_rendered_ahead_does_not_hold_up_the_close(
    kokoro_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, run = threading.Event(), ort.InferenceSession.run

    def starved(session: ort.InferenceSession, names: list[str], feeds: dict[str, Any], options: Any = None) -> Any:
        """Gets no time until it is to end."""
        begun.set()
        while options is not None and not options.terminate:
            threading.Event().wait(0.001)
        return run(session, names, feeds, options)

    monkeypatch.setattr(ort.InferenceSession, "run", starved)
    monkeypatch.setattr(
        kokoro, "_yield_to_others", lambda: None
    )  # niced, it would hold the interpreter where others work
    voice = KokoroVoice(kokoro_folder / "model.onnx", kokoro_folder / "zf_xiaoxiao.bin")
    rendering = asyncio.create_task(voice.prerender("您好。"))
    await asyncio.to_thread(begun.wait, 30)
    await voice.close()
    with pytest.raises(VoiceError, match="synthesis failed"):
        await rendering
