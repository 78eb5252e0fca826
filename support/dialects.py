"""Five back ends as they are met here: the same interfaces, each in a dialect of its own (a mapping file's text)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import yaml

from dialogue.script.interfaces import InterfaceField, InterfaceUse

#: What the demo back end answers with 是 and 否, and never with anything else.
_YES_NO = frozenset({"已有居住证", "有空位", "店名可用", "可以提取", "可以落户", "已有优待证"})
#: Secrets, as the environment would hold them.
SECRETS = {"HALL_SECRET": "a secret of the hall", "OAUTH_SECRET": "s3cret/+="}

Mapping = dict[str, Any]
#: Makes a mapping for the interfaces and the address of the server.
DialectMaker = Callable[[Sequence[InterfaceUse], str], Mapping]


def flat(uses: Sequence[InterfaceUse], address: str) -> Mapping:
    """As docs/backend.md says, with the hall's names and statuses."""
    return {"地址": address, "认证": {"方式": "令牌", "密钥": {"环境": "HALL_SECRET"}}}


def envelope(uses: Sequence[InterfaceUse], address: str) -> Mapping:
    """Everything nested, in letters and codes, in an envelope both ways; look-ups by GET where they can be."""
    return {
        "地址": f"{address}/openapi/v1",
        "固定": {"head.channel": "kiosk"},
        "信封": {
            "码": "head.code",
            "成功码": ["0", "0000"],
            "原因": "head.msg",
            "数据": "body.result",
            "请求": "params",
        },
        "认证": {"方式": "令牌", "头": "X-App-Token", "密钥": {"环境": "HALL_SECRET"}},
        "接口": {use.api: _nested(use) for use in uses},
    }


def oauth(uses: Sequence[InterfaceUse], address: str) -> Mapping:
    """Tokens by client credentials; identity numbers in the path; submissions by PUT."""
    auth = {
        "方式": "OAuth2",
        "取令牌": f"{address}/oauth2/token",
        "客户端": "hall:01",
        "密钥": {"环境": "OAUTH_SECRET"},
    }
    rules: Mapping = {}
    for use in uses:
        rule: Mapping = {"方法": "PUT"} if use.submits else {}
        if "身份证号" in {field.name for field in use.sends} and not use.submits:
            rule |= {"方法": "POST", "路径": f"/persons/{{身份证号}}/{use.api.replace('.', '-')}"}
        if rule:
            rules[use.api] = rule
    return {"地址": address, "路径": "/rest/{接口}", "认证": auth | {"范围": "kiosk"}, "接口": rules}


def hmac(uses: Sequence[InterfaceUse], address: str) -> Mapping:
    """One address for everything, which tells the interfaces apart by a field; every request signed."""
    auth = {
        "方式": "HMAC-SHA256", "密钥": {"环境": "HALL_SECRET"}, "编码": "base64", "签名头": "X-Sign",
        "待签": "{方法}\\n{路径}\\n{时间}\\n{随机}\\n{幂等键}\\n{正文摘要}",
        "附加头": {"X-App": "hall-01", "X-Time": "{时间}", "X-Nonce": "{随机}"},
    }  # fmt: skip
    rules = {use.api: {"路径": "/gateway", "固定": {"method": use.api}} for use in uses}
    return {"地址": address, "认证": auth, "接口": rules}


def sm2(uses: Sequence[InterfaceUse], address: str, public_key: str) -> Mapping:
    """Signed by SM2 over the sorted fields and the SM3 digest of the body."""
    auth = {
        "方式": "SM2", "密钥": {"环境": "SM2_KEY"}, "公钥": public_key, "时间": "秒",
        "待签": "{参数}&timestamp={时间}&nonce={随机}&digest={正文摘要}",
        "附加头": {"timestamp": "{时间}", "nonce": "{随机}"},
    }  # fmt: skip
    return {"地址": address, "信封": {"码": "code", "成功码": ["200"], "原因": "msg", "数据": "data"}, "认证": auth}


def text_of(mapping: Mapping) -> str:
    text: str = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False)
    return text


def _nested(use: InterfaceUse) -> Mapping:
    by_get = not use.submits and all(field.shape == "text" for field in use.sends)
    rule: Mapping = {"路径": "/" + use.api.replace(".", "/"), "发送": {}, "收到": {}}
    if by_get:
        rule["方法"] = "GET"
    for at, field in enumerate(use.sends):
        rule["发送"][field.name] = _sent(field, f"in.f{at}")
    for at, field in enumerate(use.returns):
        rule["收到"][field.name] = _returned(field, f"out.g{at % 2}.f{at}")
    return rule


def _sent(field: InterfaceField, path: str) -> Any:
    if field.shape == "picture":
        return {"放": path, "类型": "图片"}
    if field.items:
        return {"放": path, "每条": {item: f"n{at}" for at, item in enumerate(field.items)}}
    if field.choices:
        return {"放": path, "对照": {choice: f"{at:02d}" for at, choice in enumerate(field.choices)}}
    return path


def _returned(field: InterfaceField, path: str) -> Any:
    if field.items:
        return {"取": path, "每条": {item: f"a.n{at}" for at, item in enumerate(field.items)}}
    if field.name in _YES_NO:
        return {"取": path, "对照": {"true": "是", "false": "否"}}
    return path
