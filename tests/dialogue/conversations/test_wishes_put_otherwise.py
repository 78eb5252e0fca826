"""Wishes for services here in words that were sent away, and what is said once and plainly."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("首付凑不够，把公积金里的钱弄出来用用", "公积金提取"), ("把公积金里的钱拿出来交房租", "公积金提取"),
        ("公积金里的钱我想抽出来买房", "公积金提取"), ("领退休金的卡丢了", "社保卡挂失"),
        ("我拿养老金的卡丢了", "社保卡挂失"),
        ("发养老金的卡不见了", "社保卡挂失"), ("交警贴了张条在我玻璃上，我来交钱", "违章处理"),
        ("车上被贴了个条，我来处理", "违章处理"), ("帮我约一哈，我要来办养老保险", "窗口预约"),
        ("我店搬家了，执照地址要改", "个体工商户登记"),
        ("家里添了个丫头，来给娃上户口", "出生一件事"), ("小孙子满月了，给他落户", "出生一件事"),
        ("爸妈跟我住深圳，看病报销那手续给办办", "医保异地就医备案"),
        ("转院去省城，医保这边登记一下", "医保异地就医备案"),
    ],
)  # fmt: skip
def test_they_are_begun_or_asked_about(citizen, line: str, service: str) -> None:
    citizen.say(line)
    question = citizen.state.question
    assert citizen.state.service == service or service in question.options


@pytest.mark.parametrize("line", ["社保卡里的钱还有多少", "公积金里的钱还剩多少", "公积金贷款怎么申请"])
def test_the_money_in_it_is_another_thing(citizen, line: str) -> None:
    citizen.say(line)
    assert not citizen.state.service


@pytest.mark.parametrize(
    ("line", "service"),
    [
        ("不用，我要挂失社保卡", "社保卡挂失"), ("不用了，我要办居住证", "居住证办理"),
        ("不要，帮我挂失社保卡", "社保卡挂失"),
        ("不用叫人，我想提取公积金", "公积金提取"), ("不需要，我来处理违章", "违章处理"),
    ],
)  # fmt: skip
def test_a_wish_behind_a_no_to_the_staff(citizen, line: str, service: str) -> None:
    citizen.say("办护照")
    assert citizen.state.interjection.kind == "human"
    citizen.say(line)
    assert citizen.state.service == service


def test_the_offer_of_staff_is_put_again_by_itself(citizen) -> None:
    citizen.say("办护照", "红苹果")
    assert "答不上来" not in citizen.heard


@pytest.mark.parametrize("line", ["礼拜六你们开门吗", "礼拜天有人不", "礼拜天你们上班不", "星期六开不开门"])
def test_weekends(citizen, line: str) -> None:
    citizen.say(line)
    assert "周末" in citizen.heard or citizen.state.interjection is not None


def test_a_statement_is_not_led_in_as_a_question(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "一一零一零五一九四九一二三一零零")
    assert citizen.heard.startswith("好的，还差")


def test_what_is_missing_of_a_date_is_said_once(citizen) -> None:
    citizen.say("办居住证", "好", "满了", "打工").card().say("朝阳区建国路八号", "去年三月份")
    assert citizen.heard.count("年月日") == 1
