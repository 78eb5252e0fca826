"""A call of the hall as an HTTP request of the dialect. Sans-I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from kiosk.dialect.model import IN_QUERY, BackendDialect, FieldPath, FieldRule
from kiosk.dialect.paths import place

#: A hole of a path: {身份证号}.
HOLE = re.compile(r"\{([^{}]+)\}")
API_HOLE = "接口"
#: Characters of a path that stand for themselves (RFC 3986), and % of what is encoded already.
_PATH = "/%!$&'()*+,;=:@~"
_TRUE = frozenset({"是", "有", "同意", "true", "1"})


class OutgoingError(ValueError):
    """The call cannot be written in the dialect. The text names the field, never its value."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`fields`: what is sent, in the body or in the query, without the request's envelope."""

    verb: str
    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)


def request_of(dialect: BackendDialect, base: str, api: str, params: Mapping[str, Any]) -> Outgoing:
    """`base`: the setting `backend.url`, where the dialect and the interface name no other. Raises `OutgoingError`."""
    rule = dialect.rule(api)
    url, left = _address(rule.path, api, params)
    if rule.verb in IN_QUERY and dialect.outcome_of(api):  # addresses stand in logs: nothing of the citizen's unasked
        left = {name: value for name, value in left.items() if name in rule.sends}
    constants = constants_of(dialect, api)
    inside = dialect.envelope.request if dialect.envelope and rule.verb not in IN_QUERY else ()
    fields: dict[str, Any] = {}
    try:
        for name, value in left.items():
            sent = rule.sends.get(name, FieldRule((name,)))
            place(fields, sent.path, _written(value, sent, name))
        sent_whole = enclosed(fields, inside)
        for path, constant in constants:
            place(sent_whole, path, constant)
    except ValueError as error:
        raise OutgoingError(str(error)) from None
    signed = beside(fields, constants) if inside else fields
    whole = (rule.base or dialect.base or base).rstrip("/") + url
    headers = dict(dialect.headers)
    if rule.verb in IN_QUERY:
        query = urlencode(_flat(fields))
        return Outgoing(rule.verb, f"{whole}?{query}" if query else whole, b"", headers, fields)
    body = json.dumps(sent_whole, ensure_ascii=False, separators=(",", ":")).encode()
    return Outgoing(rule.verb, whole, body, {"Content-Type": "application/json", **headers}, signed)


def constants_of(dialect: BackendDialect, api: str) -> tuple[tuple[FieldPath, str], ...]:
    """Place and value of what is sent with every call of the interface, from the top of the body."""
    every = (*dialect.usual.constants, *dialect.rule(api).constants)
    return tuple((path, text.replace(f"{{{API_HOLE}}}", api)) for path, text in every)


def enclosed(fields: dict[str, Any], inside: FieldPath) -> dict[str, Any]:
    """The body with the fields at `inside`; empty: the fields themselves."""
    if not inside:
        return fields
    whole: dict[str, Any] = {}
    place(whole, inside, fields)
    return whole


def beside(fields: Mapping[str, Any], constants: Iterable[tuple[FieldPath, str]]) -> dict[str, Any]:
    """The fields, and the constants at the top of the body: what a signature's {参数} is made of."""
    return {path[0]: text for path, text in constants if len(path) == 1} | dict(fields)


def _address(path: str, api: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The path with its holes filled, and the parameters that are left to send."""
    left = dict(params)

    def fill(hole: re.Match[str]) -> str:
        name = hole[1]
        if name == API_HOLE:
            return api
        value = left.pop(name, None)
        if not isinstance(value, str) or not value.strip("."):  # `..` would lead elsewhere
            raise OutgoingError(f"the path needs the field {name}")
        return quote(value, safe="")

    return quote(HOLE.sub(fill, path), safe=_PATH), left


def _written(value: Any, rule: FieldRule, name: str) -> Any:
    """A value as it stands in their JSON. Raises `OutgoingError`."""
    if isinstance(value, list):
        return [_item(item, rule) for item in value]
    if isinstance(value, Mapping):
        return value["data"] if rule.kind == "picture" else dict(value)
    text = rule.codes.get(value, value) if rule.codes else value
    if rule.kind == "number":
        return _number(text, name)
    if rule.kind == "bool":
        return text in _TRUE
    return text


def _item(item: Mapping[str, Any], rule: FieldRule) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, value in item.items():
        inner = rule.items.get(name, FieldRule((name,)))
        place(written, inner.path, _written(value, inner, name))
    return written


def _number(text: str, name: str) -> int | float:
    if not re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", text):
        raise OutgoingError(f"{name}: expected a number")
    return float(text) if "." in text else int(text)


def _flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Objects as dotted names; lists as JSON."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            found[prefix + name] = value
        else:
            found[prefix + name] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return found
