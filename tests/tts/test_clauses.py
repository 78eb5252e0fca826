from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.clauses import LONGEST, clauses

CASES = {
    "您好！我是数字人小慧。请问您要办理什么业务？": ["您好！我是数字人小慧。", "请问您要办理什么业务？"],
    "请把身份证放在读卡区，也可以直接说号码。": ["请把身份证放在读卡区，", "也可以直接说号码。"],
    "好的。请您稍等。": ["好的。请您稍等。"],
    "需要居民身份证、住所证明、近期照片。": ["需要居民身份证、住所证明、近期照片。"],
    "上午9:00开门，费用1,200.50元，请带零钱。": ["上午9:00开门，", "费用1,200.50元，请带零钱。"],
    "您的手机号是138，0013，8000，对吗？": ["您的手机号是138，0013，8000，对吗？"],
    "3.5万元。": ["3.5万元。"],
    "他说：“好的。”然后走了。": ["他说：“好的。”", "然后走了。"],
    "请登录https://zw.gov.cn:8080办理，也可以到窗口办理。": [
        "请登录https://zw.gov.cn:8080办理，",
        "也可以到窗口办理。",
    ],
    "对。": ["对。"],
    "": [],
    " \n ": [],
    "，。！": [],
}


@pytest.mark.parametrize(("text", "cut"), CASES.items())
def test_cut(text: str, cut: list[str]) -> None:
    assert clauses(text) == cut


def test_a_span_of_times_is_never_cut() -> None:
    for cut in clauses("工作时间是8:00—12:00和14:00—18:00（夏令时则是14:30—18:30）请您合理安排时间前来办理业务。"):
        assert not cut.startswith("—")
        assert not cut.endswith("—")


TEXTS = st.text("您好请办理业务身份证号码。，、！？；：\n 0123456789.Aa（）”", max_size=120)


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    cut = clauses(text)
    if cut:
        assert "".join("".join(cut).split()) == "".join(text.split())
    else:
        assert not any(mark.isalnum() for mark in text)


@given(TEXTS)
def test_no_clause_is_empty_or_endless(text: str) -> None:
    for clause in clauses(text):
        assert clause == clause.strip() != ""
        if not any(run for run in clause.split() if run.isascii() and len(run) > 8):
            assert len(clause) <= LONGEST + 20


@given(
    st.text("您好请办理，。、", min_size=1, max_size=40),
    st.from_regex(r"[0-9]{1,3}([.:,，][0-9]{1,3}){0,3}", fullmatch=True),
)
def test_a_number_is_never_cut(before: str, number: str) -> None:
    assert any(number in clause for clause in clauses(before + number + "元。"))


@given(TEXTS)
def test_deterministic(text: str) -> None:
    assert clauses(text) == clauses(text)
