"""What is certain of an utterance that is still being spoken."""

from __future__ import annotations

import pytest

from asr.syllables.lattice import pack
from asr.syllables.partial import HeardSyllables, heard_syllables
from support.posteriors import posteriors


def test_certain_syllables_are_told_in_their_order() -> None:
    assert heard_syllables(pack(posteriors(["wo", "yao", "ban", "ban"])), 0.0, 9.0).certain == (
        "wo",
        "yao",
        "ban",
        "ban",
    )


def test_a_doubtful_syllable_is_left_out() -> None:
    heard = pack(posteriors(["wo", "yao", "ban"], confused={1: ("hao", 0.5)}))
    assert heard_syllables(heard, 0.0, 9.0).certain == ("wo", "ban")
    assert len(heard_syllables(heard, 0.0, 9.0).likely) == 3


def test_a_syllable_at_the_end_of_the_sound_may_still_change() -> None:
    heard = pack(posteriors(["wo", "yao"]))
    last = max(heard.times)
    assert heard_syllables(heard, 0.0, float(last) + 1).certain == ("wo", "yao")
    assert heard_syllables(heard, 0.0, 0.15).certain == ("wo",)


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_silence_has_none(seconds: float) -> None:
    assert heard_syllables(pack(posteriors([])), 0.0, seconds).certain == ()


def test_what_was_heard_before_the_voice_is_not_the_citizens() -> None:
    heard = pack(posteriors(["wo", "yao", "ban"]))
    assert heard_syllables(heard, 0.15, 9.0).certain == ("yao", "ban")


def test_the_share_of_wordings_is_how_likely_they_are() -> None:
    surely = heard_syllables(pack(posteriors(["hao", "de"])), 0.0, 9.0)
    assert surely.share([("hao",), ("hao", "de")]) > 0.8
    assert surely.share([("dui",), ("hao", "ba")]) < 0.01
    doubtful = heard_syllables(pack(posteriors(["ming", "bai"], confused={1: ("ba", 0.3)})), 0.0, 9.0)
    assert 0.001 < doubtful.share([("ming", "ba")]) < doubtful.share([("ming", "bai")])


def test_the_share_counts_only_what_is_said_since_the_voice_began() -> None:
    heard = heard_syllables(pack(posteriors(["wo", "hao"])), 0.15, 9.0)
    assert heard.share([("hao",)]) > 0.8


def test_without_sound_or_wordings_nothing_was_said() -> None:
    assert HeardSyllables().share([("hao",)]) == 0.0
    assert heard_syllables(pack(posteriors(["hao"])), 0.0, 9.0).share([]) == 0.0
