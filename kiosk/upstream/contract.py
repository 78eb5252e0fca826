"""Tries the interfaces of a test environment, one by one, and says what differs from what the scripts need."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dialogue.acts import Call
from dialogue.script.interfaces import InterfaceField, InterfaceUse
from dialogue.script.proof_interfaces import FACE, QR
from kiosk.dialect.model import KEY_FIELD, BackendDialect
from kiosk.upstream.answer import AnswerFields, BackendError
from kiosk.upstream.gateway import BackendGateway, header_key

#: A PNG of one pixel, in place of a citizen's picture.
_PICTURE = {
    "type": "image/png",
    "sha256": "6b7fa434f92a8b80aab02d9bf1a12e49ffcae424e4013a1c4f68b67e3d2bbcd0",
    "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
}
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIXES = {
    "timeout": "请业务系统的人看它为什么慢；真的要这么久，把脚本的“超时”和 backend.timeout_s 改长",
    "unreachable": "检查地址、端口、证书和代理；看业务系统是否在运行",
    "bad_answer": "看业务系统的日志；答复的样子不一样，就在接口对照文件里写“信封”和“成功状态”",
    "unknown": "看业务系统的日志，这一件可能已经办了",
}
_FAILURES = {
    "timeout": "没有按时答复", "unreachable": "连不上", "bad_answer": "答复读不懂", "unknown": "不知道办成没有",
}  # fmt: skip
_REFUSED = {
    401: "检查接口对照文件的“认证”和它的密钥",
    403: "检查接口对照文件的“认证”；请业务系统给这个大厅开通权限",
    404: "检查接口对照文件的“路径”；路径对，就是没有这份测试数据，用 --data 换一份",
    405: "检查接口对照文件的“方法”",
    415: "业务系统不收 JSON：要在中间加一层转换",
}
_OTHER_DATA = "用 --data 换成测试环境里有的人；错误码要换成好懂的话，写进“失败原因”"

_UNTRIED = {
    QR: ("要一个刚刷新的二维码，没有试", "在 --data 的文件里写“码: …”，一个码只能试一次"),
    FACE: ("要一张人脸照片，没有试", "在一体机上试：docs/identity.md"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """In Chinese: what differs, and the fix. No value of a citizen, and none of the answer's."""

    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class InterfaceCheck:
    """`skipped`: it was not called, for the reason that the one difference says."""

    api: str
    state: Literal["ok", "differs", "skipped"]
    differences: tuple[Difference, ...] = ()


async def check_interface(
    gateway: BackendGateway, dialect: BackendDialect, use: InterfaceUse, call: Call | None,
    values: Mapping[str, str], *, submit: bool,
) -> InterfaceCheck:  # fmt: skip
    """`call`: an example; None: there is none. `values`: in place of the example's, by field. `submit`: submissions are
    tried too, each twice with one key.
    """
    if call is None:
        return _skipped(use, *_UNTRIED.get(use.api, ("对话测试里没有一次调用它", "给用到它的服务写一段对话测试")))
    if use.submits and not submit:
        return _skipped(use, "是提交，没有试", "在测试环境加 --submit：会真的办一件")
    body = _body(call, values)
    key = f"check:{secrets.token_hex(8)}" if use.submits else ""
    try:
        first = (await gateway.call(use.api, body, key=key, timeout_s=use.timeout_s)).with_lists(_lists(use))
    except BackendError as error:
        return InterfaceCheck(use.api, "differs", (_failure(error),))
    found = _missing(use, first)
    if use.submits and not found:
        found += await _same_key(gateway, dialect, use, body, key, first)
    return InterfaceCheck(use.api, "differs" if found else "ok", tuple(found))


async def _same_key(
    gateway: BackendGateway,
    dialect: BackendDialect,
    use: InterfaceUse,
    body: Mapping[str, Any],
    key: str,
    first: AnswerFields,
) -> list[Difference]:
    """Whether a repetition, and the interface under 查结果, give the first answer."""
    rule, found = dialect.rule(use.api), []
    if rule.keeps_keys:
        again = await _again(gateway, use, use.api, body, key)
        if again != dict(first):
            what = "同一个 Idempotency-Key 发第二次，答复和第一次不一样"
            found.append(Difference(what, "请业务系统按这个键认出重发；做不到就写“幂等: 否”，最好再写“查结果”"))
    if rule.outcome:
        asked = {**body, KEY_FIELD: header_key(key)}
        if await _again(gateway, use, rule.outcome, asked, "") != dict(first):
            found.append(Difference(f"{rule.outcome} 查到的和提交时的答复不一样", "检查它的“路径”“发送”“收到”"))
    return found


async def _again(
    gateway: BackendGateway, use: InterfaceUse, api: str, body: Mapping[str, Any], key: str
) -> dict[str, str] | None:
    try:
        return dict((await gateway.call(api, body, key=key, timeout_s=use.timeout_s)).with_lists(_lists(use)))
    except BackendError:
        return None


def _missing(use: InterfaceUse, answer: AnswerFields) -> list[Difference]:
    beside = sorted({*answer, *answer.unusable} - {field.name for field in use.returns})
    came = f"；答复里另有：{'、'.join(beside[:20])}" if beside else ""
    found = []
    for field in use.returns:
        if value := answer.get(field.name):
            if (wanted := _unlike(field, value)) is not None:
                what = f"“{field.name}”不是{wanted}"
                found.append(Difference(what, "码不同，就在“收到”里写“对照”；要的值见 docs/backend.md"))
            continue
        got = answer.unusable.get(field.name, "nothing")
        what = f"少了“{field.name}”{came}。 It is missing: got {got}."
        found.append(Difference(what, "它在别的地方，就写进接口对照文件的“收到”；没有，就请业务系统补上"))
    return found


def _unlike(field: InterfaceField, value: str) -> str | None:
    """What was wanted, where the value is none of it."""
    if field.choices and value not in field.choices:
        return "或".join(f"“{choice}”" for choice in field.choices)
    return "手机号" if field.about == "手机号" and not _MOBILE.fullmatch(value) else None


def _failure(error: BackendError) -> Difference:
    if error.kind == "refused":
        said = f"：{error.message}" if error.message else ""
        return Difference(f"拒绝了{said}。 Refused: {error}.", _REFUSED.get(error.status, _OTHER_DATA))
    return Difference(f"{_FAILURES[error.kind]}。 {_capital(error.kind)}: {error}.", _FIXES[error.kind])


def _capital(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _body(call: Call, values: Mapping[str, str]) -> dict[str, Any]:
    body = {name: dict(_PICTURE) if name in call.pictures else value for name, value in call.body.items()}
    return body | {name: value for name, value in values.items() if isinstance(body.get(name), str)}


def _lists(use: InterfaceUse) -> tuple[str, ...]:
    return tuple(field.name for field in use.returns if field.shape == "list")


def _skipped(use: InterfaceUse, what: str, fix: str) -> InterfaceCheck:
    return InterfaceCheck(use.api, "skipped", (Difference(what, fix),))
