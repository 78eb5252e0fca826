"""What is begun, what is asked about, and what is neither, by how likely it is wished."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("那张取药的卡找不着了，给我挂上失吧", "社保卡挂失"),
        ("楼下饭馆半夜还在炒菜，油烟全飘我家，你给我登记上去", "12345诉求登记"),
    ],
)
def test_a_wish_in_other_words_is_begun(citizen, line, service) -> None:
    citizen.say(line)
    assert citizen.state.service == service


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("我那个看病刷的卡找不着了", "社保卡挂失"),
        ("身份证不是坏了，是过期了", "身份证补领"),
        ("媳妇昨天生了，是个大胖小子", "出生一件事"),
        ("个体户执照", "个体工商户登记"),
    ],
)
def test_what_is_only_told_is_asked_about(citizen, line, service) -> None:
    citizen.say(line)
    assert citizen.state.service == ""
    assert citizen.state.question.options == (service,)


@pytest.mark.parametrize(
    "line",
    [
        "谢谢啊，居住证的事我都清楚了",
        "我年轻那会儿办身份证，照片还是黑白的",
        "隔壁老王上个月刚办了优待证，高兴坏了",
        "我侄子开店赔了不少钱",
        "你说身份证的那段我没听到，大点声",
        "毕业证丢了，给我补一个",
        "考驾照给我报个名",
        "护照到期了换一本",
        "你们这儿装修得不错",
    ],
)
def test_what_wishes_nothing_here_is_not_asked_about(citizen, line) -> None:
    citizen.say(line)
    assert citizen.state.service == ""
    assert citizen.state.question.options == ()
