"""JSON text <-> message dataclasses, strictly, and the wire's JSON Schema: all read off the dataclasses themselves."""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from dialogue.acts import Card
from kiosk.wire import messages as m
from kiosk.wire.texts import is_text

_CARDS = get_args(Card)


class WireError(ValueError):
    """A frame that breaks `kiosk.v1`. `code` is for programs; the text says what was expected and what came."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def encode(message: Any, names: Mapping[type, str] = m.NAMES) -> str:
    """One message as a JSON text frame. Fields that are None are left out. `names`: the `type` of each message."""
    return json.dumps({"type": names[type(message)], **_plain(message)}, ensure_ascii=False, separators=(",", ":"))


def decode_up(text: str) -> m.Up:
    """A text frame from the page. Raises WireError."""
    return cast(m.Up, decode(text, _by_name(m.Up)))


def decode_down(text: str) -> m.Down:
    """A text frame from the server (for clients). Raises WireError."""
    return cast(m.Down, decode(text, _by_name(m.Down)))


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of every control message: `#/$defs/up` and `#/$defs/down`."""
    defs: dict[str, Any] = {}
    for direction, union in (("up", m.Up), ("down", m.Down)):
        for kind in get_args(union):
            defs[_def_name(kind)] = _object_schema(kind)
        defs[direction] = {"oneOf": [{"$ref": f"#/$defs/{_def_name(k)}"} for k in get_args(union)]}
    for card in _CARDS:
        defs[card.__name__] = _object_schema(card, tag="kind")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kiosk.v1 control messages",
        "$defs": defs,
        "oneOf": [{"$ref": "#/$defs/up"}, {"$ref": "#/$defs/down"}],
    }


# ---- encoding -------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        body = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        body = {name: v for name, v in body.items() if v is not None}
        return {"kind": m.NAMES[type(value)], **body} if isinstance(value, _CARDS) else body
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


# ---- decoding -------------------------------------------------------------------------------------------------------


@cache
def _by_name(union: Any) -> dict[str, type]:
    return {m.NAMES[kind]: kind for kind in get_args(union)}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def decode(text: str, kinds: Mapping[str, type]) -> Any:
    """A text frame as one of the dataclasses `kinds`, by their `type`. Raises WireError."""
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WireError("bad_message", f"expected one JSON object; got something unreadable ({error})") from None
    if not isinstance(data, dict):
        raise WireError("bad_message", f"expected a JSON object; got {_name(data)}")
    kind = data.pop("type", None)
    if not isinstance(kind, str) or kind not in kinds:
        raise WireError("bad_message", f"expected type to be one of {', '.join(kinds)}; got {_short(kind)}")
    return _build(kinds[kind], data, kind)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _build(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise WireError("bad_message", f"{where}: expected an object; got {_name(data)}")
    fields = {f.name: f for f in dataclasses.fields(kind)}
    if unknown := sorted(set(data) - set(fields)):
        names = ", ".join(fields) or "no fields"
        raise WireError("bad_message", f"{where}: expected only {names}; got {_short(unknown[0])}")
    values = {}
    for name, f in fields.items():
        if name in data:
            values[name] = _value(_hints(kind)[name], data[name], f"{where}.{name}")
        elif f.default is dataclasses.MISSING:
            raise WireError("bad_message", f"{where}: expected a field {name}; it is missing")
    return kind(**values)


def _value(hint: Any, value: Any, where: str) -> Any:
    hint, bound = _bare(hint)
    if hint == Card:
        return _card(value, where)
    origin = get_origin(hint)
    if origin is Literal:
        if value not in get_args(hint) or not isinstance(value, str):
            raise WireError("bad_message", f"{where}: expected one of {', '.join(get_args(hint))}; got {_short(value)}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise WireError("bad_message", f"{where}: expected a list; got {_name(value)}")
        inner = get_args(hint)[0]
        return tuple(_value(inner, v, f"{where}[{i}]") for i, v in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _build(cast(type, hint), value, where)
    return _scalar(hint, value, bound, where)


def _bare(hint: Any) -> tuple[Any, m.Bound]:
    """A field's type without `| None` and `Annotated`, and its bound."""
    bound = m.Bound(-math.inf)
    if get_origin(hint) in (Union, types.UnionType) and hint != Card:
        hint = next(a for a in get_args(hint) if a is not type(None))
    if get_origin(hint) is Annotated:
        hint, bound = get_args(hint)
    return hint, bound


def _card(value: Any, where: str) -> Any:
    cards = _by_name(Card)
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in cards:
        raise WireError("bad_message", f"{where}: expected a card of kind {', '.join(cards)}; got {_short(kind)}")
    return _build(cards[kind], {k: v for k, v in value.items() if k != "kind"}, f"{where}.{kind}")


def _scalar(hint: type, value: Any, bound: m.Bound, where: str) -> Any:
    good = isinstance(value, (int, float)) if hint is float else isinstance(value, hint)
    if not good or (isinstance(value, bool) and hint is not bool):
        raise WireError("bad_message", f"{where}: expected {hint.__name__}; got {_name(value)}")
    if isinstance(value, str) and not is_text(value):
        raise WireError("bad_message", f"{where}: expected Unicode text; got a lone surrogate or a NUL")
    size = len(value) if isinstance(value, str) else value
    if not bound.low <= size <= bound.high:
        what = "characters" if isinstance(value, str) else "as its value"
        raise WireError("bad_message", f"{where}: expected {bound.low}..{bound.high} {what}; got {size}")
    return value


def _name(value: Any) -> str:
    names: dict[type, str] = {dict: "an object", list: "a list", str: "a string", type(None): "null"}
    return names.get(type(value), type(value).__name__)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode()
    return text if len(text) <= 40 else text[:37] + "..."


# ---- the schema -----------------------------------------------------------------------------------------------------


def _def_name(kind: type) -> str:
    """A message's name in the schema: `Say` for `SayMessage`."""
    return kind.__name__.removesuffix("Message")


def _object_schema(kind: type, tag: str = "type") -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    tagged = {tag: {"const": m.NAMES[kind]}} if kind in m.NAMES else {}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [*tagged, *(f.name for f in fields if f.default is dataclasses.MISSING)],
        "properties": {**tagged, **{f.name: _schema(_hints(kind)[f.name]) for f in fields}},
    }


def _schema(hint: Any) -> dict[str, Any]:
    hint, bound = _bare(hint)
    if hint == Card:
        return {"oneOf": [{"$ref": f"#/$defs/{c.__name__}"} for c in _CARDS]}
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if dataclasses.is_dataclass(hint):
        return _object_schema(cast(type, hint))
    if hint is str:
        lengths = {"minLength": bound.low} if bound.low > 0 else {}
        return {"type": "string", **lengths, **({"maxLength": bound.high} if math.isfinite(bound.high) else {})}
    if hint is bool:
        return {"type": "boolean"}
    limits = {"minimum": bound.low, "maximum": bound.high}
    return {
        "type": "integer" if hint is int else "number",
        **{name: limit for name, limit in limits.items() if math.isfinite(limit)},
    }
