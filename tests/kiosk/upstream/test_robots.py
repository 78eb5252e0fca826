"""What the robots of 企业微信, 钉钉 and 飞书 are posted, how it is signed, and what their answers mean."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest

from kiosk.upstream import robots
from kiosk.upstream.webhook import PostOutcome

TEXT = "【请来一下】一楼东侧。"
NOW = 1_795_000_000.25


def made(robot: str, text: str = TEXT, *, secret: str = "", mention: bool = False) -> robots.RobotMessage:
    return robots.message(robot, text, secret=secret, mention_all=mention, now=NOW)


def test_wecom() -> None:
    assert made("wecom") == robots.RobotMessage({"msgtype": "text", "text": {"content": TEXT}})
    assert made("wecom", mention=True).body["text"]["mentioned_list"] == ["@all"]


def test_dingtalk_is_signed_in_its_address() -> None:
    message = made("dingtalk", secret="SECabc", mention=True)
    assert message.body == {"msgtype": "text", "text": {"content": TEXT}, "at": {"isAtAll": True}}
    at = "1795000000250"
    signed = hmac.new(b"SECabc", f"{at}\nSECabc".encode(), hashlib.sha256).digest()
    assert message.query == {"timestamp": at, "sign": base64.b64encode(signed).decode()}
    assert made("dingtalk").query == {}


def test_feishu_is_signed_in_its_body() -> None:
    message = made("feishu", secret="abc")
    signed = hmac.new(b"1795000000\nabc", b"", hashlib.sha256).digest()
    assert message.body == {
        "timestamp": "1795000000", "sign": base64.b64encode(signed).decode(),
        "msg_type": "text", "content": {"text": TEXT},
    }  # fmt: skip
    assert made("feishu", mention=True).body == {
        "msg_type": "text",
        "content": {"text": f'<at user_id="all">所有人</at> {TEXT}'},
    }


@pytest.mark.parametrize("robot", ["wecom", "dingtalk", "feishu"])
def test_what_a_citizen_said_mentions_nobody_and_is_never_too_long(robot: str) -> None:
    told = str(made(robot, '<at user_id="all"></at><@boss>@all' + "字" * 2000).body)
    assert "<" not in told
    assert "@all" not in told
    assert len(told.encode()) < 2_048 + 100


@pytest.mark.parametrize(
    ("robot", "answer", "result"),
    [
        ("wecom", {"errcode": 0, "errmsg": "ok"}, "accepted"),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, "trouble"),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused"),
        ("dingtalk", {"errcode": 0}, "accepted"),
        ("dingtalk", {"errcode": 130101}, "trouble"),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, "refused"),
        ("feishu", {"code": 0, "msg": "success"}, "accepted"),
        ("feishu", {"StatusCode": 0}, "accepted"),
        ("feishu", {"code": 11232}, "trouble"),
        ("feishu", {"code": 19021}, "refused"),
        ("feishu", {"code": "no number"}, "refused"),
        ("wecom", {}, "accepted"),
    ],
)
def test_the_code_in_the_answer_counts(robot: str, answer: dict[str, Any], result: str) -> None:
    assert robots.judged(robot, PostOutcome("accepted", "200", answer)).result == result


def test_an_answer_that_is_no_200_stays_what_it_is() -> None:
    trouble = PostOutcome("trouble", "502", {"errcode": 0})
    assert robots.judged("wecom", trouble) is trouble
