"""Reads a back end's HTTP answer: its fields, or why there are none. Sans-I/O.

`docs/backend.md` is the contract; a `BackendDialect` says where it differs.
"""

from __future__ import annotations

import re
from typing import Any

from kiosk.dialect.model import PLAIN, BackendDialect, Envelope
from kiosk.dialect.paths import MissingValueError, pick
from kiosk.upstream.answer_values import (
    AnswerFields,
    BackendError,
    JsonNumber,
    code_text,
    fields_of,
    mapped,
    parse_json,
)
from kiosk.wire.texts import is_text

__all__ = ["LONGEST", "AnswerFields", "BackendError", "read_answer"]

#: Bytes of the longest answer that is accepted.
LONGEST = 1 << 20
_BUSY = frozenset({429, 502, 503, 504})
#: Values of `code` that mean success, in an answer of `{"code": …, "message": …}` with a status of success.
_FINE = re.compile(r"0+|20[0-4]|ok|success", re.IGNORECASE)


def read_answer(status: int, body: bytes, dialect: BackendDialect = PLAIN, api: str = "") -> AnswerFields:
    """Raises `BackendError`."""
    if status in _BUSY:
        raise BackendError("unreachable", f"the gateway says {status}", status=status)
    if 400 <= status < 500:
        raise BackendError(
            "refused", f"the back end says {status}", status=status, message=_refusal_in(body, dialect, api)
        )
    if status not in dialect.success:
        wanted = ", ".join(map(str, sorted(dialect.success)))
        raise BackendError("bad_answer", f"expected status {wanted}; got {status}", status=status)
    if len(body) > LONGEST:
        raise BackendError("bad_answer", f"an answer of more than {LONGEST} bytes", status=status)
    if status != 200 and not body.strip():
        return AnswerFields({}, {})
    found = parse_json(body)
    if not isinstance(found, dict):
        raise BackendError("bad_answer", "expected a JSON object", status=status)
    opened = (
        _opened(found, status, dialect, api)
        if dialect.envelope is None
        else _unwrapped(found, status, dialect, dialect.envelope, api)
    )
    return fields_of(mapped(opened, dialect.rule(api).returns))


def _unwrapped(
    found: dict[str, Any], status: int, dialect: BackendDialect, envelope: Envelope, api: str
) -> dict[str, Any]:
    """The object that holds the fields, by the dialect's envelope. Raises `BackendError`."""
    if envelope.code:
        code = _at(found, envelope.code)
        none = _is_missing(found, envelope.code)
        if code is None and not (none and envelope.codeless):
            came = "it is missing" if none else "it is a list or an object"
            where = ".".join(envelope.code)
            raise BackendError("bad_answer", f"expected a code in {where}: {came}", status=status)
        if code not in envelope.success and not (none and envelope.codeless):
            words = _reason(found, dialect, api)
            raise BackendError("refused", f"the back end says no, with status {status}", status=status, message=words)
    if not envelope.data:
        return found
    try:
        data = pick(found, envelope.data)
    except MissingValueError:
        data = None
    if data is None:  # success without fields
        return {}
    if not isinstance(data, dict):
        where = ".".join(envelope.data)
        raise BackendError("bad_answer", f"expected an object in {where}: it is something else", status=status)
    return data


def _is_missing(found: object, path: tuple[str, ...]) -> bool:
    """Whether nothing, null or an empty text stands at the path."""
    try:
        value = pick(found, path)
    except MissingValueError:
        return True
    return value is None or (isinstance(value, str) and not value.strip())


def _at(found: object, path: tuple[str, ...]) -> str | None:
    try:
        return code_text(pick(found, path))
    except MissingValueError:
        return None


def _reason(found: object, dialect: BackendDialect, api: str) -> str:
    """The words for a refusal: of the mapping by its code, else the back end's own; empty where there are none."""
    envelope = dialect.envelope
    if envelope is None:
        inner = found.get("error", found) if isinstance(found, dict) else None
        if not isinstance(inner, dict):
            return ""
        return dialect.reason(api, _code(inner) or "") or _message(inner) or ""
    words = _at(found, envelope.message) if envelope.message else None
    code = (_at(found, envelope.code) if envelope.code else None) or ""
    return dialect.reason(api, code) or (words if words and is_text(words) else "")[:500]


def _opened(found: dict[str, Any], status: int, dialect: BackendDialect, api: str) -> dict[str, Any]:
    """The object that holds the fields: the answer, or the `data` of `{"code": 0, "message": …, "data": {…}}`."""
    error, code, message = found.get("error"), _code(found), _message(found)
    said_no = found.get("success") is False or (code is not None and not _FINE.fullmatch(code))
    if (isinstance(error, dict) and error) or (message is not None and said_no):
        inner = _message(error) if isinstance(error, dict) else ""
        words = dialect.reason(api, code or "") or message or inner or ""
        raise BackendError("refused", f"the back end says no, with status {status}", status=status, message=words)
    if message is None or code is None:
        return found
    data = found.get("data")
    if isinstance(data, dict):
        return data
    return {name: value for name, value in found.items() if name not in ("code", "message", "msg", "data")}


def _code(found: dict[str, Any]) -> str | None:
    """`code`, or None where it is missing or neither text nor a number."""
    code = found.get("code")
    return code.strip() if isinstance(code, str) else None


def _message(found: dict[str, Any]) -> str | None:
    for name in ("message", "msg"):
        if isinstance(message := found.get(name), str) and not isinstance(message, JsonNumber):
            return message[:500] if is_text(message) else ""
    return None


def _refusal_in(body: bytes, dialect: BackendDialect, api: str) -> str:
    """The words of a refusal's body; empty where there are none."""
    try:
        return _reason(parse_json(body), dialect, api)
    except BackendError:
        return ""
