"""The words of a mapping file."""

from __future__ import annotations

from kiosk.dialect.model import Algorithm, Encoding, Verb, WireKind

#: What may stand for one interface, and at the top for all.
INTERFACE = ("地址", "路径", "方法", "发送", "固定", "收到", "失败原因", "幂等", "查结果")
FILE = ("地址", "路径", "方法", "固定", "幂等", "请求头", "成功状态", "信封", "失败原因", "认证", "接口")
ENVELOPE = ("码", "成功码", "没有码", "原因", "数据", "请求")
FIELD = ("放", "取", "类型", "对照", "每条")
TOKEN = ("方式", "头", "前缀", "密钥")
CREDENTIALS = ("方式", "取令牌", "客户端", "密钥", "范围")
SIGNATURE = ("方式", "密钥", "公钥", "签名者", "待签", "签名头", "编码", "附加头", "时间")
SECRET = ("环境", "文件")

VERBS: dict[str, Verb] = {"POST": "POST", "GET": "GET", "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE"}
YES_NO = {"是": True, "否": False}
#: What an answer without a code is.
CODELESS = {"成功": True, "出错": False}
KINDS: dict[str, WireKind] = {"文字": "text", "数字": "number", "是否": "bool", "图片": "picture"}
BEARER, OAUTH2 = "令牌", "OAuth2"
ALGORITHMS: dict[str, Algorithm] = {
    "HMAC": "HMAC-SHA256", "HMAC-SHA256": "HMAC-SHA256", "HMAC-SM3": "HMAC-SM3", "SHA256": "SHA256", "SM3": "SM3",
    "SM2": "SM2",
}  # fmt: skip
ENCODINGS: dict[str, Encoding] = {"hex": "hex", "base64": "base64"}
UNITS = {"秒": False, "毫秒": True}

#: For the search of full-width colons.
EVERY = frozenset((*INTERFACE, *FILE, *ENVELOPE, *FIELD, *TOKEN, *CREDENTIALS, *SIGNATURE, *SECRET))
