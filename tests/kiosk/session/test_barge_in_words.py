"""Syllables over the clerk: which of them want the floor."""

from __future__ import annotations

import pytest

from asr import HeardSyllables, heard_syllables
from asr.syllables.lattice import pack
from kiosk.session.barge_in_words import nods, wants_floor
from mandarin import exact
from support.posteriors import posteriors

PROMPT = "为了办理挂失，需要采集您的身份证号和手机号，您同意吗？"


def said(text: str, **options: object) -> HeardSyllables:
    return heard_syllables(pack(posteriors(exact(text), **options)), 0.0, 9.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["等一下", "不对", "转人工", "要多少钱", "停一"])
def test_words_want_the_floor(text: str) -> None:
    assert wants_floor(said(text), PROMPT, choosing=False)


@pytest.mark.parametrize("text", ["嗯", "好的", "明白", "明白了", "嗯对", "好的好的", "知", "等"])
def test_backchannels_and_single_syllables_do_not(text: str) -> None:
    assert not wants_floor(said(text), PROMPT, choosing=False)


def test_doubtful_syllables_are_no_words() -> None:
    assert not wants_floor(said("停一下", sure=0.5), PROMPT, choosing=False)
    assert not wants_floor(HeardSyllables(), PROMPT, choosing=False)


def test_a_backchannel_beside_a_likelier_reading_is_one() -> None:
    misheard = {0: ("ming", 0.25), 1: ("bai", 0.25)}
    assert nods(said("英把", confused=misheard))
    assert not wants_floor(said("英把", confused=misheard), PROMPT, choosing=False)
    assert wants_floor(said("英把"), PROMPT, choosing=False)


def test_an_answer_to_a_choice_is_no_backchannel() -> None:
    assert wants_floor(said("好的"), PROMPT, choosing=True)


def test_the_prompts_own_words_are_its_echo() -> None:
    assert not wants_floor(said("身份证"), PROMPT, choosing=False)
