"""Who speaks, how speech is kept, and what is made of it for the encoder."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from asr.sound import resample
from train.syllables import clips
from train.syllables.cast import HELD_OUT, Speaker, speakers
from train.syllables.clips import Casting, described, read, syllable_edges, synthesise
from train.syllables.recipe import NOISY, RECIPES, SHIPPED, CastPlan, Recipe, TextShares
from train.syllables.states import Example, copies, read_examples
from train.syllables.texts.mixture import Utterance, said_syllables
from train.syllables.texts.numbers import digits_alone
from tts import Phone, Speech


def numbers_alone(seed: int, shares: TextShares) -> Iterator[Utterance]:
    """In place of the mixture, whose dictionary takes seconds to load."""
    dice = random.Random(seed)
    while True:
        text = digits_alone(dice)
        if not re.search("[^零一二三四五六七八九幺，]", text):
            yield Utterance("digits", text, said_syllables(text))


class StandInVoice:
    """Says each phone as 60 ms of sound at 24 kHz, after 40 ms of silence. Counts what it says."""

    spoken = 0

    def __init__(self, model_path: Path, voice_path: Path) -> None:
        assert voice_path.stat().st_size == 510 * 256 * 4

    async def speak(self, text: str, *, speed: float) -> Speech:
        StandInVoice.spoken += 1
        assert 0.8 <= speed <= 1.55
        phones, at = [Phone("sil", 0, 960)], 960
        for syllable in said_syllables(text):
            for _ in range(syllable.phones):
                phones.append(Phone("a", at, at + 1440))
                at += 1440
        rng = np.random.default_rng(len(text))
        return Speech(text, rng.integers(-9000, 9000, at).astype(np.int16), 24_000, tuple(phones))

    async def close(self) -> None:
        pass


class StandInEncoder:
    def of(self, pcm: NDArray[np.int16], after: int, silence_s: float) -> NDArray[np.float32]:
        assert after / 50 <= silence_s, "what is kept was encoded"
        return np.full((-(-len(pcm) // 320) + after, 4), float(pcm.std()), np.float32)


@pytest.fixture
def casting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casting:
    monkeypatch.setattr(clips, "KokoroVoice", StandInVoice)
    monkeypatch.setattr(clips, "utterances", numbers_alone)
    StandInVoice.spoken = 0
    (tmp_path / "voices").mkdir()
    for name in ("one", "two"):
        np.full(510 * 256, 1.0 if name == "one" else 3.0, "<f4").tofile(tmp_path / "voices" / f"{name}.bin")
    cast = (Speaker("one", (("one", 1.0),)), Speaker("mixed", (("one", 0.25), ("two", 0.75))))
    return Casting(7, (), cast, tmp_path / "model.onnx", tmp_path / "voices", tmp_path / "clips")


def test_a_mixed_voice_is_the_weighted_mean(casting: Casting, tmp_path: Path) -> None:
    mixed = np.fromfile(casting.speakers[1].write(casting.voices, tmp_path / "mixed.bin"), "<f4")
    assert mixed.shape == (510 * 256,)
    assert mixed[0] == pytest.approx(2.5)


def test_a_melody_of_another_is_the_second_half_of_each_style(casting: Casting, tmp_path: Path) -> None:
    crossed = Speaker("crossed", (("one", 1.0),), (("two", 1.0),))
    styles = np.fromfile(crossed.write(casting.voices, tmp_path / "crossed.bin"), "<f4").reshape(510, 256)
    assert (styles[:, :128] == 1.0).all()
    assert (styles[:, 128:] == 3.0).all()


@pytest.mark.parametrize(("plan", "count"), [(SHIPPED.cast, 32), (NOISY.cast, 48)])
def test_held_out_voices_are_in_no_speaker_for_training(plan: CastPlan, count: int) -> None:
    cast = speakers(11, plan)
    assert len({speaker.name for speaker in cast}) == len(cast) == count
    for speaker in cast:
        assert sum(weight for _, weight in speaker.parts) == pytest.approx(1)
        assert not {name for name, _ in (*speaker.parts, *speaker.melody)} & set(HELD_OUT)
        assert not speaker.melody or sum(weight for _, weight in speaker.melody) == pytest.approx(1)


def test_synthesis_stops_at_its_seconds_and_continues(casting: Casting) -> None:
    done = synthesise(casting, 20)
    assert done >= 20
    first, spoken = list(read(casting.folder)), StandInVoice.spoken
    assert synthesise(casting, 20) >= 20
    assert StandInVoice.spoken == spoken, "what is there is not spoken again"
    (casting.folder / "000003.npz").unlink()
    synthesise(casting, 60)
    again = list(read(casting.folder))
    assert len(again) > len(first)
    texts = [utterance.text for utterance in itertools.islice(numbers_alone(7, ()), len(again))]
    assert [clip.text for clip in again] == texts
    assert [clip.speaker for clip in again[:17]] == ["one"] * 16 + ["mixed"]
    for one, other in zip(first, again, strict=False):
        assert one.text == other.text
        assert (one.pcm == other.pcm).all()


def test_edges_are_where_the_phones_of_each_syllable_begin() -> None:
    def speech(symbols: Sequence[str]) -> Speech:
        phones = [Phone(symbol, 2400 * place, 2400 * (place + 1)) for place, symbol in enumerate(symbols)]
        return Speech("", np.zeros(2400 * len(symbols), np.int16), 24_000, tuple(phones))

    found = syllable_edges(speech(["sil", "n", "i", "sil", "x", "a", "-u", "sil"]), [2, 3])
    assert list(found) == [1600, 6400, 11200]
    assert not len(syllable_edges(speech(["sil", "n", "i"]), [3])), "phones that do not fit give no edges"


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_copies_depend_on_clips_and_recipe_alone(casting: Casting, tmp_path: Path, recipe: Recipe) -> None:
    synthesise(casting, 30)
    spoken = list(read(casting.folder))
    encoder = StandInEncoder()

    def made() -> list[Example]:
        return read_examples(copies(spoken, 1, recipe, encoder, tmp_path / "states"))  # type: ignore[arg-type]

    whole = made()
    for path in sorted((tmp_path / "states").glob("*.npz"))[5:]:
        path.unlink()  # as if the run had ended there
    grown = made()
    for one, other in zip(whole, grown, strict=True):
        assert (one.states == other.states).all()
        assert (one.classes == other.classes).all()
    spliced = sum(list(one.classes) != list(clip.classes) for one, clip in zip(whole, spoken, strict=True))
    assert 0 < spliced < len(whole)


def test_clips_are_described_by_their_texts_and_sounds(casting: Casting) -> None:
    synthesise(casting, 5)
    spoken = list(read(casting.folder))
    found = described(spoken)
    assert found["clips"] == len(spoken)
    assert found["seconds"] == pytest.approx(sum(clip.seconds for clip in spoken), abs=0.1)
    assert found["texts_sha256"] != described(spoken[1:])["texts_sha256"]
    assert found["sounds_sha256"] != described(spoken[1:])["sounds_sha256"]


def test_clips_are_kept_at_16_khz(casting: Casting) -> None:
    synthesise(casting, 1)
    clip = next(read(casting.folder))
    raw = np.random.default_rng(len(clip.text)).integers(-9000, 9000, (clip.edges[-1] * 3) // 2).astype(np.int16)
    assert abs(len(clip.pcm) - len(resample(raw, 24_000, 16_000))) <= 2
