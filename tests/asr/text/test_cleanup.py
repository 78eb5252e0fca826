"""Simplified characters, punctuation, and each guard against made-up text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.text.cleanup import is_phantom, refusal, tidy
from mandarin.simplified import simplify


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("請問社會保障卡遺失怎麼辦", "请问社会保障卡遗失怎么办"),
        ("看著我，接著辦", "看着我，接着办"),
        ("著名的後面", "著名的后面"),
        ("我要辦居住證", "我要办居住证"),
        ("我的手機號碼", "我的手机号码"),
        ("显著的著作权，什么", "显著的著作权，什么"),
        ("軟體", "软体"),  # the word that was said, not the mainland's word for it
        ("办社保卡挂失", "办社保卡挂失"),
        ("", ""),
    ],
)
def test_simplify(written: str, wanted: str) -> None:
    assert simplify(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (" 你好 , 我想 办 社保卡 ", "你好，我想办社保卡"),
        ("好的.谢谢!", "好的。谢谢！"),
        ("可以吗?", "可以吗？"),
        ("13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("一共3.5元", "一共3.5元"),
        ("我用iPhone 15 Pro拍的", "我用iPhone 15 Pro拍的"),
        ("hello, world.", "hello, world."),
        ("，，你好，，，再见", "你好，再见"),
        ("♪ 你好 ♪", "你好"),
        ("下午5:30", "下午5:30"),
        ("在三栋(东门)", "在三栋（东门）"),
        ("11010519491231002x", "11010519491231002x"),
        ("坏\ufffd字", "坏字"),
        ("第一行\n第二行", "第一行第二行"),
        ("", ""),
        ("...", ""),
    ],
)
def test_tidy(written: str, wanted: str) -> None:
    assert tidy(written) == wanted


@settings(max_examples=500)
@given(st.text(st.sampled_from("你好吗办卡 ,.?!:;()，。？！ab12 \n\t♪　Ａ１"), max_size=30))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once


def verdict(text: str, seconds: float = 3.0, logprob: float = -0.3, no_speech: float = 0.1) -> str | None:
    return refusal(text, seconds=seconds, logprob=logprob, no_speech=no_speech)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("我想办社保卡挂失", 2.0),
        ("是", 0.7),
        ("对对对", 1.0),
        ("好好好好", 1.2),
        ("谢谢", 0.8),
        ("13800000000", 4.0),
        ("我的号码是13800138000", 4.5),
        ("喂喂喂", 1.0),
        ("不办了不办了", 1.5),
        ("我想订阅办事通知", 2.0),
        ("没有没有没有", 1.4),
    ],
)
def test_what_people_say_passes(text: str, seconds: float) -> None:
    assert verdict(text, seconds) is None


@pytest.mark.parametrize(
    ("text", "seconds", "reason"),
    [
        ("", 2.0, "empty"),
        ("，。！", 2.0, "empty"),
        ("我们的生活我们的世界都在这里开始", 1.0, "too_fast"),
        ("谢谢大家谢谢大家谢谢大家谢谢大家", 5.0, "loop"),
        ("我觉得我觉得我觉得我觉得我觉得", 5.0, "loop"),
        ("啊啊啊啊啊啊啊啊啊啊", 5.0, "loop"),
        ("去银行去银行去银行去银行办", 5.0, "loop"),
        ("字幕由Amara.org社群提供", 5.0, "phantom"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 6.0, "phantom"),
        ("谢谢观看", 3.0, "phantom"),
        ("谢谢大家", 3.0, "phantom"),
        ("中文字幕志愿者 李宗盛", 3.0, "phantom"),
    ],
)
def test_each_guard_has_a_name(text: str, seconds: float, reason: str) -> None:
    assert verdict(text, seconds) == reason


def test_doubt_about_words_refuses() -> None:
    assert verdict("你好", logprob=-1.6) == "unsure"


def test_doubt_about_speech_refuses_only_together_with_doubt_about_words() -> None:
    assert verdict("你好", no_speech=0.9, logprob=-0.2) is None
    assert verdict("你好", no_speech=0.9, logprob=-0.9) == "no_speech"


def test_phantoms_are_known_in_any_spelling() -> None:
    assert is_phantom(tidy(simplify("請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目")))
    assert is_phantom(tidy(simplify("字幕製作: 貝爾")))
    assert not is_phantom("谢谢")


@given(st.text(max_size=60), st.floats(0, 30), st.floats(-10, 0), st.floats(0, 1))
def test_the_guards_take_any_text(text: str, seconds: float, logprob: float, no_speech: float) -> None:
    verdict(tidy(simplify(text)), seconds, logprob, no_speech)
