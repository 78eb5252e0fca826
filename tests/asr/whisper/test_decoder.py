"""The decoder with a syllable head that a test scripts: syllables first, numbers in their style, loops not believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from asr.syllables.lattice import CLASSES, Lattice
from asr.syllables.symbols import greedy
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.hypothesis import NO_TEXT
from support.posteriors import spoken


class ScriptedHead:
    """Hears what it is told, whatever the states are."""

    def __init__(self) -> None:
        self.says = spoken("你好")
        self.frames: list[int] = []

    def log_posteriors(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        assert states.ndim == 2
        assert states.dtype == np.float32
        self.frames.append(len(states))
        return self.says


@pytest.fixture(scope="module")
def head() -> ScriptedHead:
    return ScriptedHead()


@pytest.fixture(scope="module")
def decoder(whisper_folder: Path, head: ScriptedHead) -> WhisperDecoder:
    scripted: Any = head
    return WhisperDecoder(whisper_folder, device="cpu", compute_type="int8", head=scripted)


def test_syllables_come_before_the_text_and_with_it(decoder: WhisperDecoder, head: ScriptedHead) -> None:
    head.says = spoken("不是")
    told: list[list[bytes]] = []
    sound = np.zeros(16_000, np.float32)
    decoded = decoder.decode([sound, sound[:8000]], beam=2, on_syllables=told.append)
    assert [one.lattice for one in decoded] == told[0]
    assert len(greedy(Lattice(decoded[0].lattice).posteriors())) == 2
    assert head.frames[-2:] == [75, 50], "the sound and half a second of silence"


def test_captions_tell_no_syllables_ahead(decoder: WhisperDecoder, head: ScriptedHead) -> None:
    told: list[list[bytes]] = []
    decoder.decode([np.zeros(16_000, np.float32)], beam=1, on_syllables=told.append)
    assert not told


def test_a_number_that_the_styled_decoder_does_not_write_is_decoded_plainly(
    decoder: WhisperDecoder, head: ScriptedHead
) -> None:
    """Silence holds no digits, whatever the head is told to say: what the style makes of it is not believed."""
    head.says = spoken("13473821368")
    sound = np.zeros(16_000, np.float32)
    styled = decoder.decode([sound], beam=2, digits=True)
    head.says = spoken("你好")
    plain = decoder.decode([sound], beam=2, digits=True)
    assert styled[0].hypotheses == plain[0].hypotheses
    assert CLASSES > 400


def test_the_syllables_alone_have_no_text(decoder: WhisperDecoder, head: ScriptedHead) -> None:
    head.says = spoken("不是")
    (heard,) = decoder.decode([np.zeros(16_000, np.float32)], beam=NO_TEXT)
    assert heard.hypotheses == ()
    assert len(greedy(Lattice(heard.lattice).posteriors())) == 2
    assert head.frames[-1] == 75


def test_without_a_head_there_is_text_all_the_same(whisper_folder: Path) -> None:
    plain = WhisperDecoder(whisper_folder, device="cpu", compute_type="int8")
    (heard,) = plain.decode([np.zeros(16_000, np.float32)], beam=NO_TEXT)
    assert len(heard.hypotheses) == 1
    assert heard.lattice == b""
