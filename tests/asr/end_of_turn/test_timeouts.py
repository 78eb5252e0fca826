"""How long a pause may last, by question and by words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import EndSilenceSettings, Expectation, end_silence_after_text, end_silence_before_text
from asr.expectation import KINDS

P = EndSilenceSettings()
SERVICES = ("社保卡挂失", "居住证办理")


@pytest.mark.parametrize(
    ("kind", "words", "text", "end_silence"),
    [
        ("yesno", ("是的", "对"), "对。", P.complete_ms),
        ("yesno", ("是的", "没问题"), "没问题", P.complete_ms),
        ("yesno", ("是的",), "嗯那个", P.unfinished_ms),
        ("option", ("临时", "正式"), "林时", P.complete_ms),
        ("service", SERVICES, "我要办社保卡挂失", P.complete_ms),
        ("service", SERVICES, "我想办", P.unfinished_ms),
        ("service", SERVICES, "社保卡丢了", P.told_ms),
        ("service", SERVICES, "我是外地的", P.told_ms),
        ("service", SERVICES, "社保卡丢了，帮我补一张社保卡", P.complete_ms),
        ("service", SERVICES, "我不办了", P.complete_ms),
        ("service", SERVICES, "我来取居住证", P.complete_ms),
        ("service", SERVICES, "我想问一下换居住证", P.open_ms),
        ("yesno", ("住满了",), "住满半年了", P.complete_ms),
        ("yesno", ("住满了",), "我算一下", P.number_ms),
        ("service", SERVICES, "我有个事情", P.open_ms),
        ("service", SERVICES, "", P.open_ms),
        ("id", (), "110105", P.number_ms),
        ("id", (), "幺幺零幺零五幺九四九幺二三幺零零二", P.number_ms),
        ("id", (), "11010519491231002X", P.complete_ms),
        ("id", (), "我没带身份证", P.open_ms),
        ("id", (), "要带身份证吗", P.complete_ms),
        ("id", (), "身份正好事", P.blind_number_ms),
        ("phone", (), "医生吧", P.blind_number_ms),
        ("option", ("正式",), "我想一下", P.number_ms),
        ("yesno", ("住满了",), "好像", P.unfinished_ms),
        ("id", (), "", P.blind_number_ms),
        ("phone", (), "138 0013 8000", P.complete_ms),
        ("phone", (), "一三八零零", P.number_ms),
        ("date", (), "下个月三号", P.complete_ms),
        ("date", (), "二零二六年", P.blind_number_ms),
        ("text", (), "楼下的路灯坏了", P.open_ms),
        ("address", (), "和平路", P.blind_number_ms),
        ("credit_code", (), "91110105MA01", P.number_ms),
        ("credit_code", (), "91110105MA01ABCD2X", P.complete_ms),
        ("landline", (), "零幺零", P.number_ms),
        ("landline", (), "零幺零六二三四五六七八", P.complete_ms),
        ("money", (), "三千五百块钱", P.complete_ms),
        ("money", (), "三千五", P.open_ms),
        ("count", (), "三个人", P.complete_ms),
        ("count", (), "嗯大概", P.unfinished_ms),
        ("time", (), "下午两点半", P.complete_ms),
        ("time", (), "下午两点", P.open_ms),
        ("name", (), "王小明", P.open_ms),
        ("several", ("户口本", "结婚证"), "户口本", P.open_ms),
        ("several", ("户口本", "结婚证"), "", P.blind_number_ms),
        ("text", (), "因为", P.unfinished_ms),
    ],
)
def test_table(kind: Any, words: tuple[str, ...], text: str, end_silence: int) -> None:
    assert end_silence_after_text(Expectation(kind, words), text, P) == end_silence


@pytest.mark.parametrize("kind", KINDS)
def test_those_who_asked_for_time_get_it(kind: Any) -> None:
    hurried, unhurried = Expectation(kind), Expectation(kind, unhurried=True)
    assert end_silence_before_text(unhurried, P) > end_silence_before_text(hurried, P)
    for text in ("是", "我想", "一二三", "好的谢谢"):
        assert end_silence_after_text(unhurried, text, P) > end_silence_after_text(hurried, text, P)


@given(st.sampled_from(KINDS), st.text(max_size=30))
def test_any_text_gets_some_patience(kind: Any, text: str) -> None:
    assert P.complete_ms <= end_silence_after_text(Expectation(kind, SERVICES), text, P) <= P.number_ms


@pytest.mark.parametrize("wrong", [{"complete_ms": 0}, {"unhurried": 0.5}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="end silences"):
        EndSilenceSettings(**wrong)


def test_a_certain_answer_needs_no_more_silence_whatever_its_text_looks_like() -> None:
    settings = EndSilenceSettings()
    for kind in ("phone", "yesno", "option"):
        expected = Expectation(kind)
        assert end_silence_after_text(expected, "一三四", settings, 0.01, certain=True) == settings.complete_ms
    slow = Expectation("phone", unhurried=True)
    assert end_silence_after_text(slow, "一三四", settings, certain=True) == round(settings.complete_ms * 1.4)


@pytest.mark.parametrize(
    ("syllables", "end_silence"),
    [("wo xiang ban", P.unfinished_ms), ("bu yao ban na ge", P.unfinished_ms), ("wo xiang fan le", P.told_ms)],
)
def test_syllables_tell_an_unfinished_sentence_where_the_text_is_wrong(syllables: str, end_silence: int) -> None:
    expected = Expectation("service", SERVICES)
    assert end_silence_after_text(expected, "我相犯了", P, syllables=syllables.split()) == end_silence


def test_one_silence_whatever_is_said() -> None:
    settings = EndSilenceSettings.always(700)
    for kind in ("service", "text", "phone", "yesno"):
        for text in ("", "我想办", "社保卡丢了", "好的", "一三八零零"):
            assert end_silence_after_text(Expectation(kind), text, settings) == 700, (kind, text)
