"""The fields of a back end's answer as the hall keeps them, and the error where there are none. Sans-I/O."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from kiosk.dialect.model import FieldRule
from kiosk.dialect.paths import MissingValueError, pick
from kiosk.wire.texts import is_text

Kind = Literal["refused", "timeout", "unreachable", "bad_answer", "unknown"]
#: Characters of the longest number written out, and of the longest text, that a field may have.
_DIGITS, _CHARACTERS = 40, 2_000
#: Items of the longest list.
_ITEMS = 200


class BackendError(Exception):
    """No usable answer. The text may be logged; `message`, the back end's own words, may not.

    `refused`: 4xx, or a code that does not mean success; `timeout`; `unreachable`: no connection, or 429,
    502, 503, 504; `unknown`: a submission may have arrived, and then there was no connection; `bad_answer`: the rest.
    `sent`: the connection broke after the request had left.
    """

    def __init__(self, kind: Kind, text: str, *, status: int = 0, message: str = "", sent: bool = False) -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.status = status
        self.message = message
        self.sent = sent

    @property
    def may_have_arrived(self) -> bool:
        """Whether a submission that ended so may have been filed: 502 and 504 come from a proxy, after it passed it
        on.
        """
        return self.kind in ("timeout", "bad_answer", "unknown") or self.status in (502, 504) or self.sent


class AnswerFields(dict[str, str]):
    """The fields with a value: texts without surrounding blanks, numbers as they were written.

    `unusable`: the other fields' names, and what came instead, fit for a log: `true or false`, `null`. `lists`: those
    of them that are arrays of objects, as JSON texts; a field counts as a list only where the script declares one.
    """

    def __init__(
        self, values: Mapping[str, str], unusable: Mapping[str, str], lists: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(values)
        self.unusable = dict(unusable)
        self.lists = dict(lists or {})

    def with_lists(self, names: Collection[str]) -> AnswerFields:
        """The fields, `names` of them as lists. Text where a list is declared is unusable."""
        values = {name: value for name, value in self.items() if name not in names}
        unusable = {**self.unusable, **dict.fromkeys((name for name in self if name in names), "text")}
        values |= {name: self.lists[name] for name in names if name in self.lists}
        return AnswerFields(values, {name: came for name, came in unusable.items() if name not in values}, self.lists)


class JsonNumber(str):
    """A number as it is written in the JSON: a float would round long ones and change their spelling."""

    __slots__ = ()


class _UnknownCode:
    """A code that 对照 does not have."""


def parse_json(body: bytes) -> Any:
    """Numbers are `JsonNumber`. Raises `BackendError`."""
    try:
        return json.loads(body, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=float)
    except (ValueError, RecursionError):
        raise BackendError("bad_answer", "expected JSON") from None


def mapped(found: dict[str, Any], rules: Mapping[str, FieldRule]) -> dict[str, Any]:
    """The object with the script's names: fields with a rule from where it says, the others as they stand."""
    if not rules:
        return found
    taken = {rule.path[0] for rule in rules.values()}
    fields = {name: value for name, value in found.items() if name not in taken}
    for name, rule in rules.items():
        try:
            fields[name] = _translated(pick(found, rule.path), rule)
        except MissingValueError:
            fields.pop(name, None)
    return fields


def _translated(value: Any, rule: FieldRule) -> Any:
    if rule.items and isinstance(value, list):
        return [mapped(item, rule.items) if isinstance(item, dict) else item for item in value]
    if not rule.codes:
        return value
    return rule.codes.get(code_text(value) or "", _UnknownCode())


def code_text(value: object) -> str | None:
    """A text, number, boolean or null as it is written in a mapping; None for anything else."""
    if isinstance(value, str):
        return value.strip()
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else None


def fields_of(found: dict[str, Any]) -> AnswerFields:
    """Raises `BackendError` for text with a lone surrogate or a NUL, which could be neither stored nor shown."""
    if any(isinstance(value, str) and not is_text(value) for value in (*found, *found.values())):
        raise BackendError("bad_answer", "expected Unicode text; got a lone surrogate or a NUL", status=200)
    values: dict[str, str] = {}
    unusable: dict[str, str] = {}
    lists: dict[str, str] = {}
    for name, value in found.items():
        if text := _text(value):
            values[name] = text
        else:
            unusable[name] = _came(value)
        if isinstance(value, list) and (items := _items(value)) is not None:
            lists[name] = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
    return AnswerFields(values, unusable, lists)


def _text(value: object) -> str:
    """A text or a number as it is kept; empty for anything else."""
    text = _plain(value) if isinstance(value, JsonNumber) else value.strip() if isinstance(value, str) else ""
    return text if len(text) <= _CHARACTERS else ""


def _items(found: list[Any]) -> list[dict[str, str]] | None:
    """The objects of an array, each with the fields that have a value; None where it holds anything else.

    Raises `BackendError` as `fields_of` does.
    """
    if len(found) > _ITEMS or not all(isinstance(item, dict) for item in found):
        return None
    return [dict(fields_of(item)) for item in found]


def _plain(number: JsonNumber) -> str:
    """Without an exponent; empty for a number of more than `_DIGITS` digits."""
    if not set(number) & {"e", "E"}:
        return str(number) if len(number) <= _DIGITS else ""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return ""
    if abs(value.adjusted()) > _DIGITS:
        return ""
    written = format(value, "f")
    return written if len(written) <= _DIGITS else ""


def _came(value: object) -> str:
    match value:
        case _UnknownCode():
            return "a code that the mapping does not have"
        case JsonNumber():
            return f"a number of more than {_DIGITS} digits"
        case str():
            return f"text of more than {_CHARACTERS} characters" if value.strip() else "empty text"
        case bool():
            return "true or false"
        case None:
            return "null"
        case list() if len(value) > _ITEMS:
            return f"a list of more than {_ITEMS}"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "no number"  # NaN, Infinity
