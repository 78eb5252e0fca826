"""What is certain of an utterance that is still being spoken."""

from __future__ import annotations

import pytest

from asr.syllables.lattice import pack
from asr.syllables.partial import settled_syllables
from support.posteriors import posteriors


def test_certain_syllables_are_told_in_their_order() -> None:
    assert settled_syllables(pack(posteriors(["wo", "yao", "ban", "ban"])), 0.0, 9.0) == ("wo", "yao", "ban", "ban")


def test_a_doubtful_syllable_is_left_out() -> None:
    heard = pack(posteriors(["wo", "yao", "ban"], confused={1: ("hao", 0.5)}))
    assert settled_syllables(heard, 0.0, 9.0) == ("wo", "ban")


def test_a_syllable_at_the_end_of_the_sound_may_still_change() -> None:
    heard = pack(posteriors(["wo", "yao"]))
    last = max(heard.times)
    assert settled_syllables(heard, 0.0, float(last) + 1) == ("wo", "yao")
    assert settled_syllables(heard, 0.0, 0.15) == ("wo",)


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_silence_has_none(seconds: float) -> None:
    assert settled_syllables(pack(posteriors([])), 0.0, seconds) == ()


def test_what_was_heard_before_the_voice_is_not_the_citizens() -> None:
    heard = pack(posteriors(["wo", "yao", "ban"]))
    assert settled_syllables(heard, 0.15, 9.0) == ("yao", "ban")
