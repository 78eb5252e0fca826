"""No picture, in other words than 没有: an optional step is skipped, a required one gives help, then a colleague."""

from __future__ import annotations

import pytest

from dialogue.acts import Captured
from support.club_card import CLUB_CARD, club_library
from tests.dialogue.conftest import Citizen

CANNOT = [
    "不想传", "不想拍", "我不想拍", "不拍了", "传不了", "拍不了", "上传不了", "手机没电了", "手机没电", "没带手机",
    "我没带手机", "没有手机", "手机不在身边", "手机坏了", "我手机拍不了照", "不会弄", "我不会弄", "不会拍",
    "不会用手机", "我不会传", "先不拍", "先不传", "不传行不行", "跳过", "这步跳过", "跳过这个", "一会儿再说",
    "等会儿再传", "回头再传", "以后再传", "下次再传", "手机里没有照片", "没有照片", "没照片", "照片没带",
    "没带照片", "材料没带", "不方便拍", "不方便", "我不愿意拍照", "能不能不拍", "可以不传吗", "不拍照行吗", "没网",
    "没有网络", "扫不了码", "扫码扫不上", "眼睛看不见弄不了", "弄不来", "搞不来", "这个我弄不来", "没有智能手机",
    "我用的老人机", "老年机拍不了", "孩子没在身边", "太麻烦了不拍了", "不签行不行", "手抖签不了", "不会写字",
]  # fmt: skip
WAITS = ["等一下", "马上", "稍等", "正在传", "拍好了", "好的", "手机在充电，等一下"]
HELP = ["怎么拍", "怎么传", "在哪里拍", "二维码在哪", "照片要什么样的"]


def _at(mode: str, *, optional: bool) -> Citizen:
    text = CLUB_CARD.replace("必填: 否", "必填: 是") if not optional else CLUB_CARD
    citizen = Citizen(club_library(text))
    citizen.answers["club.join"] = {"会员号": "88001"}
    citizen.begin().say("我要登记会员", "同意", "13800138000")
    if mode != "证件照片":
        citizen.do(Captured("sha256:" + "1" * 64, True))
    assert citizen.state.question.slot == mode
    return citizen


@pytest.mark.parametrize("text", CANNOT)
def test_an_optional_picture_is_skipped(text: str) -> None:
    citizen = _at("介绍信", optional=True)
    citizen.say(text)
    assert citizen.state.question.slot != "介绍信"
    assert citizen.state.value("介绍信") == ""
    assert not citizen.ended


@pytest.mark.parametrize("text", CANNOT)
def test_a_required_picture_gets_help_and_then_a_colleague(text: str) -> None:
    citizen = _at("证件照片", optional=True)
    citizen.say(text)
    assert citizen.state.question.slot == "证件照片"
    assert not citizen.handed_off
    assert "转人工" in citizen.heard or "工作人员" in citizen.heard
    citizen.say(text)
    if citizen.state.interjection:
        citizen.say("要")
    assert citizen.handed_off


@pytest.mark.parametrize("text", WAITS)
def test_words_of_one_who_is_at_it_skip_nothing(text: str) -> None:
    citizen = _at("介绍信", optional=True)
    citizen.say(text)
    assert citizen.state.question.slot == "介绍信"


@pytest.mark.parametrize("text", HELP[:3])
def test_a_question_how_is_answered_and_skips_nothing(text: str) -> None:
    citizen = _at("介绍信", optional=True)
    citizen.say(text)
    assert citizen.state.question.slot == "介绍信"
    assert not citizen.handed_off
