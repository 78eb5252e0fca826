"""An OpenAPI 3.1 document of the interfaces that the hall's scripts call, as the dialect puts them on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from dialogue.script.interfaces import InterfaceField, InterfaceUse
from kiosk.dialect.model import (
    IN_QUERY,
    BackendDialect,
    ClientCredentials,
    Envelope,
    FieldPath,
    FieldRule,
    InterfaceRule,
)
from kiosk.dialect.outgoing import API_HOLE, HOLE, constants_of

JsonObject = dict[str, Any]
_PICTURE: JsonObject = {
    "type": "object",
    "properties": {
        "type": {"enum": ["image/jpeg", "image/png"]},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "data": {"type": "string", "contentEncoding": "base64"},
    },
    "required": ["type", "sha256", "data"],
}
_KEY: JsonObject = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "同一次提交，重发时也是同一个键：不要办两次，答复和第一次一样。",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}  # fmt: skip
_TRACE: tuple[JsonObject, ...] = tuple(
    {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": what}
    for name, what in (
        ("traceparent", "W3C Trace Context；同一次对话的 trace-id 相同。"),
        ("X-Conversation-Id", "对话的编号。"),
        ("X-Kiosk-Id", "哪一台终端。"),
    )
)
_NUMBER: JsonObject = {"type": ["string", "number"], "minLength": 1}


def openapi(uses: Iterable[InterfaceUse], dialect: BackendDialect, *, title: str, server: str) -> JsonObject:
    """`server`: the setting `backend.url`."""
    paths: JsonObject = {}
    for use in uses:
        rule = dialect.rule(use.api)
        path = _path(rule, use.api)
        operations = paths.setdefault(path, {})
        operation = _operation(use, rule, dialect)
        if rule.base:
            operation["servers"] = [{"url": rule.base}]
        verb = rule.verb.lower()
        if verb in operations:  # several interfaces at one address: told apart by their constants
            operations[f"x-{use.api}"] = operation
        else:
            operations[verb] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "description": "由服务脚本生成：kiosk services interfaces --openapi"},
        "servers": [{"url": dialect.base or server}],
        "paths": paths,
        "components": {"securitySchemes": {"hall": _security(dialect)}},
        "security": [{"hall": []}],
    }


def _path(rule: InterfaceRule, api: str) -> str:
    return rule.path.replace(f"{{{API_HOLE}}}", api)


def _operation(use: InterfaceUse, rule: InterfaceRule, dialect: BackendDialect) -> JsonObject:
    holes = HOLE.findall(_path(rule, use.api))
    sent = [field for field in use.sends if field.name not in holes]
    parameters = [_parameter(name, "path") for name in holes]
    operation: JsonObject = {
        "operationId": use.api,
        "summary": f"{'提交' if use.submits else '查询'}：{'、'.join(use.services)}",
    }
    if use.timeout_s is not None:
        operation["x-timeout-seconds"] = use.timeout_s
    body = _tree([(_rule(rule.sends, field), field) for field in sent], required=False)
    if rule.verb in IN_QUERY:
        parameters += [_parameter(".".join(_rule(rule.sends, field).path), "query", field) for field in sent]
        parameters += [_constant(".".join(path), text) for path, text in constants_of(dialect, use.api)]
    else:
        whole = body
        if dialect.envelope and dialect.envelope.request:
            whole = _object()
            _put(whole, dialect.envelope.request, body, required=True)
        for path, constant in constants_of(dialect, use.api):
            _put(whole, path, {"const": constant}, required=True)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": whole}}}
    parameters += ([_KEY] if use.submits else []) + list(_TRACE)
    operation["parameters"] = parameters
    operation["responses"] = _responses(use, rule, dialect)
    return operation


def _responses(use: InterfaceUse, rule: InterfaceRule, dialect: BackendDialect) -> JsonObject:
    fields = _tree([(_rule(rule.returns, field), field) for field in use.returns], required=True, received=True)
    whole, envelope = fields, dialect.envelope
    if envelope is not None:
        whole = _object() if envelope.data else fields
        if envelope.data:
            _put(whole, envelope.data, fields, required=True)
        if envelope.code and envelope.success:
            _put(whole, envelope.code, _codes(sorted(envelope.success)), required=not envelope.codeless)
        if envelope.message:
            _put(whole, envelope.message, {"type": "string"}, required=False)
    content = {"content": {"application/json": {"schema": whole}}}
    return {
        "200": {"description": _success(envelope), **content},
        "4XX": {"description": _refusal({**dialect.reasons, **rule.reasons}, envelope)},
    }


def _success(envelope: Envelope | None) -> str:
    if envelope is None or not (envelope.code and envelope.success):
        return "办成了"
    wanted = "、".join(sorted(envelope.success))
    return f"{'.'.join(envelope.code)} 是 {wanted} 就是办成了；是别的就是拒绝，和 4XX 一样处理"


def _refusal(reasons: Mapping[str, str], envelope: Envelope | None) -> str:
    where = ".".join(envelope.message) if envelope and envelope.message else "message"
    told = f"拒绝；原因用一句短的中文写在 {where} 里，会念给群众听"
    return told + "".join(f"；错误码 {code}：{words}" for code, words in sorted(reasons.items()))


def _rule(rules: Mapping[str, FieldRule], field: InterfaceField) -> FieldRule:
    return rules.get(field.name) or FieldRule((field.name,))


def _parameter(name: str, place: str, field: InterfaceField | None = None) -> JsonObject:
    schema = _value(field, FieldRule((name,)), received=False) if field else {"type": "string", "minLength": 1}
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _constant(name: str, text: str) -> JsonObject:
    return {"name": name, "in": "query", "required": True, "schema": {"const": text}}


def _tree(fields: list[tuple[FieldRule, InterfaceField]], *, required: bool, received: bool = False) -> JsonObject:
    schema = _object()
    for rule, field in fields:
        _put(schema, rule.path, _value(field, rule, received=received), required=required)
    return schema


def _object() -> JsonObject:
    return {"type": "object", "properties": {}}


def _put(schema: JsonObject, path: FieldPath, value: JsonObject, *, required: bool) -> None:
    for part in path[:-1]:
        if required and part not in schema.setdefault("required", []):
            schema["required"].append(part)
        schema = schema["properties"].setdefault(part, _object())
        schema.setdefault("properties", {})
    if required and path[-1] not in schema.setdefault("required", []):
        schema["required"].append(path[-1])
    schema["properties"][path[-1]] = value


def _value(field: InterfaceField, rule: FieldRule, *, received: bool) -> JsonObject:
    if field.shape == "picture":
        return {"type": "string", "contentEncoding": "base64"} if rule.kind == "picture" else _PICTURE
    if field.shape == "list":
        items = [(rule.items.get(name, FieldRule((name,))), InterfaceField(name)) for name in field.items]
        return {"type": "array", "maxItems": 200, "items": _tree(items, required=True, received=received)}
    about = {"title": field.name} | ({"description": field.about} if field.about else {})
    if received:
        known = _codes(rule.codes) if rule.codes else {"enum": list(field.choices)} if field.choices else _NUMBER
        return {**about, **known}
    if rule.kind in ("number", "bool"):
        return {**about, "type": "number" if rule.kind == "number" else "boolean"}
    choices = [rule.codes.get(choice, choice) for choice in field.choices] or list(rule.codes.values())
    return {**about, "type": "string", "minLength": 1} | ({"enum": choices} if choices else {})


def _codes(codes: Iterable[str]) -> JsonObject:
    """Codes as texts, and as the JSON that they may be written as: 0, true, null."""
    texts = list(codes)
    plain = [json.loads(code) for code in texts if re.fullmatch(r"0|[1-9]\d{0,8}|true|false|null", code)]
    return {"enum": [*texts, *plain]}


def _security(dialect: BackendDialect) -> JsonObject:
    auth = dialect.auth
    if isinstance(auth, ClientCredentials):
        flow = {"tokenUrl": auth.url, "scopes": dict.fromkeys(auth.scope.split(), "")}
        return {"type": "oauth2", "flows": {"clientCredentials": flow}}
    if auth.header == "Authorization":
        return {"type": "http", "scheme": "bearer"}
    return {"type": "apiKey", "in": "header", "name": auth.header}
