"""Closed answers from lattices that are made."""

from __future__ import annotations

import numpy as np
import pytest

from asr.syllables.heard_answer import Use
from asr.syllables.lattice import pack
from asr.syllables.phrases import YES_NO, answer_groups, hear_phrase
from support.posteriors import posteriors, spoken

YES = answer_groups("yesno", ("转人工", "上一步", "是的"))
OPTIONS = answer_groups("option", ("正式挂失", "临时挂失", "补卡", "转人工"))


@pytest.mark.parametrize("said", [word for words in YES_NO.values() for word in words if len(word) > 1])
def test_yes_and_no_in_all_their_words(said: str) -> None:
    heard = hear_phrase(pack(spoken(said, sure=0.97)), YES, [said])
    assert heard.use is Use.TAKE
    meant = next(name for name, words in YES_NO.items() if said in words)
    assert heard.value in YES_NO[meant]


@pytest.mark.parametrize("said", ["嗯是的", "那好吧", "好啊", "嗯不是"])
def test_small_words_around_an_answer(said: str) -> None:
    heard = hear_phrase(pack(spoken(said, sure=0.97)), YES, [])
    assert heard.use is Use.TAKE


@pytest.mark.parametrize("said", ["我想想", "手机号不对", "什么意思", "可以不带户口本吗", "等一下", "你们几点上班"])
def test_anything_else_is_refused(said: str) -> None:
    assert hear_phrase(pack(spoken(said, sure=0.97)), YES, [said]).use is not Use.TAKE
    assert hear_phrase(pack(spoken(said, sure=0.97)), OPTIONS, [said]).use is Use.NONE


def test_the_sound_counts_and_not_the_characters() -> None:
    heard = hear_phrase(pack(spoken("正式挂失", sure=0.9)), OPTIONS, ["郑氏卦师"])
    assert (heard.value, heard.use, heard.agreed) == ("正式挂失", Use.TAKE, True)


def test_words_of_choosing() -> None:
    assert hear_phrase(pack(spoken("我要补卡吧", sure=0.97)), OPTIONS, [], choosing=True).value == "补卡"
    assert hear_phrase(pack(spoken("我要补卡吧", sure=0.97)), OPTIONS, [], choosing=True).use is Use.TAKE


def test_one_syllable_beside_another_is_not_taken_without_the_decoder() -> None:
    """对 over a telephone was heard as bu yi, and 不 was taken."""
    said = pack(np.concatenate([posteriors(["bu"]), posteriors(["yi"], sure=0.55)]))
    assert hear_phrase(said, YES, ["贝"]).use is not Use.TAKE
    assert hear_phrase(said, YES, ["不"]).use is Use.TAKE


def test_between_two_nobody_guesses() -> None:
    said = posteriors(["bu", "shi"], confused={0: ("jiu", 0.5)})
    assert hear_phrase(pack(said), YES, []).use is not Use.TAKE


def test_silence_and_no_phrases_are_nothing() -> None:
    assert hear_phrase(pack(posteriors([])), YES, []).use is Use.NONE
    assert hear_phrase(pack(spoken("是的")), {}, []).use is Use.NONE


def test_a_hall_of_a_thousand_wordings() -> None:
    many = {f"{a}{b}卡": (f"{a}{b}办理",) for a in "社居医身公护驾结离出" for b in "保住疗份积照照婚婚生"}
    many["社保卡挂失"] = ("社保卡挂失",)
    assert hear_phrase(pack(spoken("社保卡挂失", sure=0.95)), many, []).value == "社保卡挂失"
