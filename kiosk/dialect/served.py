"""The back end's side of a dialect: reads requests and writes answers, for the demo back end. Sans-I/O."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.dialect.model import IN_QUERY, BackendDialect, FieldPath, FieldRule, InterfaceRule
from kiosk.dialect.outgoing import API_HOLE, HOLE, beside, constants_of
from kiosk.dialect.paths import MissingValueError, pick, place


class NotServedError(ValueError):
    """No interface of the dialect has this address, or the request is not written in it. `status`: 404 or 400."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Received:
    """A call with the script's names. `fields`: as they stood in the request, for signatures."""

    api: str
    params: dict[str, Any] = field(repr=False)
    fields: dict[str, Any] = field(repr=False)


def received(dialect: BackendDialect, verb: str, path: str, query: Mapping[str, str], body: bytes) -> Received:
    """Raises `NotServedError`. `path`: decoded; what stands before the interface's own path is not looked at."""
    candidates = [(api, rule, hit) for api, rule, hit in _at(dialect, path) if rule.verb == verb]
    if not candidates:
        raise NotServedError(404, f"no interface at {verb} {path}")
    whole = _nested(query) if verb in IN_QUERY else _object(body)
    inside = dialect.envelope.request if dialect.envelope and verb not in IN_QUERY else ()
    for api, rule, hit in candidates:
        constants = constants_of(dialect, api)
        if all(_found(whole, at) == text for at, text in constants):
            own = {name: value for name, value in hit.items() if name != API_HOLE}
            fields = _inside(whole, inside)
            params = own | _read(fields, rule.sends, [at for at, _ in constants] if not inside else [])
            return Received(api, params, beside(fields, constants) if inside else fields)
    raise NotServedError(400, "the constants of no interface fit")


def known_path(dialect: BackendDialect, path: str) -> bool:
    return bool(_at(dialect, path))


def success(dialect: BackendDialect, api: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of an answer with these fields."""
    rule = dialect.rule(api)
    fields: dict[str, Any] = {}
    for name, value in answer.items():
        returned = rule.returns.get(name, FieldRule((name,)))
        place(fields, returned.path, _returned(value, returned))
    envelope = dialect.envelope
    if envelope is None:
        return fields
    whole: dict[str, Any] = {} if envelope.data else fields
    if envelope.data:
        place(whole, envelope.data, fields)
    if envelope.code and not envelope.codeless:
        place(whole, envelope.code, _json_code(min(envelope.success)))
    if envelope.message and not envelope.codeless:
        place(whole, envelope.message, "成功")
    return whole


def refusal(dialect: BackendDialect, status: int, code: str, message: str) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of a refusal: with an envelope that has a code in every answer, 200, as its users do."""
    envelope = dialect.envelope
    if envelope is None or not envelope.code:
        return status, {"error": {"code": code, "message": message}}
    whole: dict[str, Any] = {}
    place(whole, envelope.code, code)
    if envelope.message:
        place(whole, envelope.message, message)
    return (status if envelope.codeless or status >= 500 or status == 401 else 200), whole


def _at(dialect: BackendDialect, path: str) -> list[tuple[str, InterfaceRule, dict[str, str]]]:
    """The interfaces whose path this may be, with what stands in its holes; those of the file first."""
    found = []
    for api, rule in dialect.rules.items():
        if hit := _pattern(rule.path.replace(f"{{{API_HOLE}}}", api)).search(path):
            found.append((api, rule, _holes(rule.path.replace(f"{{{API_HOLE}}}", api), hit)))
    if f"{{{API_HOLE}}}" in dialect.usual.path and (hit := _pattern(dialect.usual.path).search(path)):
        holes = _holes(dialect.usual.path, hit)
        if holes[API_HOLE] not in dialect.rules:
            found.append((holes[API_HOLE], dialect.usual, holes))
    return found


def _pattern(path: str) -> re.Pattern[str]:
    parts = HOLE.split(path)
    return re.compile("".join("([^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)) + "$")


def _holes(path: str, hit: re.Match[str]) -> dict[str, str]:
    return dict(zip(HOLE.findall(path), hit.groups(), strict=True))


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotServedError(400, "the body is not JSON") from None
    if not isinstance(found, dict):
        raise NotServedError(400, "the body is no JSON object")
    return found


def _inside(whole: dict[str, Any], path: FieldPath) -> dict[str, Any]:
    found = _found(whole, path)
    if not isinstance(found, dict):
        raise NotServedError(400, f"no JSON object in {'.'.join(path)}")
    return found


def _nested(query: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in query.items():
        place(fields, tuple(name.split(".")), value)
    return fields


def _found(fields: object, path: FieldPath) -> object:
    try:
        return pick(fields, path)
    except MissingValueError:
        return None


def _read(fields: dict[str, Any], rules: Mapping[str, FieldRule], beside: list[FieldPath]) -> dict[str, Any]:
    """The fields with the script's names. `beside`: places of constants."""
    taken = {rule.path[0] for rule in rules.values()} | {path[0] for path in beside}
    params = {name: value for name, value in fields.items() if name not in taken}
    for name, rule in rules.items():
        value = _found(fields, rule.path)
        if value is not None:
            params[name] = _unwritten(value, rule)
    return params


def _unwritten(value: Any, rule: FieldRule) -> Any:
    if rule.kind == "picture" and isinstance(value, str):
        return _picture(value)
    if isinstance(value, list):
        return [_read(item, rule.items, []) if isinstance(item, dict) else item for item in value]
    if rule.kind == "bool":
        value = "是" if value in (True, "true") else "否"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return next((ours for ours, theirs in rule.codes.items() if theirs == text), text)


def _picture(data: str) -> dict[str, str]:
    try:
        digest = hashlib.sha256(base64.b64decode(data, validate=True)).hexdigest()
    except (ValueError, binascii.Error):
        raise NotServedError(400, "a picture is no base64") from None
    return {"type": "image/png" if data.startswith("iVBOR") else "image/jpeg", "sha256": digest, "data": data}


def _returned(value: Any, rule: FieldRule) -> Any:
    if isinstance(value, list):
        return [_item(item, rule) for item in value]
    code = next((theirs for theirs, ours in rule.codes.items() if ours == value), None)
    return value if code is None else _json_code(code)


def _item(item: Mapping[str, Any], rule: FieldRule) -> dict[str, Any]:
    """An item of a list, with their names."""
    written: dict[str, Any] = {}
    for name, value in item.items():
        inner = rule.items.get(name, FieldRule((name,)))
        place(written, inner.path, _returned(value, inner))
    return written


def _json_code(code: str) -> Any:
    """A code as a back end writes it: 0, true and null are no texts there."""
    return json.loads(code) if re.fullmatch(r"0|[1-9]\d{0,8}|true|false|null", code) else code
