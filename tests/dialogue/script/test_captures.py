"""拍照, 上传 and 签名 in a script: what they make, and every mistake a clerk may write."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from dialogue.script.model import Collect
from dialogue.script.schema import schema
from support.club_card import CLUB_CARD, read_script


def _errors(text: str) -> dict[str, str]:
    _, problems = read_script(text)
    return {error.code: f"{error.line} {error.message} {error.fix}" for error in problems.errors}


def test_each_makes_a_slot_that_is_collected() -> None:
    script, problems = read_script()
    assert script is not None
    assert not problems.errors
    taken = {slot.name: slot for slot in script.slots if slot.capture}
    assert {name: slot.kind for name, slot in taken.items()} == {
        "证件照片": "photo", "介绍信": "file", "签名": "signature",
    }  # fmt: skip
    assert [slot.capture.devices for slot in taken.values() if slot.capture] == [{"camera", "phone"}, {"phone"}, set()]
    assert [slot.required for slot in taken.values()] == [True, False, True]
    assert all(slot.personal for slot in taken.values())
    collected = [step.slots for step in script.steps if isinstance(step, Collect)]
    assert collected == [("手机号",), ("证件照片",), ("介绍信",), ("签名",)]
    assert taken["证件照片"].prompt.first.raw == "请拍一下证件。"
    assert taken["证件照片"].prompt.again.raw == "请把证件放平再拍。"
    assert taken["证件照片"].prompt.phone.raw == "证件请到窗口出示。"


def test_the_phone_must_have_a_way() -> None:
    told = _errors(CLUB_CARD.replace(", 电话: 来的时候再签名。", ""))
    assert set(told) == {"no-phone-way"}
    assert "签名" in told["no-phone-way"]
    assert "电话: 转人工" in told["no-phone-way"]


def test_a_script_of_the_screen_alone_needs_none() -> None:
    text = CLUB_CARD.replace(", 电话: 来的时候再签名。", "").replace("版本: 1", "版本: 1\n渠道: [大屏]")
    assert _errors(text) == {}


def test_the_phone_may_be_handed_to_a_human() -> None:
    script, problems = read_script(CLUB_CARD.replace("电话: 来的时候再签名。", "电话: 转人工"))
    assert not problems.errors
    assert script is not None
    slot = script.slot("签名")
    assert slot is not None
    assert slot.capture is not None
    assert slot.capture.by_phone == "human"


def test_the_phone_does_not_hear_of_the_screen() -> None:
    assert "screen-on-phone" in _errors(CLUB_CARD.replace("来的时候再签名。", "请在屏幕上签名。"))


def test_a_photo_may_be_taken_by_one_device_alone() -> None:
    script, _ = read_script(CLUB_CARD.replace("记为: 证件照片, ", "记为: 证件照片, 来自: 摄像头, "))
    assert script is not None
    slot = script.slot("证件照片")
    assert slot is not None
    assert slot.capture is not None
    assert slot.capture.devices == {"camera"}


def test_a_picture_needs_consent() -> None:
    text = "\n".join(line for line in CLUB_CARD.splitlines() if not line.startswith("同意"))
    assert "no-consent" in _errors(text)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("确认: 登记会员，", "确认: 登记会员，照片是【证件照片】，", "不能念"),
        ("如果: 有 介绍信", "如果: 介绍信 == 有", "不能拿来比"),
        ("- 签名: {记为", "- 设: {甲: 证件照片}\n  - 签名: {记为", "不能念"),
        ("记为: 签名,", "记为: 手机号,", "已经是一个问题"),
        ("记为: 签名,", "记为: 证件照片,", "写得不一样"),
        ("来的时候再签名。", "来的时候再签名。, 来自: 手机", "不认识"),
        ("必填: 否", "必填: 不一定", "必填"),
        ("拍照: {记为: 证件照片, 问:", "拍照: {记为: 证件照片, 来自: 传真, 问:", "传真"),
    ],
)
def test_mistakes_are_told_with_their_line(before: str, after: str, told: str) -> None:
    text = CLUB_CARD.replace(before, after)
    assert text != CLUB_CARD
    found = " ".join(_errors(text).values())
    assert told in found


def test_at_most_four_pictures() -> None:
    more = "".join(f"  - 拍照: {{记为: 图{n}, 问: 请拍图{n}。, 电话: 转人工}}\n" for n in "一二")
    found = _errors(CLUB_CARD.replace("  - 确认", more + "  - 确认"))
    assert "最多要 4 张图" in found["bad-value"]


def test_not_once_for_each_item_of_a_list() -> None:
    loop = """  - 查询: {接口: club.list, 传: [手机号], 得到: [{证: [编号]}], 失败: 转人工}
  - 逐条:
      在: 证
      作为: 这张
      做:
        - 拍照: {记为: 这张照片, 问: 请拍这一张。, 电话: 转人工}
  - 确认"""
    assert "“逐条”里面不能写“拍照”" in _errors(CLUB_CARD.replace("  - 确认", loop))["bad-value"]


def test_the_schema_knows_them() -> None:
    check = jsonschema.Draft202012Validator(schema())
    assert not list(check.iter_errors(yaml.safe_load(CLUB_CARD)))
    english = CLUB_CARD.replace("拍照:", "photo:").replace("上传:", "upload:").replace("签名: {", "sign: {")
    english = english.replace("记为:", "into:").replace("必填:", "required:")
    assert not list(check.iter_errors(yaml.safe_load(english)))
    assert _errors(english) == {}
    assert list(check.iter_errors(yaml.safe_load(CLUB_CARD.replace("记为: 签名, ", ""))))
