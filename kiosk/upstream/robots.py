"""Group robots of 企业微信, 钉钉, 飞书: the JSON that each takes, its signature, what its answer means. Sans-I/O.

As their documents have it (2026): all three answer HTTP 200 also where they refuse, with a code in the body.
企业微信 and 钉钉 take 20 messages a minute, 飞书 100; beyond that they answer with a code of their own, and the message
is sent later. A text of 企业微信 has 2,048 bytes at most.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.upstream.webhook import PostOutcome

#: UTF-8 bytes of a text, for all robots.
_TEXT = 2_000
#: Codes that say: later. -1: their system is busy.
_LATER: Mapping[str, frozenset[int]] = {
    "wecom": frozenset({-1, 45009, 45033}),
    "dingtalk": frozenset({-1, 90030, 130101, 410100, 430101}),
    "feishu": frozenset({-1, 11232, 11233, 99991400}),
}


@dataclass(frozen=True, slots=True)
class RobotMessage:
    """What is posted. `query`: added to the robot's address."""

    body: Mapping[str, Any]
    query: Mapping[str, str] = field(default_factory=dict)


def message(robot: str, text: str, *, secret: str, mention_all: bool, now: float) -> RobotMessage:
    """`robot`: wecom, dingtalk or feishu. `now`: seconds since 1970. The text is cut to what all robots take."""
    return _ROBOTS[robot](_plain(text), secret, mention_all, now)


def judged(robot: str, outcome: PostOutcome) -> PostOutcome:
    """The outcome of a post, with the code in the robot's answer: 0 accepts; without one, the HTTP status counts."""
    if outcome.result != "accepted":
        return outcome
    code = outcome.answer.get("errcode", outcome.answer.get("code", outcome.answer.get("StatusCode", 0)))
    if code == 0:
        return outcome
    later = isinstance(code, int) and code in _LATER[robot]
    return PostOutcome("trouble" if later else "refused", f"code {str(code)[:20]}", outcome.answer)


def _wecom(text: str, _secret: str, mention_all: bool, _now: float) -> RobotMessage:
    content: dict[str, Any] = {"content": text}
    if mention_all:
        content["mentioned_list"] = ["@all"]
    return RobotMessage({"msgtype": "text", "text": content})


def _dingtalk(text: str, secret: str, mention_all: bool, now: float) -> RobotMessage:
    """Signed in the address: HMAC-SHA256 with the secret over `MILLISECONDS\\nSECRET`, base64."""
    query = {}
    if secret:
        at = str(round(now * 1000))
        query = {"timestamp": at, "sign": _base64(secret.encode(), f"{at}\n{secret}".encode())}
    return RobotMessage({"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": mention_all}}, query)


def _feishu(text: str, secret: str, mention_all: bool, now: float) -> RobotMessage:
    """Signed in the body: HMAC-SHA256 over nothing, with `SECONDS\\nSECRET` as its key, base64."""
    body: dict[str, Any] = {}
    if secret:
        at = str(int(now))
        body = {"timestamp": at, "sign": _base64(f"{at}\n{secret}".encode(), b"")}
    said = f'<at user_id="all">所有人</at> {text}' if mention_all else text
    return RobotMessage({**body, "msg_type": "text", "content": {"text": said}})


_ROBOTS: Mapping[str, Callable[[str, str, bool, float], RobotMessage]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}


def _base64(key: bytes, data: bytes) -> str:
    return base64.b64encode(hmac.new(key, data, hashlib.sha256).digest()).decode()


def _plain(text: str) -> str:
    """Without marks that a robot reads as a mention (`<@name>`, `<at …>`, `@name`), no longer than `_TEXT` bytes."""
    text = text.replace("<", "＜").replace("@", "＠")
    data = text.encode()
    return text if len(data) <= _TEXT else data[: _TEXT - 3].decode(errors="ignore") + "…"
