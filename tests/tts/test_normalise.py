from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.normalise import spoken

CASES = {
    # codes
    "身份证号11010519491231002X对吗？": "身份证号，幺幺零幺零五，幺九四九，幺二三幺，零零二X，对吗？",
    "手机号是13800138000。": "手机号是，幺三八，零零幺三，八零零零。",
    "138 0013 8000": "幺三八，零零幺三，八零零零，",
    "138，0013，8000。": "幺三八，零零幺三，八零零零。",
    "尾号1234的卡": "尾号幺二三四的卡",
    "尾号002X的卡": "尾号零零二X的卡",
    "受理号SB20261122001": "受理号SB二零二六，幺幺二二，零零幺",
    "验证码是580231，请勿告诉他人。": "验证码是五八零，二三幺，请勿告诉他人。",
    "电话010-12345678": "电话，零幺零，幺二三四，五六七八，",
    "A105号": "A幺零五号",
    "请到A012号窗口": "请到A零幺二号窗口",
    "305室": "三零五室",
    "住3-201": "住三杠二零幺",
    "房间101、102": "房间幺零幺、幺零二",
    "110105********002X": "幺幺零幺零五，零零二X",
    # service lines
    "拨打12345热线": "拨打一二三四五热线",
    "请拨打110或120": "请拨打幺幺零或幺二零",
    "12333": "幺二三三三",
    "120元": "一百二十元",
    "110个": "一百一十个",
    # dates and times
    "2026-11-20": "二零二六年十一月二十日",
    "2026年1月5日": "二零二六年一月五日",
    "2026/01/05": "二零二六年一月五日",
    "2019年": "二零一九年",
    "5月1号10点": "五月一号十点",
    "9:00-12:00，13:30—17:00": "九点到十二点，十三点半到十七点",
    "12:05": "十二点零五分",
    # amounts
    "费用20元，押金1,200.50元": "费用二十元，押金一千二百元五角",
    "￥12.50": "十二元五角",
    "¥5万": "五万元",
    "3.5万元": "三点五万元",
    "100%": "百分之一百",
    "10%-20%": "百分之十到百分之二十",
    "3-5个工作日": "三到五个工作日",
    "30～60天": "三十到六十天",
    "满2年，2份，2楼，2月2日": "满两年，两份，二楼，二月二日",
    "第2次，第12条": "第二次，第十二条",
    "零下-5℃": "零下负五摄氏度",
    "占1/3": "占三分之一",
    "12000人": "一万两千人",
    "1,234,567": "一百二十三万四千五百六十七",
    "24小时": "二十四小时",
    # letters and marks
    "www.gov.cn": "WWW点GOV点CN",
    "AI数字人": "AI数字人",
    "ＡＢ１２": "AB幺二",
    "您好!请问?": "您好！请问？",
    "（一）身份证；（二）户口本。": "一，身份证；二，户口本。",
    "1. 身份证": "一。身份证",
    "您好……请稍等——好": "您好，请稍等，好",
    "《条例》“好差评”": "条例好差评",
    "原件/复印件": "原件，复印件",
    "😀": "",
    "": "",
    "…": "",
}


@pytest.mark.parametrize(("written", "said"), CASES.items())
def test_said(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize("written", CASES)
def test_said_again_is_the_same(written: str) -> None:
    assert spoken(spoken(written)) == spoken(written)


MIXED = st.text("0123456789年月日元号个份%.,:-/xXA，。？、 一二两请电话", max_size=24)


@given(MIXED)
def test_only_what_can_be_said_is_left(written: str) -> None:
    assert re.fullmatch(r"([\u3400-\u4dbf\u4e00-\u9fff〇A-Z][，、。！？：；]?)*", spoken(written))


@given(MIXED)
def test_idempotent(written: str) -> None:
    assert spoken(spoken(written)) == spoken(written)


@given(st.text(max_size=60))
def test_any_text_at_all(written: str) -> None:
    spoken(written)


def test_ideographs_of_people_s_names_are_said() -> None:
    assert spoken("王䶮，李𬱖。") == "王䶮，李𬱖。"
