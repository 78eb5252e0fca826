"""认证 of a mapping file: how the hall shows the back end who it is."""

from __future__ import annotations

import re
from pathlib import Path

from dialogue.script.fields import Fields, nearest
from dialogue.yaml_lines import Map, Node, Scalar
from kiosk.dialect import keys
from kiosk.dialect.model import Auth, ClientCredentials, SecretSource, SignatureAuth, TokenAuth
from kiosk.dialect.outgoing import HOLE
from kiosk.dialect.signing import DIGESTS, HOLES

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: The name of a header.
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_POINT = re.compile(r"(04)?[0-9A-Fa-f]{128}")
_WAYS = (keys.BEARER, keys.OAUTH2, *keys.ALGORITHMS)
_NO_SECRET = SecretSource("env", "")


def read_auth(fields: Fields, folder: Path) -> Auth:
    """`folder`: where relative paths of secrets start. Wrong ones go to the problems, and read as a token."""
    node = fields.map("认证")
    if node is None:
        return TokenAuth()
    way = next((value for name, value in node.entries if name.value == "方式"), None)
    word = way.value.strip() if isinstance(way, Scalar) else ""
    if word == keys.BEARER:
        return _bearer(Fields(node, keys.TOKEN, "“认证”", fields.problems), folder)
    if word == keys.OAUTH2:
        return _credentials(Fields(node, keys.CREDENTIALS, "“认证”", fields.problems), folder)
    if word in keys.ALGORITHMS:
        return _signature(Fields(node, keys.SIGNATURE, "“认证”", fields.problems), folder, word)
    line = way.line if way else node.line
    fields.problems.add(line, f"“方式”不能是“{word}”", nearest(word, _WAYS), code="bad-value")
    return TokenAuth()


def _bearer(fields: Fields, folder: Path) -> TokenAuth:
    prefix = (
        "" if _is_empty(fields.node("前缀")) else fields.text("前缀", default="Bearer" if "头" not in fields else "")
    )
    secret = _secret(fields, folder) if "密钥" in fields else None
    return TokenAuth(_header(fields, "头", "Authorization"), f"{prefix} " if prefix else "", secret)


def _is_empty(node: Node | None) -> bool:
    """`前缀: ""`: the token stands in the header alone."""
    return isinstance(node, Scalar) and not node.value.strip()


def _credentials(fields: Fields, folder: Path) -> ClientCredentials:
    url = fields.text("取令牌", required=True)
    if url and not re.match(r"https?://[^\s/@]+", url):
        fields.problems.add(
            fields.line_of("取令牌"), "“取令牌”应该是一个地址", "写成 https://…/oauth2/token", code="bad-value"
        )
    client = fields.text("客户端", required=True)
    return ClientCredentials(url, client, _secret(fields, folder), fields.text("范围"))


def _signature(fields: Fields, folder: Path, word: str) -> SignatureAuth:
    algorithm = keys.ALGORITHMS[word]
    canonical = fields.text("待签", required=True).replace("\\n", "\n")
    _check_holes(fields, "待签", canonical)
    if algorithm in DIGESTS and "{密钥}" not in canonical:
        fields.problems.add(
            fields.line_of("待签"), f"{word} 是摘要，“待签”里要有 {{密钥}}", "在约定的位置写 {密钥}", code="bad-value"
        )
    node = fields.map("附加头")
    headers = []
    for name, value in node.entries if node else ():
        if isinstance(value, Scalar) and _TOKEN.fullmatch(name.value):
            _check_holes(fields, "附加头", value.value)
            headers.append((name.value, value.value.strip()))
        else:
            fields.problems.add(
                name.line, f"附加头“{name.value}”写得不对", "写成 {X-Timestamp: “{时间}”}", code="bad-value"
            )
    public = fields.text("公钥", required=algorithm == "SM2")
    if public and not _POINT.fullmatch(public):
        fields.problems.add(
            fields.line_of("公钥"), "“公钥”应该是 128 个十六进制字符（可以以 04 开头）", code="bad-value"
        )
    return SignatureAuth(
        algorithm=algorithm,
        secret=_secret(fields, folder),
        canonical=canonical,
        header=_header(fields, "签名头", "X-Signature"),
        encoding=fields.one_of("编码", keys.ENCODINGS, "hex"),
        headers=tuple(headers),
        milliseconds=fields.one_of("时间", keys.UNITS, True),
        signer=fields.text("签名者", default="1234567812345678"),
        public_key=public,
    )


def _check_holes(fields: Fields, key: str, template: str) -> None:
    for hole in HOLE.findall(template):
        if hole not in HOLES:
            fields.problems.add(
                fields.line_of(key), f"“{key}”不认识 {{{hole}}}", nearest(hole, HOLES), code="undefined-name"
            )


def _header(fields: Fields, key: str, default: str) -> str:
    name = fields.text(key, default=default)
    if not _TOKEN.fullmatch(name):
        fields.problems.add(fields.line_of(key), f"“{name}”不能做请求头的名字", "写成 X-Signature", code="bad-value")
        return default
    return name


def _secret(fields: Fields, folder: Path) -> SecretSource:
    node = fields.node("密钥")
    if node is None:
        fields.problems.add(
            fields.line, "“认证”少了“密钥”", "写成 密钥: {环境: 变量名}，或者 {文件: 路径}", code="missing-key"
        )
        return _NO_SECRET
    if not isinstance(node, Map):
        fix = "写成 {环境: 变量名} 或 {文件: 路径}，并更换已经写出来的密钥"
        fields.problems.add(node.line, "密钥不能写在这个文件里", fix, code="bad-value", quote="密钥: …")
        return _NO_SECRET
    inner = Fields(node, keys.SECRET, "“密钥”", fields.problems)
    variable, file = inner.text("环境"), inner.text("文件")
    if bool(variable) == bool(file):
        inner.problems.add(node.line, "“密钥”里写“环境”或“文件”，只写一个", "写成 {环境: 变量名}", code="bad-value")
        return _NO_SECRET
    if variable and not _VARIABLE.fullmatch(variable):
        inner.problems.add(
            inner.line_of("环境"), "“环境”应该是环境变量的名字", "例如 KIOSK_BACKEND_SECRET", code="bad-value"
        )
    return SecretSource("env", variable, node.line) if variable else SecretSource("file", str(folder / file), node.line)
