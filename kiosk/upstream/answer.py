"""Reads a back end's HTTP answer: its fields, or why there are none. Sans-I/O.

`docs/backend.md` is the contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from kiosk.wire.texts import is_text

Kind = Literal["refused", "timeout", "unreachable", "bad_answer", "unknown"]

#: Bytes of the longest answer that is accepted.
LONGEST = 1 << 20
_BUSY = frozenset({429, 502, 503, 504})
_SUCCESS = frozenset({200, 201, 202, 204})
#: Values of `code` that mean success, in an answer of `{"code": …, "message": …}` with a status of success.
_FINE = re.compile(r"0+|20[0-4]|ok|success", re.IGNORECASE)
#: Characters of the longest number written out, and of the longest text, that a field may have.
_DIGITS, _CHARACTERS = 40, 2_000
#: Items of the longest list.
_ITEMS = 200


class BackendError(Exception):
    """No usable answer. The text may be logged; `message`, the back end's own words, may not.

    `refused`: 4xx, or a code that does not mean success; `timeout`; `unreachable`: no connection, or 429,
    502, 503, 504; `unknown`: a submission may have arrived, and then there was no connection; `bad_answer`: the rest.
    """

    def __init__(self, kind: Kind, text: str, *, status: int = 0, message: str = "") -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.status = status
        self.message = message


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


def read_answer(status: int, body: bytes) -> AnswerFields:
    """Raises `BackendError`."""
    if status in _BUSY:
        raise BackendError("unreachable", f"the gateway says {status}", status=status)
    if 400 <= status < 500:
        raise BackendError("refused", f"the back end says {status}", status=status, message=_refusal_in(body))
    if status not in _SUCCESS:
        raise BackendError("bad_answer", f"expected status 200, 201, 202 or 204, got {status}", status=status)
    if len(body) > LONGEST:
        raise BackendError("bad_answer", f"an answer of more than {LONGEST} bytes", status=status)
    if status != 200 and not body.strip():
        return AnswerFields({}, {})
    found = _json(body)
    if not isinstance(found, dict):
        raise BackendError("bad_answer", "expected a JSON object", status=status)
    return _fields(_opened(found, status))


def _opened(found: dict[str, Any], status: int) -> dict[str, Any]:
    """The object that holds the fields: the answer, or the `data` of `{"code": 0, "message": …, "data": {…}}`."""
    error, code, message = found.get("error"), _code(found), _message(found)
    said_no = found.get("success") is False or (code is not None and not _FINE.fullmatch(code))
    if (isinstance(error, dict) and error) or (message is not None and said_no):
        words = message or (_message(error) if isinstance(error, dict) else "") or ""
        raise BackendError("refused", f"the back end says no, with status {status}", status=status, message=words)
    if message is None or code is None:
        return found
    data = found.get("data")
    if isinstance(data, dict):
        return data
    return {name: value for name, value in found.items() if name not in ("code", "message", "msg", "data")}


def _fields(found: dict[str, Any]) -> AnswerFields:
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
    text = _plain(value) if isinstance(value, _Number) else value.strip() if isinstance(value, str) else ""
    return text if len(text) <= _CHARACTERS else ""


def _items(found: list[Any]) -> list[dict[str, str]] | None:
    """The objects of an array, each with the fields that have a value; None where it holds anything else.

    Raises `BackendError` as `_fields` does.
    """
    if len(found) > _ITEMS or not all(isinstance(item, dict) for item in found):
        return None
    return [dict(_fields(item)) for item in found]


class _Number(str):
    """A number as it is written in the JSON: a float would round long ones and change their spelling."""

    __slots__ = ()


def _plain(number: _Number) -> str:
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
        case _Number():
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


def _code(found: dict[str, Any]) -> str | None:
    """`code`, or None where it is missing or neither text nor a number."""
    code = found.get("code")
    return code.strip() if isinstance(code, str) else None


def _message(found: dict[str, Any]) -> str | None:
    for name in ("message", "msg"):
        if isinstance(message := found.get(name), str) and not isinstance(message, _Number):
            return message[:500] if is_text(message) else ""
    return None


def _refusal_in(body: bytes) -> str:
    """The `message` of `{"code": …, "message": …}` or `{"error": {…}}`; empty where there is none."""
    try:
        found = _json(body)
    except BackendError:
        return ""
    inner = found.get("error", found) if isinstance(found, dict) else None
    return (_message(inner) or "") if isinstance(inner, dict) else ""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_int=_Number, parse_float=_Number, parse_constant=float)
    except (ValueError, RecursionError):
        raise BackendError("bad_answer", "expected JSON") from None
