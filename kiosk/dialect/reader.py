"""A mapping file (YAML) -> `BackendDialect`. Every mistake is collected with its line and its fix, as of scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from dialogue.errors import Problems, ScriptErrors
from dialogue.script.fields import Fields
from dialogue.sources import read_utf8, unharmed
from dialogue.yaml_lines import Map, Scalar, parse
from kiosk.dialect import keys
from kiosk.dialect.model import PLAIN, SUCCESS, BackendDialect, Envelope, FieldPath, InterfaceRule
from kiosk.dialect.outgoing import API_HOLE, HOLE
from kiosk.dialect.paths import read_path
from kiosk.dialect.read_auth import read_auth
from kiosk.dialect.read_fields import field_rules


def load_dialect(path: Path | None) -> BackendDialect:
    """None: `PLAIN`. Raises `ScriptErrors` with every mistake of the file."""
    problems = Problems(path or "")
    dialect = PLAIN if path is None else read_dialect(path, problems)
    if problems.errors:
        raise ScriptErrors(problems.errors)
    return dialect


def read_dialect(path: Path, problems: Problems) -> BackendDialect:
    """The dialect; right if `problems` stayed empty."""
    text = read_utf8(path, problems)
    with unharmed(problems):
        root = None if problems.errors else parse(text, problems, keys.EVERY)
        if isinstance(root, Map):
            return _dialect(Fields(root, keys.FILE, "接口对照文件", problems), path.parent)
        if root is not None:
            problems.add(root.line, "接口对照文件应该由“键: 值”组成", "第一行写“接口:”", code="bad-value")
    return PLAIN


def _dialect(fields: Fields, folder: Path) -> BackendDialect:
    usual = _interface(fields, InterfaceRule())
    apis = fields.map("接口")
    rules = {
        name.value: _interface(Fields(node, keys.INTERFACE, f"接口“{name.value}”", fields.problems), usual)
        for name, node in _maps(apis, fields.problems, "接口")
    }
    for name, rule in rules.items():
        if rule.outcome and rule.outcome not in rules:
            fix = f"在“接口”下加一段“{rule.outcome}:”，写它的路径和收到什么"
            fields.problems.add(
                rule.line, f"{name} 的“查结果”指向 {rule.outcome}，文件里没有", fix, code="undefined-name"
            )
    return BackendDialect(
        base=usual.base,
        headers=_headers(fields),
        success=_statuses(fields),
        envelope=_envelope(fields),
        reasons=texts(fields, "失败原因"),
        auth=read_auth(fields, folder),
        usual=replace(usual, base="", reasons={}),
        rules=rules,
    )


def _interface(fields: Fields, usual: InterfaceRule) -> InterfaceRule:
    """One interface, or of the whole file what holds for all. What is not written is as in `usual`."""
    path = fields.text("路径", default=usual.path)
    if not path.startswith("/"):
        fields.problems.add(fields.line_of("路径"), "“路径”要以 / 开头", f"写成 /{path}", code="bad-value")
    elif not all(hole == API_HOLE or hole.strip() for hole in HOLE.findall(path)):
        fields.problems.add(fields.line_of("路径"), "“路径”里有空的花括号", "写成 {接口} 或 {字段名}", code="bad-value")
    return InterfaceRule(
        base=_address(fields),
        path=path,
        verb=fields.one_of("方法", keys.VERBS, usual.verb),
        sends=field_rules(fields, "发送", "放"),
        constants=_constants(fields),
        returns=field_rules(fields, "收到", "取"),
        reasons=texts(fields, "失败原因"),
        keeps_keys=fields.one_of("幂等", keys.YES_NO, usual.keeps_keys),
        outcome=fields.text("查结果"),
        line=fields.line,
    )


def _address(fields: Fields) -> str:
    base = fields.text("地址").rstrip("/")
    parts = urlsplit(base)
    if base and not (parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc):
        message = "“地址”应该是 http:// 或 https:// 开头的地址，不带用户名和密码"
        fields.problems.add(fields.line_of("地址"), message, "写成 https://gw.example.gov.cn/api", code="bad-value")
    return base


def _constants(fields: Fields) -> tuple[tuple[FieldPath, str], ...]:
    return tuple((path_of(fields, "固定", name), value) for name, value in texts(fields, "固定").items())


def _headers(fields: Fields) -> tuple[tuple[str, str], ...]:
    found = texts(fields, "请求头")
    for name, value in found.items():
        if not (f"{name}{value}".isascii() and f"{name}{value}".isprintable() and " " not in name):
            message = f"请求头“{name}”只能用英文字母、数字和符号"
            fields.problems.add(fields.line_of("请求头"), message, "写成 {X-App-Id: hall-01}", code="bad-value")
    return tuple(found.items())


def _statuses(fields: Fields) -> frozenset[int]:
    found = set()
    for text in fields.texts("成功状态"):
        if text.isdecimal() and 200 <= int(text) < 300:
            found.add(int(text))
        else:
            message = f"成功状态“{text}”不是 200 到 299 的数"
            fields.problems.add(fields.line_of("成功状态"), message, "写成 [200, 201, 202, 204]", code="bad-value")
    return frozenset(found) or SUCCESS


def _envelope(fields: Fields) -> Envelope | None:
    inner = fields.inner("信封", keys.ENVELOPE)
    if inner is None:
        return None
    codeless = inner.one_of("没有码", keys.CODELESS, False)
    for key in (key for key in ("成功码", "没有码") if key in inner and "码" not in inner):
        inner.problems.add(inner.line, f"有“{key}”，没有“码”", "加上“码: code”：码在哪个字段里", code="missing-key")
    if "码" in inner and "成功码" not in inner and not codeless:
        fix = "加上“成功码: [0]”：哪些值算成功；只有出错才有码的，写“没有码: 成功”"
        inner.problems.add(inner.line, "有“码”，没有“成功码”", fix, code="missing-key")
    where = {key: path_of(inner, key, inner.text(key)) for key in ("码", "原因", "数据", "请求")}
    success = frozenset(inner.texts("成功码"))
    return Envelope(where["码"], success, where["原因"], where["数据"], where["请求"], codeless)


def path_of(fields: Fields, key: str, text: str) -> FieldPath:
    try:
        return read_path(text) if text else ()
    except ValueError:
        fields.problems.add(fields.line_of(key), f"“{text}”里有空的一段", "写成 data.person.name", code="bad-value")
        return ()


def texts(fields: Fields, key: str) -> dict[str, str]:
    """A mapping of words to words."""
    node = fields.map(key)
    found = {}
    for name, value in node.entries if node else ():
        if isinstance(value, Scalar):
            found[name.value] = value.value.strip()
        else:
            fields.problems.add(name.line, f"“{key}”里“{name.value}”的右边应该是一个词", code="bad-value")
    return found


def _maps(node: Map | None, problems: Problems, key: str) -> list[tuple[Scalar, Map]]:
    found = []
    for name, value in node.entries if node else ():
        if isinstance(value, Map):
            found.append((name, value))
        else:
            problems.add(name.line, f"“{key}”里“{name.value}”下面应该是“键: 值”", "缩进分行写", code="bad-value")
    return found
